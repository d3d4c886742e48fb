package dev.cairn.engine.answer;

/**
 * The canonical key of an answer: two answers belong to the same class if their keys are equal.
 *
 * <p>Equality of keys is an equivalence relation, which a pairwise comparison with a tolerance is
 * not, so that the classes of a vote do not depend on the order of the candidates. The first letter
 * of a key tells how the answer was read:
 *
 * <ul>
 *   <li>{@code q:3/4}: a number, exact. Integers of any size, fractions, finite decimals, mixed
 *       numbers, scientific notation, thousands separators, percent (x% is x/100), arithmetic on
 *       these; a known trailing unit, a currency sign and degrees are dropped.
 *   <li>{@code c:B}: one capital letter, bare or in brackets.
 *   <li>{@code w:no solution}: words, in lower case.
 *   <li>{@code t:(q:1,q:2]}: a tuple or an interval, its elements in order, between its brackets.
 *   <li>{@code l:q:1,q:2}: a list or a set, its distinct elements in the order of their keys.
 *   <li>{@code u:...}: a union, its parts likewise.
 *   <li>{@code s:\sqrt{2}}: anything else, by its cleaned text.
 * </ul>
 *
 * <p>The left side of {@code x = 5}, {@code f(x) = 5} and {@code x \in I} is dropped.
 */
public final class AnswerKey {
  /** The key of a text with nothing in it, such as {@code $\text{}$}: no answer. */
  public static final String BLANK = "s:";

  /** Longer answers are compared as they are printed. */
  static final int MAX_LENGTH = 2_000;

  private AnswerKey() {}

  /** The key of an answer. Every text has one, and none makes this fail. */
  public static String of(String answer) {
    if (answer.length() > MAX_LENGTH) {
      return "s:" + answer.strip();
    }
    return new KeyReader().key(Latex.clean(Thousands.join(answer)));
  }
}
