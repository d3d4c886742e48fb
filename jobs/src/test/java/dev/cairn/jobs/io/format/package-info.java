@NullMarked
package dev.cairn.jobs.io.format;

import org.jspecify.annotations.NullMarked;
