package dev.cairn.engine.answer;

/**
 * The canonical key of an answer: two answers belong to the same class if their keys are equal.
 *
 * <p>Equality of keys is an equivalence relation, which a pairwise comparison with a tolerance is
 * not, so that the classes of a vote do not depend on the order of the candidates. The first letter
 * of a key tells how the answer was read:
 *
 * <ul>
 *   <li>{@code q:3/4}: a rational number, exact. Integers of any size, fractions, decimals, mixed
 *       numbers, scientific notation, thousands separators, percent (x% is x/100), arithmetic on
 *       these, and whatever else has a rational value; a known trailing unit, a currency sign and
 *       degrees are dropped.
 *   <li>{@code n:3.6055}...: any other number, such as {@code \sqrt{13}}, by its first 30 digits.
 *   <li>{@code f:}...: a formula with symbols, by a digest of its values at ten fixed points.
 *   <li>{@code e:}...: an equation, the same for its multiples; {@code i:}...: an inequality, the
 *       same for its positive multiples and for both directions of writing it.
 *   <li>{@code c:B}: one capital letter, bare or in brackets.
 *   <li>{@code w:no solution}: words, in lower case.
 *   <li>{@code b:52_8}: a numeral with its base. {@code h:10:45am}: a time.
 *   <li>{@code t:(q:1,q:2]}: a tuple, vector or interval, its elements in order, between its
 *       brackets. {@code m:[q:1,q:0;q:0,q:1]}: a matrix, whatever its brackets.
 *   <li>{@code l:q:1,q:2}: a list or a set, its distinct elements in the order of their keys, a
 *       plus or minus as two of them.
 *   <li>{@code u:}...: a union, its parts likewise. {@code d:x|i:}...: a set by its condition.
 *   <li>{@code s:}...: anything else, by its cleaned text.
 * </ul>
 *
 * <p>The name in {@code x = 5}, {@code f(x) = 2x} and {@code x \in I} is dropped, unless a list
 * gives values under several names. Symbols are told apart by their names and never renamed.
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
