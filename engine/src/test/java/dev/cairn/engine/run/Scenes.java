package dev.cairn.engine.run;

import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.Policy.Continuation;
import dev.cairn.engine.model.Policy.Sampled;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.RewardModel.Scored;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.strategy.Mcts;
import dev.cairn.engine.search.strategy.Mcts.Answers;
import dev.cairn.engine.search.strategy.Mcts.Duplicates;
import dev.cairn.engine.search.strategy.Mcts.Finished;
import dev.cairn.engine.search.strategy.Mcts.Simulation;
import dev.cairn.engine.search.strategy.Selection;
import dev.cairn.engine.worker.TokenCount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Policies and strategies that do one thing, for tests of the loop. */
final class Scenes {
  /** Tokens of every step that these policies write. */
  static final int TOKENS = 10;

  /** Writes steps that never end the answer. */
  static final Policy ENDLESS = writing(number -> Finish.SEPARATOR);

  /** Answers at once. */
  static final Policy ANSWERING = writing(number -> Finish.ANSWERED);

  /** Gives every step the reward 0.5. */
  static final RewardModel HALF =
      trajectories ->
          CompletableFuture.completedFuture(
              new Scored(
                  trajectories.stream()
                      .map(trajectory -> Collections.nCopies(trajectory.steps().size(), 0.5))
                      .toList(),
                  1,
                  TokenCount.NONE));

  private Scenes() {}

  /** One step for each child, ended as told by its number; done when asked. */
  static Policy writing(Function<Integer, Finish> finish) {
    return (expansion, first, seed) ->
        List.of(
            CompletableFuture.completedFuture(
                sampled(
                    0,
                    IntStream.range(first, first + expansion.width())
                        .mapToObj(number -> continuation(finish.apply(number)))
                        .toList())));
  }

  static Continuation continuation(Finish finish) {
    return new Continuation(List.of(new Step("step;", TOKENS, null)), finish);
  }

  static Sampled sampled(int first, List<Continuation> continuations) {
    TokenCount tokens = new TokenCount(1, 0, (long) TOKENS * continuations.size());
    return new Sampled(first, continuations, 1, tokens);
  }

  /** A policy whose one call is answered by {@code answer}. */
  static Policy answering(Supplier<CompletableFuture<Sampled>> answer) {
    return (expansion, first, seed) -> List.of(answer.get());
  }

  static SearchTask task(
      String id, SearchStrategy strategy, Policy policy, @Nullable RewardModel rewardModel) {
    Problem problem = new Problem(id, "Which?", null);
    return new SearchTask(new WorkItem("scene", id, 0), problem, strategy, policy, rewardModel, 1);
  }

  /** A tree search of so many simulations at once. */
  static Mcts mcts(int paths, int width, int parallel) {
    return new Mcts(
        paths,
        width,
        parallel,
        Simulation.DESCENT,
        Selection.PUCT,
        Finished.REVISIT,
        Duplicates.APART,
        Answers.DISTINCT,
        Aggregation.LAST);
  }

  /** Asks in turn for what it is made of and then for nothing; keeps what is finished. */
  static SearchStrategy rounds(Function<Problem, List<List<Expansion>>> wishes) {
    return new SearchStrategy() {
      @Override
      public Set<Signal> needs() {
        return Set.of();
      }

      @Override
      public Search start(Problem problem, RandomGenerator random) {
        List<List<Expansion>> all = wishes.apply(problem);
        return new Rounds(all);
      }
    };
  }

  private static final class Rounds implements Search {
    private final List<List<Expansion>> wishes;
    private final List<Candidate> found = new ArrayList<>();
    private int round;

    Rounds(List<List<Expansion>> wishes) {
      this.wishes = wishes;
    }

    @Override
    public List<Expansion> begin() {
      return next();
    }

    @Override
    public List<Expansion> advance(List<List<Candidate>> children) {
      children.stream().flatMap(List::stream).filter(child -> !child.open()).forEach(found::add);
      return next();
    }

    private List<Expansion> next() {
      return round < wishes.size() ? wishes.get(round++) : List.of();
    }

    @Override
    public List<Candidate> candidates() {
      return List.copyOf(found);
    }
  }
}
