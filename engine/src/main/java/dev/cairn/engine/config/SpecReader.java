package dev.cairn.engine.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.cairn.engine.search.SearchStrategy;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a run from YAML: lays the user's keys over the defaults and binds the whole to {@link
 * RunSpec}. Every mistake is a {@link UserException} that names file, line and key.
 */
public final class SpecReader {
  private static final ObjectMapper MAPPER = SpecMapper.create(new JsonFactory());
  private static final ObjectMapper YAML =
      SpecMapper.create(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.USE_NATIVE_TYPE_ID)
              .build());

  /** The keys of an experiment that have defaults. */
  static final ObjectNode EXPERIMENT =
      MAPPER.createObjectNode().put("policy", "").put("data", "").putNull("seed").put("draws", "");

  /** What a table by difficulty says where nothing more is to be done. */
  private static final String NONE = "none";

  private SpecReader() {}

  /**
   * Reads a run.
   *
   * @param file how to call the text in messages
   * @param text YAML
   * @param sets assignments like {@code limits.max-steps=20} that go over the text
   */
  public static RunSpec read(String file, String text, List<String> sets) {
    LocatedYaml yaml = new LocatedYaml(file, text);
    sets.forEach(yaml::set);
    return bound(file, overlay(defaults(), yaml.root()), yaml);
  }

  private static RunSpec bound(String file, ObjectNode run, LocatedYaml yaml) {
    try {
      new ExperimentLists(yaml).expand(run);
      named(run, yaml);
      return MAPPER.treeToValue(run, RunSpec.class);
    } catch (JsonMappingException e) {
      throw mistake(e, yaml);
    } catch (JsonProcessingException e) {
      throw new UserException(file + ": " + LocatedYaml.firstLine(e.getOriginalMessage()), e);
    }
  }

  /**
   * Reads a spec for its reward models only: it may leave out what else a run needs. Nothing but
   * them may be called.
   */
  public static RunSpec rewards(String file, String text, List<String> sets) {
    LocatedYaml yaml = new LocatedYaml(file, text);
    sets.forEach(yaml::set);
    ObjectNode run = defaults();
    run.put("name", "rewards");
    run.withObject("/data").put("path", "none");
    run.withArray("experiments")
        .addObject()
        .put("name", "none")
        .put("reward", RunSpec.NO_REWARD)
        .put("strategy", "greedy")
        .put("vote", "majority");
    overlay(run, yaml.root());
    if (run.get("rewards").isEmpty()) {
      throw new UserException(file + ": rewards must name a reward model but there is none");
    }
    ObjectNode policy = run.withObject("/policy/worker");
    if (policy.path("urls").isEmpty()) {
      // A run must name a server of its policy; any will do, since it is not called.
      policy.putArray("urls").add("http://127.0.0.1");
    }
    return bound(file, run, yaml);
  }

  /** The embedded fleet by default, with assignments like {@code fleet.policy-port=8000}. */
  public static SimulateSpec simulate(List<String> sets) {
    LocatedYaml yaml = new LocatedYaml("simulate", "world: {type: arithmetic}");
    sets.forEach(yaml::set);
    ObjectNode run = MAPPER.createObjectNode();
    run.set("simulate", yaml.root());
    try {
      named(run, yaml);
      return MAPPER.treeToValue(run.get("simulate"), SimulateSpec.class);
    } catch (JsonMappingException e) {
      throw mistake(e, yaml);
    } catch (JsonProcessingException e) {
      throw new UserException("simulate: " + LocatedYaml.firstLine(e.getOriginalMessage()), e);
    }
  }

  /** Writes a run so that {@link #read} gives it back; it holds no secret. */
  public static String write(RunSpec spec) {
    try {
      return YAML.writeValueAsString(spec);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a run cannot be written as YAML", e);
    }
  }

  /** Writes a strategy as it stands in a run. */
  public static String write(SearchStrategy strategy) {
    try {
      return YAML.writerFor(SearchStrategy.class).writeValueAsString(strategy);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a strategy cannot be written as YAML", e);
    }
  }

  /** The keys of a run that have defaults, with these. */
  static ObjectNode defaults() {
    ObjectNode defaults = MAPPER.createObjectNode();
    defaults.put("seed", 0);
    defaults.put("repetitions", 1);
    defaults
        .putObject("data")
        .put("id-field", "id")
        .put("question-field", "question")
        .put("answer-field", "answer")
        .put("limit", 0);
    defaults.putObject("data-sets");
    defaults.set("policy", MAPPER.valueToTree(Registry.POLICY));
    defaults.putObject("policies");
    defaults.putObject("rewards");
    defaults.set("answers", MAPPER.valueToTree(Registry.ANSWERS));
    defaults.set("limits", MAPPER.valueToTree(Registry.LIMITS));
    defaults.set("execution", MAPPER.valueToTree(Registry.EXECUTION));
    defaults.set("prices", MAPPER.valueToTree(PriceSpec.FREE));
    defaults.putNull("simulate");
    return defaults;
  }

  /** Lays named things over the defaults of their names. */
  private static void named(ObjectNode run, LocatedYaml yaml) {
    if (run.get("rewards") instanceof ObjectNode rewards) {
      for (Map.Entry<String, JsonNode> reward : rewards.properties()) {
        reward.setValue(
            overName(Registry.REWARDS, reward.getValue(), "/rewards/" + reward.getKey(), yaml));
      }
    }
    overDefaults(run.get("policies"), () -> MAPPER.valueToTree(Registry.POLICY));
    if (run.get("data-sets") instanceof ObjectNode sets) {
      overDefaults(sets, () -> defaults().withObject("/data"));
      // Where all experiments name their sets, there need be no other.
      if (!sets.isEmpty() && !run.path("data").has("path")) {
        run.set("data", sets.elements().next());
      }
    }
    for (String priced : List.of("policies", "rewards")) {
      overDefaults(
          run.path("prices").path(priced), () -> MAPPER.valueToTree(PriceSpec.TokenPrice.FREE));
    }
    if (run.get("experiments") instanceof ArrayNode experiments) {
      for (int i = 0; i < experiments.size(); i++) {
        if (experiments.get(i) instanceof ObjectNode experiment) {
          String at = "/experiments/" + i;
          overlay(experiment, overlay(EXPERIMENT.deepCopy(), experiment));
          replace(experiment, "strategy", Registry.STRATEGIES, at, yaml);
          namedBins(experiment.path("strategy").path("bins"), at + "/strategy/bins/", yaml);
          replace(experiment, "vote", Registry.VOTES, at, yaml);
          ObjectNode budget = MAPPER.valueToTree(Registry.BUDGET);
          JsonNode given = experiment.get("budget");
          experiment.set("budget", given == null ? budget : over(budget, given));
        }
      }
    }
    if (run.get("simulate") instanceof ObjectNode simulate) {
      ObjectNode whole = overlay(MAPPER.valueToTree(Map.of("fleet", Registry.FLEET)), simulate);
      replace(whole, "world", Registry.WORLDS, "/simulate", yaml);
      run.set("simulate", whole);
    }
  }

  /** Lays each of some named mappings over defaults; anything else is for the binding to refuse. */
  private static void overDefaults(@Nullable JsonNode named, Supplier<ObjectNode> defaults) {
    if (named instanceof ObjectNode mapping) {
      for (Map.Entry<String, JsonNode> each : mapping.properties()) {
        each.setValue(over(defaults.get(), each.getValue()));
      }
    }
  }

  /** Lays the strategies of a table by difficulty over the defaults of their names. */
  private static void namedBins(JsonNode bins, String at, LocatedYaml yaml) {
    for (int i = 0; i < bins.size(); i++) {
      if (bins.get(i) instanceof ObjectNode bin) {
        if (bin.path("strategy").asText().equals(NONE)) {
          bin.putNull("strategy");
        } else if (!bin.path("strategy").isNull()) {
          replace(bin, "strategy", Registry.STRATEGIES, at + i, yaml);
        }
      }
    }
  }

  private static void replace(
      ObjectNode parent, String key, Registry<?> registry, String at, LocatedYaml yaml) {
    JsonNode node = parent.get(key);
    if (node != null) {
      parent.set(key, overName(registry, node, at + "/" + key, yaml));
    }
  }

  /** A thing with its type's defaults; a text is short for a mapping with only its type. */
  private static JsonNode overName(
      Registry<?> registry, JsonNode node, String pointer, LocatedYaml yaml) {
    ObjectNode object =
        node.isTextual() ? MAPPER.createObjectNode().put("type", node.textValue()) : null;
    if (node instanceof ObjectNode mapping) {
      object = mapping;
    }
    if (object == null || !object.path("type").isTextual()) {
      throw new UserException(
          "%s: %s must have a type, one of %s"
              .formatted(yaml.place(pointer), dotted(pointer), registry.names()));
    }
    try {
      Object defaults = registry.defaultsOf(object.path("type").textValue());
      return overlay(MAPPER.valueToTree(defaults), object);
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "%s: %s: %s".formatted(yaml.place(pointer + "/type"), dotted(pointer), e.getMessage()),
          e);
    }
  }

  /** A mapping laid over defaults; anything else as it is, for the binding to refuse. */
  private static JsonNode over(ObjectNode defaults, JsonNode node) {
    return node instanceof ObjectNode mapping ? overlay(defaults, mapping) : node;
  }

  private static ObjectNode overlay(ObjectNode below, ObjectNode above) {
    for (Map.Entry<String, JsonNode> entry : above.properties()) {
      JsonNode under = below.get(entry.getKey());
      if (under instanceof ObjectNode a && entry.getValue() instanceof ObjectNode b) {
        overlay(a, b);
      } else {
        below.set(entry.getKey(), entry.getValue());
      }
    }
    return below;
  }

  private static UserException mistake(JsonMappingException e, LocatedYaml yaml) {
    String pointer =
        e.getPath().stream()
            .map(at -> "/" + (at.getFieldName() == null ? at.getIndex() : at.getFieldName()))
            .collect(Collectors.joining());
    String key = pointer.isEmpty() ? "" : dotted(yaml.origin(pointer)) + ": ";
    String reason = reason(e);
    // A record that refuses a value begins with the value's key, which may have a place of its own.
    String first = reason.substring(0, Math.max(reason.indexOf(' '), 0));
    String below = "/" + first.replace("[", "/").replace("]", "").replace('.', '/');
    String at = pointer + below;
    if (pointer.isEmpty() && !yaml.origin(at).equals(at)) {
      reason = dotted(yaml.origin(at)) + reason.substring(first.length());
    }
    return new UserException(yaml.place(at) + ": " + key + reason, e);
  }

  private static String reason(JsonMappingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "unknown key; the keys here are "
          + unknown.getKnownPropertyIds().stream()
              .map(Object::toString)
              .sorted()
              .collect(Collectors.joining(", "));
    }
    if (e instanceof ValueInstantiationException invalid
        && invalid.getCause() != null
        && invalid.getCause().getMessage() != null) {
      return invalid.getCause().getMessage();
    }
    String message = LocatedYaml.firstLine(e.getOriginalMessage());
    return message.startsWith("Missing") && message.contains("creator property")
        ? "must be given"
        : message
            .replaceFirst("^Cannot deserialize value of type `[^`]*` ", "cannot be read ")
            .replaceAll(" \\(.*enabled.*\\)$", "")
            .replaceAll("`[\\w.$]*\\.(\\w+)`", "$1");
  }

  /** A pointer as keys are written: experiments[0].strategy. */
  static String dotted(String pointer) {
    return pointer.substring(1).replaceAll("/(\\d+)", "[$1]").replace('/', '.');
  }
}
