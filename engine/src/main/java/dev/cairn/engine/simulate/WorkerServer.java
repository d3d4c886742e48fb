package dev.cairn.engine.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker: a port, a role, a batch. A request is understood and answered at once, and its answer
 * is held back, without a thread, until the simulated batch has done the work.
 */
final class WorkerServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerServer.class);
  private static final int BACKLOG = 4096;
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private final HttpServer http;
  private final Map<String, Service> services = new LinkedHashMap<>();
  private final String model;
  private final Ledger ledger;
  private final int contextLength;
  private final @Nullable Pace pace;

  /**
   * Opens the port.
   *
   * @param services of one model, each on its own path
   * @param pace when answers leave, or null for at once
   * @param threads read requests and write answers
   */
  WorkerServer(
      InetSocketAddress address,
      List<Service> services,
      Ledger ledger,
      int contextLength,
      @Nullable Pace pace,
      Executor threads)
      throws IOException {
    services.forEach(service -> this.services.put(service.path(), service));
    this.model = services.get(0).model();
    this.ledger = ledger;
    this.contextLength = contextLength;
    this.pace = pace;
    this.http = HttpServer.create(address, BACKLOG);
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  URI url() {
    InetSocketAddress address = http.getAddress();
    return URI.create("http://" + address.getHostString() + ":" + address.getPort());
  }

  FleetStats stats() {
    return ledger.stats(pace == null ? 0 : pace.busySlotSeconds());
  }

  void reset() {
    ledger.reset();
    if (pace != null) {
      pace.reset();
    }
  }

  @Override
  public void close() {
    http.stop(0);
    if (pace != null) {
      pace.close();
    }
  }

  private void handle(HttpExchange exchange) {
    try {
      route(exchange);
    } catch (RequestRefused refusal) {
      ledger.refusal();
      send(exchange, refusal.status(), error(refusal));
    } catch (IOException | RuntimeException e) {
      LOG.error("{} failed", exchange.getRequestURI().getPath(), e);
      send(exchange, 500, error("InternalServerError", e.toString(), null, 500));
    }
  }

  private void route(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    byte[] body = exchange.getRequestBody().readAllBytes();
    Service service = services.get(path);
    if (service != null && method.equals("POST")) {
      ledger.request();
      serve(service, exchange, body);
    } else if (path.equals("/reset") && method.equals("POST")) {
      reset();
      send(exchange, 200, null);
    } else if (path.equals("/health") && method.equals("GET")) {
      send(exchange, 200, null);
    } else if (path.equals("/v1/models") && method.equals("GET")) {
      send(exchange, 200, models());
    } else if (path.equals("/version") && method.equals("GET")) {
      send(exchange, 200, JsonNodeFactory.instance.objectNode().put("version", "0.29.0"));
    } else if (path.equals("/stats") && method.equals("GET")) {
      send(exchange, 200, JSON.valueToTree(stats()));
    } else {
      boolean known =
          service != null
              || List.of("/reset", "/health", "/v1/models", "/version", "/stats").contains(path);
      String detail = known ? "Method Not Allowed" : "Not Found";
      send(exchange, known ? 405 : 404, JSON.createObjectNode().put("detail", detail));
    }
  }

  private void serve(Service service, HttpExchange exchange, byte[] body) {
    Service.Answer answer = service.answer(parse(exchange, body));
    int size = answer.costs().size();
    ledger.enter(size);
    if (pace == null) {
      ledger.leave(size);
      send(exchange, 200, answer.body());
      return;
    }
    AtomicInteger left = new AtomicInteger(size);
    Runnable finished =
        () -> {
          if (left.decrementAndGet() == 0) {
            ledger.leave(size);
            send(exchange, 200, answer.body());
          }
        };
    List<Batching.Task> tasks = new ArrayList<>(size);
    for (Service.Cost cost : answer.costs()) {
      tasks.add(new Batching.Task(cost.tokens(), cost.prefill(), finished));
    }
    pace.submit(tasks);
  }

  private static RequestBody parse(HttpExchange exchange, byte[] body) {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !type.startsWith("application/json")) {
      throw RequestRefused.malformed(
          null, "Unsupported Media Type: Only 'application/json' is allowed");
    }
    try {
      if (JSON.readTree(body) instanceof ObjectNode fields) {
        return new RequestBody(fields);
      }
      throw RequestRefused.malformed("body", "The body must be a JSON object.");
    } catch (IOException e) {
      String reason =
          e instanceof JsonProcessingException json
              ? json.getOriginalMessage()
              : String.valueOf(e.getMessage());
      throw RequestRefused.malformed("body", "The body is not valid JSON: " + reason);
    }
  }

  private ObjectNode models() {
    ObjectNode models = JSON.createObjectNode().put("object", "list");
    models
        .putArray("data")
        .addObject()
        .put("id", model)
        .put("object", "model")
        .put("created", 0)
        .put("owned_by", "cairn-simulate")
        .put("root", model)
        .putNull("parent")
        .put("max_model_len", contextLength)
        .putArray("permission");
    return models;
  }

  private static ObjectNode error(RequestRefused refusal) {
    return error(
        refusal.type(),
        String.valueOf(refusal.getMessage()),
        refusal.parameter(),
        refusal.status());
  }

  private static ObjectNode error(
      String type, String message, @Nullable String parameter, int status) {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("error")
        .put("message", message)
        .put("type", type)
        .put("param", parameter)
        .put("code", status);
    return body;
  }

  private static void send(HttpExchange exchange, int status, @Nullable JsonNode body) {
    try (exchange) {
      if (body == null) {
        exchange.sendResponseHeaders(status, -1);
        return;
      }
      byte[] bytes = JSON.writeValueAsBytes(body);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      LOG.debug("a client closed its connection before its answer was ready", e);
    }
  }
}
