/**
 * Choosing one answer from a pool of candidates: {@link dev.cairn.engine.vote.Vote} and its rules.
 *
 * <p>Answers are put into classes by {@link dev.cairn.engine.answer.AnswerKey}. A candidate without
 * an answer takes no part in any vote.
 */
@NullMarked
package dev.cairn.engine.vote;

import org.jspecify.annotations.NullMarked;
