package dev.cairn.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.search.strategy.ComputeOptimal;
import dev.cairn.jobs.FinishedRun;
import dev.cairn.jobs.io.StoredOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Learns from a run that the search itself has made against the simulated fleet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("spark-4")
class TrainCommandTest {
  private static final String SPEC =
      """
      name: tried
      seed: 3
      data: {path: ../datasets/arithmetic-200.jsonl, limit: 40}
      rewards:
        prm: {type: qwen-prm}
      experiments:
        - {name: best-of-4, strategy: {type: best-of-n, n: 4}, reward: prm, vote: weighted-majority}
        - {name: best-of-16, strategy: {type: best-of-n, n: 16}, reward: prm, vote: weighted-majority}
        - {name: plain-2, strategy: {type: best-of-n, n: 2}, reward: none, vote: majority}
      simulate: {world: {type: arithmetic, reward-signal: 1.0}, fleet: {latency: {time-scale: 0}}}
      """;

  private Path directory = Path.of("");
  private FinishedRun run = new FinishedRun(directory);

  @BeforeAll
  void search(@TempDir Path temporary) throws IOException {
    directory = temporary;
    run = new FinishedRun(directory.resolve("tried"));
    Path spec = Files.writeString(directory.resolve("tried.yaml"), SPEC);
    Cli search = Cli.run("search", spec.toString(), "--out", run.root().toString());
    assertThat(search.code()).as(search.err()).isEqualTo(ExitCode.DONE);
  }

  private Cli train(String... options) {
    List<String> arguments = new ArrayList<>(List.of("train", run.root().toString()));
    Collections.addAll(arguments, options);
    return Cli.run(arguments.toArray(String[]::new));
  }

  private static void assertMistake(Cli call, String... parts) {
    assertThat(call.err()).startsWith("cairn: ").hasLineCount(1).contains(parts);
    assertThat(call.code()).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(call.out()).isEmpty();
  }

  @Test
  void writesAStrategyThatARunCanUse() throws IOException {
    Path file = directory.resolve("policy.yaml");

    Cli call = train("--probe", "best-of-4", "--bins", "3", "--out", file.toString());
    assertThat(call.code()).as(call.err()).isEqualTo(ExitCode.DONE);

    String strategy = Files.readString(file);
    assertThat(strategy).startsWith("# Learned by cairn train from " + run.root() + "\n");
    RunSpec spec =
        SpecReader.read(
            "next.yaml",
            SPEC.replace(
                "experiments:\n",
                "experiments:\n  - name: chosen\n    reward: prm\n    vote: best-reward\n    strategy:\n"
                    + strategy.indent(6)),
            List.of());
    assertThat(spec.experiments().get(0).strategy())
        .isInstanceOfSatisfying(
            ComputeOptimal.class,
            chosen -> {
              assertThat(chosen.probe()).isEqualTo(4);
              assertThat(chosen.bins()).hasSizeBetween(1, 3);
            });
    assertThat(call.out())
        .startsWith("Learned from 40 searches.\n\ndifficulty up to")
        .contains(
            "Chosen on one half, measured on the other: ",
            "% at ",
            "\ntype: \"compute-optimal\"\n");
  }

  @Test
  void keepsToTheTokensAndTellsWhatTheTableIsWorth() throws IOException {
    long probe = 0;
    for (StoredOutcome outcome : run.outcomes()) {
      if (outcome.item().experiment().equals("best-of-4")) {
        probe += outcome.usage().generatedTokens();
      }
    }

    JsonNode policy = train("--probe", "best-of-4", "--tokens", "2000", "--json").json();
    double correct = 0;
    double tokens = probe / 40.0;
    long searches = 0;
    for (JsonNode bin : policy.path("bins")) {
      long here = bin.path("searches").asLong();
      searches += here;
      correct += here * bin.path("accuracy").asDouble();
      tokens += here * bin.path("tokens").asDouble() / 40;
    }
    assertThat(searches).isEqualTo(40);
    assertThat(policy.path("bins").path(policy.path("bins").size() - 1).path("upTo").asDouble())
        .isEqualTo(1);
    assertThat(policy.path("learned").path("accuracy").asDouble())
        .isCloseTo(correct / 40, within(1e-9));
    assertThat(policy.path("learned").path("tokens").asDouble())
        .isCloseTo(tokens, within(1e-6))
        .isLessThanOrEqualTo(2000);
    assertThat(policy.path("single").path("accuracy").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void putsTheFirstSolutionsOfADifficultyByAgreementIntoFewBins() throws IOException {
    Cli call = train("--probe", "best-of-4", "--difficulty", "agreement", "--json");

    for (JsonNode bin : call.json().path("bins")) {
      assertThat(4 * bin.path("upTo").asDouble()).isIn(0.0, 1.0, 2.0, 3.0, 4.0);
    }
  }

  @Test
  void saysWhatTheRunLacks() {
    assertMistake(
        train("--probe", "mcts"),
        "run.yaml: --probe must be one of [best-of-4, best-of-16, plain-2] but was mcts");
    assertMistake(
        train("--probe", "plain-2"), "experiment plain-2 has no rewards to tell a difficulty by");
    assertMistake(
        train("--probe", "best-of-4", "--samples", "5"),
        "has 4 candidates but the difficulty needs 5; give fewer --samples");
    assertMistake(
        train("--probe", "best-of-4", "--tokens", "10"),
        "--tokens must be above the ",
        " that the first solutions cost but was 10");
    assertMistake(
        train("--probe", "best-of-4", "--bins", "0"), "--samples and bins must be at least 1");
    assertMistake(Cli.run("train", directory.toString(), "--probe", "x"), "run.yaml: is missing");
  }
}
