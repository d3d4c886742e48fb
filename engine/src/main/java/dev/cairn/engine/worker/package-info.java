/**
 * Workers: language-model servers behind HTTP. {@link dev.cairn.engine.worker.Worker} answers
 * {@link dev.cairn.engine.worker.Call}s; {@link dev.cairn.engine.worker.HttpWorker} is one server,
 * and the other implementations wrap workers to bound, retry and route. What differs from server to
 * server is in a {@link dev.cairn.engine.worker.Dialect}. This package knows nothing of searches.
 *
 * <p>Everything here is asynchronous and thread-safe. Cancelling a returned future cancels the call
 * and closes its connection, which is how a server is told to free its slots.
 */
@NullMarked
package dev.cairn.engine.worker;

import org.jspecify.annotations.NullMarked;
