package dev.cairn.engine.run;

import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.search.AnswerReader;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.SearchStrategy.Signal;
import org.jspecify.annotations.Nullable;

/**
 * A search to be run.
 *
 * @param item what it is called
 * @param problem what is solved
 * @param strategy how
 * @param policy writes the steps
 * @param rewardModel judges them; null for an experiment without rewards
 * @param seed of the whole search
 * @param answers reads the answers that the strategy compares; null where it compares none
 * @param budget the most that it may spend
 */
public record SearchTask(
    WorkItem item,
    Problem problem,
    SearchStrategy strategy,
    Policy policy,
    @Nullable RewardModel rewardModel,
    long seed,
    @Nullable AnswerReader answers,
    Budget budget) {
  /** Refuses a strategy that compares answers if nothing reads them. */
  public SearchTask {
    if (answers == null && strategy.needs().contains(Signal.ANSWER)) {
      throw new IllegalArgumentException(
          "answers must be given, since the strategy compares them: " + strategy);
    }
  }

  /** A task without a budget. */
  public SearchTask(
      WorkItem item,
      Problem problem,
      SearchStrategy strategy,
      Policy policy,
      @Nullable RewardModel rewardModel,
      long seed,
      @Nullable AnswerReader answers) {
    this(item, problem, strategy, policy, rewardModel, seed, answers, Budget.NONE);
  }

  /** A task without a budget, whose strategy compares no answers. */
  public SearchTask(
      WorkItem item,
      Problem problem,
      SearchStrategy strategy,
      Policy policy,
      @Nullable RewardModel rewardModel,
      long seed) {
    this(item, problem, strategy, policy, rewardModel, seed, null);
  }

  /** The same within a budget. */
  public SearchTask within(Budget other) {
    return new SearchTask(item, problem, strategy, policy, rewardModel, seed, answers, other);
  }
}
