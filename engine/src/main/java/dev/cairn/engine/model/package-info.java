/**
 * Policies and reward models: what turns an {@link dev.cairn.engine.search.Expansion} into prompts
 * and continuations into steps, and steps into rewards. The engine owns the list of steps: text is
 * split into steps here, once, and a reward model is given the list and returns one reward per
 * step.
 */
@NullMarked
package dev.cairn.engine.model;

import org.jspecify.annotations.NullMarked;
