package dev.cairn.engine.worker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait: those of the search that has come furthest first, of one search in their order.
 * Guarded by its pool.
 */
final class CallQueue {
  /** How deep a thief looks for a call that leaves no prefix behind. */
  private static final int LOOK_AHEAD = 64;

  private record Waiting(long rank, long number, Flight<?> flight) {}

  private final TreeSet<Waiting> waiting =
      new TreeSet<>(Comparator.comparingLong(Waiting::rank).thenComparingLong(Waiting::number));
  private int sequences;

  /**
   * Adds a call.
   *
   * @param rank smaller ones leave first
   * @param number of the arrival, which no other call has
   */
  void add(Flight<?> flight, long rank, long number) {
    waiting.add(new Waiting(rank, number, flight));
    sequences += flight.call().sequences();
  }

  /** Sequences of the calls that wait, of cancelled ones too while they have not been noticed. */
  int sequences() {
    return sequences;
  }

  boolean isEmpty() {
    return first() == null;
  }

  /** The call that is next, or null. */
  @Nullable Flight<?> first() {
    while (!waiting.isEmpty()) {
      Flight<?> flight = waiting.first().flight;
      if (!flight.over()) {
        return flight;
      }
      take(waiting.first());
    }
    return null;
  }

  /** Takes the call that is next. */
  void removeFirst() {
    take(waiting.first());
  }

  /** Takes the first call that a predicate likes best, else the next one that another allows. */
  @Nullable Flight<?> take(Predicate<Flight<?>> allowed, Predicate<Flight<?>> preferred) {
    Waiting choice = null;
    int seen = 0;
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext() && seen < LOOK_AHEAD; seen++) {
      Waiting candidate = each.next();
      if (candidate.flight.over() || !allowed.test(candidate.flight)) {
        continue;
      }
      choice = choice == null ? candidate : choice;
      if (preferred.test(candidate.flight)) {
        choice = candidate;
        break;
      }
    }
    if (choice == null) {
      return null;
    }
    take(choice);
    return choice.flight;
  }

  /** Takes all. */
  List<Flight<?>> drain() {
    List<Flight<?>> all = new ArrayList<>();
    for (Flight<?> next = first(); next != null; next = first()) {
      removeFirst();
      all.add(next);
    }
    return all;
  }

  private void take(Waiting one) {
    waiting.remove(one);
    sequences -= one.flight.call().sequences();
  }
}
