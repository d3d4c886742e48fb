package dev.cairn.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdentityTest {
  private static final String RUN =
      """
      name: trial
      data: {path: problems.jsonl}
      policy: {worker: {urls: ["http://a:1"], model: m}}
      rewards:
        math/prm: {type: qwen-prm, worker: {urls: ["http://b:1"], model: r}}
      experiments:
        - {name: bo4, strategy: {type: best-of-n, n: 4}, reward: math/prm, vote: best-reward}
      simulate: {world: {type: arithmetic}}
      """;

  private static @Nullable String difference(String set) {
    return RunIdentity.difference(
        SpecReader.read("run.yaml", RUN, List.of()),
        SpecReader.read("run.yaml", RUN, List.of(set)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "policy.samples-per-call=1",
        "policy.worker.urls=[http://c:1, http://d:1]",
        "policy.worker.sequences-in-flight=3",
        "policy.worker.attempts=2",
        "policy.worker.timeout=5s",
        "policy.worker.api-key-env=KEY",
        "rewards.math/prm.worker.urls=[http://c:1]",
        "execution.partitions=9",
        "limits.searches-in-flight=1",
        "limits.patience=3h",
        "simulate.fleet.policy-workers=4"
      })
  void ignoresWhereAndHowFastARunRuns(String set) {
    assertThat(difference(set)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seed=4 | seed was 0 and is 4",
        "policy.worker.model=n | policy.worker.model was \"m\" and is \"n\"",
        "policy.temperature=1.5 | policy.temperature was 0.8 and is 1.5",
        "rewards.math/prm.worker.model=s | rewards.math/prm.worker.model was \"r\" and is \"s\"",
        "experiments.0.strategy.n=5 | experiments[0].strategy.n was 4 and is 5",
        "limits.max-steps=3 | limits.max-steps was 40 and is 3",
        "simulate.world.seed=77 | simulate.world.seed was",
        "data.limit=10 | data.limit was 0 and is 10",
      })
  void namesTheKeyThatChangesTheResults(String set, String difference) {
    assertThat(difference(set)).startsWith(difference);
  }

  @Test
  void seesAnExperimentThatIsNew() {
    assertThat(
            RunIdentity.difference(
                SpecReader.read("run.yaml", RUN, List.of()),
                SpecReader.read(
                    "run.yaml",
                    RUN.replace(
                        "simulate:",
                        "  - {name: g, strategy: greedy, reward: none, vote: majority}\nsimulate:"),
                    List.of())))
        .isEqualTo("experiments[1].budget.calls was missing and is 0");
  }
}
