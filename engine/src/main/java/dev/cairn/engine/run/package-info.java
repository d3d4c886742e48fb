/**
 * Runs searches: the event loop that answers the requests of many searches at once, the seeds of
 * their requests, the ledger of what they cost and the tree that each leaves behind.
 */
@NullMarked
package dev.cairn.engine.run;

import org.jspecify.annotations.NullMarked;
