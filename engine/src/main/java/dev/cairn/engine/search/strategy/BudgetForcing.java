package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion.Decoding;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Revision;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Budget forcing: a solution that ends too early is made to go on by a word, one that grows too
 * long is made to give its answer.
 *
 * <p>Source: Muennighoff et al., s1: Simple Test-Time Scaling, 2025, arXiv 2501.19393, section 3.1:
 * when the model ends before the minimum, its end is suppressed and {@code cue} is appended, at
 * most NUM_IGNORE = {@code waits} times; at the maximum {@code conclusion} is appended and the
 * answer drawn. They force an end every time, which a {@code min-tokens} of {@code max-tokens}
 * does, and decode greedily, as {@code solutions: 1} does; several solutions are sampled.
 * Deviation: the whole answer counts as thinking, since only some models have a delimiter between
 * the two.
 *
 * @param solutions written side by side
 * @param minTokens a shorter solution goes on, in generated tokens
 * @param maxTokens a solution is cut there, in generated tokens; whatever the policy's own bound
 * @param waits the most times that a solution is made to go on
 * @param cue what is appended to go on
 * @param conclusion what is appended to a solution that was cut
 * @param answerTokens the most tokens after that
 */
public record BudgetForcing(
    int solutions,
    int minTokens,
    int maxTokens,
    int waits,
    String cue,
    String conclusion,
    int answerTokens)
    implements SearchStrategy {
  /** Refuses counts out of range, and texts that would append nothing. */
  public BudgetForcing {
    Checks.count("solutions", solutions);
    Checks.count("max-tokens", maxTokens);
    Checks.count("answer-tokens", answerTokens);
    if (minTokens < 0 || minTokens > maxTokens) {
      throw new IllegalArgumentException(
          "min-tokens must be in [0, max-tokens] but was %d with max-tokens %d"
              .formatted(minTokens, maxTokens));
    }
    if (waits < 0) {
      throw new IllegalArgumentException("waits must not be negative but was " + waits);
    }
    if (cue.isBlank() || conclusion.isBlank()) {
      throw new IllegalArgumentException("cue and conclusion must not be blank");
    }
  }

  @Override
  public Set<Signal> needs() {
    return Set.of();
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return new Forcing(Trajectory.start(problem));
  }

  private Decoding decoding() {
    return solutions == 1 ? Decoding.GREEDY : Decoding.SAMPLED;
  }

  private final class Forcing implements Search {
    private final Trajectory root;
    private final List<Candidate> latest = new ArrayList<>();
    private final List<Integer> waited = new ArrayList<>();
    private final List<Boolean> concluded = new ArrayList<>();
    private List<Integer> growing = List.of();

    Forcing(Trajectory root) {
      this.root = root;
    }

    @Override
    public List<Request> begin() {
      return List.of(new Revision(root, 0, "", List.of(), solutions, maxTokens, decoding()));
    }

    @Override
    public List<Request> advance(List<List<Candidate>> children) {
      if (latest.isEmpty()) {
        for (Candidate begun : children.get(0)) {
          latest.add(begun);
          waited.add(0);
          concluded.add(false);
        }
      }
      for (int i = 0; i < growing.size(); i++) {
        latest.set(growing.get(i), children.get(i).get(0));
      }
      growing = new ArrayList<>();
      List<Request> forced = new ArrayList<>();
      for (int i = 0; i < latest.size(); i++) {
        force(i, forced);
      }
      return forced;
    }

    private void force(int i, List<Request> forced) {
      Trajectory text = latest.get(i).trajectory();
      int left = maxTokens - text.tokens();
      if (concluded.get(i)) {
        return;
      }
      if (text.finish() == Finish.TRUNCATED) {
        concluded.set(i, true);
        forced.add(goingOn(text, conclusion, answerTokens));
        growing.add(i);
      } else if (text.finish() == Finish.ANSWERED
          && text.tokens() < minTokens
          && left > 0
          && waited.get(i) < waits) {
        waited.set(i, waited.get(i) + 1);
        forced.add(goingOn(text, cue, left));
        growing.add(i);
      }
    }

    private Revision goingOn(Trajectory text, String appended, int tokens) {
      return new Revision(text, text.steps().size(), appended, List.of(), 1, tokens, decoding());
    }

    @Override
    public List<Candidate> candidates() {
      return List.copyOf(latest);
    }
  }
}
