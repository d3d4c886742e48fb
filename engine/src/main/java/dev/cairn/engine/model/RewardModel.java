package dev.cairn.engine.model;

import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Counted;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.WorkerException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Judges the steps of trajectories. Asynchronous and thread-safe. */
public interface RewardModel {
  /**
   * Scores trajectories of one problem.
   *
   * @param trajectories with at least one step each
   */
  CompletableFuture<Scored> score(List<Trajectory> trajectories);

  /**
   * The same, but a trajectory that does not fit the model's context keeps nobody else's rewards
   * back: it is {@link Scored#unread}. Where several together are refused for their length, each is
   * sent alone.
   */
  default CompletableFuture<Scored> scoreWhatFits(List<Trajectory> trajectories) {
    return Futures.recover(
        score(trajectories),
        failure -> {
          if (!(failure instanceof WorkerException refused)
              || refused.kind() != WorkerException.Kind.CONTEXT_TOO_LONG) {
            return CompletableFuture.failedFuture(failure);
          }
          Scored none = new Scored(List.of(List.of()), Set.of(0), List.of(), 1, TokenCount.NONE);
          if (trajectories.size() == 1) {
            return CompletableFuture.completedFuture(none);
          }
          List<CompletableFuture<Scored>> alone =
              trajectories.stream().map(each -> scoreWhatFits(List.of(each))).toList();
          return Futures.map(Futures.all(alone), Scored::joined);
        });
  }

  /**
   * The verdict.
   *
   * @param rewards of each trajectory, one per step, in [0, 1]; empty for one that is unread
   * @param unread numbers of the trajectories that do not fit the model's context
   * @param critiques what was written of each trajectory, one per step; empty of a model that only
   *     scores
   * @param calls that it took
   * @param tokens that it took
   */
  record Scored(
      List<List<Double>> rewards,
      Set<Integer> unread,
      List<List<String>> critiques,
      int calls,
      TokenCount tokens)
      implements Counted {
    /** A verdict on all trajectories in numbers alone. */
    public Scored(List<List<Double>> rewards, int calls, TokenCount tokens) {
      this(rewards, Set.of(), List.of(), calls, tokens);
    }

    /** A verdict on one trajectory, in numbers and words. */
    static Scored critique(
        List<Double> rewards, List<String> critiques, int calls, TokenCount tokens) {
      return new Scored(List.of(rewards), Set.of(), List.of(critiques), calls, tokens);
    }

    /** What was written of the steps of a trajectory; empty if nothing was. */
    public List<String> critiquesOf(int trajectory) {
      return critiques.isEmpty() ? List.of() : critiques.get(trajectory);
    }

    /** Rewards that were made of others, and all that these took. */
    static Scored of(List<List<Double>> rewards, List<Scored> made) {
      Scored all = joined(made);
      return new Scored(rewards, all.calls(), all.tokens());
    }

    /** The rewards of the steps of one trajectory that were judged one by one. */
    static Scored chained(List<Scored> steps) {
      Scored all = joined(steps);
      List<Double> rewards = all.rewards().stream().flatMap(List::stream).toList();
      return new Scored(List.of(rewards), all.calls(), all.tokens());
    }

    /** The rewards of parts one after the other, and all that they took. */
    static Scored joined(List<Scored> parts) {
      List<List<Double>> rewards = new ArrayList<>();
      Set<Integer> unread = new HashSet<>();
      List<List<String>> critiques = new ArrayList<>();
      int calls = 0;
      TokenCount tokens = TokenCount.NONE;
      for (Scored part : parts) {
        int before = rewards.size();
        part.unread().forEach(i -> unread.add(before + i));
        for (int i = 0; i < part.rewards().size(); i++) {
          critiques.add(part.critiquesOf(i));
        }
        rewards.addAll(part.rewards());
        calls += part.calls();
        tokens = tokens.plus(part.tokens());
      }
      boolean numbersAlone = critiques.stream().allMatch(List::isEmpty);
      return new Scored(rewards, unread, numbersAlone ? List.of() : critiques, calls, tokens);
    }
  }
}
