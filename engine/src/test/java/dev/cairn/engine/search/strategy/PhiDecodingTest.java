package dev.cairn.engine.search.strategy;

import static dev.cairn.engine.search.strategy.Scripted.found;
import static dev.cairn.engine.search.strategy.Scripted.paths;
import static dev.cairn.engine.search.strategy.Scripted.widths;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Pruned;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy.Signal;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhiDecodingTest {
  private final Scripted script = new Scripted();

  private static Search start(int beams, int candidates, double deviations, double consensus) {
    return new PhiDecoding(beams, candidates, deviations, 1e-3, consensus)
        .start(Scripted.PROBLEM, new SplittableRandom(1));
  }

  @Test
  void givesUpWhatThePolicyWasUnsureOfBeforeItLooksAhead() {
    Search search = start(1, 4, 1, 1);
    List<List<Candidate>> steps =
        script.answer(search.begin(), "0.5@-0.3 0.5@-0.3 0.5@-9 0.5@-0.3");
    List<? extends Request> ahead = search.advance(steps);

    assertThat(paths(ahead)).containsExactly(List.of(0), List.of(1), List.of(3));
    assertThat(widths(ahead)).containsOnly(1);
    assertThat(search.pruned(steps.get(0).get(2).trajectory())).isEqualTo(Pruned.LOW_CONFIDENCE);
  }

  @Test
  void theForesightsAreTheSolutionsOnceEnoughOfThemAgree() {
    Search search = start(2, 2, 1, 0.75);
    List<? extends Request> ahead =
        search.advance(script.answer(search.begin(), "0.5@-3 0.5@-3 0.5@-3 0.5@-3"));
    List<List<Candidate>> ends = script.answer(ahead, "0.5!=a@-3 0.5!=a@-3 0.5!=b@-30 0.5!=a@-3");

    assertThat(search.advance(ends)).isEmpty();
    assertThat(search.candidates()).hasSize(2).allMatch(end -> !end.open());
  }

  /** All agree with none, so that the advantage alone decides half of the draws. */
  @Test
  void goesOnFromTheStepsDrawnAndSaysWhatBecameOfTheOthers() {
    Search search = start(1, 2, 1, 1);
    List<List<Candidate>> steps = script.answer(search.begin(), "0.5@-3 0.5@-3");
    List<List<Candidate>> ends = script.answer(search.advance(steps), "0.5!=a@-3 0.5!=b@-3");
    List<? extends Request> next = search.advance(ends);
    int drawn = paths(next).get(0).get(0);

    assertThat(widths(next)).containsExactly(2);
    assertThat(search.pruned(steps.get(0).get(drawn).trajectory())).isNull();
    assertThat(search.pruned(steps.get(0).get(1 - drawn).trajectory()))
        .isEqualTo(Pruned.NOT_SELECTED);
    assertThat(search.pruned(ends.get(drawn).get(0).trajectory())).isEqualTo(Pruned.LOOK_AHEAD);
  }

  @Test
  void aStepThatFinishesTheSolutionIsItsOwnForesight() {
    Search search = start(2, 1, 9, 1);

    assertThat(search.advance(script.answer(search.begin(), "0.5!=a@-3 0.5!=b@-3"))).isEmpty();
    assertThat(found(search.candidates())).containsExactlyInAnyOrder(List.of(0), List.of(1));
  }

  /** A step whose foresight is far likelier than the other's is drawn in three of four draws. */
  @Test
  void drawsByTheAdvantageAndTheAlignmentInEqualParts() {
    int first = 0;
    int draws = 2000;
    for (int seed = 0; seed < draws; seed++) {
      Scripted fresh = new Scripted();
      Search search =
          new PhiDecoding(1, 2, 9, 0.1, 1).start(Scripted.PROBLEM, new SplittableRandom(seed));
      List<? extends Request> ahead = search.advance(fresh.answer(search.begin(), "0.5@-3 0.5@-3"));
      List<? extends Request> next = search.advance(fresh.answer(ahead, "0.5!=a@-3 0.5!=b@-30"));
      first += paths(next).get(0).equals(List.of(0)) ? 1 : 0;
    }

    assertThat(first / (double) draws).isEqualTo(0.75, within(0.04));
  }

  /**
   * All log-probabilities are equal, so that only the alignment tells steps apart. With m steps to
   * go a foresight is right with q = p^m; K of N are, and then a step with a right foresight, which
   * is right itself, is drawn with r = (K/N + K e^(K/N) / (K e^(K/N) + (N-K) e^((N-K)/N))) / 2; one
   * with a wrong foresight is right with (p - q) / (1 - q). Unanimous foresights end the search.
   */
  @ParameterizedTest
  @CsvSource({"0.7, 4, 4", "0.5, 3, 8", "0.8, 5, 2"})
  void solvesWhatItShould(double p, int steps, int n) {
    int problems = 2000;
    double expected = 1;
    for (int left = 1; left <= steps; left++) {
      double q = Math.pow(p, left);
      double rightAllTheSame = left == 1 ? 0 : (p - q) / (1 - q);
      double next = 0;
      for (int k = 1; k <= n; k++) {
        double drawn = (k / (double) n + aligned(k, n)) / 2;
        double right = drawn + (1 - drawn) * rightAllTheSame;
        next += binomial(n, q, k) * (k == n ? 1 : right * expected);
      }
      expected = next;
    }

    double deviation = Math.sqrt(expected * (1 - expected) / problems);
    assertThat(CoinTree.oracle(p, steps).run(new PhiDecoding(1, n, 1, 0.1, 1), problems).share())
        .isEqualTo(expected, within(4 * deviation));
  }

  private static double aligned(int k, int n) {
    double right = k * Math.exp(k / (double) n);
    return right / (right + (n - k) * Math.exp((n - k) / (double) n));
  }

  private static double binomial(int n, double p, int k) {
    double ways = 1;
    for (int i = 1; i <= k; i++) {
      ways *= (n - k + i) / (double) i;
    }
    return ways * Math.pow(p, k) * Math.pow(1 - p, n - k);
  }

  @Test
  void needsLogProbabilitiesAndAnswersAndRefusesNumbersOutOfRange() {
    assertThat(new PhiDecoding(4, 4, 1, 0.1, 0.7).needs())
        .containsExactlyInAnyOrder(Signal.LOG_PROB, Signal.ANSWER);
    assertThatThrownBy(() -> start(0, 1, 1, 1)).hasMessage("beams must be at least 1 but was 0");
    assertThatThrownBy(() -> start(1, 0, 1, 1))
        .hasMessage("candidates must be at least 1 but was 0");
    assertThatThrownBy(() -> start(1, 1, -1, 1))
        .hasMessage("deviations must not be negative but was -1.0");
    assertThatThrownBy(() -> start(1, 1, 1, 1.5))
        .hasMessage("consensus must be in [0, 1] but was 1.5");
    assertThatThrownBy(() -> new PhiDecoding(1, 1, 1, 0, 1))
        .hasMessage("temperature must be above 0 but was 0.0");
  }
}
