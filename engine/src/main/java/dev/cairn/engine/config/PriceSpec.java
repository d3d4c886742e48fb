package dev.cairn.engine.config;

import dev.cairn.engine.run.Usage;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What tokens cost.
 *
 * @param currency how to call the money; changes nothing
 * @param policy of the tokens of the policy of experiments that name none
 * @param policies of the other policies' tokens, by their names
 * @param rewards of the reward models' tokens, by their names; the others cost nothing
 */
public record PriceSpec(
    String currency,
    TokenPrice policy,
    Map<String, TokenPrice> policies,
    Map<String, TokenPrice> rewards) {
  private static final double MILLION = 1e6;

  /** Everything for nothing. */
  public static final PriceSpec FREE = new PriceSpec("", TokenPrice.FREE, Map.of(), Map.of());

  /** Keeps policies and rewards by name. */
  public PriceSpec {
    policies = Collections.unmodifiableMap(new TreeMap<>(policies));
    rewards = Collections.unmodifiableMap(new TreeMap<>(rewards));
  }

  /** Whether anything costs anything. */
  public boolean given() {
    return !policy.free()
        || Stream.of(policies, rewards)
            .flatMap(prices -> prices.values().stream())
            .anyMatch(price -> !price.free());
  }

  /**
   * Refuses prices of what there is not, and a policy without a price of its own, which would cost
   * nothing or what another one does.
   *
   * @throws IllegalArgumentException whose message begins with the key
   */
  void check(Set<String> knownPolicies, Set<String> knownRewards) {
    checkNames("rewards", "reward", rewards.keySet(), knownRewards);
    checkNames("policies", "policy", policies.keySet(), knownPolicies);
    for (String name : given() ? knownPolicies : Set.<String>of()) {
      if (!policies.containsKey(name)) {
        throw new IllegalArgumentException(
            "prices.policies.%s must be given where other prices are; {} if it is free"
                .formatted(name));
      }
    }
  }

  private static void checkNames(String key, String what, Set<String> priced, Set<String> known) {
    for (String name : priced) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "prices.%s.%s must be the name of a %s, one of %s".formatted(key, name, what, known));
      }
    }
  }

  /** The price of a policy's tokens; of the one without a name if it is empty. */
  public TokenPrice ofPolicy(String name) {
    return name.isEmpty() ? policy : policies.getOrDefault(name, TokenPrice.FREE);
  }

  /** The price of a reward model's tokens; one without a price is free. */
  public TokenPrice ofReward(String reward) {
    return rewards.getOrDefault(reward, TokenPrice.FREE);
  }

  /**
   * What the tokens of an experiment cost.
   *
   * @param policy the name of its policy; empty for the run's own
   * @param reward the name of its reward model
   */
  public double of(Usage usage, String policy, String reward) {
    double written =
        ofPolicy(policy).of(usage.promptTokens(), usage.cachedTokens(), usage.generatedTokens());
    double judged = ofReward(reward).of(usage.rewardTokens(), 0, usage.rewardGeneratedTokens());
    return written + judged;
  }

  /**
   * Money for a million tokens.
   *
   * @param prompt of those read, not negative
   * @param cached of those read that a prefix cache held, not negative; null for {@code prompt}
   * @param generated of those written, not negative
   */
  public record TokenPrice(double prompt, @Nullable Double cached, double generated) {
    static final TokenPrice FREE = new TokenPrice(0, null, 0);

    /** Refuses negative prices. */
    public TokenPrice {
      if (!(prompt >= 0 && (cached == null || cached >= 0) && generated >= 0)) {
        throw new IllegalArgumentException(
            "prompt, cached and generated must not be negative but were %s, %s, %s"
                .formatted(prompt, cached, generated));
      }
    }

    private boolean free() {
      return prompt == 0 && generated == 0 && (cached == null || cached == 0);
    }

    private double of(long read, long fromCache, long written) {
      double held = cached == null ? prompt : cached;
      return ((read - fromCache) * prompt + fromCache * held + written * generated) / MILLION;
    }
  }
}
