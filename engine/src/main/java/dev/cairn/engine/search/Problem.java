package dev.cairn.engine.search;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A question to be answered.
 *
 * @param id unique in its problem set; part of every request's seed
 * @param question as shown to the policy
 * @param answer the reference answer, or null where none is known
 */
public record Problem(String id, String question, @Nullable String answer) implements Serializable {
  /** Refuses a blank id or question. */
  public Problem {
    if (id.isBlank()) {
      throw new IllegalArgumentException("id must not be blank");
    }
    if (question.isBlank()) {
      throw new IllegalArgumentException("question must not be blank");
    }
  }
}
