package dev.cairn.jobs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cairn.engine.answer.Answer;
import dev.cairn.engine.answer.AnswerExtractor;
import dev.cairn.engine.answer.AnswerGrader;
import dev.cairn.engine.metrics.Curve;
import dev.cairn.engine.metrics.GradedPool;
import dev.cairn.engine.metrics.PassAtK;
import dev.cairn.engine.vote.Ballot;
import dev.cairn.engine.vote.Decision;
import dev.cairn.engine.vote.Vote;
import dev.cairn.jobs.RankSettings.Labels;
import dev.cairn.jobs.RankSettings.Sampling;
import dev.cairn.jobs.RankSettings.Unanswered;
import dev.cairn.jobs.io.format.Pool;
import dev.cairn.jobs.io.format.Pool.Candidate;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Grades pools one by one and holds the votes on them. */
final class RankedPool {
  /** The name under which the share of right candidates is reported: a choice at random. */
  static final String MEAN = "mean";

  /** The name under which it is reported whether any candidate is right: an oracle's choice. */
  static final String COVERAGE = "coverage";

  /** The class of candidates without an answer, where they have a vote. */
  private static final String NO_ANSWER = "no answer";

  private final RankSettings settings;
  private final Map<String, Vote> votes;
  private final List<Integer> sizes;
  private final AnswerExtractor extractor = new AnswerExtractor(RankSettings.FALLBACK);
  private final AnswerGrader grader = new AnswerGrader();

  /**
   * For pools of at least the largest of these sizes.
   *
   * @param sizes n of the curve
   */
  RankedPool(RankSettings settings, Map<String, Vote> votes, List<Integer> sizes) {
    this.settings = settings;
    this.votes = votes;
    this.sizes = sizes;
  }

  /**
   * What one way of choosing does on n candidates of a pool.
   *
   * @param problem id of the pool
   * @param method a vote, or {@link #MEAN} or {@link #COVERAGE}
   * @param n candidates; 0 for the whole pool, whatever its size
   * @param value the chance of being right
   * @param expected the same if ties are broken at random; as {@code value} on a part of the pool
   * @param tied whether a rule for ties decided on the answer
   * @param simulated whether the value is of random draws
   * @param answer that was chosen; null for none, or on random parts
   * @param candidate that was chosen; likewise
   */
  record Outcome(
      String problem,
      String method,
      int n,
      double value,
      double expected,
      boolean tied,
      boolean simulated,
      @Nullable String answer,
      @Nullable Integer candidate)
      implements Serializable {
    /** The choice as a line of JSON, without its end. */
    String toLine() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("problem", problem)
          .put("vote", method)
          .put("n", n)
          .put("answer", answer)
          .put("candidate", candidate)
          .put("correct", value == 1)
          .put("tied", tied)
          .toString();
    }
  }

  /** All outcomes of a pool. */
  List<Outcome> outcomes(Pool pool) {
    GradedPool graded = graded(pool);
    List<Outcome> outcomes = new ArrayList<>();
    String id = pool.problem();
    outcomes.add(plain(id, MEAN, 0, graded.meanAccuracy()));
    outcomes.add(plain(id, COVERAGE, 0, graded.rightOnes() > 0 ? 1 : 0));
    votes.forEach((name, vote) -> outcomes.add(decided(id, name, 0, vote, graded)));
    // The same draws for every vote, and others for every problem.
    Curve curve =
        new Curve(settings.trials(), settings.seed() * 0x9e3779b97f4a7c15L + id.hashCode());
    for (int n : sizes) {
      GradedPool first = graded.first(n);
      boolean random = settings.sampling() == Sampling.RANDOM;
      outcomes.add(
          plain(
              id,
              COVERAGE,
              n,
              random
                  ? PassAtK.estimate(graded.size(), graded.rightOnes(), n)
                  : first.rightOnes() > 0 ? 1 : 0));
      votes.forEach(
          (name, vote) ->
              outcomes.add(
                  random
                      ? drawn(id, name, n, curve.at(n, graded, vote))
                      : decided(id, name, n, vote, first)));
    }
    return outcomes;
  }

  private static Outcome plain(String id, String method, int n, double value) {
    return new Outcome(id, method, n, value, value, false, false, null, null);
  }

  private static Outcome drawn(String id, String method, int n, Curve.Point point) {
    boolean simulated = point.method() == Curve.Method.SIMULATED;
    return new Outcome(id, method, n, point.value(), point.value(), false, simulated, null, null);
  }

  private static Outcome decided(String id, String method, int n, Vote vote, GradedPool pool) {
    Decision decision = vote.decide(pool.ballots());
    Integer chosen = decision.candidate();
    boolean right = chosen != null && pool.correct().get(chosen);
    return new Outcome(
        id,
        method,
        n,
        right ? 1 : 0,
        pool.expected(decision),
        decision.tied(),
        false,
        decision.answer(),
        chosen);
  }

  /** The pool with answers and verdicts. */
  GradedPool graded(Pool pool) {
    List<Ballot> ballots = new ArrayList<>();
    List<Boolean> correct = new ArrayList<>();
    for (int i = 0; i < pool.candidates().size(); i++) {
      Candidate candidate = pool.candidates().get(i);
      String answer = answer(pool, candidate);
      ballots.add(
          answersAreKnown(pool)
              ? ballot(answer, candidate.scores())
              : new Ballot("", "candidate " + i, candidate.scores()));
      correct.add(correct(pool, candidate, answer));
    }
    return new GradedPool(ballots, correct);
  }

  /** Whether answers are in the file, or can be read from its solutions since they are short. */
  static boolean answersAreKnown(Pool pool) {
    return pool.reference() != null
        || pool.candidates().stream().anyMatch(candidate -> candidate.answer() != null);
  }

  private @Nullable String answer(Pool pool, Candidate candidate) {
    if (candidate.answer() != null
        || pool.candidates().stream().anyMatch(c -> c.answer() != null)) {
      return candidate.answer();
    }
    Answer answer = extractor.extract(candidate.solution());
    return answer == null ? null : answer.text();
  }

  private Ballot ballot(@Nullable String answer, List<Double> scores) {
    Ballot ballot = new Ballot(answer, settings.grouping().key(answer), scores);
    return ballot.votes() || settings.unanswered() == Unanswered.DROP
        ? ballot
        : new Ballot(answer == null ? "" : answer, NO_ANSWER, scores);
  }

  /** Whether nobody can say which candidates are right. */
  static boolean isUngradable(Pool pool, RankSettings settings) {
    return pool.reference() == null
        && (settings.labels() == Labels.GRADED
            || pool.candidates().stream().anyMatch(candidate -> candidate.correct() == null));
  }

  private boolean correct(Pool pool, Candidate candidate, @Nullable String answer) {
    if (candidate.correct() != null && settings.labels() == Labels.STORED) {
      return candidate.correct();
    }
    return grader.grade(answer, String.valueOf(pool.reference())).equal();
  }
}
