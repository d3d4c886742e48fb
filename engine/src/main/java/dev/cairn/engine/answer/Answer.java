package dev.cairn.engine.answer;

/**
 * The final answer of a solution, as the solution prints it.
 *
 * @param text not blank, without surrounding blanks
 * @param rule what found it; the share of each rule belongs into a report, since a change of it is
 *     the usual cause of an unexpected change of accuracy
 */
public record Answer(String text, Rule rule) {
  /** Refuses a blank text: a solution without an answer has no {@code Answer}. */
  public Answer {
    if (text.isBlank()) {
      throw new IllegalArgumentException("text must not be blank");
    }
  }
}
