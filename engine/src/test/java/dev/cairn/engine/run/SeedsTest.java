package dev.cairn.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedsTest {
  private static final WorkItem ITEM = new WorkItem("beam", "p-1", 0);

  @Test
  void keepTheirValuesFromVersionToVersion() {
    // A change here changes what every stored run would find when it is run again.
    assertThat(Seeds.of(1, ITEM)).isEqualTo(2109235984306850453L);
    assertThat(Seeds.request(42, List.of())).isEqualTo(803958421L);
    assertThat(Seeds.request(42, List.of(3, 0, 7))).isEqualTo(826600882L);
  }

  @Test
  void ofAWorkItemDependOnEachOfItsParts() {
    Set<Long> seeds = new HashSet<>();
    for (long runSeed : new long[] {0, 1}) {
      for (String experiment : List.of("beam", "mcts", "beam2")) {
        for (String problem : List.of("p-1", "p-2", "1")) {
          for (int repetition = 0; repetition < 3; repetition++) {
            seeds.add(Seeds.of(runSeed, new WorkItem(experiment, problem, repetition)));
          }
        }
      }
    }
    assertThat(seeds).hasSize(2 * 3 * 3 * 3);
    assertThat(Seeds.of(1, new WorkItem("p-1", "beam", 0))).isNotEqualTo(Seeds.of(1, ITEM));
  }

  @Test
  void ofRequestsDependOnTheSearchAndTheWholePath() {
    assertThat(
            Set.of(
                Seeds.request(1, List.of()),
                Seeds.request(2, List.of()),
                Seeds.request(1, List.of(0)),
                Seeds.request(1, List.of(1)),
                Seeds.request(1, List.of(0, 0)),
                Seeds.request(1, List.of(0, 1)),
                Seeds.request(1, List.of(1, 0))))
        .hasSize(7);
  }

  @Test
  void ofRequestsLeaveRoomForChildNumbersIn32Bits() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(Seeds.request(i * 0x9e3779b97f4a7c15L, List.of(i % 7, i)))
          .isBetween(0L, (1L << 30) - 1);
    }
  }
}
