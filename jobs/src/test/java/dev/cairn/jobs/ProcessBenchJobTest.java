package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.metrics.FirstError;
import dev.cairn.engine.metrics.FirstError.Good;
import dev.cairn.engine.metrics.FirstErrorF1;
import dev.cairn.engine.metrics.ThresholdSearch;
import dev.cairn.engine.metrics.ThresholdSearch.Solution;
import dev.cairn.jobs.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.mllib.evaluation.BinaryClassificationMetrics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

@Tag("spark-4")
class ProcessBenchJobTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Path directory;

  private final List<Solution> tuning = new ArrayList<>();
  private final List<Solution> held = new ArrayList<>();

  @BeforeEach
  void prepare(@TempDir Path temporary) {
    directory = temporary;
  }

  @Test
  void givesTheNumbersOfThePlainPathAndOfMllib() throws IOException {
    writeScores();
    JsonNode report =
        Cli.run(
                "processbench",
                "--data=" + directory.resolve("data.jsonl"),
                "--scores=" + directory.resolve("scores.jsonl"),
                "--json")
            .json();

    double threshold =
        new ThresholdSearch(Good.ABOVE).best(tuning, ThresholdSearch.midpoints(tuning)).threshold();
    JsonNode verifier = report.at("/verifiers/0");
    assertThat(verifier.get("threshold").asDouble()).isEqualTo(threshold);
    assertThat(verifier.get("foundOn").asText()).isEqualTo("gsm8k");
    FirstErrorF1 gsm8k = plain(tuning, threshold);
    FirstErrorF1 math = plain(held, threshold);
    same(verifier.at("/subsets/0"), gsm8k);
    same(verifier.at("/subsets/1"), math);
    assertThat(verifier.at("/averageF1/value").asDouble())
        .isCloseTo((gsm8k.f1().get() + math.f1().get()) / 2, within(1e-12));
    assertThat(verifier.at("/subsets/1/steps/auroc/value").asDouble())
        .isCloseTo(mllib(held), within(1e-9));
    assertThat(verifier.at("/subsets/1/interval/low").asDouble()).isLessThan(math.f1().get());
  }

  @Test
  void countsASolutionWithoutScoresAsWrong() throws IOException {
    write("data.jsonl", solution("math-0", 0), solution("math-1", -1), solution("math-2", -1));
    write("scores.jsonl", scores("math-0", 0.1, 0.9), scores("math-1", 0.8, 0.9));
    JsonNode subset =
        Cli.run(
                "processbench",
                "--data=" + directory.resolve("data.jsonl"),
                "--scores=" + directory.resolve("scores.jsonl"),
                "--threshold=0.5",
                "--json")
            .json()
            .at("/verifiers/0/subsets/0");

    assertThat(subset.get("missing").asInt()).isEqualTo(1);
    assertThat(subset.at("/errorAccuracy/value").asDouble()).isEqualTo(1);
    assertThat(subset.at("/correctAccuracy/value").asDouble()).isEqualTo(0.5);
    assertThat(subset.at("/f1/value").asDouble()).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void isUndefinedWithAReasonWhereAGroupIsEmpty() throws IOException {
    write("data.jsonl", solution("math-1", -1));
    write("scores.jsonl", scores("math-1", 0.8, 0.9));
    Cli table = call("--threshold=0.5");
    JsonNode subset =
        JSON.readTree(call("--threshold=0.5", "--json").out()).at("/verifiers/0/subsets/0");

    assertThat(subset.at("/f1/value").isNull()).isTrue();
    assertThat(subset.at("/f1/missing").asText()).isEqualTo("no solution has an error");
    assertThat(subset.at("/steps/auroc/missing").asText()).isEqualTo("all labels are alike");
    assertThat(table.out()).containsPattern("math +1 +0 +- +100.0 % +-");
  }

  @Test
  void scoresLiveAndTheSameCallAgainScoresOnlyWhatIsMissing() throws IOException {
    String spec = servedSpec();
    write("data.jsonl", solution("math-0", 1), solution("math-1", -1));
    Cli first = live(spec);
    long files = scoreLines();
    write("data.jsonl", solution("math-0", 1), solution("math-1", -1), solution("math-2", 0));
    Cli second = live(spec);
    JsonNode subset = second.json().at("/verifiers/0/subsets/0");

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(files).isEqualTo(2);
    assertThat(scoreLines()).isEqualTo(3);
    assertThat(second.err()).contains("3/3 (100 %) | 0 failed");
    assertThat(subset.at("/errorAccuracy/value").asDouble()).isEqualTo(1);
    assertThat(subset.at("/correctAccuracy/value").asDouble()).isEqualTo(1);
  }

  @Test
  void asksForFurtherTriesWhereSomeSolutionsFail() throws IOException {
    String spec = servedSpec();
    ObjectNode unknown = solution("math-9", -1).put("problem", "a question nobody recorded");
    write("data.jsonl", solution("math-0", 1), solution("math-1", -1), unknown);
    Cli cli = live(spec);

    assertThat(cli.code()).as(cli.err()).isEqualTo(4);
    assertThat(JSON.readTree(cli.out()).at("/verifiers/0/subsets/0/missing").asInt()).isEqualTo(1);
    assertThat(cli.err()).contains("3/3 (100 %) | 1 failed");
  }

  @Test
  void answersMistakesWithOneLine() throws IOException {
    write("data.jsonl", solution("math-0", 1));
    write("scores.jsonl", scores("math-0", 0.5, 0.5));
    mistake("give one of --scores, --reward and --critics");
    mistake("no scored solution is of the subset gsm8k", "--scores=" + at("scores.jsonl"));
    write("scores.jsonl", scores("math-7", 0.5, 0.5));
    mistake("math-7 of subset math stands in no row of --data", "--scores=" + at("scores.jsonl"));
    write("scores.jsonl", scores("math-0", 0.5, 0.5, 0.5));
    mistake("must be one for each of the 2 steps but are 3", "--scores=" + at("scores.jsonl"));
    write("scores.jsonl", scores("math-0", 0.5));
    mistake("must reach the first wrong step, 1, but are 1", "--scores=" + at("scores.jsonl"));
  }

  private void mistake(String message, String... options) {
    List<String> call = new ArrayList<>(List.of("processbench", "--data=" + at("data.jsonl")));
    call.addAll(List.of(options));
    Cli cli = Cli.run(call.toArray(new String[0]));

    assertThat(cli.code()).as(cli.err()).isEqualTo(2);
    assertThat(cli.err()).contains(message);
  }

  private Cli call(String... options) {
    List<String> call =
        new ArrayList<>(
            List.of(
                "processbench", "--data=" + at("data.jsonl"), "--scores=" + at("scores.jsonl")));
    call.addAll(List.of(options));
    return Cli.run(call.toArray(new String[0]));
  }

  private Cli live(String spec) {
    return Cli.run(
        "processbench",
        "--data=" + at("data.jsonl"),
        "--reward=" + spec,
        "--out=" + at("live"),
        "--threshold=0.5",
        "--json");
  }

  private long scoreLines() throws IOException {
    long lines = 0;
    try (Stream<Path> files = Files.list(at("live"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
        lines += Files.readAllLines(file).size();
      }
    }
    return lines;
  }

  /** A reward model that has recorded the scores of three solutions, served over HTTP. */
  private String servedSpec() throws IOException {
    double[][] recorded = {{0.9, 0.2}, {0.9, 0.8}, {0.1, 0.9}};
    List<ObjectNode> pools = new ArrayList<>();
    List<ObjectNode> scores = new ArrayList<>();
    for (int i = 0; i < recorded.length; i++) {
      String id = "math-" + i;
      ObjectNode pool =
          JSON.createObjectNode().put("problem_id", id).put("question", "what of " + id);
      ObjectNode candidate = pool.putArray("candidates").addObject();
      candidate.set("steps", solution(id, -1).get("steps"));
      pools.add(pool);
      ObjectNode row = JSON.createObjectNode().put("problem_id", id);
      ArrayNode own = row.putArray("step_scores").addArray();
      for (double score : recorded[i]) {
        own.add(score);
      }
      scores.add(row);
    }
    write("pool.jsonl", pools.toArray(new ObjectNode[0]));
    write("recorded.jsonl", scores.toArray(new ObjectNode[0]));
    Path spec = at("reward.yaml");
    Files.writeString(
        spec,
        """
        rewards:
          prm: {type: qwen-prm}
        simulate:
          world: {type: replay, pool: "%s", scores: "%s"}
          fleet: {latency: {time-scale: 0}}
        """
            .formatted(at("pool.jsonl"), at("recorded.jsonl")));
    return spec.toString();
  }

  /** Scores that are right more often than not, of two subsets. */
  private void writeScores() throws IOException {
    Random random = new Random(3);
    List<ObjectNode> data = new ArrayList<>();
    List<ObjectNode> scores = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      boolean first = i % 2 == 0;
      int label = random.nextInt(3) - 1;
      double[] steps = new double[2];
      for (int step = 0; step < 2; step++) {
        boolean good = label == -1 || step < label;
        steps[step] =
            Math.round(20 * (good ? 0.35 + 0.65 * random.nextDouble() : random.nextDouble() * 0.65))
                / 20.0;
      }
      String id = (first ? "gsm8k-" : "math-") + i;
      data.add(solution(id, label));
      scores.add(scores(id, steps));
      (first ? tuning : held).add(new Solution(label, List.of(steps[0], steps[1])));
    }
    write("data.jsonl", data.toArray(new ObjectNode[0]));
    write("scores.jsonl", scores.toArray(new ObjectNode[0]));
  }

  private static FirstErrorF1 plain(List<Solution> solutions, double threshold) {
    FirstErrorF1 score = FirstErrorF1.NONE;
    for (Solution each : solutions) {
      int predicted = FirstError.predict(each.scores(), threshold, Good.ABOVE);
      score = score.plus(each.label(), predicted == each.label());
    }
    return score;
  }

  /** The area under the ROC curve of the steps up to the first wrong one. */
  private static double mllib(List<Solution> solutions) {
    List<Tuple2<Object, Object>> pairs = new ArrayList<>();
    for (Solution each : solutions) {
      int last = each.label() == -1 ? 1 : each.label();
      for (int step = 0; step <= last; step++) {
        pairs.add(
            new Tuple2<>(
                each.scores().get(step), each.label() == -1 || step < each.label() ? 1.0 : 0.0));
      }
    }
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    return new BinaryClassificationMetrics(context.parallelize(pairs).rdd(), 0).areaUnderROC();
  }

  private static void same(JsonNode subset, FirstErrorF1 expected) {
    assertThat(subset.get("errors").asLong()).isEqualTo(expected.errors());
    assertThat(subset.get("correct").asLong()).isEqualTo(expected.correct());
    assertThat(subset.at("/f1/value").asDouble()).isCloseTo(expected.f1().get(), within(1e-12));
    assertThat(subset.at("/errorAccuracy/value").asDouble())
        .isCloseTo(expected.errorAccuracy().get(), within(1e-12));
  }

  private static ObjectNode solution(String id, int label) {
    ObjectNode row =
        JSON.createObjectNode().put("id", id).put("problem", "what of " + id).put("label", label);
    row.putArray("steps").add("First for " + id + ".").add("Then the answer of " + id + ".");
    return row;
  }

  private static ObjectNode scores(String id, double... scores) {
    ObjectNode row = JSON.createObjectNode().put("id", id);
    for (double score : scores) {
      row.withArray("scores").add(score);
    }
    return row;
  }

  private void write(String name, ObjectNode... rows) throws IOException {
    List<String> lines = Stream.of(rows).map(ObjectNode::toString).toList();
    Files.writeString(at(name), String.join("\n", lines) + "\n");
  }

  private Path at(String name) {
    return directory.resolve(name);
  }
}
