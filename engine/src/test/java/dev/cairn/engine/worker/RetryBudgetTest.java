package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.worker.RetryingWorker.Backoff;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private static final long SECOND = 1_000_000_000;

  private static int taken(RetryBudget budget, long now) {
    int taken = 0;
    while (budget.take(now)) {
      taken++;
    }
    return taken;
  }

  @Test
  void givesABurstAndThenAShareOfTheAnsweredCalls() {
    RetryBudget budget = new RetryBudget(0.1, 20, 0);
    assertThat(taken(budget, 0)).isEqualTo(20);
    for (int i = 0; i < 50; i++) {
      budget.answered();
    }
    assertThat(taken(budget, 0)).isBetween(4, 5);
  }

  @Test
  void fillsInHalfAMinuteSoThatNothingWaitsForEver() {
    RetryBudget budget = new RetryBudget(0, 30, 0);
    assertThat(taken(budget, 0)).isEqualTo(30);
    assertThat(taken(budget, 5 * SECOND)).isBetween(4, 5);
    assertThat(taken(budget, 500 * SECOND)).isEqualTo(30);
  }

  @Test
  void delaysTheRetriesAboveItAndLosesNone() {
    ManualTimer timer = new ManualTimer();
    Puppet server = new Puppet("http://a:1");
    WorkerPool pool = Pools.over(100, timer, Map.of(URI.create("http://a:1"), server));
    Duration second = Duration.ofSeconds(1);
    RetryingWorker worker = new RetryingWorker(pool, new Backoff(3, second, second, 0, 10), timer);
    List<CompletableFuture<String>> sent = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      sent.add(worker.send(new Call<>("/x", "{}", "p" + i, 1, json -> "")));
    }
    for (int i = 0; i < 25; i++) {
      server.fail(Kind.MALFORMED);
    }
    timer.pass(second);
    assertThat(server.open()).isBetween(10L, 11L);

    for (int i = 0; i < 60; i++) {
      server.answerAll();
      timer.pass(second);
    }
    server.answerAll();
    assertThat(sent).allSatisfy(call -> assertThat(call.join()).isEqualTo("http://a:1"));
    assertThat(server.sent()).isEqualTo(50);
  }
}
