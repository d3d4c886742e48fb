package dev.cairn.engine.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.simulate.Batching.Task;
import dev.cairn.engine.simulate.World.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchingTest {
  /** Two slots; 1 s + 0.5 s per sequence; 0.1 s per prompt token; PRM 2 texts, 10 tokens. */
  private static final Latency LATENCY = new Latency(2, 1, 0.5, 0.1, 2, 10, 3, 0.5, 2);

  private final Map<String, Double> finished = new LinkedHashMap<>();
  private final List<String> done = new ArrayList<>();

  private Task task(String name, int tokens, int prefill) {
    return new Task(tokens, prefill, () -> done.add(name));
  }

  /** Lets everything finish, noting when. */
  private void drain(Batching batching) {
    while (batching.nextFinish() < Double.POSITIVE_INFINITY) {
      double time = batching.nextFinish();
      batching.advance(time, task -> task.finished().run());
      done.forEach(name -> finished.put(name, time));
      done.clear();
    }
  }

  @Test
  void aSequenceAloneTakesItsTokensTimesAnIteration() {
    Batching batching = new DecodeBatching(LATENCY);
    batching.arrive(task("a", 4, 20));
    drain(batching);

    // 20 * 0.1 of prefill, 4 * (1 + 0.5) of decoding.
    assertThat(finished.get("a")).isCloseTo(8, within(1e-9));
    assertThat(batching.busySlotSeconds()).isCloseTo(8, within(1e-9));
  }

  @Test
  void sequencesShareIterationsAndWaitForASlot() {
    Batching batching = new DecodeBatching(LATENCY);
    batching.arrive(task("a", 2, 0));
    batching.arrive(task("b", 5, 0));
    batching.arrive(task("c", 1, 0));
    drain(batching);

    // a and b: 2 iterations of 2 s. Then b and c: 1 of 2 s. Then b alone: 2 of 1.5 s.
    assertThat(finished.get("a")).isCloseTo(4, within(1e-9));
    assertThat(finished.get("c")).isCloseTo(6, within(1e-9));
    assertThat(finished.get("b")).isCloseTo(9, within(1e-9));
    assertThat(batching.busySlotSeconds()).isCloseTo(4 + 2 + 9, within(1e-9));
  }

  @Test
  void aLateWakeUpChangesNoFinish() {
    Batching early = new DecodeBatching(LATENCY);
    Batching late = new DecodeBatching(LATENCY);
    List<Double> clocks = new ArrayList<>();
    for (Batching batching : List.of(early, late)) {
      batching.arrive(task("a", 3, 0));
      if (batching.equals(early)) {
        for (double t = 0.1; t < 4; t += 0.1) {
          batching.advance(t, Task::finished);
        }
      }
      batching.advance(4, Task::finished);
      batching.arrive(task("b", 3, 0));
      clocks.add(batching.nextFinish());
    }

    assertThat(clocks.get(0)).isCloseTo(clocks.get(1), within(1e-9));
  }

  @Test
  void aRewardBatchTakesWhatWaitsUpToItsLimits() {
    Batching batching = new PrefillBatching(LATENCY);
    batching.arrive(task("a", 4, 0));
    batching.arrive(task("b", 6, 0));
    batching.arrive(task("c", 4, 0));
    batching.arrive(task("d", 30, 0));
    drain(batching);

    assertThat(finished.get("a")).isCloseTo(5, within(1e-9));
    assertThat(finished.get("b")).isCloseTo(13, within(1e-9));
    assertThat(finished.get("c")).isCloseTo(13, within(1e-9));
    // Longer than a batch may be: alone in one.
    assertThat(finished.get("d")).isCloseTo(31, within(1e-9));
  }

  @Test
  void boundsFollowFromTheWorkDone() {
    Ledger ledger = new Ledger(LATENCY, new Chains());
    ledger.prompt(30, new Prefixes.Hit(16, 16));
    ledger.sequence("p ", decoded("s1\n\n", 4));
    ledger.sequence("p s1\n\n", decoded("s2\n\n", 6));
    ledger.sequence("p ", decoded("x\n\n", 7));
    ledger.rewards(3, 12);
    FleetStats stats = ledger.stats(5);

    // 17 tokens at 2 s per 2 tokens and 14 uncached prompt tokens, twice as fast as the clock.
    assertThat(stats.policyBound()).isCloseTo((17 + 1.4) / 2, within(1e-9));
    // Two batches at least.
    assertThat(stats.rewardBound()).isCloseTo((2 * 3 + 12 * 0.5) / 2, within(1e-9));
    // s1 and then s2, alone.
    assertThat(stats.chainBound()).isCloseTo(10 * 1.5 / 2, within(1e-9));
    assertThat(stats.lowerBound()).isCloseTo(9.2, within(1e-9));
    assertThat(stats.busySlotSeconds()).isCloseTo(2.5, within(1e-9));
    assertThat(stats.sequences()).isEqualTo(3);
  }

  @Test
  void aChainIsFoundWhetherTheClientKeepsTheSeparatorOrNot() {
    Chains chains = new Chains();
    chains.note("p ", "s1", 3);

    assertThat(chains.secondsBehind("p s1\n\n")).isEqualTo(3);
    assertThat(chains.secondsBehind("p s")).isZero();
  }

  @Test
  void aFleetsBoundsSpreadTheWorkOverItsWorkers() {
    Chains chains = new Chains();
    Ledger busy = new Ledger(LATENCY, chains);
    busy.sequence("p ", decoded("s1\n\n", 8));
    Ledger idle = new Ledger(LATENCY, chains);
    FleetStats fleet =
        FleetStats.ofFleet(List.of(busy.stats(0), idle.stats(0)), List.of(FleetStats.NOTHING));

    assertThat(fleet.policyBound()).isCloseTo(8 / 2.0 / 2, within(1e-9));
    assertThat(fleet.chainBound()).isCloseTo(8 * 1.5 / 2, within(1e-9));
    assertThat(fleet.lowerBound()).isEqualTo(fleet.chainBound());
  }

  private static Decoded decoded(String text, int tokens) {
    List<Token> list = new ArrayList<>();
    for (int i = 0; i < tokens; i++) {
      list.add(Token.of("t", null));
    }
    return new Decoded(text, list, "stop", "\n\n");
  }
}
