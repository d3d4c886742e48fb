package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.search.strategy.Selection.Pending;
import dev.cairn.engine.search.strategy.Selection.Rule;
import dev.cairn.engine.search.strategy.Selection.Schedule;
import dev.cairn.engine.search.strategy.Selection.Unvisited;
import dev.cairn.engine.search.strategy.Selection.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
  private static final Trajectory ROOT = Trajectory.start(Scripted.PROBLEM);

  /** Golden test 11, the PUCT vectors. */
  @ParameterizedTest
  @CsvSource({
    "0.7, 0.5, 0, 0, 0.7",
    "0.7, 0.5, 1, 0, 1.325051",
    "0.7, 0.5, 4, 1, 1.325127",
    "0.4, 0.25, 16, 3, 0.712716",
    "0.2, 0.1, 100, 0, 1.455126"
  })
  void scoresByPuct(double q, double p, int visits, int childVisits, double score) {
    assertThat(Selection.PUCT.score(q, p, visits, childVisits)).isCloseTo(score, within(5e-7));
  }

  /** Golden test 11, the UCT vectors. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 1, 4, 1, 1.677410",
    "0.5, 1, 10, 3, 1.376087",
    "0.3, 2, 15, 5, 1.771883",
  })
  void scoresByUct(double q, double c, int visits, int childVisits, double score) {
    assertThat(Selection.uct(c).score(q, 0.1, visits, childVisits)).isCloseTo(score, within(5e-7));
  }

  /** Golden test 11: no logarithm of a number of visits below 1. */
  @Test
  void takesNoLogarithmBelowOneVisit() {
    assertThat(Selection.uct(2).score(0.4, 1, 0, 0)).isEqualTo(0.4);
    assertThat(Selection.uct(2).score(0.4, 1, 1, 0)).isEqualTo(0.4);
    assertThat(Selection.uct(2).score(0.4, 1, 0, 3)).isEqualTo(0.4);
  }

  @ParameterizedTest
  @CsvSource({"1.25, 9, 0.2, 2, 0.75", "1.5, 4, 0.5, 0, 2.0"})
  void scoresByPuctWithAConstant(double c, int visits, double p, int childVisits, double score) {
    Selection alphaMath =
        new Selection(
            Rule.PUCT,
            Schedule.CONSTANT,
            1,
            c,
            Value.MEAN,
            Unvisited.ZERO,
            Pending.VIRTUAL_LOSS,
            Prior.LOG_PROB);

    assertThat(alphaMath.score(0.5, p, visits, childVisits)).isCloseTo(score, within(1e-12));
  }

  private static Node child(Node parent, double reward, double... values) {
    Candidate candidate =
        new Candidate(
            ROOT.append(parent.children.size(), List.of(step(null)), Finish.SEPARATOR),
            List.of(reward));
    Node child = new Node(candidate, parent, reward, 0.5);
    List<Node> siblings = new ArrayList<>(parent.children);
    siblings.add(child);
    parent.children = siblings;
    for (double value : values) {
      child.backUp(node -> value);
    }
    return child;
  }

  private static Node root() {
    Node root = new Node(new Candidate(ROOT, List.of()), null, 0, 1);
    root.pending = 1;
    return root;
  }

  private static Step step(@Nullable Double logProb) {
    return new Step("a\n\n", 1, logProb);
  }

  @Test
  void takesTheFirstOfEqualScores() {
    Node root = root();
    Node first = child(root, 0.5);
    child(root, 0.5);

    assertThat(Selection.PUCT.select(root)).isSameAs(first);
  }

  @Test
  void neverTakesWhatIsRetired() {
    Node root = root();
    Node first = child(root, 0.9);
    Node second = child(root, 0.1);
    first.retired = true;
    assertThat(Selection.PUCT.select(root)).isSameAs(second);
    second.retired = true;
    assertThat(Selection.PUCT.select(root)).isNull();
  }

  @Test
  void anUnvisitedChildIsWorthItsRewardNothingOrEverything() {
    // Without exploration, Q decides: 0.4 against the stand-in.
    Node root = root();
    Node visited = child(root, 0.0, 0.4);
    Node unvisited = child(root, 0.5);

    assertThat(Selection.uct(0).select(root)).isSameAs(unvisited);
    assertThat(Selection.uct(0).with(Unvisited.ZERO).select(root)).isSameAs(visited);
    assertThat(Selection.uct(0).with(Unvisited.OWN_VISIT).select(root)).isSameAs(unvisited);
    child(root, 0.0);
    assertThat(Selection.uct(0).with(Unvisited.FIRST).select(root)).isSameAs(unvisited);
  }

  @Test
  void itsOwnVisitIsAmongThoseWhoseMeanIsTaken() {
    // (0.8 + 0.2) / 2 = 0.5 against 0.45; without the own visit 0.2 against 0.45.
    Node root = root();
    Node first = child(root, 0.8, 0.2);
    Node second = child(root, 0.45, 0.45);

    assertThat(Selection.uct(0).with(Unvisited.OWN_VISIT).select(root)).isSameAs(first);
    assertThat(Selection.uct(0).select(root)).isSameAs(second);
  }

  @Test
  void qIsTheMeanOrTheHighestValue() {
    Node root = root();
    Node mean = child(root, 0, 0.5, 0.5);
    Node high = child(root, 0, 0.7, 0.1);

    assertThat(Selection.uct(0).select(root)).isSameAs(mean);
    assertThat(Selection.uct(0).with(Value.MAX).select(root)).isSameAs(high);
  }

  @Test
  void aVirtualLossLowersTheValueAndAnUnobservedSimulationDoesNot() {
    // 0.9 * 2 / (2 + 1) = 0.6 against 0.7.
    Node root = root();
    Node busy = child(root, 0, 0.9, 0.9);
    Node idle = child(root, 0, 0.7, 0.7);
    busy.pending = 1;

    assertThat(Selection.uct(0).select(root)).isSameAs(idle);
    assertThat(Selection.uct(0).with(Pending.UNOBSERVED).select(root)).isSameAs(busy);
  }

  @Test
  void pendingSimulationsCountAsVisitsForExploration() {
    // N = 2: 0.9 + sqrt(ln 2 / 2) = 1.489 against 0.7 + sqrt(ln 2) = 1.533; with N_c = 1, 1.733.
    Node root = root();
    Node busy = child(root, 0, 0.9);
    Node idle = child(root, 0, 0.7);
    Selection unobserved = Selection.uct(1).with(Pending.UNOBSERVED);

    assertThat(unobserved.select(root)).isSameAs(busy);
    busy.pending = 1;
    assertThat(unobserved.select(root)).isSameAs(idle);
  }

  @Test
  void aSimulationDoesNotCountForItselfWhereItIs() {
    // N = 0 for the only simulation, so the rewards decide; for the second of two N = 1.
    Node root = root();
    Node better = child(root, 0.6);
    Node other = child(root, 0.5);
    assertThat(Selection.PUCT.select(root)).isSameAs(better);
    root.pending = 2;
    better.pending = 1;
    assertThat(Selection.PUCT.select(root)).isSameAs(other);
  }

  private static Candidate sibling(int number, int tokens, @Nullable Double logProb) {
    return new Candidate(
        ROOT.append(number, List.of(new Step("a\n\n", tokens, logProb)), Finish.SEPARATOR),
        List.of());
  }

  private static double[] priors(Selection selection, List<Candidate> siblings) {
    return selection.priors(siblings, siblings.stream().map(each -> 1).toList(), 0);
  }

  @Test
  void priorsAreProbabilitiesPerTokenNormalisedOverSiblings() {
    List<Candidate> siblings =
        List.of(sibling(0, 2, 2 * Math.log(0.6)), sibling(1, 1, Math.log(0.2)));

    assertThat(priors(Selection.PUCT, siblings))
        .containsExactly(new double[] {0.75, 0.25}, within(1e-12));
  }

  @Test
  void priorsLookAtTheChildsOwnStepsOnly() {
    Trajectory parent = sibling(0, 5, -100.0).trajectory();
    List<Candidate> siblings = new ArrayList<>();
    for (double p : new double[] {0.6, 0.2}) {
      siblings.add(
          new Candidate(
              parent.append(siblings.size(), List.of(step(Math.log(p))), Finish.SEPARATOR),
              List.of()));
    }

    assertThat(Selection.PUCT.priors(siblings, List.of(1, 1), 1))
        .containsExactly(new double[] {0.75, 0.25}, within(1e-12));
  }

  @Test
  void priorsThatAllUnderflowAreUniform() {
    assertThat(priors(Selection.PUCT, List.of(sibling(0, 1, -1e4), sibling(1, 1, -2e4))))
        .containsExactly(0.5, 0.5);
  }

  @Test
  void uniformPriorsCountSamplesAndNeedNoLogProbabilities() {
    List<Candidate> siblings = List.of(sibling(0, 1, null), sibling(1, 9, -7.0));

    assertThat(Selection.PUCT.with(Prior.UNIFORM).priors(siblings, List.of(3, 1), 0))
        .containsExactly(0.75, 0.25);
    assertThat(Selection.uct(1).priors(siblings, List.of(1, 1), 0)).containsExactly(0.5, 0.5);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, c-base must be above 0 but was 0.0",
    "NaN, 1, c-base must be above 0 but was NaN",
    "1, -0.5, c-init must not be negative but was -0.5",
    "1, NaN, c-init must not be negative but was NaN"
  })
  void refusesConstantsOutOfRange(double base, double init, String message) {
    assertThatThrownBy(
            () ->
                new Selection(
                    Rule.PUCT,
                    Schedule.GROWING,
                    base,
                    init,
                    Value.MEAN,
                    Unvisited.REWARD,
                    Pending.VIRTUAL_LOSS,
                    Prior.UNIFORM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
