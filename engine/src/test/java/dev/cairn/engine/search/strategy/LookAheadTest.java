package dev.cairn.engine.search.strategy;

import static dev.cairn.engine.search.strategy.Scripted.found;
import static dev.cairn.engine.search.strategy.Scripted.paths;
import static dev.cairn.engine.search.strategy.Scripted.widths;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.cairn.engine.run.DigitWorld;
import dev.cairn.engine.run.Outcomes;
import dev.cairn.engine.run.SearchOutcome.Completed;
import dev.cairn.engine.run.TreeNode;
import dev.cairn.engine.run.TreeNode.Fate;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Decoding;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Pruned;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.search.strategy.Dvts.Emit;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LookAheadTest {
  private final Scripted script = new Scripted();

  private static Search ahead(int k) {
    return new Dvts(2, 2, Emit.CHOSEN, k, Aggregation.LAST)
        .start(Scripted.PROBLEM, new SplittableRandom(1));
  }

  @Test
  void decodesKGreedyStepsOfEveryOpenChild() {
    Search search = ahead(2);
    List<? extends Request> first = search.advance(script.answer(search.begin(), "0.9 0.1"));
    List<? extends Request> second = search.advance(script.answer(first, "0.5 0.5"));

    assertThat(first)
        .extracting(wish -> ((Expansion) wish).extent(), wish -> ((Expansion) wish).decoding())
        .containsOnly(tuple(Extent.STEP, Decoding.GREEDY));
    assertThat(paths(first)).containsExactly(List.of(0), List.of(1));
    assertThat(widths(first)).containsExactly(1, 1);
    assertThat(paths(second)).containsExactly(List.of(0, 0), List.of(1, 0));
  }

  @Test
  void judgesAChildByTheEndOfItsRollOutAndCommitsTheChildAlone() {
    Search search = ahead(1);
    List<? extends Request> rollOuts = search.advance(script.answer(search.begin(), "0.9 0.1"));
    List<? extends Request> next = search.advance(script.answer(rollOuts, "0.2 0.8"));

    assertThat(paths(next)).containsExactly(List.of(1));
    assertThat(widths(next)).containsExactly(2);
    Search blind = ahead(0);
    List<? extends Request> withoutLooking =
        blind.advance(Scripted.children(blind.begin(), "0.9 0.1"));
    assertThat(paths(withoutLooking)).containsExactly(List.of(0));
  }

  @Test
  void aRollOutThatEndsItsAnswerIsJudgedThere() {
    Search search = ahead(3);
    List<? extends Request> first = search.advance(script.answer(search.begin(), "0.9 0.1"));
    List<? extends Request> second = search.advance(script.answer(first, "0.3! 0.2"));
    List<? extends Request> third = search.advance(script.answer(second, "0.2"));
    List<? extends Request> next = search.advance(script.answer(third, "0.1!"));

    assertThat(paths(second)).containsExactly(List.of(1, 0));
    assertThat(paths(next)).containsExactly(List.of(0));
    assertThat(search.candidates()).isEmpty();
  }

  @Test
  void aFinishedChildIsJudgedAsItIs() {
    Search search = ahead(1);
    List<? extends Request> rollOuts = search.advance(script.answer(search.begin(), "0.6! 0.7"));
    assertThat(paths(rollOuts)).containsExactly(List.of(1));
    List<? extends Request> next = search.advance(script.answer(rollOuts, "0.5"));

    assertThat(next).isEmpty();
    assertThat(found(search.candidates())).containsExactly(List.of(0));
    assertThat(search.candidates()).extracting(Candidate::rewards).containsExactly(List.of(0.6));
  }

  @Test
  void saysWhatWasOnlyARollOutAndWhatWasGivenUpAfterIt() {
    Search search = ahead(1);
    List<List<Candidate>> children = script.answer(search.begin(), "0.9 0.1");
    List<? extends Request> rollOuts = search.advance(children);
    List<List<Candidate>> ends = script.answer(rollOuts, "0.2 0.8");
    assertThat(search.advance(ends)).isNotEmpty();

    Trajectory givenUp = children.get(0).get(0).trajectory();
    Trajectory kept = children.get(0).get(1).trajectory();
    assertThat(search.pruned(givenUp)).isEqualTo(Pruned.NOT_SELECTED);
    assertThat(search.pruned(kept)).isNull();
    assertThat(search.pruned(ends.get(1).get(0).trajectory())).isEqualTo(Pruned.LOOK_AHEAD);
  }

  @Test
  void itsTokensAreInTheLedgerAndItsNodesInTheTree() {
    DigitWorld world = DigitWorld.immediate();
    Completed outcome =
        Outcomes.completed(
            Outcomes.of(
                    List.of(world.task(3, new Dvts(8, 4, Emit.CHOSEN, 2, Aggregation.LAST))),
                    Outcomes.WIDE)
                .get(0));

    assertThat(outcome.tree()).extracting(TreeNode::fate).contains(Fate.LOOK_AHEAD);
    assertThat(outcome.usage().generatedTokens()).isEqualTo(world.ledger().generatedTokens());
    assertThat(outcome.usage().samples()).isEqualTo(outcome.tree().size());
  }

  @Test
  void refusesToLookBack() {
    assertThatThrownBy(() -> new Rebase(4, 0.2, Allocation.ROUND, -1, Aggregation.LAST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("look-ahead must not be negative but was -1");
  }
}
