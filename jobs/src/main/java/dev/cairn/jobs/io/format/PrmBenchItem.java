package dev.cairn.jobs.io.format;

import java.io.Serializable;
import java.util.List;

/**
 * An item of PRMBench (Song et al., PRMBench, 2025, arXiv 2501.03124): a solution into which
 * mistakes of one class were brought, and the solution before.
 *
 * @param id unique in its class
 * @param category the class of the mistakes, such as circular
 * @param question that the steps answer
 * @param steps with the mistakes
 * @param errorSteps indices of the wrong steps, from 0, ascending; the published file names a few
 *     steps beyond the last
 * @param originalQuestion before the change
 * @param originalSteps without the mistakes
 */
public record PrmBenchItem(
    String id,
    String category,
    String question,
    List<String> steps,
    List<Integer> errorSteps,
    String originalQuestion,
    List<String> originalSteps)
    implements Serializable {}
