package dev.cairn.engine.worker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which server a call goes to, and which call a server gets next. Calls of one affinity go to one
 * server: at first to the {@link Rendezvous} favourite; and when another server runs dry while this
 * one has calls waiting, it takes a search over, preferably one that has not begun. Calls that no
 * server takes wait for any. Guarded by its pool.
 */
final class Routing {
  /**
   * A server below this load takes over any call that waits for another. Above it, it may well have
   * calls waiting itself, since more than its slots should be under way, and a search that moves
   * costs its prefix.
   */
  private static final double DRY = 0.5;

  /** From a server above this pressure, twice what may be under way waiting, any server takes. */
  private static final double FLOODED = 3;

  private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
  private final Homes homes = new Homes();
  private final CallQueue homeless = new CallQueue();
  private long arrivals;

  /** A call to be sent now, taken from its queue. */
  record Choice(Flight<?> flight, Endpoint endpoint) {}

  Collection<Endpoint> endpoints() {
    return Collections.unmodifiableCollection(endpoints.values());
  }

  /** Adds a server unless one of its name is there. */
  void join(String name, Supplier<Endpoint> endpoint) {
    if (!endpoints.containsKey(name)) {
      endpoints.put(name, endpoint.get());
    }
  }

  /** Removes all other servers; gives the calls that waited for them. */
  List<Flight<?>> retain(Set<String> names) {
    List<Flight<?>> waited = new ArrayList<>();
    endpoints.values().stream()
        .filter(each -> !names.contains(each.name))
        .forEach(each -> waited.addAll(each.queue.drain()));
    endpoints.keySet().retainAll(names);
    return waited;
  }

  /** Takes the calls that no server took. */
  List<Flight<?>> homeless() {
    return homeless.drain();
  }

  /** Sequences of the calls that wait, for a certain server or for any. */
  int waiting() {
    return homeless.sequences()
        + endpoints.values().stream().mapToInt(each -> each.queue.sequences()).sum();
  }

  /** Lets a call wait for its server; false if none takes calls, and it waits for any. */
  boolean enqueue(Flight<?> flight, long now) {
    Endpoint target = route(flight, now);
    CallQueue queue = target == null ? homeless : target.queue;
    queue.add(flight, -homes.calls(flight.call().affinity()), arrivals++);
    return target != null;
  }

  private @Nullable Endpoint route(Flight<?> flight, long now) {
    List<Endpoint> usable =
        endpoints.values().stream().filter(each -> each.takesCalls(now)).toList();
    List<Endpoint> untried =
        usable.stream().filter(each -> !each.name.equals(flight.failedAt())).toList();
    List<Endpoint> choice = untried.isEmpty() ? usable : untried;
    String affinity = flight.call().affinity();
    String home = homes.of(affinity);
    return choice.stream()
        .filter(each -> each.name.equals(home))
        .findFirst()
        .or(
            () ->
                choice.stream()
                    .max(Comparator.comparingLong(each -> Rendezvous.weight(affinity, each.name))))
        .orElse(null);
  }

  /** The next call that can be sent, or null. */
  @Nullable Choice takeNext(long now) {
    for (Endpoint endpoint : endpoints.values()) {
      Flight<?> own = endpoint.takeOwn(now);
      if (own != null) {
        return choice(own, endpoint);
      }
    }
    for (Endpoint endpoint : endpoints.values()) {
      Flight<?> taken = takeOver(endpoint, now);
      if (taken != null) {
        return choice(taken, endpoint);
      }
    }
    return null;
  }

  private Choice choice(Flight<?> flight, Endpoint endpoint) {
    // A retry goes elsewhere without taking its search along.
    if (flight.failedAt() == null) {
      homes.move(flight.call().affinity(), endpoint.name);
    }
    return new Choice(flight, endpoint);
  }

  /** A call that waits elsewhere, for a server that would have nothing to do; or null. */
  private @Nullable Flight<?> takeOver(Endpoint taker, long now) {
    if (!taker.queue.isEmpty() || !taker.takesCalls(now)) {
      return null;
    }
    Flight<?> waitsForAny = homeless.take(each -> taker.admits(each.call(), now), each -> true);
    if (waitsForAny != null) {
      return waitsForAny;
    }
    return endpoints.values().stream()
        .filter(each -> each != taker && !each.queue.isEmpty())
        .max(Comparator.comparingDouble(Endpoint::pressure))
        .filter(busiest -> taker.load() < DRY || busiest.pressure() > FLOODED)
        .map(
            busiest ->
                busiest.queue.take(
                    each -> taker.admits(each.call(), now) && !taker.name.equals(each.failedAt()),
                    each -> homes.isCold(each.call().affinity())))
        .orElse(null);
  }
}
