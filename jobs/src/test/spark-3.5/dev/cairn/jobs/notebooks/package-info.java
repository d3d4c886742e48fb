/** The Zeppelin notes, parsed by Zeppelin and run in Spark's shell. */
@NullMarked
package dev.cairn.jobs.notebooks;

import org.jspecify.annotations.NullMarked;
