package dev.cairn.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.model.CompletionPolicy;
import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.PromptTemplate;
import dev.cairn.engine.model.QwenPrm;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.RewardModel.Scored;
import dev.cairn.engine.model.ServedModel;
import dev.cairn.engine.run.SearchOutcome.Completed;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.strategy.BeamSearch;
import dev.cairn.engine.search.strategy.Mcts;
import dev.cairn.engine.search.strategy.Selection;
import dev.cairn.engine.simulate.ArithmeticProblem;
import dev.cairn.engine.simulate.ArithmeticProblems;
import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.ArithmeticWorld;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.FleetStats;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.engine.worker.HttpTransport;
import dev.cairn.engine.worker.HttpWorker;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.VllmDialect;
import dev.cairn.engine.worker.Worker;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Whole searches that published engines get wrong: tests 8, 9 and 18 of the list of golden tests.
 * Tests 4, 6 and 7 are in the contracts of dialects and reward models.
 */
class GoldenTest {
  private static final VllmDialect DIALECT = new VllmDialect();
  private static final List<SearchStrategy> STRATEGIES =
      List.of(new BeamSearch(8, 4, Aggregation.LAST), Mcts.of(4, 3, Selection.PUCT));

  /** Golden test 8. */
  @Test
  void aCandidateWithoutScoreFailsItsSearchAndIsNotDropped() {
    RewardModel forgetful =
        trajectories ->
            CompletableFuture.completedFuture(
                new Scored(
                    trajectories.stream().skip(1).map(each -> List.of(0.5)).toList(),
                    1,
                    TokenCount.NONE));
    List<SearchTask> tasks =
        List.of(
            Scenes.task("a", new BeamSearch(4, 2, Aggregation.LAST), Scenes.ENDLESS, forgetful));

    assertThat(Outcomes.failure(Outcomes.of(tasks, Outcomes.WIDE).get(0)))
        .isEqualTo(new Failure("short-answer", "the reward model judged 3 of 4 trajectories"));
  }

  private record Run(List<Completed> outcomes, FleetStats stats) {}

  private static Run run(int samplesPerCall, int searchesInFlight) {
    HttpTransport client = HttpTransport.start();
    ArithmeticWorld world = new ArithmeticWorld(ArithmeticSettings.DEFAULT);
    try (SimulatedFleet fleet =
            SimulatedFleet.start(world, FleetSettings.loopback(1, 1, Latency.NONE));
        Worker policyWorker = worker(client, fleet.policyUrls().get(0));
        Worker rewardWorker = worker(client, fleet.rewardUrls().get(0))) {
      Policy policy =
          new CompletionPolicy(
              new CompletionPolicy.Settings(
                  "simulated-policy",
                  PromptTemplate.CHATML,
                  "",
                  "\n\n",
                  1,
                  1,
                  512,
                  2048,
                  samplesPerCall,
                  /* logProbs= */ true),
              DIALECT,
              policyWorker);
      RewardModel rewards =
          new QwenPrm(new ServedModel("simulated-prm", DIALECT, rewardWorker), "");
      List<ArithmeticProblem> problems = ArithmeticProblems.generate(3, 16);
      List<SearchTask> tasks =
          IntStream.range(0, problems.size())
              .mapToObj(
                  i -> {
                    WorkItem item = new WorkItem("e", problems.get(i).problem().id(), 0);
                    return new SearchTask(
                        item,
                        problems.get(i).problem(),
                        STRATEGIES.get(i % STRATEGIES.size()),
                        policy,
                        rewards,
                        Seeds.of(7, item));
                  })
              .toList();
      List<Completed> outcomes =
          Outcomes.of(tasks, Outcomes.limits(searchesInFlight)).stream()
              .map(Outcomes::completed)
              .toList();
      return new Run(outcomes, fleet.stats());
    } finally {
      client.close();
    }
  }

  private static Worker worker(HttpTransport client, URI url) {
    return new HttpWorker(client, url, DIALECT, Duration.ofMinutes(1), /* apiKey= */ null);
  }

  /** Golden test 9. */
  @Test
  void theLedgersAddUpToWhatTheServersCounted() {
    Run run = run(64, 8);
    Usage sum = run.outcomes().stream().map(Completed::usage).reduce(Usage.NONE, Usage::plus);

    assertThat(sum.promptTokens()).isEqualTo(run.stats().promptTokens());
    assertThat(sum.cachedTokens()).isEqualTo(run.stats().cachedTokens());
    assertThat(sum.generatedTokens()).isEqualTo(run.stats().generatedTokens());
    assertThat(sum.rewardTokens()).isEqualTo(run.stats().rewardTokens());
    assertThat(sum.policyCalls()).isEqualTo(run.stats().requests() - run.stats().rewardCalls());
    long kept =
        run.outcomes().stream()
            .flatMap(outcome -> outcome.candidates().stream())
            .map(Candidate::trajectory)
            .mapToLong(trajectory -> trajectory.tokens())
            .sum();
    assertThat(sum.generatedTokens()).isGreaterThan(kept);
  }

  /** Golden test 18. */
  @Test
  void theSameSeedGivesTheSameWhateverRunsAtOnceAndGoesInOneCall() {
    List<Completed> together = run(64, 16).outcomes();
    List<Completed> oneByOne = run(1, 1).outcomes();

    assertThat(oneByOne).hasSameSizeAs(together);
    for (int i = 0; i < together.size(); i++) {
      assertThat(oneByOne.get(i).candidates()).isEqualTo(together.get(i).candidates());
      assertThat(oneByOne.get(i).tree()).isEqualTo(together.get(i).tree());
    }
  }
}
