/**
 * The Spark jobs, one class a job: rows in, rows out. The work itself is done by {@code
 * dev.cairn.engine}; only text, primitives and rows cross into a closure, and models and loops are
 * built on the executors.
 */
@NullMarked
package dev.cairn.jobs;

import org.jspecify.annotations.NullMarked;
