package dev.cairn.engine.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run's results depend on: its spec without what only decides where and how fast it runs.
 */
public final class RunIdentity {
  private static final ObjectMapper MAPPER = SpecMapper.create(new JsonFactory());
  private static final List<String> WORKER_IDENTITY = List.of("dialect", "model");

  private RunIdentity() {}

  /**
   * The first key in which two runs differ, with both values; null if their results are the same.
   */
  public static @Nullable String difference(RunSpec begun, RunSpec wanted) {
    Map<String, JsonNode> before = new TreeMap<>();
    Map<String, JsonNode> now = new TreeMap<>();
    flatten("", identity(begun), before);
    flatten("", identity(wanted), now);
    for (String key : before.keySet()) {
      if (!before.get(key).equals(now.get(key))) {
        JsonNode value = now.get(key);
        return "%s was %s and is %s"
            .formatted(key, before.get(key), value == null ? "missing" : value);
      }
    }
    now.keySet().removeAll(before.keySet());
    Iterator<Map.Entry<String, JsonNode>> added = now.entrySet().iterator();
    if (!added.hasNext()) {
      return null;
    }
    Map.Entry<String, JsonNode> first = added.next();
    return "%s was missing and is %s".formatted(first.getKey(), first.getValue());
  }

  private static JsonNode identity(RunSpec spec) {
    ObjectNode tree = MAPPER.valueToTree(spec);
    tree.remove(List.of("execution", "prices"));
    for (JsonNode experiment : tree.withArray("/experiments")) {
      SpecReader.EXPERIMENT.properties().stream()
          .filter(key -> key.getValue().equals(experiment.get(key.getKey())))
          .forEach(key -> ((ObjectNode) experiment).remove(key.getKey()));
    }
    tree.withObject("/limits").remove(List.of("searches-in-flight", "patience"));
    // A child has the same seed however many go in one call, and a trial adapts it to the servers.
    List<JsonNode> policies = new ArrayList<>(List.of(tree.get("policy")));
    tree.get("policies").forEach(policies::add);
    for (JsonNode policy : policies) {
      ((ObjectNode) policy).remove("samples-per-call");
      policy.withObject("/worker").retain(WORKER_IDENTITY);
    }
    for (JsonNode reward : tree.withObject("/rewards")) {
      for (JsonNode part : reward) {
        if (part instanceof ObjectNode worker && worker.has("urls")) {
          worker.retain(WORKER_IDENTITY);
        }
      }
    }
    if (spec.simulate() != null) {
      tree.withObject("/simulate").remove("fleet");
    }
    return tree;
  }

  private static void flatten(String path, JsonNode node, Map<String, JsonNode> leaves) {
    if (node.isObject() && !node.isEmpty()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        flatten(
            path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
            field.getValue(),
            leaves);
      }
    } else if (node.isArray() && !node.isEmpty()) {
      for (int i = 0; i < node.size(); i++) {
        flatten("%s[%d]".formatted(path, i), node.get(i), leaves);
      }
    } else {
      leaves.put(path, node);
    }
  }
}
