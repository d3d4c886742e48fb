package dev.cairn.engine.worker;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 over connections that are kept, to be shared by all workers of a JVM. Its few daemon
 * threads also read answers. Sends what it is given: follows no redirect, keeps no cookie, answers
 * no challenge, asks for no compression, takes no proxy and sends nothing twice.
 */
public final class HttpTransport implements AutoCloseable {
  /**
   * A complete answer.
   *
   * @param headers by name, whose case does not matter
   * @param body in whole, in memory
   */
  record Answer(int status, Map<String, List<String>> headers, InputStream body) {}

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  // uvicorn, under vLLM and SGLang, closes a connection that was idle for 5 s; a client that keeps
  // it longer loses the call that it sends in that moment.
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(4);

  // One waits for the sockets and one is held in reserve to take its place.
  private static final int THREADS = 6;

  // What may be under way is the pool's to say.
  private static final int UNBOUNDED = 1 << 20;
  private static final int LONGEST_HEADERS = 1 << 16;

  private final HttpClient client;

  private HttpTransport(HttpClient client) {
    this.client = client;
  }

  /** A transport that believes the certificates that the JDK believes. */
  public static HttpTransport start() {
    try {
      return start(SSLContext.getDefault());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK's own trust store cannot be used", e);
    }
  }

  /**
   * A transport that believes other certificates.
   *
   * @param tls as of {@link TrustStore}
   */
  public static HttpTransport start(SSLContext tls) {
    SslContextFactory.Client certificates = new SslContextFactory.Client();
    certificates.setSslContext(tls);
    ClientConnector connector = new ClientConnector();
    connector.setSslContextFactory(certificates);
    connector.setSelectors(1);
    HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
    threads.setName("cairn-http");
    threads.setDaemon(true);
    client.setExecutor(threads);
    client.setScheduler(new ScheduledExecutorScheduler("cairn-http-timer", /* daemon= */ true));
    client.setConnectTimeout(CONNECT_TIMEOUT.toMillis());
    client.setIdleTimeout(KEEP_ALIVE.toMillis());
    client.setMaxConnectionsPerDestination(UNBOUNDED);
    client.setMaxRequestsQueuedPerDestination(UNBOUNDED);
    client.setMaxResponseHeadersSize(LONGEST_HEADERS);
    client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "cairn"));
    client.setFollowRedirects(false);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    try {
      client.start();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP client does not start", e);
    }
    client.getContentDecoderFactories().clear();
    client.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
    return new HttpTransport(client);
  }

  /**
   * Gets, or posts JSON. Fails with an {@link IOException} if there is no complete answer, and with
   * a {@link java.util.concurrent.TimeoutException} if there is none in time. Cancelling closes the
   * connection.
   *
   * @param body to post; empty to get
   * @param key null to send none
   * @param timeout from now to the complete answer
   * @param longest bytes of an answer's body; a longer one fails with {@link
   *     BoundedBody.TooLongException}
   */
  CompletableFuture<Answer> send(
      URI url, String body, @Nullable ApiKey key, Duration timeout, long longest) {
    Request request =
        client
            .newRequest(url)
            // While a call is under way the timeout alone ends it: a server that thinks is silent.
            .idleTimeout(0, TimeUnit.MILLISECONDS);
    if (key != null) {
      request.headers(headers -> headers.put(HttpHeader.AUTHORIZATION, key.bearer()));
    }
    if (!body.isEmpty()) {
      request.method(HttpMethod.POST).body(new StringRequestContent("application/json", body));
    }
    Exchange exchange = new Exchange(new BoundedBody(longest));
    request.send(exchange);
    exchange
        .answer
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                request.abort(failure);
              }
            });
    return exchange.answer;
  }

  /** Receives one answer. */
  private static final class Exchange implements Response.Listener {
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final BoundedBody body;

    Exchange(BoundedBody body) {
      this.body = body;
    }

    @Override
    public void onContent(Response response, ByteBuffer content) {
      try {
        body.add(content);
      } catch (IOException | OutOfMemoryError e) {
        // Completing first: what the connection makes of being closed would hide the reason.
        answer.completeExceptionally(e);
        response.abort(e);
      }
    }

    @Override
    public void onComplete(Result result) {
      if (result.isSucceeded()) {
        Response response = result.getResponse();
        answer.complete(new Answer(response.getStatus(), headers(response), body.stream()));
      } else {
        Throwable failure = result.getFailure();
        // Not a timeout of ours, which completes before: one of the connection's, in TLS say.
        answer.completeExceptionally(
            failure instanceof IOException ? failure : new IOException(failure.getMessage()));
      }
    }

    private static Map<String, List<String>> headers(Response response) {
      Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (HttpField field : response.getHeaders()) {
        headers.computeIfAbsent(field.getName(), name -> new ArrayList<>()).add(field.getValue());
      }
      return headers;
    }
  }

  /** Closes all connections; calls under way fail. */
  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP client does not stop", e);
    }
  }
}
