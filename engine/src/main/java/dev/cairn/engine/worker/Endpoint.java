package dev.cairn.engine.worker;

import dev.cairn.engine.worker.AdaptiveLimit.Place;
import dev.cairn.engine.worker.CircuitBreaker.State;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One server of a pool, with what the pool knows of it. Guarded by its pool. */
final class Endpoint {
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(2);

  /** What an answer or a failure did to the server's breaker. */
  enum Turn {
    NONE,
    CLOSED,
    OPENED
  }

  final String name;
  final Worker worker;
  final CallQueue queue = new CallQueue();
  final CircuitBreaker breaker = new CircuitBreaker();
  private final AdaptiveLimit limit;
  private final EndpointMeter meter = new EndpointMeter();
  private boolean paused;
  private long pausedUntil;

  Endpoint(String name, Worker worker, int sequencesInFlight) {
    this.name = name;
    this.worker = worker;
    this.limit = new AdaptiveLimit(sequencesInFlight);
  }

  /** Whether new calls should come here, to be sent or to wait. */
  boolean takesCalls(long now) {
    if (paused(now)) {
      return false;
    }
    return breaker.state() == State.CLOSED
        // Behind the one call that tries a half-open server none should have to wait.
        || (breaker.admits() && queue.isEmpty());
  }

  /** Whether a call would be sent now. */
  boolean admits(Call<?> call, long now) {
    return !paused(now) && breaker.admits() && limit.hasRoomFor(call.sequences());
  }

  private boolean paused(long now) {
    paused = paused && pausedUntil - now > 0;
    return paused;
  }

  /** Sequences under way, as a share of what may be. */
  double load() {
    return limit.inFlight() / (double) limit.limit();
  }

  /** Sequences waiting and under way, as a share of what may be under way. */
  double pressure() {
    return (limit.inFlight() + queue.sequences()) / (double) limit.limit();
  }

  /** The call that waits here and can be sent here now, taken from the queue; or null. */
  @Nullable Flight<?> takeOwn(long now) {
    Flight<?> first = queue.first();
    if (first == null || !admits(first.call(), now)) {
      return null;
    }
    queue.removeFirst();
    return first;
  }

  /** A call is sent. */
  Place sent(Flight<?> flight, boolean hedge, long now) {
    breaker.sent();
    meter.sent(flight, hedge, now);
    return limit.enter(flight.call().sequences());
  }

  /** A call was answered, so many nanoseconds after it was sent. */
  Turn answered(Place place, @Nullable Object answer, long nanos) {
    limit.leave(place);
    meter.answered(answer, nanos);
    return alive(place);
  }

  /** A call was taken back. */
  void cancelled(Place place) {
    limit.leave(place);
    breaker.abandoned();
  }

  /** A call failed. */
  Turn failed(Place place, WorkerException failure) {
    limit.leave(place);
    meter.failed(failure.kind());
    Turn turn =
        switch (failure.kind()) {
          case UNREACHABLE, SERVER_ERROR -> ill();
          case TIMEOUT -> {
            var unused = limit.overloaded(place);
            yield ill();
          }
          // A server may refuse some calls of a burst and serve the others: one failure a burst.
          case OVERLOADED ->
              limit.overloaded(place) || breaker.state() == State.HALF_OPEN ? ill() : Turn.NONE;
          case MALFORMED, CONTEXT_TOO_LONG, REFUSED -> alive(place);
        };
    if (turn == Turn.OPENED) {
      meter.opened();
    }
    return turn;
  }

  private Turn alive(Place place) {
    limit.answered(place);
    if (!breaker.answered()) {
      return Turn.NONE;
    }
    limit.restart();
    return Turn.CLOSED;
  }

  private Turn ill() {
    return breaker.failed() ? Turn.OPENED : Turn.NONE;
  }

  /** Lets no call through for as long as a server asks, two minutes at most; returns how long. */
  Duration pause(Duration retryAfter, long now) {
    Duration pause =
        retryAfter.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : retryAfter;
    long until = now + pause.toNanos();
    if (!paused(now) || until - pausedUntil > 0) {
      pausedUntil = until;
      paused = true;
    }
    return pause;
  }

  /** Whether a probe's outcome says that the server is there. */
  static boolean well(@Nullable Throwable failure) {
    // Whatever else it says, a server that knows no such path is there.
    return failure == null
        || (failure instanceof WorkerException reason
            && (reason.kind() == Kind.REFUSED || reason.kind() == Kind.MALFORMED));
  }

  EndpointStats stats() {
    return meter.stats(name, limit, breaker.state(), queue.sequences());
  }
}
