package dev.cairn.engine.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.worker.BoundedBody.TooLongException;
import dev.cairn.engine.worker.HttpTransport.Answer;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One server behind HTTP/1.1. */
public final class HttpWorker implements Worker {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LONGEST_ANSWER = 64L << 20;
  private static final int LONGEST_ERROR = 1 << 16;

  private final HttpTransport transport;
  private final String base;
  private final Dialect dialect;
  private final Duration timeout;
  private final long longestAnswer;
  private final @Nullable ApiKey apiKey;

  /** A worker that takes answers of up to 64 MiB. */
  public HttpWorker(
      HttpTransport transport,
      URI base,
      Dialect dialect,
      Duration timeout,
      @Nullable ApiKey apiKey) {
    this(transport, base, dialect, timeout, LONGEST_ANSWER, apiKey);
  }

  /**
   * A worker that sends through a shared transport.
   *
   * @param transport the caller's to close
   * @param base such as {@code http://host:8000}, without the path of a call
   * @param timeout from sending a call to its complete answer
   * @param longestAnswer bytes of an answer's body; a longer one counts as malformed
   * @param apiKey sent as a bearer token if not null
   */
  public HttpWorker(
      HttpTransport transport,
      URI base,
      Dialect dialect,
      Duration timeout,
      long longestAnswer,
      @Nullable ApiKey apiKey) {
    this.transport = transport;
    this.base = base.toString().replaceFirst("/+$", "");
    this.dialect = dialect;
    this.timeout = timeout;
    this.longestAnswer = longestAnswer;
    this.apiKey = apiKey;
  }

  @Override
  public <T> CompletableFuture<T> send(Call<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    CompletableFuture<Answer> exchange =
        transport.send(URI.create(base + call.path()), call.body(), apiKey, timeout, longestAnswer);
    exchange.whenComplete(
        (answer, failure) -> {
          try {
            if (failure != null) {
              result.completeExceptionally(transportFailure(call, Futures.cause(failure)));
            } else {
              result.complete(read(call, answer));
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

  private <T> T read(Call<T> call, Answer answer) {
    try (InputStream body = answer.body()) {
      if (answer.status() / 100 != 2) {
        throw dialect.error(
            base, answer.status(), answer.headers(), withoutKey(body.readNBytes(LONGEST_ERROR)));
      }
      return call.decoder().decode(JSON.readTree(body));
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

  private Throwable transportFailure(Call<?> call, Throwable failure) {
    if (failure instanceof CancellationException || failure instanceof Error) {
      return failure;
    }
    if (failure instanceof TimeoutException) {
      return new WorkerException(
          Kind.TIMEOUT, base, "no answer within %d ms".formatted(timeout.toMillis()));
    }
    if (failure instanceof TooLongException) {
      return malformed(call, String.valueOf(failure.getMessage()));
    }
    String reason =
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    return new WorkerException(Kind.UNREACHABLE, base, "not reachable: " + reason);
  }

  /** Nothing to free: the transport is the caller's. */
  @Override
  public void close() {}
}
