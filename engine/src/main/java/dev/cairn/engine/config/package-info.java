/**
 * What the user says a run is: the records of its YAML, their reading with every mistake named by
 * file, line and key, the registry of strategies, votes and reward models with their defaults, and
 * the connection of a run to its servers. Sees all of the engine.
 */
@NullMarked
package dev.cairn.engine.config;

import org.jspecify.annotations.NullMarked;
