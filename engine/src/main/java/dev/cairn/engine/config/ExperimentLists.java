package dev.cairn.engine.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Lists in the experiments of a run: where one value is expected, a list of values stands for an
 * experiment per value, and several lists for all combinations. A name is made of the entry's name
 * and the values of its lists, in an order that does not depend on that of the keys, so that it
 * stays the same when other values or experiments are added.
 */
final class ExperimentLists {
  /** The most experiments of a run. */
  static final int MOST = 1000;

  private static final ObjectMapper MAPPER = SpecMapper.create(new JsonFactory());
  private static final List<String> KEYS =
      List.of("strategy", "policy", "reward", "vote", "budget", "data", "seed");

  /** The choices that do not change the name by which an experiment draws. */
  private static final Pattern DRAWN_ALIKE = Pattern.compile("^(vote[=.]|seed=)");

  private final LocatedYaml yaml;

  ExperimentLists(LocatedYaml yaml) {
    this.yaml = yaml;
  }

  /**
   * One of the values that may stand in a place.
   *
   * @param words that tell it from the others, such as beams=8
   * @param origins where its parts were written, by their pointers from it
   */
  private record Variant(JsonNode value, List<String> words, Map<String, String> origins) {}

  /**
   * Puts the experiments in the place of the lists.
   *
   * @throws UserException if a list is empty or there are more than {@value #MOST} experiments
   */
  void expand(ObjectNode run) {
    if (!(run.get("experiments") instanceof ArrayNode entries)) {
      return;
    }
    JsonNode seeds = run.path("seed");
    long total = 0;
    for (int i = 0; i < entries.size(); i++) {
      String at = "/experiments/" + i;
      total = sum(total, count(entries.get(i), seeds, at));
      if (total > MOST) {
        throw new UserException(
            "%s: experiments: these lists make %s experiments, but a run may have %d at most; shorten the lists or divide the run"
                .formatted(yaml.place(at), total == Long.MAX_VALUE ? "countless" : total, MOST));
      }
    }
    ArrayNode expanded = MAPPER.createArrayNode();
    Map<String, String> moves = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      for (Variant each : experiments(entries.get(i), seeds, "/experiments/" + i)) {
        String to = "/experiments/" + expanded.size();
        each.origins().forEach((below, from) -> moves.put(to + below, from));
        expanded.add(each.value());
      }
    }
    moves.forEach((to, from) -> yaml.move(from, to));
    run.set("experiments", expanded);
    if (seeds.isArray()) {
      run.set("seed", seeds.get(0));
    }
  }

  private long count(JsonNode entry, JsonNode seeds, String at) {
    long product = 1;
    for (String key : KEYS) {
      JsonNode value = valueOf(entry, key, seeds);
      product = product(product, count(value, defaults(key, value), key, origin(entry, key, at)));
    }
    return product;
  }

  private long count(JsonNode value, JsonNode defaults, String key, String at) {
    if (isList(value, defaults)) {
      if (value.isEmpty()) {
        throw new UserException(
            "%s: %s: an empty list makes no experiment; name a value or leave the key out"
                .formatted(yaml.place(at), SpecReader.dotted(at)));
      }
      long sum = 0;
      for (int i = 0; i < value.size(); i++) {
        JsonNode each = value.get(i);
        sum = sum(sum, count(each, defaults(key, each), key, at + "/" + i));
      }
      return sum;
    }
    long product = 1;
    for (String parameter : value.isObject() ? keys(value) : List.<String>of()) {
      product =
          product(
              product,
              count(
                  value.get(parameter), defaults.path(parameter), parameter, at + "/" + parameter));
    }
    return product;
  }

  /** All experiments of an entry. */
  private List<Variant> experiments(JsonNode entry, JsonNode seeds, String at) {
    if (!(entry instanceof ObjectNode given)) {
      return List.of(new Variant(entry, List.of(), Map.of("", at)));
    }
    List<Variant> experiments = new ArrayList<>();
    experiments.add(new Variant(given.deepCopy(), List.of(), Map.of("", at)));
    for (String key : KEYS) {
      JsonNode value = valueOf(given, key, seeds);
      if (!value.isMissingNode()) {
        experiments =
            all(
                experiments,
                key,
                variants(value, defaults(key, value), key, origin(given, key, at), false));
      }
    }
    experiments.forEach(each -> name((ObjectNode) each.value(), each.words()));
    return experiments;
  }

  /** Names an experiment by its entry's name, or its strategy's, and by what its lists chose. */
  private static void name(ObjectNode experiment, List<String> chosen) {
    List<String> words = new ArrayList<>(chosen);
    JsonNode strategy = experiment.path("strategy");
    String type = strategy.path("type").asText(strategy.asText());
    if (!experiment.has("name") && !words.isEmpty() && words.get(0).startsWith("strategy=")) {
      String inner = words.remove(0).substring("strategy=".length() + type.length());
      if (!inner.isEmpty()) {
        words.add(0, inner.substring(1, inner.length() - 1));
      }
    }
    String base = experiment.path("name").asText(type);
    if (!base.isEmpty() && (!experiment.has("name") || !words.isEmpty())) {
      List<String> drawn =
          words.stream().filter(word -> !DRAWN_ALIKE.matcher(word).find()).toList();
      experiment.put("name", called(base, words));
      if (drawn.size() < words.size() && !experiment.has("draws")) {
        experiment.put("draws", called(base, drawn));
      }
    }
  }

  private static String called(String base, List<String> words) {
    return words.isEmpty() ? base : "%s(%s)".formatted(base, String.join(", ", words));
  }

  /**
   * All values that may stand in a place.
   *
   * @param telling whether single values are told as well, since a list has several like this one
   */
  private List<Variant> variants(
      JsonNode value, JsonNode defaults, String key, String at, boolean telling) {
    if (isList(value, defaults)) {
      List<Variant> all = new ArrayList<>();
      for (int i = 0; i < value.size(); i++) {
        JsonNode each = value.get(i);
        String from = at + "/" + i;
        for (Variant variant : variants(each, defaults(key, each), key, from, true)) {
          all.add(
              each.isObject()
                  ? new Variant(
                      variant.value(),
                      List.of(key + "=" + called(each.path("type").asText(), variant.words())),
                      variant.origins())
                  : variant);
        }
      }
      return all;
    }
    if (!value.isObject()) {
      List<String> words = telling ? List.of(key + "=" + value.asText()) : List.of();
      return List.of(new Variant(value, words, Map.of("", at)));
    }
    List<Variant> objects = new ArrayList<>();
    objects.add(new Variant(value.deepCopy(), List.of(), Map.of("", at)));
    for (String parameter : keys(value)) {
      boolean told = telling && !parameter.equals("type");
      String called = telling || key.equals("strategy") ? parameter : key + "." + parameter;
      objects =
          all(
              objects,
              parameter,
              variants(
                  value.get(parameter),
                  defaults.path(parameter),
                  called,
                  at + "/" + parameter,
                  told));
    }
    return objects;
  }

  /** Every object with every value of a key. */
  private static List<Variant> all(List<Variant> objects, String key, List<Variant> values) {
    List<Variant> all = new ArrayList<>();
    for (Variant object : objects) {
      for (Variant value : values) {
        all.add(with(object, key, value));
      }
    }
    return all;
  }

  private static Variant with(Variant object, String key, Variant chosen) {
    ObjectNode value = object.value().deepCopy();
    value.set(key, chosen.value());
    List<String> words = new ArrayList<>(object.words());
    words.addAll(chosen.words());
    Map<String, String> origins = new LinkedHashMap<>(object.origins());
    chosen.origins().forEach((below, from) -> origins.put("/" + key + below, from));
    return new Variant(value, words, origins);
  }

  private static JsonNode valueOf(JsonNode entry, String key, JsonNode seeds) {
    return key.equals("seed") && !entry.has(key) && seeds.isArray() ? seeds : entry.path(key);
  }

  private static String origin(JsonNode entry, String key, String at) {
    return key.equals("seed") && !entry.has(key) ? "/seed" : at + "/" + key;
  }

  /** What a strategy or vote is by default: where it has a list itself, a list is one value. */
  private static JsonNode defaults(String key, JsonNode value) {
    Registry<?> registry =
        switch (key) {
          case "strategy" -> Registry.STRATEGIES;
          case "vote" -> Registry.VOTES;
          default -> null;
        };
    String type = value.path("type").asText();
    return registry == null || !registry.names().contains(type)
        ? MissingNode.getInstance()
        : MAPPER.valueToTree(registry.defaultsOf(type));
  }

  /** A list where one value is expected; in the place of a list, a list of lists. */
  private static boolean isList(JsonNode value, JsonNode defaults) {
    return value.isArray() && (!defaults.isArray() || value.path(0).isArray());
  }

  private static Collection<String> keys(JsonNode object) {
    TreeSet<String> keys = new TreeSet<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  private static long product(long a, long b) {
    return b != 0 && a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
  }
}
