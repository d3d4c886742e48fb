package dev.cairn.jobs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * Stands before a worker and hands on what comes with its API key; what it refuses it answers with
 * the key that it was given.
 */
public final class GuardedServer implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "guarded");
            thread.setDaemon(true);
            return thread;
          });
  private final URI behind;
  private final String key;
  private final BooleanSupplier refuses;
  private final HttpServer server;

  private GuardedServer(URI behind, String key, BooleanSupplier refuses) {
    this.behind = behind;
    this.key = key;
    this.refuses = refuses;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::guard);
    server.start();
  }

  /**
   * Starts one on loopback.
   *
   * @param behind the worker
   * @param key that it wants
   * @param refuses asked at every call, whether that is refused in spite of its key
   */
  public static GuardedServer start(URI behind, String key, BooleanSupplier refuses) {
    return new GuardedServer(behind, key, refuses);
  }

  /** Its address. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void guard(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    boolean post = exchange.getRequestMethod().equals("POST");
    boolean refused = post && refuses.getAsBoolean();
    if (refused || !given.equals("Bearer " + key)) {
      send(exchange, 401, ("{\"error\":\"Unauthorized: " + given + "\"}").getBytes(ISO_8859_1));
      return;
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(behind.resolve(exchange.getRequestURI().getPath()));
    if (post) {
      request.header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(body));
    }
    try {
      var answer = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
      send(exchange, answer.statusCode(), answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
