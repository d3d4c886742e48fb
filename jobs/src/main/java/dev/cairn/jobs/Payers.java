package dev.cairn.jobs;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.BudgetSpec;
import dev.cairn.engine.config.RunSpec.CallLogSpec.Keep;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.search.SearchStrategy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which experiments of a run pay for calls: of those that ask the same, the first. */
final class Payers {
  private Payers() {}

  private record Asked(
      String draws,
      @Nullable Long seed,
      SearchStrategy strategy,
      String policy,
      String reward,
      String data,
      BudgetSpec budget) {}

  /** The experiments that pay, by their names. */
  static Map<String, Experiment> of(RunSpec spec) {
    // Without a log nobody remembers what another has asked.
    boolean shared = spec.execution().callLog().keep() != Keep.NEVER;
    Set<Asked> asked = new HashSet<>();
    Map<String, Experiment> payers = new HashMap<>();
    for (Experiment each : spec.experiments()) {
      boolean first =
          asked.add(
              new Asked(
                  each.drawsAs(),
                  each.seed(),
                  each.strategy(),
                  each.policy(),
                  each.reward(),
                  each.data(),
                  each.budget()));
      if (first || !shared) {
        payers.put(each.name(), each);
      }
    }
    return payers;
  }
}
