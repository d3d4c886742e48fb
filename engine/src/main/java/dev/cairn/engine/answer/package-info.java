/**
 * The final answer of a solution: {@link dev.cairn.engine.answer.AnswerExtractor} finds it in the
 * text, {@link dev.cairn.engine.answer.AnswerKey} names the class of answers it belongs to, and
 * {@link dev.cairn.engine.answer.AnswerGrader} compares it with the reference.
 *
 * <p>Every text is a model's and may be anything, so nothing here evaluates it as code, throws
 * because of it, or takes more than linear time and bounded arithmetic. There is no clock either: a
 * time limit would let a verdict depend on the load of the machine.
 */
@NullMarked
package dev.cairn.engine.answer;

import org.jspecify.annotations.NullMarked;
