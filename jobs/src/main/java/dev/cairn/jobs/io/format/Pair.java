package dev.cairn.jobs.io.format;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * An answer to be graded. Exactly one of {@code given} and {@code solution} is there.
 *
 * @param given the answer, or null
 * @param solution the text from which the answer is to be read, or null
 * @param reference the right answer
 * @param row the whole row as JSON, with all its own fields
 */
public record Pair(@Nullable String given, @Nullable String solution, String reference, String row)
    implements Serializable {}
