package dev.cairn.engine.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.run.Usage;
import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.engine.worker.CallLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs whose experiments have different policies. */
class PoliciesTest {
  private static final String RUN =
      """
      name: policies
      data: {path: problems.jsonl}
      policies:
        small: {worker: {urls: ["http://small:1"]}, log-probs: false}
        large: {worker: {urls: ["http://large:1"]}, temperature: 0.5}
      rewards:
        prm: {type: qwen-prm, worker: {urls: ["http://prm:1"]}}
        sure: policy-confidence
        both: {type: mean, of: [prm, sure]}
      experiments:
        - {name: a, strategy: {type: best-of-n, n: [2, 4]}, policy: [small, large], reward: prm, vote: majority}
      """;

  private static RunSpec read(String... sets) {
    return SpecReader.read("run.yaml", RUN, List.of(sets));
  }

  @Test
  void givesEveryExperimentItsPolicyWithTheDefaultsOfOne() {
    RunSpec spec = read();

    assertThat(spec.experiments().stream().map(Experiment::name))
        .containsExactly(
            "a(n=2, policy=small)",
            "a(n=2, policy=large)",
            "a(n=4, policy=small)",
            "a(n=4, policy=large)");
    assertThat(spec.experiments().get(1).policyRole()).isEqualTo("policies.large");
    assertThat(spec.policyRoles()).containsOnlyKeys("policies.large", "policies.small");
    PolicySpec large = requireNonNull(spec.policyRoles().get("policies.large"));
    assertThat(large.temperature()).isEqualTo(0.5);
    assertThat(large.separator()).isEqualTo(Registry.POLICY.separator());
    assertThat(SpecReader.read("run.yaml", SpecReader.write(spec), List.of())).isEqualTo(spec);
  }

  @Test
  void asksThePolicyWithoutANameWhereAnExperimentNamesNone() {
    List<String> sets = new ArrayList<>(List.of("experiments.0.policy=''"));
    assertThatThrownBy(() -> read(sets.toArray(String[]::new)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("policy.worker.urls must name a server");

    sets.add("policy.worker.urls=[http://own:1]");
    RunSpec spec = read(sets.toArray(String[]::new));

    assertThat(spec.policyRoles().keySet())
        .containsExactly("policy", "policies.large", "policies.small");
    assertThat(spec.experiments().get(0).policyRole()).isEqualTo("policy");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "experiments.0.policy=huge | experiments[0].policy must be the name of one of [policies.large, policies.small] but was huge",
        "policies.large.worker.urls=[] | policies.large.worker.urls must name a server",
        "policies.large.worker.dialect=morse | policies.large.worker.dialect must be one of",
        "policies.large.temperature=-1 | policies.large: temperature must be",
        "policies.large.heat=1 | policies.large.heat: unknown key",
        "experiments.0.strategy={type: deepconf} | strategy needs policies.small.log-probs",
        "experiments.0.reward=both | rewards.sure needs policies.small.log-probs",
        "prices.policies.tiny={generated: 1} | prices.policies.tiny must be the name of a policy, one of [large, small]",
        "prices.policies.small={generated: 1} | prices.policies.large must be given where other prices are; {} if it is free",
        "rewards.policy={type: arithmetic} | rewards.policy must have another name",
        "rewards={policies.large: {type: arithmetic}} | rewards.policies.large must have another name",
      })
  void saysWhichPolicyIsAMistake(String set, String message) {
    assertThatThrownBy(() -> read(set))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @Test
  void needsLogProbabilitiesOnlyOfThePolicyThatIsJudgedByThem() {
    RunSpec spec = read("experiments.0.policy=large", "experiments.0.reward=both");

    assertThat(spec.experiments().get(0).reward()).isEqualTo("both");
  }

  @Test
  void countsThePriceOfEachPolicy() {
    PriceSpec prices =
        read("prices={policy: {generated: 7}, policies: {small: {generated: 1}, large: {prompt: 3}}}")
            .prices();
    Usage million = new Usage(1, 1, 1, 1_000_000, 0, 1_000_000, 0, 0, 0, 0);

    assertThat(prices.of(million, "small", "prm")).isEqualTo(1);
    assertThat(prices.of(million, "large", "prm")).isEqualTo(3);
    assertThat(prices.of(million, "", "prm")).isEqualTo(7);
  }

  @Test
  void tellsRunsApartByWhatTheirPoliciesAnswerAndNotByWhereTheyAre() {
    assertThat(RunIdentity.difference(read(), read("policies.large.temperature=0.6")))
        .startsWith("policies.large.temperature was 0.5 and is 0.6");
    assertThat(RunIdentity.difference(read(), read("policies.large.worker.urls=[http://b:2]")))
        .isNull();
    assertThat(RunIdentity.difference(read(), read("policies.large.samples-per-call=1"))).isNull();
  }

  @Test
  void asksTheServersOfEveryPolicyForTheirModels() {
    try (SimulatedFleet small = fleet();
        SimulatedFleet large = fleet()) {
      RunSpec spec =
          read(
              "policies.small.worker.urls=" + small.policyUrls(),
              "policies.large.worker.urls=" + large.policyUrls(),
              "rewards.prm.worker.urls=" + small.rewardUrls());

      List<Probe> probes = Probe.all(spec, name -> null);
      RunSpec resolved = Probe.resolve(spec, probes);

      assertThat(probes.stream().map(Probe::role))
          .containsExactly("policies.large", "policies.small", "prm");
      assertThat(resolved.policyRoles().values())
          .allSatisfy(policy -> assertThat(policy.worker().model()).isEqualTo("simulated-policy"));
      try (Models models = new Models(resolved, name -> null)) {
        assertThat(models.policies(CallLog.NONE))
            .containsOnlyKeys("policies.large", "policies.small");
        assertThat(models.stats()).containsOnlyKeys("policies.large", "policies.small", "prm");
      }
    }
  }

  private static SimulatedFleet fleet() {
    return SimulatedFleet.start(
        ArithmeticSettings.DEFAULT.open(), FleetSettings.loopback(1, 1, Latency.NONE));
  }
}
