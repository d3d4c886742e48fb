/** Tests of what is read and written. */
@NullMarked
package dev.cairn.jobs.io;

import org.jspecify.annotations.NullMarked;
