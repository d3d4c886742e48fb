package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.config.Probe;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.model.Policy.Sampled;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.simulate.ArithmeticProblems;
import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.ArithmeticWorld;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.engine.worker.CallLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SharedModelsTest {
  private static final String SPEC =
      """
      name: shared
      seed: 1
      data: {path: problems.jsonl}
      policy: {worker: {urls: []}}
      experiments:
        - {name: greedy, strategy: greedy, reward: none, vote: majority}
      """;

  /** A task may end while another one's call is under way. */
  @Test
  void countsTheTokensOfACallThatWasSentBeforeALookAndAnsweredAfterIt() {
    try (SimulatedFleet fleet =
        SimulatedFleet.start(
            new ArithmeticWorld(ArithmeticSettings.DEFAULT),
            FleetSettings.loopback(1, 0, Latency.REALISTIC))) {
      String yaml = SPEC.replace("[]", fleet.policyUrls().toString());
      RunSpec spec = SpecReader.read("shared.yaml", yaml, List.of());
      String resolved = SpecReader.write(Probe.resolve(spec, Probe.all(spec, System::getenv)));
      try (SharedModels shared = SharedModels.borrow(resolved, 1)) {
        Trajectory start = Trajectory.start(ArithmeticProblems.generate(1, 1).get(0).problem());
        List<WorkerCounts> counts = new ArrayList<>();

        var call =
            Objects.requireNonNull(shared.models().policies(CallLog.NONE).get("policy"))
                .sample(Expansion.steps(start, 1), 0, 1);
        counts.addAll(shared.drain());
        Sampled sampled = call.get(0).join();
        counts.addAll(shared.drain());

        assertThat(counts.stream().mapToLong(WorkerCounts::calls).sum()).isEqualTo(1);
        assertThat(counts.stream().mapToLong(WorkerCounts::generatedTokens).sum())
            .isEqualTo(sampled.tokens().generated());
        assertThat(shared.drain()).isEmpty();
      }
    }
  }
}
