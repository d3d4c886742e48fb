/**
 * Choosing one answer from a pool of candidates: {@link dev.cairn.engine.vote.Vote} and its rules.
 *
 * <p>Answers are put into classes by their keys, as {@link dev.cairn.engine.vote.Grouping} gives
 * them. A candidate without an answer takes no part in any vote.
 */
@NullMarked
package dev.cairn.engine.vote;

import org.jspecify.annotations.NullMarked;
