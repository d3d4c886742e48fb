package dev.cairn.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.model.CompletionPolicy.Settings;
import dev.cairn.engine.model.Policy.Sampled;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.HttpTransport;
import dev.cairn.engine.worker.HttpWorker;
import dev.cairn.engine.worker.ScriptedServer;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.VllmDialect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/** A policy whose server writes what a test says, seed by seed, and keeps what it was asked. */
final class ScriptedPolicy {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpTransport CLIENT = HttpTransport.start();
  static final VllmDialect DIALECT = new VllmDialect();
  static final Trajectory ROOT =
      Trajectory.start(new Problem("p-1", "How many legs have 3 ants?", "18"));
  static final Trajectory BEGUN =
      ROOT.append(0, List.of(new Step("An ant has 6.\n\n", 8, null)), Finish.SEPARATOR);

  private ScriptedPolicy() {}

  /** A choice as the server writes it: text, tokens and why it ended. */
  record Written(String text, int tokens, String finish, String stop) {
    static Written step(String text) {
      return new Written(text, 4, "stop", "\n\n");
    }

    static Written end(String text) {
      return new Written(text, 4, "stop", "");
    }

    static Written cut(String text, int tokens) {
      return new Written(text, tokens, "length", "");
    }
  }

  /** Answers the i-th continuation of a request as its own seed says. */
  static ScriptedServer server(LongFunction<Written> bySeed) {
    return new ScriptedServer(request -> Reply.ok(answer(body(request), bySeed)));
  }

  static String answer(JsonNode request, LongFunction<Written> bySeed) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode choices = answer.putArray("choices");
    int generated = 0;
    for (int i = 0; i < request.path("n").intValue(); i++) {
      Written written = bySeed.apply(request.path("seed").longValue() + i);
      ObjectNode choice = choices.addObject().put("index", i).put("text", written.text());
      choice.put("finish_reason", written.finish()).put("completion_tokens", written.tokens());
      if (written.stop().isEmpty()) {
        choice.putNull("stop_reason");
      } else {
        choice.put("stop_reason", written.stop());
      }
      generated += written.tokens();
    }
    answer.putObject("usage").put("prompt_tokens", 10).put("completion_tokens", generated);
    return answer.toString();
  }

  static JsonNode body(Request request) {
    try {
      return JSON.readTree(request.body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<JsonNode> bodies(ScriptedServer server) {
    return server.requests().stream().map(ScriptedPolicy::body).toList();
  }

  static CompletionPolicy policy(ScriptedServer server, int samplesPerCall) {
    return new CompletionPolicy(
        new Settings(
            "m", PromptTemplate.CHATML, "Think.", "\n\n", 0.7, 0.9, 20, 50, samplesPerCall, false),
        DIALECT,
        new HttpWorker(CLIENT, server.url(), DIALECT, Duration.ofMinutes(1), /* apiKey= */ null));
  }

  static Sampled one(ScriptedServer server, Expansion expansion) {
    List<CompletableFuture<Sampled>> sampled = policy(server, 8).sample(expansion, 0, 100);
    assertThat(sampled).hasSize(1);
    return sampled.get(0).join();
  }

  static List<Long> seeds(ScriptedServer server) {
    return bodies(server).stream().map(body -> body.path("seed").longValue()).toList();
  }

  static CompletionPolicy policy(ScriptedServer server, Dialect dialect, PromptTemplate template) {
    return new CompletionPolicy(
        new Settings("m", template, "Think.", "\n\n", 0.7, 0.9, 20, 50, 8, false),
        dialect,
        new HttpWorker(CLIENT, server.url(), dialect, Duration.ofMinutes(1), /* apiKey= */ null));
  }
}
