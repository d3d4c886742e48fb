package dev.cairn.engine.search.strategy;

import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.run.Outcomes;
import dev.cairn.engine.run.SearchOutcome.Completed;
import dev.cairn.engine.run.SearchTask;
import dev.cairn.engine.run.Seeds;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.TokenCount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A toy task with exact answers: a solution has a fixed number of steps, each is right with one
 * probability independently, and a solution is right if all its steps are. Every step has one
 * token.
 *
 * @param p probability of a right step
 * @param steps of every solution
 * @param reward of a trajectory, by its last step
 */
record CoinTree(double p, int steps, ToDoubleFunction<Trajectory> reward) {

  /**
   * What searches came to.
   *
   * @param share of the problems whose candidate of highest reward is right, the first of equal
   *     ones
   * @param tokens generated per problem
   */
  record Result(double share, double tokens) {}

  /** A world whose reward model knows what is right: 1 while all is, else 0. */
  static CoinTree oracle(double p, int steps) {
    return new CoinTree(p, steps, trajectory -> right(trajectory) ? 1 : 0);
  }

  /** A world whose reward model knows nothing: its rewards are drawn from the text. */
  static CoinTree useless(double p, int steps) {
    return new CoinTree(
        p,
        steps,
        trajectory ->
            new SplittableRandom(
                    (trajectory.problem().id().hashCode() * 31L + trajectory.path().hashCode()) * 31
                        + trajectory.steps().size())
                .nextDouble());
  }

  /** Runs a strategy on so many problems. */
  Result run(SearchStrategy strategy, int problems) {
    List<SearchTask> tasks =
        IntStream.range(0, problems).mapToObj(number -> task(number, strategy)).toList();
    List<Completed> outcomes =
        Outcomes.of(tasks, Outcomes.WIDE).stream().map(Outcomes::completed).toList();
    return new Result(
        outcomes.stream().filter(CoinTree::solved).count() / (double) problems,
        outcomes.stream().mapToLong(outcome -> outcome.usage().generatedTokens()).sum()
            / (double) problems);
  }

  private SearchTask task(int number, SearchStrategy strategy) {
    Problem problem = new Problem("coins-" + number, "All right?", null);
    WorkItem item = new WorkItem("coins", problem.id(), 0);
    return new SearchTask(
        item,
        problem,
        strategy,
        policy(),
        rewardModel(),
        Seeds.of(11, item),
        solution -> solution.contains("w") ? "wrong" : "right");
  }

  private Policy policy() {
    return (expansion, first, seed) ->
        List.of(
            CompletableFuture.completedFuture(
                new Policy.Sampled(
                    0,
                    IntStream.range(first, first + expansion.width())
                        .mapToObj(number -> continuation(expansion, seed + number))
                        .toList(),
                    1,
                    new TokenCount(
                        1,
                        0,
                        (long) expansion.width()
                            * (expansion.extent() == Extent.STEP ? 1 : left(expansion))))));
  }

  private int left(Expansion expansion) {
    return steps - expansion.from().steps().size();
  }

  private Policy.Continuation continuation(Expansion expansion, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Step> written = new ArrayList<>();
    do {
      String text = random.nextDouble() < p ? "r;" : "w" + random.nextInt(1_000_000) + ";";
      written.add(new Step(text, 1, -0.5));
    } while (expansion.extent() == Extent.SOLUTION && written.size() < left(expansion));
    boolean last = written.size() == left(expansion);
    return new Policy.Continuation(written, last ? Finish.ANSWERED : Finish.SEPARATOR);
  }

  private RewardModel rewardModel() {
    return trajectories ->
        CompletableFuture.completedFuture(
            new RewardModel.Scored(
                trajectories.stream().map(this::rewards).toList(), 1, TokenCount.NONE));
  }

  private List<Double> rewards(Trajectory trajectory) {
    List<Double> rewards = new ArrayList<>();
    for (int end = 1; end <= trajectory.steps().size(); end++) {
      rewards.add(
          reward.applyAsDouble(
              new Trajectory(
                  trajectory.problem(),
                  trajectory.path().subList(0, Math.min(end, trajectory.path().size())),
                  trajectory.steps().subList(0, end),
                  Finish.SEPARATOR)));
    }
    return rewards;
  }

  private static boolean right(Trajectory trajectory) {
    return trajectory.steps().stream().allMatch(step -> step.text().equals("r;"));
  }

  private static boolean solved(Completed outcome) {
    return outcome.candidates().stream()
        .max(Comparator.comparingDouble(CoinTree::lastReward))
        .filter(best -> right(best.trajectory()))
        .isPresent();
  }

  private static double lastReward(Candidate candidate) {
    return candidate.rewards().get(candidate.rewards().size() - 1);
  }
}
