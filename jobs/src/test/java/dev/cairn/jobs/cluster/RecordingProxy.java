package dev.cairn.jobs.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before a worker and remembers every call that the worker has answered in full, as a
 * server's own account of it. Knows calls by the address that the call log gives them.
 */
final class RecordingProxy implements AutoCloseable {
  /**
   * A call whose answer was written to its connection, to the last byte and without an error.
   *
   * @param address of its content
   * @param at by {@link System#nanoTime}
   */
  record Answered(String address, long at) {}

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "recording-proxy");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI worker;
  private final String role;
  private final String model;
  private final List<Answered> answered = new ArrayList<>();
  private Runnable listener = () -> {};
  private int underWay;
  private int peak;

  RecordingProxy(URI worker, String role, String model) {
    this.worker = worker;
    this.role = role;
    this.model = model;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Forgets everything and tells the listener of every answer from now on. */
  synchronized void begin(Runnable told) {
    listener = told;
    answered.clear();
    peak = underWay;
  }

  synchronized List<Answered> answered() {
    return List.copyOf(answered);
  }

  /** The most calls that were under way at once. */
  synchronized int peak() {
    return peak;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    boolean call = exchange.getRequestMethod().equals("POST");
    if (call) {
      enter(1);
    }
    try (exchange) {
      forward(exchange, body);
      if (call) {
        record(address(exchange.getRequestURI().getPath(), body));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (call) {
        enter(-1);
      }
    }
  }

  private void forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(worker.resolve(exchange.getRequestURI().getPath()))
            .header("Content-Type", "application/json");
    HttpResponse<byte[]> response =
        client.send(
            body.length == 0
                ? request.build()
                : request.POST(BodyPublishers.ofByteArray(body)).build(),
            BodyHandlers.ofByteArray());
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(response.statusCode(), response.body().length);
    exchange.getResponseBody().write(response.body());
    exchange.getResponseBody().flush();
  }

  private synchronized void enter(int calls) {
    underWay += calls;
    peak = Math.max(peak, underWay);
  }

  private void record(String address) {
    Runnable told;
    synchronized (this) {
      answered.add(new Answered(address, System.nanoTime()));
      told = listener;
    }
    told.run();
  }

  /** SHA-256 of role, model, path and body, each ended by the byte 0xff. */
  private String address(String path, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : List.of(role, model, path)) {
        digest.update(part.getBytes(UTF_8));
        digest.update((byte) 0xff);
      }
      digest.update(body);
      digest.update((byte) 0xff);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
