@NullMarked
package dev.cairn.jobs.report;

import org.jspecify.annotations.NullMarked;
