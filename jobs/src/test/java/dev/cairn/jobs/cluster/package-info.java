/**
 * Real Spark clusters for tests, of separate JVMs on this machine, and the tests of what is handed
 * to a cluster: the application jar and the Spark home.
 */
@NullMarked
package dev.cairn.jobs.cluster;

import org.jspecify.annotations.NullMarked;
