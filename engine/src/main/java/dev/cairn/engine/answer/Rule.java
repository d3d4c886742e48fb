package dev.cairn.engine.answer;

/** Which rule of {@link AnswerExtractor} found an answer, in order of precedence. */
public enum Rule {
  /** The last complete, non-blank {@code \boxed} or {@code \fbox}. */
  BOXED,
  /** {@code final answer is $X$. I hope}, the form that the Minerva prompt asks for. */
  FINAL_ANSWER,
  /** {@code #### X}, the form of GSM8K. */
  HASHES,
  /** {@code answer is X}, {@code answer: X} or {@code answer = X}. */
  ANSWER_IS,
  /** The last number of the text: a guess. */
  LAST_NUMBER
}
