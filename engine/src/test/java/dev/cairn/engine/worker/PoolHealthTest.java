package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.worker.WorkerException.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a pool does with servers that fail, in a time that the tests move by hand. */
class PoolHealthTest {
  private static final URI A = URI.create("http://a:1");
  private static final URI B = URI.create("http://b:1");

  private final ManualTimer timer = new ManualTimer();
  private final Puppet a = new Puppet(A.toString());
  private final Puppet b = new Puppet(B.toString());

  private WorkerPool pool(URI... servers) {
    Map<URI, Worker> workers = new LinkedHashMap<>();
    for (URI url : servers) {
      workers.put(url, url.equals(A) ? a : b);
    }
    return Pools.over(8, timer, workers);
  }

  private static Call<String> call(String affinity) {
    return new Call<>("/x", "{}", affinity, 1, json -> "");
  }

  /** An affinity whose favourite is the server. */
  private static String friendOf(URI server) {
    URI other = server.equals(A) ? B : A;
    int i = 0;
    while (Rendezvous.weight("p" + i, server.toString())
        < Rendezvous.weight("p" + i, other.toString())) {
      i++;
    }
    return "p" + i;
  }

  private void fellA(WorkerPool pool) {
    for (int i = 0; i < 3; i++) {
      assertThat(pool.send(call(friendOf(A)))).isNotDone();
      a.fail(Kind.UNREACHABLE);
    }
  }

  @Test
  void sendsNothingToAServerThatFailedThreeTimesUntilItAnswersAProbe() {
    WorkerPool pool = pool(A, B);
    fellA(pool);

    assertThat(pool.send(call(friendOf(A)))).isNotDone();
    assertThat(b.sent()).isEqualTo(1);
    assertThat(state(pool, A)).isEqualTo("open");

    timer.pass(Duration.ofSeconds(1));
    a.probeFails();
    timer.pass(Duration.ofMillis(1999));
    assertThat(a.probed()).isEqualTo(1);
    timer.pass(Duration.ofMillis(1));
    assertThat(a.probed()).isEqualTo(2);
    a.probeSucceeds();

    assertThat(state(pool, A)).isEqualTo("half-open");
    CompletableFuture<String> trial = pool.send(call(friendOf(A) + "new"));
    assertThat(pool.send(call(friendOf(A)))).isNotDone();
    assertThat(a.open()).as("one of them tries").isLessThanOrEqualTo(1);
    a.answerAll();
    b.answerAll();
    assertThat(trial).isDone();
  }

  @Test
  void letsOneCallTryAHalfOpenServerAndAllOnceItAnswered() {
    WorkerPool pool = pool(A);
    fellA(pool);
    List<CompletableFuture<String>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(pool.send(call("p" + i)));
    }
    timer.pass(Duration.ofSeconds(1));
    assertThat(a.open()).isZero();
    a.probeSucceeds();
    assertThat(a.open()).isEqualTo(1);

    a.answer();
    assertThat(state(pool, A)).isEqualTo("closed");
    assertThat(a.open()).isEqualTo(4);
    a.answerAll();
    assertThat(waiting).allSatisfy(call -> assertThat(call.join()).isEqualTo(A.toString()));
  }

  @Test
  void opensAgainForTwiceAsLongWhenTheCallThatTriesFails() {
    WorkerPool pool = pool(A);
    fellA(pool);
    CompletableFuture<String> tries = pool.send(call("p"));
    timer.pass(Duration.ofSeconds(1));
    a.probeSucceeds();
    a.fail(Kind.SERVER_ERROR);
    assertThat(tries).isCompletedExceptionally();
    assertThat(state(pool, A)).isEqualTo("open");

    timer.pass(Duration.ofMillis(1999));
    assertThat(a.probed()).isEqualTo(1);
    timer.pass(Duration.ofMillis(1));
    assertThat(a.probed()).isEqualTo(2);
  }

  @Test
  void letsCallsWaitThroughAnOutageInsteadOfFailingThem() {
    WorkerPool pool = pool(A, B);
    fellA(pool);
    for (int i = 0; i < 3; i++) {
      assertThat(pool.send(call("p" + i))).isNotDone();
      b.fail(Kind.UNREACHABLE);
    }
    CompletableFuture<String> patient = pool.send(call("p"));
    for (int seconds = 0; seconds < 30; seconds++) {
      timer.pass(Duration.ofSeconds(1));
      if (a.probed() > 0) {
        a.probeFails();
      }
      if (b.probed() > 0) {
        b.probeFails();
      }
    }
    assertThat(patient).isNotDone();
    assertThat(a.sent() + b.sent()).as("attempts are not burnt").isEqualTo(6);

    nextProbe(b);
    b.probeSucceeds();
    b.answer();
    assertThat(patient.join()).isEqualTo(B.toString());
  }

  @Test
  void failsWhatWaitedWhenAnOutageOutlastsItsPatienceAndServesAgainAfterIt() {
    WorkerPool pool = pool(A);
    fellA(pool);
    CompletableFuture<String> waited = pool.send(call("p"));
    for (int seconds = 0; seconds < 600; seconds++) {
      timer.pass(Duration.ofSeconds(1));
      if (a.probed() > 0) {
        a.probeFails();
      }
    }

    assertThatThrownBy(waited::join)
        .cause()
        .hasMessage(
            "all servers: none answered for 10m; the last failure was http://a:1: as the test says");
    CompletableFuture<String> late = pool.send(call("p"));
    timer.pass(Duration.ZERO);
    assertThat(late).isCompletedExceptionally();

    nextProbe(a);
    a.probeSucceeds();
    CompletableFuture<String> again = pool.send(call("p"));
    a.answer();
    assertThat(again.join()).isEqualTo(A.toString());
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"MALFORMED", "CONTEXT_TOO_LONG", "REFUSED"})
  void takesAServerThatAnswersBadlyForOneThatIsThere(Kind kind) {
    WorkerPool pool = pool(A);
    for (int i = 0; i < 9; i++) {
      assertThat(pool.send(call("p"))).isNotDone();
      a.fail(kind);
    }
    assertThat(state(pool, A)).isEqualTo("closed");
  }

  @Test
  void countsABurstOfRefusalsForLackOfRoomAsOneFailure() {
    WorkerPool pool = pool(A);
    List<CompletableFuture<String>> burst = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      burst.add(pool.send(call("p" + i)));
    }
    for (int i = 0; i < 8; i++) {
      a.fail(Kind.OVERLOADED);
    }
    assertThat(burst).allSatisfy(call -> assertThat(call).isCompletedExceptionally());
    assertThat(state(pool, A)).isEqualTo("closed");
    assertThat(pool.stats().get(0).limit()).isEqualTo(6);
  }

  @Test
  void sendsNothingToAServerForAsLongAsItAsksTwoMinutesAtMost() {
    WorkerPool pool = pool(A);
    assertThat(pool.send(call("p"))).isNotDone();
    a.fail(Kind.OVERLOADED, Duration.ofSeconds(20));
    CompletableFuture<String> held = pool.send(call("p"));
    timer.pass(Duration.ofMillis(19_999));
    assertThat(a.open()).isZero();
    timer.pass(Duration.ofMillis(1));
    assertThat(a.open()).isEqualTo(1);

    a.fail(Kind.OVERLOADED, Duration.ofDays(1));
    assertThat(held).isCompletedExceptionally();
    assertThat(pool.send(call("p"))).isNotDone();
    timer.pass(Duration.ofMinutes(2));
    assertThat(a.open()).isEqualTo(1);
  }

  @Test
  void sendsCallsElsewhereWhileAServerAsksForTime() {
    WorkerPool pool = pool(A, B);
    assertThat(pool.send(call(friendOf(A)))).isNotDone();
    a.fail(Kind.OVERLOADED, Duration.ofSeconds(20));
    assertThat(pool.send(call(friendOf(A)))).isNotDone();

    assertThat(b.open()).isEqualTo(1);
  }

  @Test
  void keepsWhatWaitsForAServerThatLeavesAndWhatIsUnderWayThere() {
    WorkerPool pool = pool(A);
    List<CompletableFuture<String>> sent = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      sent.add(pool.send(call("p" + i)));
    }
    assertThat(a.open()).isEqualTo(8);
    pool.serve(List.of());
    assertThat(pool.waiting()).isEqualTo(4);
    a.answerAll();
    assertThat(a.sent()).isEqualTo(8);

    pool.serve(List.of(A));
    a.answerAll();
    assertThat(sent).allSatisfy(call -> assertThat(call.join()).isEqualTo(A.toString()));
  }

  @Test
  void failsWhatWaitsWhenItIsClosed() {
    WorkerPool pool = pool(A);
    fellA(pool);
    CompletableFuture<String> waiting = pool.send(call("p"));
    pool.close();

    assertThatThrownBy(waiting::join).hasMessageContaining("the pool was closed");
    assertThatThrownBy(() -> pool.send(call("p")).join())
        .hasMessageContaining("the pool was closed");
  }

  private void nextProbe(Puppet server) {
    int before = server.probed();
    while (server.probed() == before) {
      timer.pass(Duration.ofSeconds(1));
    }
  }

  private static String state(WorkerPool pool, URI server) {
    return pool.stats().stream()
        .filter(each -> each.endpoint().equals(server.toString()))
        .findFirst()
        .orElseThrow()
        .breaker();
  }
}
