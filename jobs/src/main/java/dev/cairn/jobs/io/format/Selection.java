package dev.cairn.jobs.io.format;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which problems of a task one way of selecting an answer got right.
 *
 * @param task name of the problem set
 * @param model that wrote the candidates
 * @param strategy of selection, such as best_of_5
 * @param verifier that scored them; empty for none
 * @param correct problem by problem, in an order that all selections of a task share
 * @param reported accuracy as published, or null
 */
public record Selection(
    String task,
    String model,
    String strategy,
    String verifier,
    List<Boolean> correct,
    @Nullable Double reported)
    implements Serializable {}
