package dev.cairn.engine.answer;

import static dev.cairn.engine.answer.Leniency.BRACKETS;
import static dev.cairn.engine.answer.Leniency.COUNTED;
import static dev.cairn.engine.answer.Leniency.EQUATIONS;
import static dev.cairn.engine.answer.Leniency.HALF_OF_DAY;
import static dev.cairn.engine.answer.Leniency.LETTER_CASE;
import static dev.cairn.engine.answer.Leniency.PERCENT_SIGN;
import static dev.cairn.engine.answer.Leniency.ROUNDED;
import static dev.cairn.engine.answer.Leniency.SIX_DECIMALS;
import static dev.cairn.engine.answer.Leniency.TEN_THOUSANDTH;
import static dev.cairn.engine.answer.Strictness.AS_PRINTED;
import static dev.cairn.engine.answer.Strictness.CURRENCY;
import static dev.cairn.engine.answer.Strictness.LOWEST_TERMS;
import static dev.cairn.engine.answer.Strictness.NAME;
import static dev.cairn.engine.answer.Strictness.ORDER;
import static dev.cairn.engine.answer.Strictness.PERCENT;

import java.util.List;

/**
 * What counts as equal where public graders disagree. All profiles share the exact rules of {@link
 * AnswerKey}; each adds conventions that accept more, and demands that accept less. None copies
 * what is a mistake in a grader, such as equal intervals for unequal brackets.
 */
public enum Profile {
  /**
   * The exact rules, and: x% is also x; a decimal of at least six right digits stands for a value
   * that no decimal is; equations are equal to their multiples; a time without a.m. or p.m. is
   * either; the word for what is counted may be left out; the letter of a choice may be in lower
   * case. Different currencies are different, and so are the numbers x and y.
   */
  DEFAULT,

  /**
   * The strictness of the grader of PRM800K (Lightman et al., Let's Verify Step by Step, 2023,
   * arXiv 2305.20050): fractions in the terms of the reference, an integer written as one, lists in
   * the order of the reference and in its brackets, percent signs without a meaning, no rounding.
   */
  PRM800K,

  /**
   * The rule of GSM8K (Cobbe et al., Training Verifiers to Solve Math Word Problems, 2021, arXiv
   * 2110.14168): the same digits as printed but for thousands commas, so that 10.0 is not 10.
   */
  GSM8K,

  /**
   * The tolerance of the grader of Qwen2.5-Math (Yang et al., 2024, arXiv 2409.12122) beside the
   * default: numbers within a relative 1e-4 of a reference that is no integer, and lists for
   * tuples.
   */
  QWEN,

  /**
   * The conventions of Math-Verify: x% is x/100 only; if either number has a decimal point, both
   * are rounded to six decimals; lists for tuples.
   */
  MATH_VERIFY;

  /** What it demands beyond equal keys. */
  List<Strictness> strictness() {
    return switch (this) {
      case DEFAULT, QWEN, MATH_VERIFY -> List.of(CURRENCY, NAME);
      case PRM800K -> List.of(CURRENCY, NAME, LOWEST_TERMS, ORDER, PERCENT);
      case GSM8K -> List.of(AS_PRINTED);
    };
  }

  /** What it accepts without equal keys. */
  List<Leniency> leniency() {
    return switch (this) {
      case DEFAULT -> List.of(PERCENT_SIGN, ROUNDED, EQUATIONS, HALF_OF_DAY, COUNTED, LETTER_CASE);
      case PRM800K -> List.of(PERCENT_SIGN, HALF_OF_DAY, LETTER_CASE);
      case GSM8K -> List.of();
      case QWEN ->
          List.of(
              PERCENT_SIGN,
              ROUNDED,
              TEN_THOUSANDTH,
              BRACKETS,
              EQUATIONS,
              HALF_OF_DAY,
              COUNTED,
              LETTER_CASE);
      case MATH_VERIFY ->
          List.of(SIX_DECIMALS, BRACKETS, EQUATIONS, HALF_OF_DAY, COUNTED, LETTER_CASE);
    };
  }
}
