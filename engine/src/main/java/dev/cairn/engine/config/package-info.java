/**
 * What the user says a run is, and how a mistake in it is told: the first line of defence between
 * the outside world and the engine.
 */
@NullMarked
package dev.cairn.engine.config;

import org.jspecify.annotations.NullMarked;
