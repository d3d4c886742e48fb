/**
 * The final answer of a solution: {@link dev.cairn.engine.answer.AnswerExtractor} finds it in the
 * text, {@link dev.cairn.engine.answer.AnswerKey} names the class of answers it belongs to, and
 * {@link dev.cairn.engine.answer.AnswerGrader} compares it with the reference, by the conventions
 * of a {@link dev.cairn.engine.answer.Profile}.
 *
 * <p>The way of an answer to its key: {@code Latex} brings it into one spelling, {@code KeyReader}
 * takes it apart into lists, tuples, relations and matrices, {@code ExpressionParser} reads what is
 * left as a formula, and {@code Fingerprint} computes that.
 *
 * <p>Every text is a model's and may be anything, so nothing here evaluates it as code or throws
 * because of it. Length, depth, digits, exponents and the number of functions are bounded, and
 * there is no clock: a time limit would let a verdict depend on the load of the machine.
 *
 * <p>Formulas are compared by value, with the arithmetic of big-math (MIT licence, one jar of 58 kB
 * without dependencies), and not by rewriting in a computer-algebra system such as Symja (LGPL, 58
 * jars of 41 MB): values give a key that is a true equivalence, at a cost that a count bounds.
 */
@NullMarked
package dev.cairn.engine.answer;

import org.jspecify.annotations.NullMarked;
