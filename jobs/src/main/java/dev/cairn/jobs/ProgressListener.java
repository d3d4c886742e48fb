package dev.cairn.jobs;

/** Is told how far a run is. */
@FunctionalInterface
public interface ProgressListener {
  /** Listens to nothing. */
  ProgressListener NONE = progress -> {};

  /** Called now and then, from one thread. */
  void update(Progress progress);

  /**
   * How far a run is.
   *
   * @param done work items with an outcome, failed ones included
   * @param total work items
   * @param failed of the done
   * @param correct of the completed, by their experiments' votes
   * @param generatedTokens of the completed
   * @param before of the done, how many this submission found completed
   */
  record Progress(int done, int total, int failed, int correct, long generatedTokens, int before) {}
}
