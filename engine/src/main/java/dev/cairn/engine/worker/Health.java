package dev.cairn.engine.worker;

import dev.cairn.engine.worker.CircuitBreaker.State;
import dev.cairn.engine.worker.Endpoint.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How well the servers of a pool are, and where calls wait meanwhile: a server whose breaker opened
 * hands its calls to others and is probed until it is well; one that asks for a pause gets it;
 * while none answers, calls wait, see {@link Outage}.
 *
 * <p>Guarded by its pool's lock, which it takes itself where the timer calls it.
 */
final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

  private final @Nullable Call<?> probe;
  private final Routing routing;
  private final Timer timer;
  private final Object lock;
  private final Runnable dispatch;
  private final Outage outage;
  private boolean over;

  /**
   * All are well.
   *
   * @param lock of the pool
   * @param dispatch sends what can be sent; run without the lock
   */
  Health(
      WorkerPool.Settings settings, Routing routing, Timer timer, Object lock, Runnable dispatch) {
    this.probe = settings.health();
    this.routing = routing;
    this.timer = timer;
    this.lock = lock;
    this.dispatch = dispatch;
    this.outage = new Outage(settings.outagePatience(), timer, this::giveUp);
  }

  // Under the lock.

  /** Lets calls wait for a server that takes them, or for any. */
  void house(List<Flight<?>> flights) {
    for (Flight<?> flight : flights) {
      if (!routing.enqueue(flight, timer.nanos())) {
        outage.stranded();
      }
    }
  }

  /** Looks whether a server is left that answers, after some joined or left. */
  void look() {
    if (routing.endpoints().stream().noneMatch(each -> each.breaker.state() == State.CLOSED)) {
      outage.begin();
    } else {
      outage.end();
    }
  }

  /** A server answered. */
  void answered(Endpoint endpoint, Turn turn) {
    if (turn == Turn.CLOSED) {
      LOG.info("{} answers again", endpoint.name);
      outage.end();
      house(routing.homeless());
    }
  }

  /** A server failed, which may have been a call's own fault. */
  void failed(Endpoint endpoint, WorkerException reason, Turn turn) {
    outage.failed(reason);
    Duration asked = reason.retryAfter();
    if (asked != null && !asked.isZero()) {
      var unused = timer.after(endpoint.pause(asked, timer.nanos()), this::resume);
    }
    if (turn == Turn.OPENED) {
      LOG.warn("{} only fails and gets no calls until it answers a probe", endpoint.name);
      opened(endpoint);
    } else {
      answered(endpoint, turn);
    }
  }

  private void opened(Endpoint endpoint) {
    house(endpoint.queue.drain());
    look();
    var unused = timer.after(endpoint.breaker.pause(), () -> probe(endpoint));
  }

  /** Probes no more. */
  void end() {
    over = true;
    outage.end();
  }

  // What the timer does. Without the lock.

  private void resume() {
    synchronized (lock) {
      house(routing.homeless());
    }
    dispatch.run();
  }

  private void probe(Endpoint endpoint) {
    synchronized (lock) {
      if (over || !routing.endpoints().contains(endpoint)) {
        return;
      }
    }
    if (probe == null) {
      probed(endpoint, null);
      return;
    }
    CompletableFuture<?> sent = endpoint.worker.send(probe);
    Future<?> alarm = timer.after(PROBE_TIMEOUT, () -> sent.cancel(true));
    sent.whenComplete(
        (answer, failure) -> {
          alarm.cancel(false);
          probed(endpoint, failure == null ? null : Futures.cause(failure));
        });
  }

  private void probed(Endpoint endpoint, @Nullable Throwable failure) {
    synchronized (lock) {
      if (endpoint.breaker.state() != State.OPEN) {
        return;
      }
      if (Endpoint.well(failure)) {
        endpoint.breaker.halfOpen();
        house(routing.homeless());
      } else {
        endpoint.breaker.open();
        opened(endpoint);
      }
    }
    dispatch.run();
  }

  private void giveUp() {
    WorkerException failure;
    synchronized (lock) {
      failure = outage.lasted();
    }
    failWaiting(failure);
  }

  /** Fails all calls that wait. */
  void failWaiting(WorkerException failure) {
    List<Flight<?>> waiting = new ArrayList<>();
    synchronized (lock) {
      waiting.addAll(routing.homeless());
      routing.endpoints().forEach(each -> waiting.addAll(each.queue.drain()));
    }
    waiting.forEach(each -> each.result().completeExceptionally(failure));
  }
}
