package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.run.Failure;
import dev.cairn.engine.run.SearchOutcome.Stop;
import dev.cairn.engine.run.Usage;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.engine.search.Problem;
import dev.cairn.jobs.io.StoredOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Four problems with 100 tokens each, whose leftovers are dealt out twice. */
class BudgetSharingTest {
  private static final RunSpec SPEC =
      SpecReader.read(
          "shared.yaml",
          """
          name: shared
          data: {path: none}
          experiments:
            - {name: e, strategy: adaptive-consistency, reward: none, vote: majority, budget: {tokens: 100, share: 2}}
            - {name: alone, strategy: adaptive-consistency, reward: none, vote: majority, budget: {tokens: 100}}
          simulate: {world: arithmetic}
          """,
          List.of());

  private final BudgetSharing sharing = new BudgetSharing(SPEC);
  private final List<Assignment> all = new ArrayList<>();

  BudgetSharingTest() {
    for (String experiment : List.of("e", "alone")) {
      for (String problem : List.of("a", "b", "c", "d")) {
        all.add(
            Assignment.of(
                new WorkItem(experiment, problem, 0), new Problem(problem, "Which?", null)));
      }
    }
  }

  private static StoredOutcome outcome(
      String problem, long allowance, @Nullable Stop stop, long spent) {
    return new StoredOutcome(
        2,
        new WorkItem("e", problem, 0),
        new Problem(problem, "Which?", null),
        allowance,
        stop,
        stop == null ? new Failure("timeout", "too slow") : null,
        new Usage(1, 1, 1, 0, 0, spent, 0, 0, 0, 0),
        1.0,
        List.of(),
        List.of());
  }

  private static StoredOutcome over(String problem, long allowance, long spent) {
    return outcome(problem, allowance, Stop.OVER, spent);
  }

  private static StoredOutcome wanting(String problem, long allowance, long spent) {
    return outcome(problem, allowance, Stop.TOKEN_LIMIT, spent);
  }

  private void add(StoredOutcome... outcomes) {
    List.of(outcomes).forEach(sharing::add);
  }

  /** Those dealt more, as problem and amounts. */
  private List<String> richer() {
    return sharing.wanted(all).stream()
        .filter(assignment -> !assignment.more().isEmpty())
        .map(assignment -> assignment.id() + assignment.more())
        .toList();
  }

  @Test
  void dealsNothingBeforeEverySearchHasAnOutcome() {
    add(over("a", 100, 20), wanting("b", 100, 95), over("c", 100, 60));

    assertThat(richer()).isEmpty();
    assertThat(sharing.wanted(all)).isEqualTo(all);
  }

  @Test
  void dealsWhatIsLeftInEqualPartsToThoseThatAreWanting() {
    // 80 and 41 are left; b keeps the 5 that did not pay for another child.
    add(over("a", 100, 20), wanting("b", 100, 95), over("c", 100, 59), wanting("d", 100, 110));

    assertThat(richer()).containsExactly("b[160]", "d[160]");
    assertThat(sharing.wanted(all)).startsWith(all.toArray(new Assignment[0])).hasSize(10);
  }

  @Test
  void dealsAgainWhatIsLeftOfThatAndWhatThePartsLeftOver() {
    add(over("a", 100, 20), wanting("b", 100, 95), over("c", 100, 59), wanting("d", 100, 110));
    add(over("b", 160, 120), wanting("d", 160, 158));

    // 40 of b's 160, and the 1 that 121 tokens left over between two.
    assertThat(richer()).containsExactly("b[160]", "d[160]", "d[160, 201]");
  }

  @Test
  void spendsNoMoreThanAllTogetherHave() {
    add(over("a", 100, 20), wanting("b", 100, 95), over("c", 100, 59), wanting("d", 100, 100));
    add(over("b", 160, 120), wanting("d", 160, 160), wanting("d", 201, 201));

    assertThat(20 + 59 + 120 + 201).isEqualTo(4 * 100);
    assertThat(richer()).endsWith("d[160, 201]");
  }

  @Test
  void doesNotDependOnTheOrderOfOutcomesNorOnHowOftenTheyAreRead() {
    List<StoredOutcome> outcomes =
        new ArrayList<>(
            List.of(
                over("a", 100, 20),
                wanting("b", 100, 95),
                over("c", 100, 59),
                outcome("d", 100, null, 30),
                over("d", 100, 40)));
    outcomes.forEach(sharing::add);
    List<String> forward = richer();
    Collections.reverse(outcomes);
    outcomes.forEach(sharing::add);

    assertThat(forward).containsExactly("b[221]");
    assertThat(richer()).isEqualTo(forward);
  }

  @Test
  void aSearchThatFailedTakesNoPartThoughItSucceedsLater() {
    add(over("a", 100, 20), wanting("b", 100, 95), over("c", 100, 59));
    add(outcome("d", 100, null, 0));
    List<String> before = richer();
    add(wanting("d", 100, 100));

    assertThat(before).containsExactly("b[221]");
    assertThat(richer()).isEqualTo(before);
  }

  @Test
  void dealsNothingWhereAllAreWantingOrNoneIs() {
    add(wanting("a", 100, 90), wanting("b", 100, 95), wanting("c", 100, 99), wanting("d", 100, 98));
    assertThat(richer()).isEmpty();

    BudgetSharing easy = new BudgetSharing(SPEC);
    for (String problem : List.of("a", "b", "c", "d")) {
      easy.add(over(problem, 100, 10));
    }
    assertThat(easy.wanted(all)).isEqualTo(all);
  }
}
