package dev.cairn.jobs;

import dev.cairn.engine.metrics.Estimate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of grading.
 *
 * @param rows that were graded
 * @param badRows that were set aside
 * @param quarantine where, or null
 * @param output where the graded rows are
 * @param accuracy share of equal ones among the rows whose reference says something; null if there
 *     is no such row
 * @param byRule how the answers were found, the most frequent first
 * @param byVerdict rows by the words of the verdict
 * @param definitions what each figure is
 */
public record GradeSummary(
    long rows,
    long badRows,
    @Nullable String quarantine,
    String output,
    @Nullable Estimate accuracy,
    List<RuleCount> byRule,
    Map<String, Long> byVerdict,
    Map<String, String> definitions) {

  /**
   * Rows whose answer was found by one rule.
   *
   * @param rule given, one of the extractor's rules, or none
   * @param rows of these
   * @param equal of these
   */
  public record RuleCount(String rule, long rows, long equal) {}
}
