package dev.cairn.jobs.cli;

import dev.cairn.engine.config.UserException;
import dev.cairn.engine.metrics.ModelSize;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How large the models are, for FLOPs. */
final class SizeOptions {
  @Option(
      names = "--policy-parameters",
      paramLabel = "[POLICY=]N",
      description = {
        "Active parameters of the policy, such as 7e9, for FLOPs of 2 N per token.",
        "Of a policy with a name such as small: small=1.5e9; repeat for others."
      })
  private List<String> policyParameters = List.of();

  @Option(
      names = "--reward-parameters",
      paramLabel = "N",
      description = "The same of the reward model.")
  private @Nullable Double rewardParameters;

  /** By the policies' names; of the one without a name by the empty one. */
  Map<String, ModelSize> policies() {
    Map<String, ModelSize> sizes = new HashMap<>();
    for (String each : policyParameters) {
      int split = each.lastIndexOf('=');
      ModelSize size = size("--policy-parameters", number(each.substring(split + 1)));
      if (sizes.put(each.substring(0, Math.max(0, split)), size) != null) {
        throw new UserException("--policy-parameters names one policy twice: " + each);
      }
    }
    return sizes;
  }

  /** Where no policy has a name. */
  @Nullable ModelSize policy() {
    Map<String, ModelSize> sizes = policies();
    if (!Set.of("").containsAll(sizes.keySet())) {
      throw new UserException("--policy-parameters must be one number but was " + policyParameters);
    }
    return sizes.get("");
  }

  @Nullable ModelSize reward() {
    return rewardParameters == null ? null : size("--reward-parameters", rewardParameters);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new UserException("--policy-parameters must be a number but was " + text, e);
    }
  }

  private static ModelSize size(String option, double parameters) {
    if (!(parameters > 0 && Double.isFinite(parameters))) {
      throw new UserException("%s must be above 0 but was %s".formatted(option, parameters));
    }
    return new ModelSize(parameters, null);
  }
}
