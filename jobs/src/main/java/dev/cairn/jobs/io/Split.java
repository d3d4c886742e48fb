package dev.cairn.jobs.io;

import java.io.Serializable;

/**
 * A part of a file that one task reads.
 *
 * @param file its path
 * @param number of the file among those of the input
 * @param start first byte; the line that stands across it belongs to the split before
 * @param length bytes; all of a compressed file
 * @param array whether the file is one JSON array, and not rows in lines
 * @param linesBefore in the file
 */
record Split(String file, int number, long start, long length, boolean array, long linesBefore)
    implements Serializable {
  Split after(long lines) {
    return new Split(file, number, start, length, array, lines);
  }
}
