/**
 * The search algorithms, one file each, written like their papers' pseudocode. They see {@link
 * dev.cairn.engine.search} only. A new one needs its file, a line in the registry of {@code
 * config}, an entry in {@code conf/reference.yaml} and a test.
 */
@NullMarked
package dev.cairn.engine.search.strategy;

import org.jspecify.annotations.NullMarked;
