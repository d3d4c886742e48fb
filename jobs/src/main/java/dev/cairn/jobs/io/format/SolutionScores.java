package dev.cairn.jobs.io.format;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reward model says to the steps of one labelled solution.
 *
 * @param id of the solution
 * @param subset of the benchmark
 * @param verifier name of the reward model; empty where the file holds only one
 * @param scores one per step, any finite numbers; may end early, as at the labelled wrong step
 * @param solutionScore of the whole solution, or null
 * @param label index of the first wrong step, from 0, or -1, where the file repeats it; else null
 */
public record SolutionScores(
    String id,
    String subset,
    String verifier,
    List<Double> scores,
    @Nullable Double solutionScore,
    @Nullable Integer label)
    implements Serializable {}
