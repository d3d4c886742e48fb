package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolLimitTest {
  private static final URI NOWHERE = URI.create("http://nowhere:1");

  private static Call<Integer> call(int sequences) {
    return new Call<>("/x", "{\"n\": " + sequences + "}", "", sequences, json -> sequences);
  }

  private static WorkerPool worker(ScriptedServer server, int limit) {
    return Pools.of(limit, Timer.SYSTEM, server.url());
  }

  private static List<Integer> all(List<CompletableFuture<Integer>> sent) {
    return sent.stream().map(CompletableFuture::join).toList();
  }

  @Test
  void neverHasMoreSequencesUnderWayThanItsLimit() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok("{}").when(gate))) {
      WorkerPool worker = worker(server, 7);
      List<CompletableFuture<Integer>> sent = new ArrayList<>();
      List<Integer> sizes = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        sizes.add(1 + i % 3);
        sent.add(worker.send(call(1 + i % 3)));
      }
      // 1 + 2 + 3 are under way and the next call, of 1, makes the limit full.
      await().until(() -> server.open() == 7);
      gate.complete(null);

      assertThat(all(sent)).isEqualTo(sizes);
      assertThat(server.peak()).isEqualTo(7);
      assertThat(server.requests()).hasSize(200);
    }
  }

  @Test
  void sendsWaitingCallsInTheirOrder() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok("{}").when(gate))) {
      WorkerPool worker = worker(server, 5);
      List<CompletableFuture<Integer>> sent = new ArrayList<>();
      for (int sequences : new int[] {5, 4, 3, 5, 4, 3}) {
        sent.add(worker.send(call(sequences)));
      }
      gate.complete(null);

      assertThat(all(sent)).containsExactly(5, 4, 3, 5, 4, 3);
      assertThat(server.requests())
          .extracting(ScriptedServer.Request::body)
          .containsExactly(
              "{\"n\": 5}", "{\"n\": 4}", "{\"n\": 3}", "{\"n\": 5}", "{\"n\": 4}", "{\"n\": 3}");
    }
  }

  @Test
  void neverSendsACallThatWasCancelledWhileItWaited() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok("{}").when(gate))) {
      WorkerPool worker = worker(server, 1);
      CompletableFuture<Integer> first = worker.send(call(1));
      CompletableFuture<Integer> second = worker.send(call(1));
      CompletableFuture<Integer> third = worker.send(call(1));
      second.cancel(true);
      gate.complete(null);

      assertThat(all(List.of(first, third))).containsExactly(1, 1);
      assertThat(server.requests()).hasSize(2);
      assertThat(worker.waiting()).isZero();
    }
  }

  @Test
  void givesThePlaceOfACancelledCallToTheNext() {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.never(), Reply.ok("{}"))) {
      WorkerPool worker = worker(server, 1);
      CompletableFuture<Integer> first = worker.send(call(1));
      CompletableFuture<Integer> second = worker.send(call(1));
      await().until(() -> server.open() == 1);
      first.cancel(true);

      assertThat(second.join()).isEqualTo(1);
      await().until(() -> server.hungUp() == 1);
    }
  }

  @Test
  void givesThePlaceOfAFailedCallToTheNext() {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.of(500, ""), Reply.ok("{}"))) {
      WorkerPool worker = worker(server, 1);
      CompletableFuture<Integer> first = worker.send(call(1));
      CompletableFuture<Integer> second = worker.send(call(1));

      assertThat(second.join()).isEqualTo(1);
      assertThat(first).isCompletedExceptionally();
    }
  }

  @Test
  void runsACallLargerThanTheLimitAlone() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    try (ScriptedServer server =
        ScriptedServer.inTurn(Reply.ok("{}"), Reply.ok("{}").when(gate), Reply.ok("{}"))) {
      WorkerPool worker = worker(server, 2);
      List<CompletableFuture<Integer>> sent =
          List.of(worker.send(call(1)), worker.send(call(9)), worker.send(call(1)));
      await().until(() -> server.requests().size() == 2);
      assertThat(server.open()).isEqualTo(9);
      assertThat(sent.get(2)).isNotDone();
      gate.complete(null);

      assertThat(all(sent)).containsExactly(1, 9, 1);
      assertThat(server.peak()).isEqualTo(9);
    }
  }

  /** Completes every call at once, except those of which it was told to wait. */
  private static final class Instant implements Worker {
    private final CompletableFuture<Object> first = new CompletableFuture<>();
    private final AtomicInteger sent = new AtomicInteger();

    @Override
    @SuppressWarnings("unchecked")
    public <T> CompletableFuture<T> send(Call<T> call) {
      return sent.getAndIncrement() == 0
          ? (CompletableFuture<T>) first
          : CompletableFuture.completedFuture((T) (Object) call.sequences());
    }

    @Override
    public void close() {}
  }

  @Test
  void drainsThousandsOfCallsThatCompleteAtOnceWithoutDeepeningTheStack() {
    Instant instant = new Instant();
    WorkerPool worker = Pools.over(1, Timer.SYSTEM, Map.of(NOWHERE, instant));
    List<CompletableFuture<Integer>> sent = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      sent.add(worker.send(call(1)));
    }
    assertThat(instant.sent).hasValue(1);

    instant.first.complete(1);

    assertThat(all(sent)).hasSize(50_000).containsOnly(1);
    assertThat(worker.waiting()).isZero();
  }

  @Test
  void failsACallThatCannotBeSentAndGoesOn() {
    AtomicInteger sent = new AtomicInteger();
    Worker picky =
        new Worker() {
          @Override
          public <T> CompletableFuture<T> send(Call<T> call) {
            if (sent.getAndIncrement() == 0) {
              throw new IllegalArgumentException("no such path");
            }
            return CompletableFuture.completedFuture(
                Objects.requireNonNull(call.decoder().decode(NullNode.getInstance())));
          }

          @Override
          public void close() {}
        };
    WorkerPool worker = Pools.over(1, Timer.SYSTEM, Map.of(NOWHERE, picky));

    assertThatThrownBy(() -> worker.send(call(1)).join()).hasMessageContaining("no such path");
    assertThat(worker.send(call(1)).join()).isEqualTo(1);
  }
}
