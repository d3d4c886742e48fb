package dev.cairn.engine.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.worker.BoundedBody.TooLongException;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** One server behind HTTP/1.1. */
public final class HttpWorker implements Worker {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int CLIENT_THREADS = 2;
  private static final long LONGEST_ANSWER = 64L << 20;
  private static final int LONGEST_ERROR = 1 << 16;

  private final HttpClient client;
  private final String base;
  private final Dialect dialect;
  private final Duration timeout;
  private final long longestAnswer;
  private final @Nullable ApiKey apiKey;

  /** A worker that takes answers of up to 64 MiB. */
  public HttpWorker(
      HttpClient client, URI base, Dialect dialect, Duration timeout, @Nullable ApiKey apiKey) {
    this(client, base, dialect, timeout, LONGEST_ANSWER, apiKey);
  }

  /**
   * A worker that sends through a shared client.
   *
   * @param client of {@link #client}; the caller keeps it
   * @param base such as {@code http://host:8000}, without the path of a call
   * @param timeout from sending a call to its complete answer
   * @param longestAnswer bytes of an answer's body; a longer one counts as malformed
   * @param apiKey sent as a bearer token if not null
   */
  public HttpWorker(
      HttpClient client,
      URI base,
      Dialect dialect,
      Duration timeout,
      long longestAnswer,
      @Nullable ApiKey apiKey) {
    this.client = client;
    this.base = base.toString().replaceFirst("/+$", "");
    this.dialect = dialect;
    this.timeout = timeout;
    this.longestAnswer = longestAnswer;
    this.apiKey = apiKey;
  }

  /** A client that believes the certificates that the JDK believes. */
  public static HttpClient client() {
    return client(null);
  }

  /**
   * A client to be shared by all workers of a JVM. Its few daemon threads also read answers.
   *
   * @param tls of {@link TrustStore}, or null for the JDK's
   */
  public static HttpClient client(@Nullable SSLContext tls) {
    // uvicorn, under vLLM and SGLang, closes a connection that was idle for 5 s; a client that
    // keeps it longer loses the call that it sends in that moment.
    if (System.getProperty("jdk.httpclient.keepalive.timeout") == null) {
      System.setProperty("jdk.httpclient.keepalive.timeout", "4");
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            CLIENT_THREADS,
            task -> {
              Thread thread = new Thread(task, "cairn-http");
              thread.setDaemon(true);
              return thread;
            });
    HttpClient.Builder client =
        HttpClient.newBuilder()
            // An upgrade header to HTTP/2 confuses some Python servers.
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(threads);
    return (tls == null ? client : client.sslContext(tls)).build();
  }

  /** Ends the threads of a client of {@link #client()} once its calls have ended. */
  public static void shutdown(HttpClient client) {
    client
        .executor()
        .filter(ExecutorService.class::isInstance)
        .ifPresent(threads -> ((ExecutorService) threads).shutdown());
  }

  @Override
  public <T> CompletableFuture<T> send(Call<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    CompletableFuture<HttpResponse<InputStream>> exchange =
        client.sendAsync(request(call), head -> new BoundedBody(longestAnswer));
    CompletableFuture<Void> clock = new CompletableFuture<>();
    // The client's own timeout ends with the headers and would wait for a body without end.
    clock
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(
            late -> {
              result.completeExceptionally(tooLate());
              exchange.cancel(true);
              return null;
            });
    exchange.whenComplete(
        (response, failure) -> {
          clock.complete(null);
          try {
            if (failure != null) {
              result.completeExceptionally(transportFailure(call, Futures.cause(failure)));
            } else {
              result.complete(read(call, response));
            }
          } catch (RuntimeException | Error e) {
            // Even an answer that does not fit the heap must not leave its caller waiting.
            result.completeExceptionally(e);
          }
        });
    result.whenComplete(
        (value, failure) -> {
          if (result.isCancelled()) {
            exchange.cancel(true);
          }
        });
    return result;
  }

  private HttpRequest request(Call<?> call) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + call.path()));
    if (apiKey != null) {
      request.header("Authorization", apiKey.bearer());
    }
    return call.body().isEmpty()
        ? request.GET().build()
        : request
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(call.body()))
            .build();
  }

  private <T> T read(Call<T> call, HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      if (response.statusCode() / 100 != 2) {
        throw dialect.error(
            base,
            response.statusCode(),
            response.headers().map(),
            withoutKey(body.readNBytes(LONGEST_ERROR)));
      }
      JsonNode answer = JSON.readTree(body);
      return call.decoder().decode(answer);
    } catch (JsonProcessingException e) {
      throw malformed(
          call, "not JSON: " + e.getOriginalMessage().lines().findFirst().orElse("no message"));
    } catch (IOException e) {
      throw malformed(call, "unreadable: " + e.getMessage());
    } catch (MalformedAnswerException e) {
      throw malformed(call, String.valueOf(e.getMessage()));
    }
  }

  private WorkerException malformed(Call<?> call, String what) {
    return new WorkerException(
        Kind.MALFORMED,
        base,
        "the answer to %s is %s"
            .formatted(call.path(), apiKey == null ? what : apiKey.removedFrom(what)));
  }

  private byte[] withoutKey(byte[] body) {
    return apiKey == null
        ? body
        : apiKey.removedFrom(new String(body, ISO_8859_1)).getBytes(ISO_8859_1);
  }

  private WorkerException tooLate() {
    return new WorkerException(
        Kind.TIMEOUT, base, "no answer within %d ms".formatted(timeout.toMillis()));
  }

  private Throwable transportFailure(Call<?> call, Throwable failure) {
    if (failure instanceof CancellationException) {
      return failure;
    }
    if (failure instanceof TooLongException) {
      return malformed(call, String.valueOf(failure.getMessage()));
    }
    String reason =
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    return new WorkerException(Kind.UNREACHABLE, base, "not reachable: " + reason);
  }

  /** Nothing to free: the client is the caller's. */
  @Override
  public void close() {}
}
