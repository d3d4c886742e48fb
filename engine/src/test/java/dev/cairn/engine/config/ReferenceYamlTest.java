package dev.cairn.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReferenceYamlTest {
  private static final Path FILE = Path.of("..", "conf", "reference.yaml");
  private static final ObjectMapper MAPPER = SpecMapper.create(new JsonFactory());

  private final String text = read();
  private final ObjectNode written = new LocatedYaml("reference.yaml", text).root();

  @Test
  void isARunThatCanBeRead() {
    RunSpec spec = SpecReader.read("reference.yaml", text, List.of());

    assertThat(spec.experiments()).hasSizeGreaterThanOrEqualTo(Registry.STRATEGIES.names().size());
  }

  @Test
  void givesEveryKeyThatHasADefaultWithThatDefault() {
    ObjectNode defaults = SpecReader.defaults();
    defaults.remove(List.of("rewards", "simulate"));

    assertContains("", written, defaults);
  }

  @Test
  void givesEveryStrategyVoteAndRewardModelWithItsDefaults() {
    JsonNode experiments = written.path("experiments");
    for (String name : Registry.STRATEGIES.names()) {
      assertSame(name, find(experiments, "strategy", name), Registry.STRATEGIES.defaultsOf(name));
    }
    for (String name : Registry.VOTES.names()) {
      assertSame(name, find(experiments, "vote", name), Registry.VOTES.defaultsOf(name));
    }
    assertSame("budget", experiments.path(0).path("budget"), Registry.BUDGET);
    for (String name : Registry.REWARDS.names()) {
      assertSame(
          name, find(written.path("rewards"), null, name), Registry.REWARDS.defaultsOf(name));
    }
  }

  @Test
  void givesTheFleetAndItsWorldsWithTheirDefaults() {
    JsonNode simulate = written.path("simulate");

    assertSame("fleet", simulate.path("fleet"), Registry.FLEET);
    assertSame("arithmetic", simulate.path("world"), Registry.WORLDS.defaultsOf("arithmetic"));
    assertThat(keys(MAPPER.valueToTree(Registry.WORLDS.defaultsOf("replay"))))
        .containsExactly("pool", "scores", "separator");
    assertThat(text).contains("keys pool ", ", scores\n# (", "separator (\"\\u001e\"");
  }

  private static JsonNode find(JsonNode entries, @Nullable String key, String type) {
    for (JsonNode entry : entries) {
      JsonNode thing = key == null ? entry : entry.path(key);
      if (thing.path("type").asText().equals(type)) {
        return thing;
      }
    }
    throw new AssertionError("conf/reference.yaml does not show " + type);
  }

  /** The entry has the keys and values of an instance, and no others. */
  private static void assertSame(String name, JsonNode entry, Object instance) {
    ObjectNode wanted = MAPPER.valueToTree(instance);
    wanted.remove("type");
    // An empty worker stands for one with the keys and defaults of the policy's.
    for (String key : List.of("worker", "reference")) {
      if (entry.path(key).isObject() && entry.path(key).isEmpty()) {
        wanted.set(key, entry.path(key));
      }
    }
    // What a combination is made of has no default.
    for (String key : List.of("of", "weights")) {
      if (wanted.path(key).isArray() && !entry.path(key).isEmpty()) {
        wanted.set(key, entry.path(key));
      }
    }
    assertContains(name, entry, wanted);
    assertThat(keys(entry)).as(name).isEqualTo(keys(wanted));
  }

  private static Set<String> keys(JsonNode object) {
    Set<String> keys = new TreeSet<>();
    object.fieldNames().forEachRemaining(keys::add);
    keys.remove("type");
    return keys;
  }

  private static void assertContains(String at, JsonNode entry, JsonNode wanted) {
    if (wanted.isObject()) {
      wanted
          .properties()
          .forEach(
              field -> {
                String path = at + "." + field.getKey();
                assertThat(entry.has(field.getKey())).as(path).isTrue();
                assertContains(path, entry.path(field.getKey()), field.getValue());
              });
    } else if (wanted.isNumber()) {
      assertThat(entry.asDouble()).as(at).isEqualTo(wanted.asDouble());
    } else {
      assertThat(entry).as(at).isEqualTo(wanted);
    }
  }

  private static String read() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
