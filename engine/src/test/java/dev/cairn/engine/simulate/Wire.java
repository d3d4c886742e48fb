package dev.cairn.engine.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/** A plain client of a worker, over real sockets. */
final class Wire {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .executor(
              Executors.newFixedThreadPool(
                  4,
                  task -> {
                    Thread thread = new Thread(task, "wire");
                    thread.setDaemon(true);
                    return thread;
                  }))
          .build();

  /** A response. */
  record Answer(int status, String text) {
    JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    JsonNode error() {
      return json().path("error");
    }
  }

  private Wire() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static Answer get(URI worker, String path) {
    return send(HttpRequest.newBuilder(worker.resolve(path)).build()).join();
  }

  static Answer post(URI worker, String path, JsonNode body) {
    return postText(worker, path, body.toString(), "application/json");
  }

  static Answer postText(URI worker, String path, String body, String type) {
    return send(request(worker, path, body, type)).join();
  }

  static CompletableFuture<Answer> postAsync(URI worker, String path, JsonNode body) {
    return send(request(worker, path, body.toString(), "application/json"));
  }

  private static HttpRequest request(URI worker, String path, String body, String type) {
    return HttpRequest.newBuilder(worker.resolve(path))
        .header("Content-Type", type)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static CompletableFuture<Answer> send(HttpRequest request) {
    return CLIENT
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(response -> new Answer(response.statusCode(), response.body()));
  }
}
