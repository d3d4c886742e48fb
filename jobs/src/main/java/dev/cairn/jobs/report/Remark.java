package dev.cairn.jobs.report;

/**
 * A sentence of a summary.
 *
 * @param sort what it is about
 * @param text plain, with figures and what they rest on
 */
record Remark(Sort sort, String text) {
  /** What a remark is about. */
  enum Sort {
    /** What was best. */
    BEST,
    /** What it cost. */
    COST,
    /** Whether less would have done. */
    RIVAL,
    /** What has become worse. */
    WORSE,
    /** A reason to trust the figures. */
    SOUND,
    /** A reason not to. */
    DOUBT
  }
}
