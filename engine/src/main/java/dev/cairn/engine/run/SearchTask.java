package dev.cairn.engine.run;

import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.SearchStrategy;
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
 */
public record SearchTask(
    WorkItem item,
    Problem problem,
    SearchStrategy strategy,
    Policy policy,
    @Nullable RewardModel rewardModel,
    long seed) {}
