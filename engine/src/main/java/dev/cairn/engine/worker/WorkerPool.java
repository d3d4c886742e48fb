package dev.cairn.engine.worker;

import dev.cairn.engine.worker.AdaptiveLimit.Place;
import dev.cairn.engine.worker.CircuitBreaker.State;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Routes calls over equal servers, which may join and leave. Calls of one affinity go to one
 * server, so that its prefix cache is hit, see {@link Routing}. vLLM and SGLang queue without
 * bound, so that the client has to hold back: {@link AdaptiveLimit} says how many sequences each
 * server may have under way, the rest waits here, where it can still be cancelled for free or go
 * elsewhere. A {@link CircuitBreaker} keeps calls away from a server that only fails, see {@link
 * Health}. Nothing here is part of a result: any order and any server give the same answers.
 *
 * <p>One lock guards all state; futures are completed and calls sent without it.
 */
public final class WorkerPool implements Worker {
  /**
   * How servers are treated.
   *
   * @param sequencesInFlight the most sequences under way at one server, at least 1
   * @param outagePatience how long calls wait while no server answers, above 0
   * @param hedgedShare of the slowest calls that are sent to a second server too, in [0, 0.5]
   * @param health tells whether a server is well again, or null to let the next call find out
   */
  public record Settings(
      int sequencesInFlight,
      Duration outagePatience,
      double hedgedShare,
      @Nullable Call<?> health) {
    /** Refuses values out of range. */
    public Settings {
      if (sequencesInFlight < 1) {
        throw new IllegalArgumentException(
            "sequences in flight must be at least 1 but was " + sequencesInFlight);
      }
      if (outagePatience.isNegative() || outagePatience.isZero()) {
        throw new IllegalArgumentException(
            "outage patience must be above 0 but was " + outagePatience);
      }
      if (!(hedgedShare >= 0 && hedgedShare <= 0.5)) {
        throw new IllegalArgumentException(
            "hedged share must be in [0, 0.5] but was " + hedgedShare);
      }
    }
  }

  private final Settings settings;
  private final Function<URI, Worker> connect;
  private final Timer timer;
  private final Routing routing = new Routing();
  private final Health health;
  private final Hedging hedging;
  private boolean dispatching;
  private boolean closed;

  /**
   * A pool without servers yet.
   *
   * @param connect gives the worker of a server
   */
  public WorkerPool(Settings settings, Function<URI, Worker> connect, Timer timer) {
    this.settings = settings;
    this.connect = connect;
    this.timer = timer;
    this.health = new Health(settings, routing, timer, this, this::dispatch);
    this.hedging = new Hedging(settings.hedgedShare());
  }

  private record Launch<T>(Flight<T> flight, Endpoint endpoint, Place place, long sentAt) {}

  /**
   * Uses these servers from now on. What is under way at one that leaves may end there; what waits
   * for it goes elsewhere.
   */
  public void serve(Collection<URI> urls) {
    Map<String, URI> wanted = new LinkedHashMap<>();
    urls.forEach(url -> wanted.put(url.toString().replaceFirst("/+$", ""), url));
    synchronized (this) {
      wanted.forEach(
          (name, url) ->
              routing.join(
                  name,
                  () -> new Endpoint(name, connect.apply(url), settings.sequencesInFlight())));
      health.house(routing.retain(wanted.keySet()));
      health.house(routing.homeless());
      health.look();
    }
    dispatch();
  }

  @Override
  public <T> CompletableFuture<T> send(Call<T> call) {
    return send(call, null);
  }

  /**
   * Sends a call again.
   *
   * @param failedAt the server at which the last attempt failed, to be avoided if another takes
   *     calls; null if it is not known
   */
  <T> CompletableFuture<T> send(Call<T> call, @Nullable String failedAt) {
    Flight<T> flight = new Flight<>(call, failedAt, timer.nanos());
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(closedPool());
      }
      health.house(List.of(flight));
    }
    dispatch();
    return flight.result();
  }

  /** What is known of every server now. */
  public synchronized List<EndpointStats> stats() {
    return routing.endpoints().stream().map(Endpoint::stats).toList();
  }

  /** Sequences of the calls that wait, for a certain server or for any. */
  public synchronized int waiting() {
    return routing.waiting();
  }

  private @Nullable Launch<?> takeNext() {
    Routing.Choice next = routing.takeNext(timer.nanos());
    return next == null ? null : prepare(next.flight(), next.endpoint(), /* hedge= */ false);
  }

  private <T> Launch<T> prepare(Flight<T> flight, Endpoint endpoint, boolean hedge) {
    long now = timer.nanos();
    return new Launch<>(flight, endpoint, endpoint.sent(flight, hedge, now), now);
  }

  // Sending. Without the lock.

  private void dispatch() {
    while (true) {
      Launch<?> next;
      synchronized (this) {
        // A call that completes at once gives its place back inside start(); without this flag a
        // long queue of such calls would recurse.
        if (dispatching || closed) {
          return;
        }
        next = takeNext();
        if (next == null) {
          return;
        }
        dispatching = true;
      }
      start(next);
      hedgeIfSlow(next);
      synchronized (this) {
        dispatching = false;
      }
    }
  }

  private <T> void start(Launch<T> launch) {
    CompletableFuture<T> sent = launch.flight.launch(launch.endpoint.worker);
    sent.whenComplete(
        (answer, failure) -> {
          Throwable cause = failure == null ? null : Futures.cause(failure);
          synchronized (this) {
            note(launch, answer, cause);
          }
          launch.flight.land(answer, cause);
          dispatch();
        });
  }

  private <T> void hedgeIfSlow(Launch<T> launch) {
    Duration slow;
    synchronized (this) {
      slow = hedging.slow();
    }
    if (slow != null && !launch.flight.over()) {
      Future<?> alarm = timer.after(slow, () -> hedge(launch));
      launch.flight.result().whenComplete((answer, failure) -> alarm.cancel(false));
    }
  }

  private <T> void hedge(Launch<T> slow) {
    Launch<T> second;
    synchronized (this) {
      long now = timer.nanos();
      Endpoint other =
          routing.endpoints().stream()
              .filter(each -> each != slow.endpoint && each.breaker.state() == State.CLOSED)
              .filter(each -> each.queue.isEmpty() && each.admits(slow.flight.call(), now))
              .min(Comparator.comparingDouble(Endpoint::load))
              .orElse(null);
      if (closed || slow.flight.over() || other == null || !hedging.take()) {
        return;
      }
      second = prepare(slow.flight, other, /* hedge= */ true);
    }
    start(second);
  }

  // Under the lock.

  private void note(Launch<?> launch, @Nullable Object answer, @Nullable Throwable failure) {
    Endpoint endpoint = launch.endpoint;
    if (failure == null) {
      long nanos = timer.nanos() - launch.sentAt;
      hedging.answered(nanos);
      health.answered(endpoint, endpoint.answered(launch.place, answer, nanos));
    } else if (failure instanceof WorkerException reason) {
      health.failed(endpoint, reason, endpoint.failed(launch.place, reason));
    } else {
      endpoint.cancelled(launch.place);
    }
  }

  private static WorkerException closedPool() {
    return new WorkerException(Kind.UNREACHABLE, "all servers", "the pool was closed");
  }

  @Override
  public void close() {
    List<Endpoint> left;
    synchronized (this) {
      closed = true;
      health.end();
      left = List.copyOf(routing.endpoints());
    }
    health.failWaiting(closedPool());
    left.forEach(each -> each.worker.close());
  }
}
