package dev.cairn.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.config.RunSpec.BudgetSpec;
import dev.cairn.engine.run.Budget;
import dev.cairn.engine.search.strategy.BestOfN;
import dev.cairn.engine.search.strategy.ComputeOptimal;
import dev.cairn.engine.search.strategy.ComputeOptimal.Bin;
import dev.cairn.engine.search.strategy.Greedy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Budgets of experiments, and strategies in a table by difficulty. */
class AdaptiveSpecTest {
  private static final String RUN =
      """
      name: trial
      data: {path: problems.jsonl}
      rewards: {prm: {type: qwen-prm}}
      experiments:
        - name: e
          reward: prm
          vote: majority
          budget: {tokens: 500, share: 2}
          strategy:
            type: compute-optimal
            probe: 2
            bins:
              - {up-to: 0.1, strategy: none}
              - {up-to: 0.4, strategy: greedy}
              - {up-to: 1, strategy: {type: best-of-n, n: 3}}
        - {name: f, reward: none, vote: majority, strategy: greedy}
      simulate: {world: arithmetic}
      """;

  private static RunSpec read(String text, String... sets) {
    return SpecReader.read("run.yaml", text, List.of(sets));
  }

  @Test
  void laysTheStrategiesOfATableOverTheirDefaults() {
    RunSpec spec = read(RUN);

    assertThat(((ComputeOptimal) spec.experiments().get(0).strategy()).bins())
        .containsExactly(
            new Bin(0.1, null), new Bin(0.4, new Greedy()), new Bin(1, new BestOfN(3)));
    assertThat(read(SpecReader.write(spec))).isEqualTo(spec);
  }

  @Test
  void hasNoBudgetUnlessOneIsGiven() {
    RunSpec spec = read(RUN);

    assertThat(spec.experiments().get(1).budget().own()).isEqualTo(Budget.NONE);
    BudgetSpec given = spec.experiments().get(0).budget();
    assertThat(given).isEqualTo(new BudgetSpec(500, 0, Duration.ZERO, 2));
    assertThat(given.own().tokens()).containsExactly(500L);
    assertThat(given.with(List.of(700L, 800L)).tokens()).containsExactly(500L, 700L, 800L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tokens: 500 | tokens: -1 | run.yaml:8: experiments[0].budget: tokens must not be negative but was -1",
        "tokens: 500, share: 2 | token: 500 | run.yaml:8: experiments[0].budget.token: unknown key; the keys here are calls, share",
        "tokens: 500, | calls: 5, | run.yaml:8: experiments[0].budget: share needs tokens to share",
        "tokens: 500 | tokens: 500, time: 3s | share goes with a budget in tokens alone",
        "share: 2 | share: 11 | share must be in [0, 10] but was 11",
        "budget: {tokens: 500, share: 2} | budget: 500 | run.yaml:8: experiments[0].budget: ",
        "up-to: 1, | up-to: 0.9, | experiments[0].strategy: bins must end with one up-to 1",
        "strategy: greedy} | strategy: greedily} | run.yaml:14: experiments[0].strategy.bins[1].strategy: type must be one of",
        "n: 3 | n: 0 | n must be at least 1 but was 0",
        "strategy: none} | strategy: compute-optimal} | strategy must not be compute-optimal again",
        "vote: majority, strategy: greedy} | vote: majority, strategy: none} | type must be one of",
        "vote: majority, strategy: greedy} | vote: majority, strategy: null} | run.yaml:16: experiments[1].strategy must have a type",
      })
  void namesTheLineAndTheKeyOfAMistake(String old, String by, String message) {
    assertThat(RUN).contains(old);
    assertThatThrownBy(() -> read(RUN.replace(old, by)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @Test
  void sharesNoBudgetWithoutACallLog() {
    assertThatThrownBy(() -> read(RUN, "execution.call-log.keep=never"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "experiments[0].budget.share needs the call log, or calls would be paid for twice");
  }

  @Test
  void wantsWhatTheStrategiesOfATableNeed() {
    String text = RUN.replace("- name: e\n    reward: prm", "- name: e\n    reward: none");

    assertThatThrownBy(() -> read(text))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("experiments[0].strategy needs a reward model");
  }
}
