package dev.cairn.engine.vote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.engine.answer.AnswerKey;
import dev.cairn.engine.answer.Vectors;
import dev.cairn.engine.search.Aggregation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Compares the votes with public programs' on the same pools, each with that program's own classes
 * of answers, in which the empty answer can be one.
 *
 * <p>Left out: products of negative rewards, which ours refuse.
 */
class VoteVectorsTest {
  private static final Map<String, Aggregation> AGGREGATIONS =
      Map.of(
          "last", Aggregation.LAST,
          "min", Aggregation.MIN,
          "avg", Aggregation.MEAN,
          "mean", Aggregation.MEAN,
          "prod", Aggregation.PRODUCT);

  private final List<String> differences = new ArrayList<>();
  private int compared;
  private List<JsonNode> pools = List.of();

  @BeforeEach
  void read() throws IOException {
    pools =
        Vectors.read("select.jsonl").stream()
            .filter(row -> row.get("type").asText().equals("pool"))
            .toList();
  }

  @Test
  void agreesWithSearchAndLearn() {
    for (JsonNode row : pools) {
      JsonNode canonical = row.at("/search_and_learn/canonical");
      for (String name : List.of("min", "prod", "last")) {
        for (int n = 1; n <= row.get("answers").size(); n *= 2) {
          JsonNode theirs = row.at("/search_and_learn/%s/@%d".formatted(name, n));
          List<Ballot> pool =
              pool(row, n, i -> canonical.get(i).asText(), i -> preds(row, i), name);
          if (!pool.isEmpty()) {
            Aggregation aggregation = Objects.requireNonNull(AGGREGATIONS.get(name));
            String at = "%s@%d".formatted(name, n);
            compare(row, at, new Majority(), pool, unboxed(theirs.get("maj")));
            compare(
                row, at, new WeightedMajority(aggregation), pool, unboxed(theirs.get("weighted")));
            compare(row, at, new BestReward(aggregation), pool, unboxed(theirs.get("naive")));
          }
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(4_000);
  }

  @Test
  void agreesWithVotesOnPrintedAnswers() {
    for (JsonNode row : pools) {
      for (String code : List.of("compute_optimal_tts", "openr")) {
        JsonNode theirs = row.at("/others/" + code);
        theirs
            .fieldNames()
            .forEachRemaining(
                name -> {
                  String[] parts = name.split("_", -1);
                  Aggregation aggregation = AGGREGATIONS.get(parts[1]);
                  Vote vote =
                      parts[0].equals("majority") || aggregation == null
                          ? new Majority()
                          : parts[2].equals("max")
                              ? new BestReward(aggregation)
                              : new WeightedMajority(aggregation);
                  if (!parts[0].equals("orm")) {
                    List<Ballot> pool = printed(row, parts[1]);
                    compare(row, code + " " + name, vote, pool, theirs.get(name).asText());
                  }
                });
      }
      String maj = row.at("/others/qwen_maj_string").asText();
      compare(row, "qwen", new Majority(), printed(row, "last"), maj);
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(1_500);
  }

  @Test
  void agreesWithQwenOnItsSymbolicGroups() {
    for (JsonNode row : pools) {
      JsonNode groups = row.at("/others/qwen_symbolic_groups");
      List<String> keys = new ArrayList<>();
      for (int i = 0; i < row.get("answers").size(); i++) {
        keys.add(group(groups, i));
      }
      List<Ballot> pool =
          pool(row, keys.size(), keys::get, i -> row.at("/qwen_preds/" + i).asText(), "last");
      String theirs = row.at("/others/qwen_maj_symbolic").asText();
      compare(row, "symbolic", new Majority(), pool, theirs);
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isEqualTo(pools.size());
  }

  /**
   * Its grader takes unreduced fractions for wrong and its reader takes commas out, so that only
   * pools without either can be compared; and it starts weighing at 0, so that it chooses nothing
   * where no weight is above.
   */
  @Test
  void agreesWithRebaseWhichLetsTheClassWinThatIsCompleteFirst() {
    for (JsonNode row : pools) {
      boolean others = row.get("answers").toString().matches(".*(null|[^\"],[^\"]|frac.*0\\.5).*");
      row.path("rebase")
          .properties()
          .forEach(
              vote -> {
                String theirs = vote.getValue().asText();
                if (!others && !theirs.equals("None") && !vote.getValue().isNull()) {
                  rebase(row, vote.getKey(), AnswerKey.of(theirs));
                }
              });
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(900);
  }

  private void rebase(JsonNode row, String name, String theirs) {
    String aggregation = name.replaceAll(".*_", "");
    Aggregation by = AGGREGATIONS.getOrDefault(aggregation, Aggregation.LAST);
    Vote vote =
        name.equals("maj")
            ? new Majority(Ties.FIRST_COMPLETE)
            : name.startsWith("bon")
                ? new BestReward(by)
                : new WeightedMajority(by, Ties.FIRST_COMPLETE);
    IntFunction<String> key = i -> AnswerKey.of(row.at("/answers/" + i).asText());
    compare(row, name, vote, pool(row, row.get("answers").size(), key, key, aggregation), theirs);
  }

  private List<Ballot> printed(JsonNode row, String aggregation) {
    IntFunction<String> text = i -> row.at("/qwen_preds/" + i).asText();
    return pool(row, row.get("answers").size(), text, text, aggregation);
  }

  private static String group(JsonNode groups, int candidate) {
    for (int g = 0; g < groups.size(); g++) {
      for (JsonNode member : groups.get(g)) {
        if (member.asInt() == candidate) {
          return "group " + g;
        }
      }
    }
    return AnswerKey.BLANK;
  }

  private void compare(JsonNode row, String label, Vote vote, List<Ballot> pool, String theirs) {
    if (pool.isEmpty()) {
      return;
    }
    compared++;
    Decision decision = vote.decide(pool);
    String ours = decision.answer() == null ? "" : decision.answer();
    if (!ours.equals(theirs)) {
      differences.add(
          "%s %s %s: %s but theirs %s of %s"
              .formatted(row.get("id"), label, vote, ours, theirs, row.get("answers")));
    }
  }

  private static String preds(JsonNode row, int i) {
    return row.at("/search_and_learn/preds/" + i).asText();
  }

  private static String unboxed(JsonNode boxed) {
    String text = boxed.asText();
    return text.substring("\\boxed{".length(), text.length() - 1);
  }

  /** The first n candidates; none where a product would be of negative rewards. */
  private static List<Ballot> pool(
      JsonNode row, int n, IntFunction<String> key, IntFunction<String> answer, String name) {
    List<Ballot> pool = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      List<Double> rewards = new ArrayList<>();
      row.get("step_scores").get(i).forEach(reward -> rewards.add(reward.asDouble()));
      if (name.equals("prod") && rewards.stream().anyMatch(reward -> reward < 0)) {
        return List.of();
      }
      pool.add(new Ballot(answer.apply(i), "class " + key.apply(i), rewards));
    }
    return pool;
  }
}
