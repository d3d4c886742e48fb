package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.answer.AnswerExtractor.Fallback;
import dev.cairn.engine.answer.Profile;
import dev.cairn.engine.config.RunSpec.BudgetSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.strategy.BestOfN;
import dev.cairn.engine.search.strategy.Mcts;
import dev.cairn.engine.search.strategy.Selection;
import dev.cairn.engine.vote.Majority;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class VotingTest {
  private static Voting voting(String... votes) {
    return new Voting(
        new Grading(Fallback.LAST_NUMBER, Profile.DEFAULT), List.of(votes), List.of());
  }

  private static List<String> choices(SearchStrategy strategy, String reward) {
    BudgetSpec budget = new BudgetSpec(0, 0, Duration.ZERO, 0);
    return Judge.choices(
        new Experiment("e", strategy, reward, new Majority(), budget, "", "", null, ""));
  }

  @Test
  void treesAreSelectedFromByWhatTheyHold() {
    assertThat(choices(Mcts.of(4, 2, Selection.PUCT), "prm"))
        .contains("max-value(last)", "max-visits(min)", "best-path(product)");
    assertThat(choices(new BestOfN(4), "prm"))
        .contains("max-value(last)", "best-path(product)")
        .noneMatch(name -> name.startsWith("max-visits"));
    assertThat(choices(new BestOfN(4), "none")).containsExactly("majority");
  }

  @Test
  void saysWhatTheTreesOfARunLackForASelection() {
    List<String> names = choices(new BestOfN(4), "prm");
    voting("max-value").requireKnown(names);
    assertThatThrownBy(() -> voting("max-visits(last)").requireKnown(names))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "--vote max-visits(last) needs trees with rewards and visits, and no experiment of this"
                + " run has such trees; run one with a reward model and mcts, rap or ab-mcts");
    assertThatThrownBy(() -> voting("best-path").requireKnown(List.of("majority")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "--vote best-path needs trees with rewards, and no experiment of this run has such"
                + " trees; run one with a reward model");
  }
}
