/**
 * The input formats: what a row of a file may look like and what it means. One {@link
 * dev.cairn.jobs.io.format.Format} per format; {@link dev.cairn.jobs.io.format.Formats} lists them.
 * A new format is one class here and one line there.
 */
@NullMarked
package dev.cairn.jobs.io.format;

import org.jspecify.annotations.NullMarked;
