/** Tests of the main job on a local Spark with a fleet of simulated workers. */
@NullMarked
package dev.cairn.jobs;

import org.jspecify.annotations.NullMarked;
