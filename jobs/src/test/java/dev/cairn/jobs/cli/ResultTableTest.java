package dev.cairn.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.metrics.Figure;
import dev.cairn.jobs.RewardQuality;
import dev.cairn.jobs.RunMetrics;
import dev.cairn.jobs.RunMetrics.ExperimentMetrics;
import dev.cairn.jobs.RunMetrics.VoteSelection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResultTableTest {
  private static final Estimate HALF = new Estimate(0.5, 0.375, 0.625, 8, "wilson");

  private static RunMetrics metrics(boolean simulated) {
    return new RunMetrics(
        "night",
        "workers",
        simulated,
        3,
        16,
        1,
        12.345,
        Map.of(),
        List.of(experiment("greedy", HALF, 0), experiment("a-plain-one", null, 1)),
        List.of(),
        Map.of());
  }

  private static ExperimentMetrics experiment(String name, @Nullable Estimate rank, int failed) {
    return new ExperimentMetrics(
        name,
        "Greedy[]",
        "",
        rank == null ? "none" : "prm",
        "majority",
        8,
        1,
        failed,
        HALF,
        rank,
        rank,
        new Estimate(1, 0.9, 1, 8, "wilson"),
        16,
        0.5,
        new VoteSelection(0.5, 0.5, Figure.of(0), Figure.of(0.5)),
        List.of(),
        List.of(),
        Map.of(),
        new RewardQuality(Figure.none("none"), Figure.none("none")),
        Map.of(),
        Map.of("generated_tokens", 123.6, "policy_calls", 1.25, "seconds", 0.5));
  }

  @Test
  void alignsOneRowPerExperimentUnderTheHeader() {
    List<String> lines = ResultTable.of(metrics(false)).lines().toList();

    assertThat(lines.get(0))
        .isEqualTo("night: 8 problems, 16 searches, seed 3, searched for 12.3 s");
    assertThat(lines.subList(3, 6)).extracting(String::length).containsOnly(lines.get(3).length());
    assertThat(lines.get(3).strip().split("  +"))
        .containsExactly(
            "experiment",
            "accuracy",
            "95 % interval",
            "rank@1",
            "coverage",
            "tokens",
            "policy calls",
            "reward calls",
            "seconds",
            "failed");
    assertThat(lines.get(4).strip().split("  +"))
        .containsExactly(
            "greedy", "50.0 %", "37.5 - 62.5", "50.0 %", "100.0 %", "124", "1.3", "-", "0.5", "0");
  }

  @Test
  void showsADashWithoutARewardModel() {
    assertThat(ResultTable.of(metrics(false)).lines().toList().get(5).strip().split("  +"))
        .startsWith("a-plain-one", "50.0 %", "37.5 - 62.5", "-", "100.0 %")
        .endsWith("1");
  }

  @Test
  void saysWhoAnswered() {
    RunMetrics metrics = metrics(true);

    assertThat(ResultTable.of(metrics).lines().toList().get(1)).isEqualTo(metrics.workers() + ".");
  }
}
