package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Pruned;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A strategy that is listened to: what it asked for, round by round. */
final class Observed implements SearchStrategy {
  private final SearchStrategy strategy;
  private final List<List<Request>> rounds = new ArrayList<>();

  Observed(SearchStrategy strategy) {
    this.strategy = strategy;
  }

  /** The wishes of each round, the last one empty. */
  List<List<Request>> rounds() {
    return rounds;
  }

  @Override
  public Set<Signal> needs() {
    return strategy.needs();
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    Search search = strategy.start(problem, random);
    return new Search() {
      @Override
      public List<Request> begin() {
        return heard(search.begin());
      }

      @Override
      public List<Request> advance(List<List<Candidate>> children) {
        return heard(search.advance(children));
      }

      @Override
      public List<Candidate> candidates() {
        return search.candidates();
      }

      @Override
      public int visits(Trajectory node) {
        return search.visits(node);
      }

      @Override
      public @Nullable Pruned pruned(Trajectory node) {
        return search.pruned(node);
      }
    };
  }

  private List<Request> heard(List<? extends Request> wishes) {
    rounds.add(List.copyOf(wishes));
    return rounds.get(rounds.size() - 1);
  }
}
