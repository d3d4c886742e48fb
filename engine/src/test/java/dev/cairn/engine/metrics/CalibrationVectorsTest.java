package dev.cairn.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.engine.answer.Vectors;
import dev.cairn.engine.metrics.Calibration.Bin;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CalibrationVectorsTest {
  @Test
  void agreesWithEveryVector() throws IOException {
    Map<String, Integer> compared = new TreeMap<>();
    for (JsonNode row : Vectors.read("calibration_stats.jsonl")) {
      String type = row.get("type").asText();
      compared.merge(type, 1, Integer::sum);
      switch (type) {
        case "calibration" -> calibration(row);
        case "mean_stderr" -> standardError(row);
        case "pooled_stderr" -> pooled(row);
        case "bootstrap_stderr" -> bootstrap(row);
        case "mcnemar" -> mcNemar(row);
        case "paired" -> paired(row);
        case "binomial_ci" -> {} // IntervalsTest
        default -> throw new AssertionError(type);
      }
    }
    assertThat(compared).hasSize(7).containsEntry("calibration", 31).containsEntry("mcnemar", 10);
  }

  private static void calibration(JsonNode row) {
    double[] scores = doubles(row.get("scores"));
    boolean[] labels = new boolean[scores.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = row.at("/labels/" + i).asInt() == 1;
    }
    ScoredLabels pairs = new ScoredLabels(scores, labels);
    Calibration ten = Calibration.equalWidth(pairs, 10);
    Calibration five = Calibration.equalWidth(pairs, 5);
    Map<String, Figure> figures = new TreeMap<>();
    figures.put("auroc", pairs.auroc());
    figures.put("average_precision", pairs.averagePrecision());
    figures.put("brier", Figure.of(Calibration.brier(pairs)));
    figures.put("ece10_equal_width", Figure.of(ten.expectedError()));
    figures.put("mce10_equal_width", Figure.of(ten.maximumError()));
    figures.put("ece5_equal_width", Figure.of(five.expectedError()));
    figures.put("ece5_equal_mass", Figure.of(Calibration.equalMass(pairs, 5).expectedError()));
    figures.forEach(
        (name, figure) -> {
          if (row.has(name)) {
            same(figure, row.get(name));
          }
        });
    assertThat(row.has("brier")).isTrue();
    List<Bin> bins = five.bins();
    int next = 0;
    for (JsonNode bin : row.path("bins5")) {
      if (!bin.isNull()) {
        assertThat(bins.get(next).count()).isEqualTo(bin.get(0).asInt());
        same(bins.get(next).score(), bin.get(1));
        same(bins.get(next).share(), bin.get(2));
        next++;
      }
    }
    assertThat(next).isIn(row.has("bins5") ? bins.size() : 0);
  }

  private static void standardError(JsonNode row) {
    same(StandardError.mean(doubles(row.get("xs"))), row.get("mean"));
    same(StandardError.ofMean(doubles(row.get("xs"))), row.get("mean_stderr"));
  }

  private static void pooled(JsonNode row) {
    int[] sizes = new int[row.get("sizes").size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = row.at("/sizes/" + i).asInt();
    }
    same(StandardError.pooled(doubles(row.get("stderrs")), sizes), row.get("pooled"));
    List<Figure> metrics = Arrays.stream(doubles(row.get("metrics"))).mapToObj(Figure::of).toList();
    same(Figure.mean(metrics), row.get("unweighted_mean"));
  }

  /** Their own random numbers: the spread of the replicates within the tolerance they state. */
  private static void bootstrap(JsonNode row) {
    double[] means = new Bootstrap(10_000, 7, 0.95).means(doubles(row.get("xs")));
    double mean = StandardError.mean(means);
    double squares = 0;
    for (double each : means) {
      squares += (each - mean) * (each - mean);
    }
    double theirs = row.get("bootstrap_stderr").asDouble();
    assertThat(Math.sqrt(squares / (means.length - 1)))
        .isCloseTo(theirs, within(theirs * row.get("tolerance_rel").asDouble()));
  }

  private static void mcNemar(JsonNode row) {
    McNemar test = new McNemar(row.get("b").asInt(), row.get("c").asInt());
    same(test.exact(), row.get("exact_p"));
    same(test.midP(), row.get("mid_p"));
    same(test.chiSquared(), row.get("chi2"));
    same(test.chiSquaredP(), row.get("chi2_p"));
    if (test.onlyFirst() != test.onlySecond() || test.onlyFirst() > 0) {
      same(test.correctedChiSquared(), row.get("chi2_cc"));
      same(test.correctedChiSquaredP(), row.get("chi2_cc_p"));
    }
  }

  private static void paired(JsonNode row) {
    Paired paired = Paired.of(doubles(row.get("a")), doubles(row.get("b")));
    same(paired.mean(), row.get("mean_diff"));
    same(paired.standardError(), row.get("se_diff"));
    same(paired.signFlip(1, 0), row.get("exact_signflip_p"));
  }

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asDouble();
    }
    return values;
  }

  private static void same(Figure ours, JsonNode theirs) {
    assertThat(ours.defined()).as("%s and %s", ours, theirs).isEqualTo(!theirs.isNull());
    if (ours.defined()) {
      same(ours.get(), theirs);
    }
  }

  private static void same(double ours, JsonNode theirs) {
    assertThat(ours).isCloseTo(theirs.asDouble(), within(1e-9));
  }
}
