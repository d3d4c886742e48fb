package dev.cairn.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.model.CompletionPolicy;
import dev.cairn.engine.model.CompletionPolicy.Settings;
import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.PromptTemplate;
import dev.cairn.engine.model.QwenPrm;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.ServedModel;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.strategy.BeamSearch;
import dev.cairn.engine.simulate.ArithmeticProblems;
import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.ArithmeticWorld;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.HttpTransport;
import dev.cairn.engine.worker.HttpWorker;
import dev.cairn.engine.worker.LlamaCppDialect;
import dev.cairn.engine.worker.OpenAiDialect;
import dev.cairn.engine.worker.SglangDialect;
import dev.cairn.engine.worker.TgiDialect;
import dev.cairn.engine.worker.VllmDialect;
import dev.cairn.engine.worker.Worker;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The embedded fleet is the same policy in every dialect. */
class FleetDialectsTest {
  private static final HttpTransport CLIENT = HttpTransport.start();
  private static final SimulatedFleet FLEET =
      SimulatedFleet.start(
          new ArithmeticWorld(ArithmeticSettings.DEFAULT),
          FleetSettings.loopback(1, 1, Latency.NONE));

  private static List<List<Candidate>> expected = List.of();

  @BeforeAll
  static void searchInTheFirstDialect() {
    expected = candidates(new VllmDialect(), PromptTemplate.CHATML);
    assertThat(expected).hasSize(6).allSatisfy(pool -> assertThat(pool).isNotEmpty());
  }

  @AfterAll
  static void close() {
    FLEET.close();
    CLIENT.close();
  }

  static Stream<Arguments> dialects() {
    return Stream.of(
        Arguments.of(new VllmDialect(), PromptTemplate.SERVER),
        Arguments.of(new SglangDialect(), PromptTemplate.CHATML),
        Arguments.of(new SglangDialect(), PromptTemplate.SERVER),
        Arguments.of(new LlamaCppDialect(), PromptTemplate.CHATML),
        Arguments.of(new LlamaCppDialect(), PromptTemplate.SERVER),
        Arguments.of(new TgiDialect(), PromptTemplate.CHATML),
        Arguments.of(new OpenAiDialect(), PromptTemplate.SERVER));
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void findsTheSameSolutionsInEveryDialect(Dialect dialect, PromptTemplate template) {
    assertThat(candidates(dialect, template)).isEqualTo(expected);
  }

  private static List<List<Candidate>> candidates(Dialect dialect, PromptTemplate template) {
    VllmDialect vllm = new VllmDialect();
    try (Worker policyWorker = worker(FLEET.policyUrls().get(0), dialect);
        Worker rewardWorker = worker(FLEET.rewardUrls().get(0), vllm)) {
      Settings settings =
          new Settings(
              "simulated-policy", template, "", "\n\n", 1, 1, 512, 2048, 64, /* logProbs= */ true);
      Policy policy = new CompletionPolicy(settings, dialect, policyWorker);
      RewardModel rewards = new QwenPrm(new ServedModel("simulated-prm", vllm, rewardWorker), "");
      List<SearchTask> tasks =
          ArithmeticProblems.generate(5, 6).stream()
              .map(
                  each -> {
                    WorkItem item = new WorkItem("e", each.problem().id(), 0);
                    return new SearchTask(
                        item,
                        each.problem(),
                        new BeamSearch(8, 4, Aggregation.LAST),
                        policy,
                        rewards,
                        Seeds.of(7, item));
                  })
              .toList();
      return Outcomes.of(tasks, Outcomes.limits(6)).stream()
          .map(outcome -> Outcomes.completed(outcome).candidates())
          .toList();
    }
  }

  private static Worker worker(URI url, Dialect dialect) {
    return new HttpWorker(CLIENT, url, dialect, Duration.ofMinutes(1), /* apiKey= */ null);
  }
}
