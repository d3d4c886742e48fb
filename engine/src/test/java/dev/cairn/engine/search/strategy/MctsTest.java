package dev.cairn.engine.search.strategy;

import static dev.cairn.engine.search.strategy.Scripted.children;
import static dev.cairn.engine.search.strategy.Scripted.found;
import static dev.cairn.engine.search.strategy.Scripted.paths;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy.Signal;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.search.strategy.Mcts.Prior;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MctsTest {
  private static final Trajectory ROOT = Trajectory.start(Scripted.PROBLEM);

  private static Mcts mcts(int paths, Prior prior) {
    return new Mcts(paths, 2, 19652, 1.25, prior, Aggregation.LAST);
  }

  private static Search start(int paths) {
    return mcts(paths, Prior.UNIFORM).start(Scripted.PROBLEM, new SplittableRandom(1));
  }

  private static Candidate child(
      Trajectory parent, int number, int tokens, @Nullable Double logProb) {
    return new Candidate(
        parent.append(number, List.of(new Step("a\n\n", tokens, logProb)), Finish.SEPARATOR),
        List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "0.7, 0.5, 0, 0, 0.7",
    "0.7, 0.5, 1, 0, 1.325051",
    "0.7, 0.5, 4, 1, 1.325127",
    "0.4, 0.25, 16, 3, 0.712716",
    "0.2, 0.1, 100, 0, 1.455126"
  })
  void scoresChildrenByPuct(double q, double p, int visits, int childVisits, double u) {
    assertThat(mcts(1, Prior.UNIFORM).puct(q, p, visits, childVisits)).isCloseTo(u, within(5e-7));
  }

  @Test
  void priorsAreProbabilitiesPerTokenNormalisedOverSiblings() {
    List<Candidate> siblings =
        List.of(child(ROOT, 0, 2, 2 * Math.log(0.6)), child(ROOT, 1, 1, Math.log(0.2)));

    assertThat(mcts(1, Prior.LOG_PROB).priors(siblings, 0))
        .containsExactly(new double[] {0.75, 0.25}, within(1e-12));
  }

  @Test
  void priorsLookAtTheChildsOwnStepsOnly() {
    Trajectory parent = child(ROOT, 0, 5, -100.0).trajectory();
    List<Candidate> siblings =
        List.of(child(parent, 0, 2, 2 * Math.log(0.6)), child(parent, 1, 1, Math.log(0.2)));

    assertThat(mcts(1, Prior.LOG_PROB).priors(siblings, 1))
        .containsExactly(new double[] {0.75, 0.25}, within(1e-12));
  }

  @Test
  void priorsThatAllUnderflowAreUniform() {
    List<Candidate> siblings = List.of(child(ROOT, 0, 1, -1e4), child(ROOT, 1, 1, -2e4));

    assertThat(mcts(1, Prior.LOG_PROB).priors(siblings, 0)).containsExactly(0.5, 0.5);
  }

  @Test
  void uniformPriorsNeedNoLogProbabilities() {
    List<Candidate> siblings =
        List.of(child(ROOT, 0, 1, null), child(ROOT, 1, 1, -1.0), child(ROOT, 2, 9, -7.0));

    assertThat(mcts(1, Prior.UNIFORM).priors(siblings, 0))
        .containsExactly(new double[] {1.0 / 3, 1.0 / 3, 1.0 / 3}, within(1e-12));
    assertThat(mcts(1, Prior.UNIFORM).needs()).containsExactly(Signal.REWARD);
  }

  @Test
  void saysWhatToDoWhereThePolicyTellsNoLogProbability() {
    Search search = mcts(1, Prior.LOG_PROB).start(Scripted.PROBLEM, new SplittableRandom(1));
    List<List<Candidate>> children = children(search.begin(), "0.5 0.5");

    assertThatThrownBy(() -> search.advance(children))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the policy told no log-probability, which the prior of mcts needs; ask the worker for"
                + " log-probabilities or set the strategy's prior to uniform");
    assertThat(mcts(1, Prior.LOG_PROB).needs())
        .containsExactlyInAnyOrder(Signal.REWARD, Signal.LOG_PROB);
  }

  /*
   * The tree of the next tests. Exploration is c(N) / 2 sqrt(N) / (1 + N_c), c(N) about 1.25:
   *
   * 1: at the root N = 0, so the rewards decide: child 0 (0.6 > 0.5); there 0.1 (0.3 > 0.2), which
   *    is finished: 0.3 is backed up.
   * 2: child 0: 0.3 + 0.313 = 0.613, child 1: 0.5 + 0.625 = 1.125; there N = 0: 1.0 (0.9 > 0.1),
   *    finished: 0.9 is backed up.
   * 3: child 0: 0.3 + 0.442 = 0.742, child 1: 0.9 + 0.442 = 1.342; there N = 1: 1.0: 0.9 + 0.313 =
   *    1.213, 1.1: 0.1 + 0.625 = 0.725; so 1.0 again.
   */
  private static Search walked(int paths) {
    Search search = start(paths);
    List<Expansion> second = search.advance(children(search.begin(), "0.6 0.5"));
    assertThat(paths(second)).containsExactly(List.of(0));
    List<Expansion> third = search.advance(children(second, "0.2! 0.3!"));
    assertThat(paths(third)).containsExactly(List.of(1));
    assertThat(search.advance(children(third, "0.9! 0.1"))).isEmpty();
    return search;
  }

  private static int visits(Search search, int... path) {
    Trajectory node = ROOT;
    for (int number : path) {
      node = node.append(number, List.of(), Finish.SEPARATOR);
    }
    return search.visits(node);
  }

  @Test
  void walksTheTreeComputedByHand() {
    Search search = walked(3);

    assertThat(visits(search)).isEqualTo(3);
    assertThat(visits(search, 0)).isEqualTo(1);
    assertThat(visits(search, 0, 0)).isZero();
    assertThat(visits(search, 0, 1)).isEqualTo(1);
    assertThat(visits(search, 1)).isEqualTo(2);
    assertThat(visits(search, 1, 0)).isEqualTo(2);
    assertThat(visits(search, 1, 1)).isZero();
  }

  @Test
  void aTerminalThatIsReachedTwiceIsOneCandidate() {
    assertThat(found(walked(3).candidates())).containsExactly(List.of(0, 1), List.of(1, 0));
  }

  @Test
  void stopsWhenItsPathsAreWalked() {
    Search search = start(1);
    List<Expansion> second = search.advance(children(search.begin(), "0.6 0.5"));

    assertThat(search.candidates()).isEmpty();
    assertThat(search.advance(children(second, "0.2! 0.3!"))).isEmpty();
    assertThat(found(search.candidates())).containsExactly(List.of(0, 1));
  }

  @Test
  void backsUpTheMeanOfTheEndsAndNotTheRewardOfTheStep() {
    // Child 0 looks best (0.99), but its end is worth 0: 0 + 0.313 against 0.05 + 0.625.
    Search search = start(2);
    List<Expansion> second = search.advance(children(search.begin(), "0.99 0.05"));
    List<Expansion> third = search.advance(children(second, "0.0! 0.0!"));

    assertThat(paths(third)).containsExactly(List.of(1));
  }

  @Test
  void aLargerPriorAttractsTheWalk() {
    Search search = mcts(2, Prior.LOG_PROB).start(Scripted.PROBLEM, new SplittableRandom(1));
    Expansion root = search.begin().get(0);
    List<Candidate> children =
        List.of(
            finished(root.from(), 0, Math.log(0.1), 0.5),
            finished(root.from(), 1, Math.log(0.9), 0.49));
    // First child 0 by its reward; then 0.5 + 0.0625 against 0.49 + 1.125.
    assertThat(search.advance(List.of(children))).isEmpty();
    assertThat(found(search.candidates())).containsExactly(List.of(0), List.of(1));
  }

  private static Candidate finished(Trajectory from, int number, double logProb, double reward) {
    Step step = new Step("answer " + number, 1, logProb);
    return new Candidate(from.append(number, List.of(step), Finish.ANSWERED), List.of(reward));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 1, paths must be at least 1 but was 0",
    "1, 0, 1, 1, width must be at least 1 but was 0",
    "1, 1, 0, 1, c-base must be above 0 but was 0.0",
    "1, 1, NaN, 1, c-base must be above 0 but was NaN",
    "1, 1, 1, -0.5, c-init must not be negative but was -0.5"
  })
  void refusesWhatIsOutOfRange(int paths, int width, double base, double init, String message) {
    assertThatThrownBy(() -> new Mcts(paths, width, base, init, Prior.UNIFORM, Aggregation.LAST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
