package dev.cairn.jobs.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.FinishedRun;
import dev.cairn.jobs.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A sweep over two policies, each a fleet of its own, of which one errs at every other step. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeveralPoliciesTest {
  private static final String SPEC =
      """
      name: policies
      data: {path: ../datasets/arithmetic-200.jsonl, limit: 12}
      policies:
        weak: {worker: {urls: %s}}
        strong: {worker: {urls: %s}}
      rewards:
        prm: {type: qwen-prm, worker: {urls: %s}}
      experiments:
        - {name: bo4, strategy: {type: best-of-n, n: 4}, policy: [weak, strong], reward: prm, vote: [best-reward, majority]}
      prices:
        currency: marbles
        policies: {weak: {generated: 1000000}, strong: {generated: 3000000}}
      """;

  private static final int PROBLEMS = 12;

  private SimulatedFleet weak;
  private SimulatedFleet strong;
  private Path directory;
  private FinishedRun run;

  @BeforeAll
  void sweep(@TempDir Path temporary) throws IOException {
    LocalSpark.session();
    directory = temporary;
    weak = fleet(0.5);
    strong = fleet(0.99);
    Path spec = directory.resolve("policies.yaml");
    Files.writeString(
        spec, SPEC.formatted(weak.policyUrls(), strong.policyUrls(), weak.rewardUrls()));
    run = new FinishedRun(directory.resolve("night"));
    Cli sweep = Cli.run("sweep", spec.toString(), "--out", run.root().toString(), "--yes");
    assertThat(sweep.code()).as(sweep.err()).isEqualTo(ExitCode.DONE);
  }

  @AfterAll
  void close() {
    weak.close();
    strong.close();
  }

  private static SimulatedFleet fleet(double accuracy) {
    return SimulatedFleet.start(
        ArithmeticSettings.DEFAULT.withStepAccuracy(accuracy).open(),
        FleetSettings.loopback(1, 1, Latency.NONE));
  }

  private Map<String, JsonNode> experiments() {
    Map<String, JsonNode> experiments = new HashMap<>();
    run.metrics()
        .path("experiments")
        .forEach(each -> experiments.put(each.path("name").asText(), each));
    return experiments;
  }

  private double tokens(String experiment) {
    return requireNonNull(experiments().get(experiment))
            .at("/perSearch/generated_tokens")
            .doubleValue()
        * 12;
  }

  @Test
  void solvesMoreWithThePolicyThatErrsLess() {
    Map<String, JsonNode> experiments = experiments();

    assertThat(experiments)
        .containsOnlyKeys(
            "bo4(policy=weak, vote=best-reward)",
            "bo4(policy=weak, vote=majority)",
            "bo4(policy=strong, vote=best-reward)",
            "bo4(policy=strong, vote=majority)");
    JsonNode best = requireNonNull(experiments.get("bo4(policy=strong, vote=best-reward)"));
    assertThat(best.path("policy").asText()).isEqualTo("strong");
    assertThat(best.at("/accuracy/value").doubleValue())
        .isGreaterThan(
            requireNonNull(experiments.get("bo4(policy=weak, vote=best-reward)"))
                .at("/accuracy/value")
                .doubleValue());
  }

  @Test
  void asksEachPolicyForItsOwnExperimentsAndOnceForThoseThatDifferInTheirVote() {
    JsonNode calls = run.metrics().path("calls");

    assertThat(weak.stats().generatedTokens())
        .isEqualTo(calls.at("/policies.weak/generatedTokens").longValue())
        .isEqualTo(Math.round(tokens("bo4(policy=weak, vote=majority)")));
    assertThat(strong.stats().generatedTokens())
        .isEqualTo(calls.at("/policies.strong/generatedTokens").longValue())
        .isEqualTo(Math.round(tokens("bo4(policy=strong, vote=majority)")));
    List<String> roles =
        run.table(LocalSpark.session(), "calls").select("role").distinct().collectAsList().stream()
            .map(row -> row.getString(0))
            .toList();
    assertThat(roles).containsExactlyInAnyOrder("policies.weak", "policies.strong", "prm");
  }

  @Test
  void countsMoneyAndOperationsByThePolicyThatWrote() throws IOException {
    Path figures = directory.resolve("report.md");
    Cli report =
        Cli.run(
            "report",
            run.root().toString(),
            "--policy-parameters=weak=1e9",
            "--policy-parameters=strong=7e9",
            "--reward-parameters=7e9",
            "--format=md",
            "--out=" + figures);
    assertThat(report.code()).as(report.err()).isEqualTo(ExitCode.DONE);

    JsonNode status = new ObjectMapper().readTree(run.root().resolve("status.json").toFile());
    assertThat(status.path("cost").doubleValue())
        .isCloseTo(
            weak.stats().generatedTokens() + 3.0 * strong.stats().generatedTokens(), within(1e-6));
    String text = Files.readString(figures);
    for (String policy : List.of("weak", "strong")) {
      String experiment = "bo4(policy=%s, vote=majority)".formatted(policy);
      double money = tokens(experiment) / PROBLEMS * (policy.equals("weak") ? 1 : 3);
      assertThat(text).contains("| %s | money, marbles | %,.0f |".formatted(experiment, money));
      JsonNode spent = requireNonNull(experiments().get(experiment)).path("perSearch");
      double flops =
          2
                  * (policy.equals("weak") ? 1e9 : 7e9)
                  * (spent(spent, "generated_tokens")
                      + spent(spent, "prompt_tokens")
                      - spent(spent, "cached_tokens"))
              + 2 * 7e9 * spent(spent, "reward_tokens");
      assertThat(text).contains("| %s | flops | %.2e |".formatted(experiment, flops));
    }
  }

  private static double spent(JsonNode perSearch, String what) {
    return perSearch.path(what).doubleValue();
  }

  @Test
  void refusesTheSizeOfAPolicyThatTheRunHasNot() {
    Cli report = Cli.run("report", run.root().toString(), "--policy-parameters=tiny=1e9");

    assertThat(report.code()).isEqualTo(ExitCode.USER_MISTAKE);
    assertThat(report.err())
        .contains("must name a policy of the run, one of [strong, weak], but named tiny");
  }
}
