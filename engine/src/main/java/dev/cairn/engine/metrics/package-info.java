/**
 * Figures over a set of problems, each with its uncertainty.
 *
 * <ul>
 *   <li>of pools: {@link dev.cairn.engine.metrics.PassAtK}, {@link
 *       dev.cairn.engine.metrics.Ranking}, {@link dev.cairn.engine.metrics.Curve} over n, {@link
 *       dev.cairn.engine.metrics.Selection} against random choice and oracle;
 *   <li>of step judgements: {@link dev.cairn.engine.metrics.FirstErrorF1} of ProcessBench with its
 *       {@link dev.cairn.engine.metrics.ThresholdSearch}, {@link
 *       dev.cairn.engine.metrics.PrmBench}, {@link dev.cairn.engine.metrics.StepAgreement};
 *   <li>of scores: {@link dev.cairn.engine.metrics.ScoredLabels} for AUROC and average precision,
 *       {@link dev.cairn.engine.metrics.Calibration};
 *   <li>uncertainty: {@link dev.cairn.engine.metrics.Intervals}, {@link
 *       dev.cairn.engine.metrics.Bootstrap}; comparisons: {@link dev.cairn.engine.metrics.Paired},
 *       {@link dev.cairn.engine.metrics.McNemar}, {@link dev.cairn.engine.metrics.Holm};
 *   <li>cost: {@link dev.cairn.engine.metrics.Compute}.
 * </ul>
 *
 * <p>What is undefined is a {@link dev.cairn.engine.metrics.Figure} without a value, with the
 * reason.
 */
@NullMarked
package dev.cairn.engine.metrics;

import org.jspecify.annotations.NullMarked;
