package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Decoding;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Pruned;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Look-ahead search around another one: from every open child up to k more steps are decoded
 * greedily, and the search is told the child with the reward of the last of these in place of its
 * own last reward. Only the child is committed; the roll-out costs its tokens and is forgotten.
 *
 * <p>Source: Snell et al., Scaling LLM Test-Time Compute Optimally Can Be More Effective than
 * Scaling Model Parameters, 2024, arXiv 2408.03314, section 5.2: k steps at temperature 0, fewer if
 * the answer ends before.
 */
final class LookAhead implements Search {
  private final int k;
  private final Search search;
  private final Set<List<Integer>> wished = new HashSet<>();
  private final Set<List<Integer>> judged = new HashSet<>();
  private final Set<List<Integer>> rollOuts = new HashSet<>();

  private List<List<Candidate>> children = List.of();
  private List<Candidate> ends = new ArrayList<>();
  private List<Integer> rolling = List.of();
  private int left;

  private LookAhead(int k, Search search) {
    this.k = k;
    this.search = search;
  }

  /** A search that looks {@code k} steps ahead; the search itself if that is none. */
  static Search steps(int k, Search search) {
    return k == 0 ? search : new LookAhead(k, search);
  }

  /** Refuses a negative number of steps. */
  static void check(int k) {
    if (k < 0) {
      throw new IllegalArgumentException("look-ahead must not be negative but was " + k);
    }
  }

  @Override
  public List<? extends Request> begin() {
    return noted(search.begin());
  }

  @Override
  public List<? extends Request> advance(List<List<Candidate>> told) {
    if (rolling.isEmpty()) {
      children = told;
      ends = new ArrayList<>(Level.of(told).candidates());
      left = k;
      ends.stream().filter(Candidate::open).forEach(end -> judged.add(end.trajectory().path()));
    } else {
      for (int i = 0; i < rolling.size(); i++) {
        Candidate end = told.get(i).get(0);
        ends.set(rolling.get(i), end);
        rollOuts.add(end.trajectory().path());
      }
      left--;
    }
    List<Expansion> further = rollOn();
    return further.isEmpty() ? noted(search.advance(verdicts())) : further;
  }

  /** One more greedy step of every roll-out that is open. */
  private List<Expansion> rollOn() {
    rolling = new ArrayList<>();
    List<Expansion> wishes = new ArrayList<>();
    for (int i = 0; i < ends.size() && left > 0; i++) {
      Candidate end = ends.get(i);
      if (end.open()) {
        rolling.add(i);
        wishes.add(new Expansion(end.trajectory(), 1, Extent.STEP, Decoding.GREEDY));
      }
    }
    return wishes;
  }

  private List<List<Candidate>> verdicts() {
    List<List<Candidate>> verdicts = new ArrayList<>(children.size());
    int next = 0;
    for (List<Candidate> siblings : children) {
      List<Candidate> told = new ArrayList<>(siblings.size());
      for (Candidate child : siblings) {
        told.add(child.open() ? verdict(child, ends.get(next)) : child);
        next++;
      }
      verdicts.add(told);
    }
    return verdicts;
  }

  private static Candidate verdict(Candidate child, Candidate end) {
    List<Double> rewards = new ArrayList<>(child.rewards());
    rewards.set(rewards.size() - 1, end.rewards().get(end.rewards().size() - 1));
    return new Candidate(child.trajectory(), rewards);
  }

  private List<? extends Request> noted(List<? extends Request> wishes) {
    wishes.forEach(wish -> wished.add(wish.from().path()));
    return wishes;
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
    List<Integer> path = node.path();
    if (rollOuts.contains(path)) {
      return Pruned.LOOK_AHEAD;
    }
    @Nullable Pruned why = search.pruned(node);
    // A child that was given up has children all the same: its roll-out.
    boolean givenUp = why == null && judged.contains(path) && !wished.contains(path);
    return givenUp ? Pruned.NOT_SELECTED : why;
  }
}
