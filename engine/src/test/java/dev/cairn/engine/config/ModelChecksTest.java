package dev.cairn.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.worker.CallLog;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelChecksTest {
  private static final String RUN =
      """
      name: checks
      data: {path: problems.jsonl}
      policy: {worker: {urls: ["http://gpu-1:8000"]}}
      rewards:
        prm: {type: qwen-prm, worker: {urls: ["http://gpu-2:8000"]}}
        sums: arithmetic
        both:
          type: mean
          of: [prm, sums]
      experiments:
        - {name: a, strategy: best-of-n, reward: both, vote: best-reward}
      """;

  private static RunSpec read(String... sets) {
    return SpecReader.read("run.yaml", RUN, List.of(sets));
  }

  @Test
  void readsRewardsThatAreMadeOfOthersAndConnectsThem() {
    RunSpec spec = read();
    try (Models models = new Models(spec, name -> null)) {
      assertThat(models.rewards(CallLog.NONE)).containsKey("both").doesNotContainKey("none");
    }
    assertThat(SpecReader.read("run.yaml", SpecReader.write(spec), List.of())).isEqualTo(spec);
  }

  @Test
  void takesARewardModelThatWritesCritiquesWhereAStrategyReadsThem() {
    for (String type : List.of("critic", "gen-prm")) {
      String reward = "rewards.prm={type: %s, worker: {urls: ['http://b:1']}}".formatted(type);
      String experiment = "{name: a, strategy: critic-refinement, reward: prm, vote: best-reward}";
      RunSpec spec = read(reward, "experiments=[" + experiment + "]");

      assertThat(spec.rewards().get("prm")).isNotNull().matches(RewardSpec::writesCritiques);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rewards.both.of=[prm, nobody] | rewards.both.of[1] must be one of [both, prm, sums] but was nobody",
        "rewards.both.of=[] | rewards.both.of must name rewards",
        "rewards.both.of=[prm, both] | rewards.both.of must not lead back to itself but does: both of both",
        "rewards.both={type: weighted, of: [prm, sums], weights: [1]} | weights must be one per name of of but were 1 for 2",
        "rewards.both={type: weighted, of: [prm, sums], weights: [0, 0]} | not all 0",
        "rewards.both={type: process-advantage, of: [prm]} | of must name the value and the prover but was [prm]",
        "rewards.both={type: process-advantage, of: [prm, sums], alpha: -1} | alpha must not be negative but was -1.0",
        "rewards.both={type: outcome-process, of: [prm, sums], weight: 2} | weight must be in [0, 1] but was 2.0",
        "rewards.prm.worker.dialect=tgi | rewards.prm.worker.dialect must be one whose servers pool per step or token, of [vllm], but was tgi",
        "rewards.prm={type: math-shepherd, worker: {urls: ['http://b:1'], dialect: llama-cpp}} | tell the log-probabilities of a prompt, of [sglang, vllm], but was llama-cpp",
        "rewards.prm={type: implicit-prm, worker: {urls: ['http://b:1']}} | rewards.prm.reference.urls must name a server",
        "rewards.prm={type: implicit-prm, worker: {urls: ['http://b:1']}, reference: {urls: ['http://b:1']}, template: server} | template must not be server",
        "rewards.prm={type: critic, worker: {urls: ['http://b:1']}, generation: {verdict: log-probs}} | generation.verdict must be text",
        "rewards.prm={type: judge, worker: {urls: ['http://b:1']}, generation: {votes: 3, temperature: 0}} | votes must be 1 at temperature 0",
        "experiments=[{name: a, strategy: critic-refinement, reward: both, vote: best-reward}] | experiments[0].strategy needs a reward model that writes critiques: gen-prm or critic",
        "experiments=[{name: a, strategy: refined-best-of-n, reward: none, vote: majority}] | experiments[0].strategy needs a reward model",
        "rewards.prm.worker.dialect=mlx | rewards.prm.worker.dialect must be one of [llama-cpp, openai, sglang, tgi, vllm] but was mlx",
      })
  void namesTheKeyOfARewardThatMakesNoSense(String set, String message) {
    assertThatThrownBy(() -> read(set))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("--set " + set.substring(0, set.indexOf('=')))
        .hasMessageContaining(message);
  }

  @Test
  void findsACircleOfSeveral() {
    assertThatThrownBy(() -> read("rewards.prm={type: min, of: [both]}"))
        .hasMessageContaining(
            "rewards.both.of must not lead back to itself but does: both of prm of both");
  }

  @Test
  void wantsThePolicysLogProbabilitiesForItsConfidence() {
    assertThatThrownBy(
            () -> read("rewards.sums={type: policy-confidence}", "policy.log-probs=false"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("rewards.sums needs policy.log-probs");
  }

  @Test
  void namesTheLineOfTheFile() {
    assertThatThrownBy(
            () ->
                SpecReader.read("run.yaml", RUN.replace("[prm, sums]", "[prm, nobody]"), List.of()))
        .hasMessageStartingWith("run.yaml:9: rewards.both.of[1] must be one of");
  }

  @Test
  void sendsEveryRewardButPoolingOnesToThePolicysWorkersOfAFleet() {
    RunSpec spec = read("rewards.judge={type: judge}", "simulate={world: {type: arithmetic}}");
    RunSpec moved =
        spec.at(
            List.of(java.net.URI.create("http://p:1")), List.of(java.net.URI.create("http://r:1")));

    assertThat(urls(moved, "prm")).containsExactly("http://r:1");
    assertThat(urls(moved, "judge")).containsExactly("http://p:1");
  }

  private static List<String> urls(RunSpec spec, String reward) {
    RewardSpec found = java.util.Objects.requireNonNull(spec.rewards().get(reward));
    return java.util.Objects.requireNonNull(found.workers().get("worker")).urls().stream()
        .map(java.net.URI::toString)
        .toList();
  }
}
