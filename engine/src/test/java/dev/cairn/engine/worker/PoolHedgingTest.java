package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.worker.WorkerException.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PoolHedgingTest {
  private static final Call<String> CALL = new Call<>("/x", "{\"seed\":7}", "p", 1, json -> "");

  private final ManualTimer timer = new ManualTimer();
  private final Puppet a = new Puppet("http://a:1");
  private final Puppet b = new Puppet("http://b:1");

  private WorkerPool pool(double share) {
    Map<URI, Worker> workers = new LinkedHashMap<>();
    workers.put(URI.create("http://a:1"), a);
    workers.put(URI.create("http://b:1"), b);
    WorkerPool pool =
        Pools.over(new WorkerPool.Settings(8, Duration.ofMinutes(10), share, null), timer, workers);
    for (int i = 0; i < 200; i++) {
      assertThat(pool.send(CALL)).isNotDone();
      timer.pass(Duration.ofSeconds(1));
      busy().answer();
    }
    return pool;
  }

  private Puppet busy() {
    return a.open() > 0 ? a : b;
  }

  private Puppet other(Puppet one) {
    return one == a ? b : a;
  }

  @Test
  void asksASecondServerTheSameWhenTheFirstIsSlowAndCancelsTheLoser() {
    WorkerPool pool = pool(0.1);
    CompletableFuture<String> sent = pool.send(CALL);
    Puppet slow = busy();
    timer.pass(Duration.ofMillis(900));
    assertThat(other(slow).open()).isZero();
    timer.pass(Duration.ofMillis(200));
    assertThat(other(slow).open()).isEqualTo(1);

    other(slow).answer();

    assertThat(sent.join()).isEqualTo(other(slow) == a ? "http://a:1" : "http://b:1");
    assertThat(slow.open()).isZero();
    assertThat(slow.wasCancelled(slow.sent() - 1)).isTrue();
    assertThat(other(slow).bodies()).contains(CALL.body());
    assertThat(pool.stats().stream().mapToLong(EndpointStats::hedges).sum()).isEqualTo(1);
    assertThat(pool.stats()).allSatisfy(each -> assertThat(each.inFlight()).isZero());
  }

  @Test
  void failsOnlyWhenBothHaveFailed() {
    WorkerPool pool = pool(0.1);
    CompletableFuture<String> sent = pool.send(CALL);
    Puppet slow = busy();
    timer.pass(Duration.ofMillis(1100));
    slow.fail(Kind.SERVER_ERROR);
    assertThat(sent).isNotDone();
    other(slow).fail(Kind.MALFORMED);

    assertThatThrownBy(sent::join).hasMessageContaining("as the test says");
  }

  @Test
  void hedgesNoLargerShareThanItMay() {
    WorkerPool pool = pool(0.02);
    int hedged = 0;
    for (int i = 0; i < 8; i++) {
      assertThat(pool.send(CALL)).isNotDone();
      timer.pass(Duration.ofSeconds(2));
      hedged += a.open() + b.open() > 1 ? 1 : 0;
      a.answerAll();
      b.answerAll();
    }
    assertThat(hedged).isBetween(4, 5);
  }

  @Test
  void hedgesNothingUnlessToldTo() {
    WorkerPool pool = pool(0);
    assertThat(pool.send(CALL)).isNotDone();
    timer.pass(Duration.ofHours(1));

    assertThat(a.open() + b.open()).isEqualTo(1);
  }
}
