/**
 * The embedded worker fleet: in-process servers on loopback that speak vLLM's HTTP protocols, so
 * that a machine without a GPU runs real searches over the real wire. It makes no model's figures:
 * whatever is measured against it is a property of the search, not of a language model.
 *
 * <p>A {@link dev.cairn.engine.simulate.World} says what the workers know: {@link
 * dev.cairn.engine.simulate.ArithmeticWorld} solves generated word problems with known step errors,
 * {@link dev.cairn.engine.simulate.ReplayWorld} serves recorded solutions and step scores. A {@link
 * dev.cairn.engine.simulate.Latency} says how fast they are. Answers are a pure function of the
 * request; order and parallelism change only when they arrive.
 *
 * <p>The package sees nothing of the engine but {@link dev.cairn.engine.search.Problem}.
 */
@NullMarked
package dev.cairn.engine.simulate;

import org.jspecify.annotations.NullMarked;
