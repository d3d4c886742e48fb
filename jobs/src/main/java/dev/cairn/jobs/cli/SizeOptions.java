package dev.cairn.jobs.cli;

import dev.cairn.engine.config.UserException;
import dev.cairn.engine.metrics.ModelSize;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How large the models are, for FLOPs. */
final class SizeOptions {
  @Option(
      names = "--policy-parameters",
      paramLabel = "N",
      description = "Active parameters of the policy, such as 7e9, for FLOPs of 2 N per token.")
  private @Nullable Double policyParameters;

  @Option(
      names = "--reward-parameters",
      paramLabel = "N",
      description = "The same of the reward model.")
  private @Nullable Double rewardParameters;

  @Nullable ModelSize policy() {
    return size("--policy-parameters", policyParameters);
  }

  @Nullable ModelSize reward() {
    return size("--reward-parameters", rewardParameters);
  }

  private static @Nullable ModelSize size(String option, @Nullable Double parameters) {
    if (parameters != null && !(parameters > 0 && Double.isFinite(parameters))) {
      throw new UserException("%s must be above 0 but was %s".formatted(option, parameters));
    }
    return parameters == null ? null : new ModelSize(parameters, null);
  }
}
