/**
 * What is read and written: problem sets, the run directory with its outcome segments, and the
 * tables with their schemas. All on any Hadoop file system.
 */
@NullMarked
package dev.cairn.jobs.io;

import org.jspecify.annotations.NullMarked;
