package dev.cairn.engine.simulate;

/**
 * How many simulated workers there are, where they listen and how fast they are.
 *
 * @param policyWorkers at least 0
 * @param rewardWorkers at least 0; together with the policy workers at least 1
 * @param latency of every worker
 * @param policyPort of the first policy worker, the others following it; 0 for any free ports
 * @param rewardPort of the first reward worker, the others following it; 0 for any free ports
 * @param host the address to listen on
 * @param contextLength tokens that prompt and answer together may have, at least 1
 * @param cacheBlocks blocks of 16 tokens in the prefix cache of each policy worker; 0 for a cache
 *     by rule, see {@link Prefixes}
 */
public record FleetSettings(
    int policyWorkers,
    int rewardWorkers,
    Latency latency,
    int policyPort,
    int rewardPort,
    String host,
    int contextLength,
    int cacheBlocks) {

  /** Refuses an empty fleet and ports that do not exist. */
  public FleetSettings {
    if (policyWorkers < 0 || rewardWorkers < 0 || policyWorkers + rewardWorkers == 0) {
      throw new IllegalArgumentException(
          "policyWorkers and rewardWorkers must be at least 0 and not both 0 but were %d and %d"
              .formatted(policyWorkers, rewardWorkers));
    }
    checkPorts("policyPort", policyPort, policyWorkers);
    checkPorts("rewardPort", rewardPort, rewardWorkers);
    if (host.isBlank()) {
      throw new IllegalArgumentException("host must not be blank");
    }
    if (contextLength < 1) {
      throw new IllegalArgumentException(
          "contextLength must be at least 1 but was " + contextLength);
    }
    if (cacheBlocks < 0) {
      throw new IllegalArgumentException("cacheBlocks must not be negative but was " + cacheBlocks);
    }
  }

  /** A fleet on free ports of 127.0.0.1 with a context of 32768 tokens. */
  public static FleetSettings loopback(int policyWorkers, int rewardWorkers, Latency latency) {
    return new FleetSettings(policyWorkers, rewardWorkers, latency, 0, 0, "127.0.0.1", 32768, 0);
  }

  private static void checkPorts(String name, int port, int workers) {
    if (port < 0 || (port > 0 && port + Math.max(workers, 1) - 1 > 65535)) {
      throw new IllegalArgumentException(
          "%s must be 0 or leave %d ports up to 65535 but was %d".formatted(name, workers, port));
    }
  }
}
