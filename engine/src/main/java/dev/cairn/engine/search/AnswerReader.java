package dev.cairn.engine.search;

import org.jspecify.annotations.Nullable;

/** Tells which solutions answer alike, for strategies that stop when enough of them do. */
@FunctionalInterface
public interface AnswerReader {
  /** The key of a solution's final answer, equal for equal answers; null if it states none. */
  @Nullable String read(String solution);
}
