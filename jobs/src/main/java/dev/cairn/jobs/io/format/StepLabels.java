package dev.cairn.jobs.io.format;

import java.io.Serializable;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The labels of the steps of one trajectory, by a human or by a critic.
 *
 * @param id of the trajectory, unique in its subset
 * @param subset of the benchmark
 * @param critic who labelled; empty for the human
 * @param labels by the number of the step: 1 good, 0 neutral, -1 wrong
 * @param finalLabel of the whole trajectory, 1 or -1, or null
 */
public record StepLabels(
    String id,
    String subset,
    String critic,
    SortedMap<Integer, Integer> labels,
    @Nullable Integer finalLabel)
    implements Serializable {}
