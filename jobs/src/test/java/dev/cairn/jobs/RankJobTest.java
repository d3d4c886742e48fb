package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.metrics.Bootstrap;
import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.metrics.GradedPool;
import dev.cairn.engine.metrics.Intervals;
import dev.cairn.engine.metrics.Paired;
import dev.cairn.engine.metrics.PassAtK;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.vote.Ballot;
import dev.cairn.engine.vote.BestReward;
import dev.cairn.engine.vote.Majority;
import dev.cairn.engine.vote.Vote;
import dev.cairn.jobs.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark-4")
class RankJobTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int POOLS = 60;
  private static final int CANDIDATES = 6;

  private Path directory;
  private final List<GradedPool> graded = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  @BeforeEach
  void makePools(@TempDir Path temporary) {
    directory = temporary;
    Random random = new Random(11);
    for (int p = 0; p < POOLS; p++) {
      ObjectNode pool =
          JSON.createObjectNode().put("id", "p%02d".formatted(p)).put("reference", "1");
      ArrayNode candidates = pool.putArray("candidates");
      List<Ballot> ballots = new ArrayList<>();
      List<Boolean> correct = new ArrayList<>();
      for (int i = 0; i < CANDIDATES; i++) {
        String answer = String.valueOf(1 + random.nextInt(3));
        List<Double> scores = List.of(random.nextInt(5) / 4.0, random.nextInt(5) / 4.0);
        ballots.add(new Ballot(answer, scores));
        correct.add(answer.equals("1"));
        ObjectNode candidate = candidates.addObject().put("answer", answer).put("tokens", 10);
        scores.forEach(candidate.withArray("scores")::add);
      }
      graded.add(new GradedPool(ballots, correct));
      lines.add(pool.toString());
    }
  }

  @Test
  void givesTheNumbersOfThePlainPathHoweverThePoolsAreSpread() throws IOException {
    Files.writeString(directory.resolve("all.jsonl"), String.join("\n", lines) + "\n");
    Files.writeString(directory.resolve("part-1.jsonl"), String.join("\n", lines.subList(0, 7)));
    Files.writeString(
        directory.resolve("part-2.jsonl"), String.join("\n", lines.subList(7, POOLS)));
    JsonNode whole = rank(directory.resolve("all.jsonl"));
    JsonNode parts = rank(directory.resolve("part-*.jsonl"));

    // Spark adds in the order of the partitions, which shows in the last digits.
    assertThat(rounded(parts)).isEqualTo(rounded(whole));
    BestReward best = new BestReward(Aggregation.MIN);
    double[] ours = right(best);
    double[] majority = right(new Majority());
    JsonNode method = method(whole, "best-reward(min)");
    Estimate accuracy = Intervals.wilson(Math.round(sum(ours)), POOLS, 0.95);
    same(method.get("accuracy"), accuracy);
    assertThat(method.get("expected").asDouble())
        .isCloseTo(
            graded.stream().mapToDouble(pool -> pool.expectedCorrect(best)).average().orElseThrow(),
            within(1e-12));
    same(
        method.at("/comparison/difference"), Paired.of(ours, majority).difference(Bootstrap.USUAL));
    assertThat(method.at("/comparison/with").asText()).isEqualTo("majority");
    assertThat(method.at("/comparison/signFlip").asDouble())
        .isCloseTo(Paired.of(ours, majority).signFlip(10_000, 0), within(1e-12));
    double mean = graded.stream().mapToDouble(GradedPool::meanAccuracy).average().orElseThrow();
    double covered = graded.stream().filter(pool -> pool.rightOnes() > 0).count() / (double) POOLS;
    assertThat(whole.at("/mean/value").asDouble()).isCloseTo(mean, within(1e-12));
    assertThat(whole.at("/coverage/value").asDouble()).isCloseTo(covered, within(1e-12));
    assertThat(method.at("/efficiency/value").asDouble())
        .isCloseTo((accuracy.value() - mean) / (covered - mean), within(1e-9));
    assertThat(whole.get("decidable").asLong())
        .isEqualTo(graded.stream().filter(GradedPool::decidable).count());
  }

  @Test
  void drawsTheCurveToTheSmallestPoolWithWhatItCosts() throws IOException {
    Files.writeString(directory.resolve("all.jsonl"), String.join("\n", lines));
    JsonNode report =
        rank(directory.resolve("all.jsonl"), "--policy-parameters=1e9", "--reward-parameters=5e8");

    for (int n : new int[] {1, 2, 4, 6}) {
      JsonNode coverage = point(report, "coverage", n);
      double passed =
          graded.stream()
              .mapToDouble(pool -> PassAtK.estimate(CANDIDATES, pool.rightOnes(), n))
              .average()
              .orElseThrow();
      assertThat(coverage.at("/accuracy/value").asDouble()).isCloseTo(passed, within(1e-12));
      assertThat(coverage.at("/tokens/value").asDouble()).isEqualTo(10.0 * n);
      assertThat(coverage.at("/flops/value").asDouble()).isEqualTo(2e9 * 10 * n);
      assertThat(point(report, "best-reward(last)", n).at("/flops/value").asDouble())
          .isEqualTo(3e9 * 10 * n);
      assertThat(point(report, "best-reward(last)", n).get("simulated").asBoolean()).isFalse();
      assertThat(point(report, "majority", n).get("simulated").asBoolean())
          .isEqualTo(n == 2 || n == 4);
    }
    assertThat(point(report, "majority", 6).at("/accuracy/value").asDouble())
        .isCloseTo(sum(right(new Majority())) / POOLS, within(1e-12));
  }

  @Test
  void saysInATableWhatTheVotesDo() throws IOException {
    Files.writeString(directory.resolve("all.jsonl"), String.join("\n", lines));
    Cli cli =
        Cli.run(
            "rank",
            "--pools=" + directory.resolve("all.jsonl"),
            "--vote=majority",
            "--vote=best-reward",
            "--aggregation=geometric-mean");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.out())
        .contains("60 pools of 6 candidates")
        .containsPattern("(?m)^best-reward\\(geometric-mean\\) +\\d")
        .containsPattern("(?m)^oracle ")
        .containsPattern("(?m)^majority .*~\\d")
        .doesNotContain("best-reward(last)");
  }

  @Test
  void leavesOutVotesThatCannotBeHeldAndSaysWhy() throws IOException {
    Path file = directory.resolve("plain.jsonl");
    Files.writeString(
        file,
        """
        {"id": "a", "candidates": [{"text": "x", "correct": true}, {"text": "y", "correct": false}]}
        {"id": "b", "candidates": [{"text": "x", "correct": false}, {"text": "y", "correct": false}]}
        """);
    JsonNode report = rank(file);

    assertThat(report.get("methods")).isEmpty();
    assertThat(report.at("/mean/value").asDouble()).isEqualTo(0.25);
    assertThat(report.at("/coverage/value").asDouble()).isEqualTo(0.5);
    assertThat(report.get("left").toString())
        .contains("the candidates have no scores")
        .contains("the pools tell neither answers nor references");
  }

  @Test
  void answersMistakesWithOneLine() throws IOException {
    Path file = directory.resolve("pools.jsonl");
    Files.writeString(file, "{\"id\": \"a\", \"candidates\": [{\"answer\": \"1\"}]}\n");
    mistake("reference must be given", "rank", "--pools=" + file);
    mistake("expected one of last, min", "rank", "--pools=" + file, "--aggregation=best");
    mistake("there is no such file", "rank", "--pools=" + directory.resolve("none.jsonl"));
    mistake("--trials must be at least 1", "rank", "--pools=" + file, "--trials=0");
    Files.writeString(
        file, "{\"id\": \"a\", \"reference\": \"1\", \"candidates\": [{\"answer\": \"1\"}]}\n");
    mistake("--vote must be one of [majority]", "rank", "--pools=" + file, "--vote=best-reward");
    Path scores = directory.resolve("scores.jsonl");
    Files.writeString(scores, "{\"id\": \"a\", \"scores\": [[0.5], [0.5]]}\n");
    mistake(
        "scores.jsonl:1: scores: must have one list for each of the 1 candidates",
        "rank",
        "--pools=" + file,
        "--scores=" + scores);
  }

  private static void mistake(String message, String... call) {
    Cli cli = Cli.run(call);

    assertThat(cli.code()).as(cli.err()).isEqualTo(2);
    assertThat(cli.err()).contains(message);
  }

  private static JsonNode rank(Path pools, String... options) throws IOException {
    List<String> call = new ArrayList<>(List.of("rank", "--pools=" + pools, "--json"));
    call.addAll(List.of(options));
    return Cli.run(call.toArray(new String[0])).json();
  }

  private double[] right(Vote vote) {
    return graded.stream().mapToDouble(pool -> pool.correct(vote) ? 1 : 0).toArray();
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static JsonNode method(JsonNode report, String vote) {
    for (JsonNode method : report.get("methods")) {
      if (method.get("vote").asText().equals(vote)) {
        return method;
      }
    }
    throw new AssertionError(vote);
  }

  private static JsonNode point(JsonNode report, String method, int n) {
    for (JsonNode point : report.get("curve")) {
      if (point.get("method").asText().equals(method) && point.get("n").asInt() == n) {
        return point;
      }
    }
    throw new AssertionError(method + "@" + n);
  }

  private static String rounded(JsonNode report) {
    return Pattern.compile("\\d+\\.\\d+(E-?\\d+)?")
        .matcher(report.toString())
        .replaceAll(number -> "%.10f".formatted(Double.parseDouble(number.group())));
  }

  private static void same(JsonNode ours, Estimate expected) {
    assertThat(ours.get("value").asDouble()).isCloseTo(expected.value(), within(1e-12));
    assertThat(ours.get("low").asDouble()).isCloseTo(expected.low(), within(1e-12));
    assertThat(ours.get("high").asDouble()).isCloseTo(expected.high(), within(1e-12));
    assertThat(ours.get("method").asText()).isEqualTo(expected.method());
  }
}
