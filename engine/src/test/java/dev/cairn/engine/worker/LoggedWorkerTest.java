package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LoggedWorkerTest {
  private static final VllmDialect DIALECT = new VllmDialect();
  private static final String ANSWER =
      """
      {"choices":[{"index":0,"text":"x","finish_reason":"length","logprobs":{"tokens":["x"],
       "token_logprobs":[-0.1234567890123456]}}],"served_by":"a","created":1e3,
       "usage":{"prompt_tokens":3,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":2}}}""";

  private final MemoryLog log = new MemoryLog();

  private static Worker plain(ScriptedServer server) {
    return Pools.retrying(server.url(), DIALECT, 2);
  }

  private static LoggedWorker worker(ScriptedServer server, CallLog log) {
    return new LoggedWorker(plain(server), log, "policy", "m");
  }

  private static CompletionRequest request(long seed) {
    return new CompletionRequest(
        "m", Prompt.Text.rendered("Once"), 1, 5, new Sampling(0.5, 1, 0, seed), List.of(), 1, "p");
  }

  private static Call<Completion> call(long seed) {
    return DIALECT.complete(request(seed));
  }

  private static Call<JsonNode> raw(String path, String body, String affinity) {
    return new Call<>(path, body, affinity, 1, json -> json);
  }

  @Test
  void answersFromTheLogWhatWasAnsweredOnce() {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(ANSWER), Reply.ok("{}"))) {
      Completion first = worker(server, log).send(call(1)).join();
      Completion second = worker(server, log).send(call(1)).join();

      assertThat(second).isEqualTo(first);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void keepsTheAnswerAsTheServerGaveItWithWhatItCost() throws IOException {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(ANSWER))) {
      worker(server, log).send(call(1)).join();
    }

    LoggedCall kept = log.calls().get(0);
    assertThat(log.calls()).hasSize(1);
    assertThat(kept.answer()).isEqualTo(new ObjectMapper().readTree(ANSWER));
    assertThat(kept.tokens()).isEqualTo(new TokenCount(3, 2, 1));
    assertThat(kept.role()).isEqualTo("policy");
    assertThat(kept.model()).isEqualTo("m");
    assertThat(kept.affinity()).isEqualTo("p");
    assertThat(kept.seconds()).isPositive();
  }

  @Test
  void knowsACallByItsRoleModelPathAndBodyAlone() {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok("{}"));
        ScriptedServer other = ScriptedServer.inTurn(Reply.ok("{}"))) {
      List<Worker> workers =
          List.of(
              new LoggedWorker(plain(server), log, "r", "m"),
              new LoggedWorker(plain(other), log, "r", "m"),
              new LoggedWorker(plain(server), log, "rm", ""),
              new LoggedWorker(plain(server), log, "r", "m/"));
      workers.forEach(worker -> worker.send(raw("/x", "{}", "a")).join());
      workers.get(0).send(raw("/x", "{}", "b")).join();
      workers.get(0).send(raw("/y", "{}", "a")).join();
      workers.get(0).send(raw("/x", "{ }", "a")).join();
    }

    // Not the second, of another server; the fifth is a known call that this log was not asked for.
    List<String> addresses = log.calls().stream().map(LoggedCall::address).toList();
    assertThat(addresses).hasSize(6);
    assertThat(addresses.get(3)).isEqualTo(addresses.get(0));
    assertThat(addresses.stream().distinct()).hasSize(5).allMatch(a -> a.matches("[0-9a-f]{64}"));
  }

  @Test
  void makesOneCallOfTwoThatAreUnderWayTogether() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    String otherAnswer = ANSWER.replace("\"x\"", "\"y\"");
    try (ScriptedServer server =
        ScriptedServer.inTurn(Reply.ok(ANSWER).when(gate), Reply.ok(otherAnswer).when(gate))) {
      LoggedWorker worker = worker(server, log);
      List<CompletableFuture<Completion>> sent = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        sent.add(worker.send(call(1)));
      }
      gate.complete(null);

      assertThat(sent.stream().map(CompletableFuture::join).distinct()).hasSize(1);
      assertThat(server.requests()).hasSize(1);
      assertThat(log.calls()).hasSize(1);
    }
  }

  @Test
  void givesEveryoneTheSameAnswerHoweverManyThreadsAsk() {
    List<Integer> given = new ArrayList<>();
    try (ScriptedServer server =
        new ScriptedServer(
            asked -> {
              synchronized (given) {
                given.add(given.size());
                return Reply.ok("{\"number\":%d}".formatted(given.size()));
              }
            })) {
      LoggedWorker worker = worker(server, log);
      List<CompletableFuture<JsonNode>> sent = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        String body = "{\"call\":%d}".formatted(i % 20);
        sent.add(
            CompletableFuture.supplyAsync(() -> worker.send(raw("/x", body, "p")))
                .thenCompose(answer -> answer));
      }

      for (int i = 20; i < sent.size(); i++) {
        assertThat(sent.get(i).join()).isEqualTo(sent.get(i % 20).join());
      }
      assertThat(server.requests()).hasSize(20);
    }
  }

  @Test
  void handsAnAnswerOutOnlyOnceItIsKept() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    MemoryLog slow = new MemoryLog(gate);
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(ANSWER))) {
      CompletableFuture<Completion> answer = worker(server, slow).send(call(1));
      await().until(() -> slow.calls().size() == 1);

      assertThat(answer).isNotDone();
      gate.complete(null);
      assertThat(answer.join().choices()).hasSize(1);
    }
  }

  @Test
  void keepsNeitherFailuresNorWhatItsDecoderRefuses() {
    try (ScriptedServer server =
        ScriptedServer.inTurn(Reply.ok("{}"), Reply.of(503, "full"), Reply.ok(ANSWER))) {
      LoggedWorker worker = worker(server, log);

      assertThatThrownBy(() -> worker.send(call(1)).join())
          .cause()
          .isInstanceOfSatisfying(
              WorkerException.class, e -> assertThat(e.kind()).isEqualTo(Kind.OVERLOADED));
      assertThat(log.calls()).isEmpty();
      worker.send(call(1)).join();
      assertThat(log.calls()).hasSize(1);
    }
  }

  @Test
  void failsForAllWhoWaitForAFailingCall() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.of(400, "no").when(gate))) {
      LoggedWorker worker = worker(server, log);
      List<CompletableFuture<Completion>> sent =
          List.of(worker.send(call(1)), worker.send(call(1)));
      gate.complete(null);

      for (CompletableFuture<Completion> each : sent) {
        assertThatThrownBy(each::join)
            .cause()
            .isInstanceOfSatisfying(
                WorkerException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED));
      }
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void asksAgainForAKeptAnswerThatItsDecoderRefuses() {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok("{}"), Reply.ok(ANSWER))) {
      Call<Completion> call = call(1);
      worker(server, log).send(raw(call.path(), call.body(), "p")).join();

      assertThat(worker(server, log).send(call).join().choices()).hasSize(1);
      assertThat(server.requests()).hasSize(2);
      assertThat(log.calls()).hasSize(2);
    }
  }

  @Test
  void cancelsASharedCallOnlyWhenAllHaveGivenItUp() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(ANSWER).when(gate))) {
      LoggedWorker worker = worker(server, log);
      CompletableFuture<Completion> first = worker.send(call(1));
      CompletableFuture<Completion> second = worker.send(call(1));
      await().until(() -> server.open() == 1);

      first.cancel(true);
      CompletableFuture<Completion> third = worker.send(call(1));
      second.cancel(true);
      gate.complete(null);

      assertThat(third.join().choices()).hasSize(1);
      assertThat(server.hungUp()).isZero();
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void closesTheConnectionOfACallThatNobodyWaitsForAndMakesItAnewWhenAsked() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(ANSWER).when(gate))) {
      LoggedWorker worker = worker(server, log);
      CompletableFuture<Completion> first = worker.send(call(1));
      CompletableFuture<Completion> second = worker.send(call(1));
      await().until(() -> server.open() == 1);

      first.cancel(true);
      second.cancel(true);
      await().until(() -> server.hungUp() == 1);
      gate.complete(null);

      assertThat(log.calls()).isEmpty();
      assertThat(worker.send(call(1)).join().choices()).hasSize(1);
    }
  }

  @Test
  void passesOnWhatAsksForAState() {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok("{\"data\":[{\"id\":\"m\"}]}"))) {
      LoggedWorker worker = worker(server, log);

      worker.send(DIALECT.models()).join();
      worker.send(DIALECT.models()).join();

      assertThat(server.requests()).hasSize(2);
      assertThat(log.calls()).isEmpty();
    }
  }
}
