package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CallQueueTest {
  private final CallQueue queue = new CallQueue();

  private Flight<String> add(String affinity, long rank, long number) {
    Flight<String> flight =
        new Flight<>(new Call<>("/x", "{}", affinity, 2, json -> ""), null, /* askedAt= */ 0);
    queue.add(flight, rank, number);
    return flight;
  }

  private List<String> order() {
    List<String> order = new ArrayList<>();
    for (Flight<?> next = queue.first(); next != null; next = queue.first()) {
      order.add(next.call().affinity());
      queue.removeFirst();
    }
    return order;
  }

  @Test
  void givesTheSearchThatHasComeFurthestFirstAndOthersInTheirOrder() {
    add("new", 0, 1);
    add("newer", 0, 2);
    add("far", -9, 3);
    add("half", -4, 4);
    add("far again", -9, 5);

    assertThat(order()).containsExactly("far", "far again", "half", "new", "newer");
  }

  @Test
  void forgetsCallsThatAreOver() {
    Flight<String> first = add("first", 0, 1);
    add("second", 0, 2);
    assertThat(queue.sequences()).isEqualTo(4);
    first.result().cancel(true);

    assertThat(order()).containsExactly("second");
    assertThat(queue.sequences()).isZero();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void givesATakerWhatItLikesBestElseTheFirstThatItMayHave() {
    add("far", -9, 1);
    add("half", -4, 2);
    add("new", 0, 3);

    assertThat(taken("new")).isEqualTo("new");
    assertThat(taken("new")).isEqualTo("half");
    assertThat(queue.take(flight -> false, flight -> true)).isNull();
    assertThat(order()).containsExactly("far");
  }

  /** Of all but the first, preferably a certain one. */
  private String taken(String liked) {
    return Objects.requireNonNull(
            queue.take(
                flight -> !flight.call().affinity().equals("far"),
                flight -> flight.call().affinity().equals(liked)))
        .call()
        .affinity();
  }
}
