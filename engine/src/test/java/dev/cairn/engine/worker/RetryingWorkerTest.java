package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cairn.engine.worker.RetryingWorker.Backoff;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryingWorkerTest {
  private static final VllmDialect DIALECT = new VllmDialect();
  private static final Backoff THRICE =
      new Backoff(3, Duration.ofMillis(1), Duration.ofMillis(2), 0.1, 9);
  private static final String ANSWER =
      """
      {"choices":[{"index":0,"text":"x","finish_reason":"length"}],
       "usage":{"prompt_tokens":1,"completion_tokens":1}}""";

  private static Worker worker(ScriptedServer server) {
    return new RetryingWorker(Pools.of(9, Timer.SYSTEM, server.url()), THRICE, Timer.SYSTEM);
  }

  private static CompletableFuture<Completion> send(ScriptedServer server) {
    return worker(server)
        .send(
            DIALECT.complete(
                new CompletionRequest(
                    "m",
                    Prompt.Text.rendered("Once"),
                    1,
                    5,
                    new Sampling(0.5, 1, 0, 12),
                    List.of(),
                    0,
                    "p")));
  }

  private static void fails(ScriptedServer server, Kind kind) {
    assertThatThrownBy(() -> send(server).join())
        .cause()
        .isInstanceOfSatisfying(
            WorkerException.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }

  @Test
  void sendsTheSameBodyAgainUntilTheServerAnswers() {
    try (ScriptedServer server =
        ScriptedServer.inTurn(Reply.of(503, "full"), Reply.ok("{}"), Reply.ok(ANSWER))) {
      assertThat(send(server).join().choices()).hasSize(1);
      assertThat(server.requests()).hasSize(3);
      assertThat(server.requests().stream().map(Request::body).distinct()).hasSize(1);
    }
  }

  @Test
  void givesUpAfterItsAttemptsWithTheLastFailure() {
    try (ScriptedServer server =
        ScriptedServer.inTurn(Reply.of(503, ""), Reply.of(503, ""), Reply.of(500, ""))) {
      fails(server, Kind.SERVER_ERROR);
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void sendsACallAgainWhoseConnectionWasCut() {
    try (ScriptedServer server =
        ScriptedServer.inTurn(Reply.ok(ANSWER).cutAfter(5), Reply.ok(ANSWER))) {
      assertThat(send(server).join().choices()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404})
  void takesARefusalAtItsWord(int status) {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.of(status, "no"))) {
      fails(server, Kind.REFUSED);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void endsTheAttemptUnderWayWhenItIsCancelled() {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.of(503, ""), Reply.never())) {
      CompletableFuture<Completion> sent = send(server);
      await().until(() -> server.requests().size() == 2);

      sent.cancel(true);

      await().until(() -> server.hungUp() == 1);
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void doublesTheLongestWaitUpToTheCap() {
    Backoff backoff = new Backoff(9, Duration.ofMillis(100), Duration.ofMillis(350), 0.1, 9);

    assertThat(List.of(backoff.longest(0), backoff.longest(1), backoff.longest(2)))
        .extracting(Duration::toMillis)
        .containsExactly(100L, 200L, 350L);
    assertThat(backoff.longest(200)).isEqualTo(Duration.ofMillis(350));
  }

  @Test
  void refusesABackoffThatCannotBeKept() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new Backoff(0, second, second, 0, 1))
        .hasMessage("attempts must be at least 1 but was 0");
    assertThatThrownBy(() -> new Backoff(1, second.negated(), second, 0, 1))
        .hasMessage("base must not be negative but was PT-1S");
    assertThatThrownBy(() -> new Backoff(1, second, second.negated(), 0, 1))
        .hasMessage("cap must not be negative but was PT-1S");
    assertThatThrownBy(() -> new Backoff(1, second, second, -0.1, 1))
        .hasMessage("share must not be negative but was -0.1");
    assertThatThrownBy(() -> new Backoff(1, second, second, 0, 0))
        .hasMessage("burst must be at least 1 but was 0");
  }
}
