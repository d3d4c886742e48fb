package dev.cairn.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.answer.Answer;
import dev.cairn.engine.answer.AnswerExtractor;
import dev.cairn.engine.answer.AnswerExtractor.Fallback;
import dev.cairn.engine.answer.AnswerGrader;
import dev.cairn.engine.model.CompletionPolicy;
import dev.cairn.engine.model.CriticPrm;
import dev.cairn.engine.model.GenPrm;
import dev.cairn.engine.model.Generation;
import dev.cairn.engine.model.Generation.Verdict;
import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.PromptTemplate;
import dev.cairn.engine.model.QwenPrm;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.ServedModel;
import dev.cairn.engine.run.SearchOutcome.Completed;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.strategy.Allocation;
import dev.cairn.engine.search.strategy.BeamSearch;
import dev.cairn.engine.search.strategy.BestOfN;
import dev.cairn.engine.search.strategy.BudgetForcing;
import dev.cairn.engine.search.strategy.CriticRefinement;
import dev.cairn.engine.search.strategy.Critique;
import dev.cairn.engine.search.strategy.Greedy;
import dev.cairn.engine.search.strategy.Rebase;
import dev.cairn.engine.search.strategy.RefinedBestOfN;
import dev.cairn.engine.search.strategy.SequentialRevision;
import dev.cairn.engine.simulate.ArithmeticProblem;
import dev.cairn.engine.simulate.ArithmeticProblems;
import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.ArithmeticWorld;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.Revising;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.engine.vote.Ballot;
import dev.cairn.engine.vote.BestReward;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.HttpTransport;
import dev.cairn.engine.worker.HttpWorker;
import dev.cairn.engine.worker.Timer;
import dev.cairn.engine.worker.VllmDialect;
import dev.cairn.engine.worker.Worker;
import dev.cairn.engine.worker.WorkerPool;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Measured success against the exact one, through all that a run is made of: simulated workers over
 * HTTP, policy, reward model, loop, vote and grader. In the arithmetic world every step is right
 * with probability p independently, an error is never undone, and without noise the reward of a
 * prefix is 1 if it is right and 0 if not.
 */
class ClosedFormTest {
  private static final Dialect DIALECT = new VllmDialect();
  private static final HttpTransport CLIENT = HttpTransport.start();
  private static final BestReward VOTE = new BestReward(Aggregation.LAST);
  private static final AnswerExtractor EXTRACTOR = new AnswerExtractor(Fallback.NONE);
  private static final AnswerGrader GRADER = new AnswerGrader();

  @ParameterizedTest
  @CsvSource({
    "0.8, 3, 1",
    "0.6, 3, 4",
    "0.7, 5, 4",
    "0.5, 4, 8",
    "0.9, 8, 2",
  })
  void bestOfNSolvesWhatItShould(double p, int steps, int n) {
    double expected = 1 - Math.pow(1 - Math.pow(p, steps), n);

    assertSolved(measured(new BestOfN(n), p, steps, 500), 500, expected);
  }

  /** Greedy decoding is one more draw in this world, which the problem decides. */
  @ParameterizedTest
  @CsvSource({"0.8, 3", "0.9, 6"})
  void greedyDecodingSolvesWhatItShould(double p, int steps) {
    assertSolved(measured(new Greedy(), p, steps, 500), 500, Math.pow(p, steps));
  }

  @ParameterizedTest
  @CsvSource({
    "0.6, 4, 4, 2",
    "0.5, 5, 8, 4",
    "0.4, 4, 8, 2",
    "0.7, 5, 4, 4",
    "0.7, 6, 3, 1",
  })
  void beamSearchSolvesWhatItShould(double p, int steps, int beams, int branching) {
    BeamSearch search = new BeamSearch(beams, branching, Aggregation.LAST);

    assertSolved(measured(search, p, steps, 250), 250, beamSuccess(p, steps, beams, branching));
  }

  /**
   * The probability that beam search finds a right solution, by the number of right prefixes kept.
   *
   * <p>All solutions have the same number of steps, so that at every level but the last all N beams
   * are open, K = N / M of them are kept and each gets M children. Right prefixes rank first: of R
   * right ones min(R, K) are kept. A child of a right prefix is right with probability p, one of a
   * wrong prefix never, so R of the next level is binomial of M min(R, K) trials; of the first
   * level, of N. The oracle finds any right solution of the last level.
   */
  private static double beamSuccess(double p, int steps, int beams, int branching) {
    double[] right = new double[beams + 1];
    for (int r = 0; r <= beams; r++) {
      right[r] = binomial(beams, p, r);
    }
    for (int level = 1; level < steps; level++) {
      double[] next = new double[beams + 1];
      for (int r = 0; r <= beams; r++) {
        int trials = Math.min(r, beams / branching) * branching;
        for (int children = 0; children <= trials; children++) {
          next[children] += right[r] * binomial(trials, p, children);
        }
      }
      right = next;
    }
    return 1 - right[0];
  }

  /**
   * That a solution with an error is right once it is written again.
   *
   * @param stays that a right step before the error stays right
   * @param corrected that the error is corrected
   */
  private static double mended(double p, int steps, double stays, double corrected) {
    double mended = 0;
    for (int error = 0; error < steps; error++) {
      double here = Math.pow(p, error) * (1 - p);
      mended += here * Math.pow(stays, error) * corrected * Math.pow(p, steps - 1 - error);
    }
    return mended;
  }

  @ParameterizedTest
  @CsvSource({"0.6, 3", "0.75, 5"})
  void refinementMethodsSolveWhatTheyShould(double p, int steps) {
    Revising by = Revising.DEFAULT;
    double right = Math.pow(p, steps);
    double stays = 1 - by.corruption();
    CriticRefinement critic =
        new CriticRefinement(
            1, 1, 0.5, Critique.NAMED, CriticRefinement.Keep.BETTER, Aggregation.LAST);
    RefinedBestOfN refined = new RefinedBestOfN(1, 0.5, Critique.NAMED);
    SequentialRevision chain =
        new SequentialRevision(1, 2, 4, "Again.", SequentialRevision.OfChain.ALL, Aggregation.LAST);
    BudgetForcing forcing =
        new BudgetForcing(2, 2000, 2000, 1, "\n\nWait", "\n\nFinal Answer:", 50);
    double checked = right * Math.pow(stays, steps) + mended(p, steps, stays, by.selfCorrection());

    assertSolved(
        measured(critic, p, steps, 250), 250, right + mended(p, steps, stays, by.correction()));
    assertSolved(
        measured(refined, p, steps, 250), 250, right + mended(p, steps, 1, by.correction()));
    assertSolved(
        measured(chain, p, steps, 250), 250, right + mended(p, steps, stays, by.selfCorrection()));
    assertSolved(measured(forcing, p, steps, 250), 250, 1 - Math.pow(1 - checked, 2));
  }

  /**
   * That a solution is right after a critic who judges every step rightly with probability a named
   * the first that it finds wrong, and the policy wrote the solution anew in view of that.
   */
  private static double criticised(double p, int steps, double a) {
    Revising by = Revising.DEFAULT;
    double solved = Math.pow(p, steps) * Math.pow(a, steps);
    for (int error = 0; error <= steps; error++) {
      double here = Math.pow(p, error) * (error == steps ? 1 : 1 - p);
      double unnamed = 1;
      for (int named = 0; named < steps; named++) {
        double finds = named < error ? 1 - a : a;
        double right = Math.pow(p, Math.max(0, steps - 1 - error));
        for (int step = 0; step < error; step++) {
          right *= 1 - (step == named ? by.misled() : by.corruption());
        }
        if (error < steps) {
          right *= named == error ? by.correction() : by.selfCorrection();
        }
        solved += here * unnamed * finds * right;
        unnamed *= 1 - finds;
      }
    }
    return solved;
  }

  @ParameterizedTest
  @CsvSource({
    "0.6, 3, 1",
    "0.75, 5, 1",
    "0.6, 3, 0.8",
    "0.75, 5, 0.9",
    "0.9, 4, 0.7",
  })
  void refinementByAWritingCriticSolvesWhatItShould(double p, int steps, double accuracy) {
    CriticRefinement refinement =
        new CriticRefinement(
            1, 1, 0.5, Critique.WRITTEN, CriticRefinement.Keep.LATEST, Aggregation.LAST);
    double expected = criticised(p, steps, accuracy);

    assertSolved(
        measured(refinement, p, steps, 250, accuracy, ClosedFormTest::critic), 250, expected);
    assertSolved(
        measured(refinement, p, steps, 250, accuracy, ClosedFormTest::genPrm), 250, expected);
  }

  private static RewardModel critic(ServedModel policy, ServedModel prm) {
    return new CriticPrm(
        policy, new Generation(PromptTemplate.SERVER, 1, 0, 1, 0, 500, Verdict.TEXT));
  }

  private static RewardModel genPrm(ServedModel policy, ServedModel prm) {
    return new GenPrm(
        policy, new Generation(PromptTemplate.CHATML, 1, 0, 1, 0, 500, Verdict.LOG_PROBS));
  }

  private static RewardModel prm(ServedModel policy, ServedModel prm) {
    return new QwenPrm(prm, "");
  }

  private static double binomial(int n, double p, int k) {
    double log = k * Math.log(p) + (n - k) * Math.log(1 - p);
    for (int i = 1; i <= k; i++) {
      log += Math.log(n - k + i) - Math.log(i);
    }
    return Math.exp(log);
  }

  /** Refuses a count in either tail of half a percent of the exact binomial distribution. */
  private static void assertSolved(int solved, int n, double expected) {
    double atMost = 0;
    for (int k = 0; k <= solved; k++) {
      atMost += binomial(n, expected, k);
    }
    double atLeast = 1 - atMost + binomial(n, expected, solved);
    assertThat(atMost)
        .as("probability of at most %d of %d where %.4f is expected", solved, n, expected)
        .isGreaterThan(0.005);
    assertThat(atLeast)
        .as("probability of at least %d of %d where %.4f is expected", solved, n, expected)
        .isGreaterThan(0.005);
  }

  private static int measured(SearchStrategy strategy, double p, int steps, int count) {
    return measured(strategy, p, steps, count, 1, ClosedFormTest::prm);
  }

  private static int measured(
      SearchStrategy strategy,
      double p,
      int steps,
      int count,
      double critic,
      BiFunction<ServedModel, ServedModel, RewardModel> model) {
    // Errors must be independent; the reward signal does not matter without noise.
    ArithmeticWorld world =
        new ArithmeticWorld(new ArithmeticSettings(1, 1.5, 0, 0, p, Revising.DEFAULT, critic));
    try (SimulatedFleet fleet =
            SimulatedFleet.start(world, FleetSettings.loopback(1, 1, Latency.NONE));
        Worker policyWorker = worker(fleet.policyUrls().get(0));
        Worker rewardWorker = worker(fleet.rewardUrls().get(0))) {
      Policy policy = new CompletionPolicy(settings(), DIALECT, policyWorker);
      RewardModel rewards =
          model.apply(
              new ServedModel("simulated-policy", DIALECT, policyWorker),
              new ServedModel("simulated-prm", DIALECT, rewardWorker));
      List<SearchTask> tasks =
          ArithmeticProblems.generate(steps, count, steps, 3).stream()
              .map(ArithmeticProblem::problem)
              .map(problem -> task(problem, strategy, policy, rewards))
              .toList();
      List<SearchOutcome> outcomes = Outcomes.of(tasks, Outcomes.limits(32));
      assertThat(outcomes).hasSize(count);
      return (int)
          outcomes.stream().map(Outcomes::completed).filter(ClosedFormTest::solves).count();
    }
  }

  /** Golden test 10, the tokens of a path. */
  @Test
  void theTokensOfAPathCountAllItsSteps() {
    int bound = 100;
    ArithmeticWorld world =
        new ArithmeticWorld(new ArithmeticSettings(1, 1.5, 0, 0, 0.9, Revising.DEFAULT, 1));
    CompletionPolicy.Settings bounded =
        new CompletionPolicy.Settings(
            "simulated-policy", PromptTemplate.CHATML, "", "\n\n", 1, 1, bound, bound, 16, false);
    Rebase rebase = new Rebase(8, 0.2, Allocation.LARGEST_REMAINDER, 0, Aggregation.LAST);
    try (SimulatedFleet fleet =
            SimulatedFleet.start(world, FleetSettings.loopback(1, 1, Latency.NONE));
        Worker policyWorker = worker(fleet.policyUrls().get(0));
        Worker rewardWorker = worker(fleet.rewardUrls().get(0))) {
      Policy policy = new CompletionPolicy(bounded, DIALECT, policyWorker);
      RewardModel rewards =
          new QwenPrm(new ServedModel("simulated-prm", DIALECT, rewardWorker), "");
      Problem problem = ArithmeticProblems.generate(9, 1, 9, 3).get(0).problem();
      Completed outcome =
          Outcomes.completed(
              Outcomes.of(List.of(task(problem, rebase, policy, rewards)), Outcomes.limits(1))
                  .get(0));

      assertThat(outcome.candidates())
          .hasSize(8)
          .allMatch(found -> found.trajectory().finish() == Finish.TRUNCATED)
          .allMatch(found -> found.trajectory().tokens() <= bound)
          .allMatch(found -> found.trajectory().steps().size() > 1);
    }
  }

  private static Worker worker(URI url) {
    Worker server = new HttpWorker(CLIENT, url, DIALECT, Duration.ofSeconds(30), null);
    WorkerPool pool =
        new WorkerPool(
            new WorkerPool.Settings(64, Duration.ofSeconds(30), 0, null),
            each -> server,
            Timer.SYSTEM);
    pool.serve(List.of(url));
    return pool;
  }

  private static CompletionPolicy.Settings settings() {
    return new CompletionPolicy.Settings(
        "simulated-policy", PromptTemplate.CHATML, "", "\n\n", 1, 1, 300, 3000, 16, false);
  }

  private static SearchTask task(
      Problem problem, SearchStrategy strategy, Policy policy, RewardModel rewards) {
    WorkItem item = new WorkItem("closed-form", problem.id(), 0);
    return new SearchTask(item, problem, strategy, policy, rewards, Seeds.of(1, item));
  }

  private static boolean solves(Completed outcome) {
    String reference = outcome.problem().answer();
    assertThat(reference).isNotNull();
    List<Ballot> pool =
        outcome.candidates().stream()
            .map(found -> new Ballot(answer(found.trajectory().text()), found.rewards()))
            .toList();
    return GRADER.grade(VOTE.decide(pool).answer(), reference).equal();
  }

  private static String answer(String solution) {
    Answer answer = EXTRACTOR.extract(solution);
    assertThat(answer).as(solution).isNotNull();
    return answer.text();
  }
}
