/**
 * The vocabulary of test-time search: a {@link dev.cairn.engine.search.Problem}, the {@link
 * dev.cairn.engine.search.Trajectory} that is grown on it step by step, the {@link
 * dev.cairn.engine.search.Candidate} that a reward model has scored, and the contract of an
 * algorithm, {@link dev.cairn.engine.search.SearchStrategy} and {@link
 * dev.cairn.engine.search.Search}.
 *
 * <p>A search has one effect only: it asks for children of its nodes, by {@link
 * dev.cairn.engine.search.Expansion} or {@link dev.cairn.engine.search.Revision}, and is told the
 * scored children. This package sees nothing but the JDK, and of it no network, thread, clock or
 * global random source, so that a search is a pure function of problem, strategy, seed and the
 * workers' answers.
 */
@NullMarked
package dev.cairn.engine.search;

import org.jspecify.annotations.NullMarked;
