/**
 * Figures over a set of problems, each with its uncertainty: {@link
 * dev.cairn.engine.metrics.Intervals} for accuracy and rank@1, {@link
 * dev.cairn.engine.metrics.PassAtK} for coverage.
 */
@NullMarked
package dev.cairn.engine.metrics;

import org.jspecify.annotations.NullMarked;
