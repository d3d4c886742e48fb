package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every dialect does, shown against a server that plays what servers of its kind write, byte
 * for byte.
 */
abstract class DialectContract {

  abstract Dialect dialect();

  /** Successes: what is asked, what the server plays and what is to be read of it. */
  abstract List<Played> played();

  /** Fields in which a server says why a text ended, and what is to be read of them. */
  abstract Map<String, Ending> endings();

  /** Fields in which a server says that it gave a text up. */
  abstract List<String> givenUp();

  /** Failures: status, body and kind. */
  abstract List<Failing> failing();

  /**
   * A success.
   *
   * @param wire name of the body
   * @param prompt asked with
   * @param n asked for
   * @param logProbs as of {@link CompletionRequest}
   * @param path that the call must go to
   * @param choices to be read
   * @param tokens to be read
   */
  record Played(
      String wire,
      Prompt prompt,
      int n,
      int logProbs,
      String path,
      List<Read> choices,
      TokenCount tokens) {}

  /** A choice as it is to be read; null where nothing is told. */
  record Read(String text, Ending ending, @Nullable Double logProb) {}

  record Failing(int status, String wire, Kind kind) {}

  static Prompt text() {
    return Prompt.Text.rendered("How many pencils are left?");
  }

  static Prompt chat() {
    return new Prompt.Chat(
        List.of(
            new Prompt.Message("user", "How many pencils are left?"),
            new Prompt.Message("assistant", "Tom buys 3 * 12 = 36 pencils.\n\n")));
  }

  static CompletionRequest request(Prompt prompt, int n, int logProbs) {
    return new CompletionRequest(
        "m", prompt, n, 256, new Sampling(0.8, 0.95, 0, 1234), List.of("\n\n"), logProbs, "p");
  }

  Worker worker(ScriptedServer server) {
    return Pools.retrying(server.url(), dialect(), 3);
  }

  private Call<Completion> call() {
    Played first = played().get(0);
    return dialect().complete(request(first.prompt(), first.n(), first.logProbs()));
  }

  @TestFactory
  Stream<DynamicTest> readsTextsEndingsAndTokensAsItsServersTellThem() {
    return played().stream()
        .map(each -> DynamicTest.dynamicTest(each.wire(), () -> readsWhatIsPlayed(each)));
  }

  private void readsWhatIsPlayed(Played each) {
    try (ScriptedServer server = ScriptedServer.inTurn(Wire.ok(each.wire()))) {
      Completion completion =
          worker(server)
              .send(dialect().complete(request(each.prompt(), each.n(), each.logProbs())))
              .join();

      assertThat(server.requests()).hasSize(1);
      assertThat(server.requests().get(0).path()).isEqualTo(each.path());
      assertThat(completion.tokens()).isEqualTo(each.tokens());
      assertThat(completion.choices()).hasSize(each.choices().size());
      for (int i = 0; i < each.choices().size(); i++) {
        Choice choice = completion.choices().get(i);
        Read wanted = each.choices().get(i);
        assertThat(choice.text()).isEqualTo(wanted.text());
        assertThat(choice.ending()).isEqualTo(wanted.ending());
        if (wanted.logProb() == null) {
          assertThat(choice.logProb()).isNull();
        } else {
          assertThat(choice.logProb()).isCloseTo(wanted.logProb(), within(1e-9));
        }
      }
    }
  }

  /** Golden test 4: a text that was cut off is no text that ended. */
  @TestFactory
  Stream<DynamicTest> tellsWhyATextEndedInEveryWayThatItsServersHave() {
    return endings().entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey(), () -> endsAs(answer(each.getKey()), each.getValue())));
  }

  private void endsAs(String answer, Ending ending) {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(answer))) {
      Choice choice =
          worker(server).send(dialect().complete(request(text(), 1, 0))).join().choices().get(0);

      assertThat(choice.ending()).isEqualTo(ending);
      assertThat(choice.text()).isEqualTo("He keeps" + (ending == Ending.STOP ? "\n\n" : ""));
    }
  }

  @TestFactory
  Stream<DynamicTest> takesNoTextThatItsServersGaveUp() {
    return givenUp().stream().map(each -> DynamicTest.dynamicTest(each, () -> fails(answer(each))));
  }

  /** An answer of one choice "He keeps" that ended for a reason. */
  String answer(String reason) {
    boolean kept = endings().get(reason) == Ending.STOP;
    return """
        {"choices":[{"index":0,"text":"He keeps%s",%s}],
         "usage":{"prompt_tokens":7,"completion_tokens":2}}"""
        .formatted(kept ? "\\n\\n" : "", reason);
  }

  @TestFactory
  Stream<DynamicTest> tellsWhatMayPassFromWhatWillNot() {
    return failing().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.status() + " " + each.wire(), () -> failsAsItsKind(each)));
  }

  private void failsAsItsKind(Failing each) {
    Reply reply = Reply.of(each.status(), Wire.body(each.wire()));
    try (ScriptedServer server = ScriptedServer.inTurn(reply)) {
      assertThatThrownBy(() -> worker(server).send(call()).join())
          .cause()
          .isInstanceOfSatisfying(
              WorkerException.class,
              failure -> {
                assertThat(failure.kind()).isEqualTo(each.kind());
                assertThat(failure)
                    .hasMessageContaining("HTTP " + each.status() + ": ")
                    .hasMessageNotContaining("pencils");
              });
      assertThat(server.requests()).hasSize(each.kind().retryable() ? 3 : 1);
    }
  }

  @Test
  void carriesHowLongTheServerAsksToWait() {
    WorkerException seconds =
        dialect().error("e", 429, Map.of("Retry-After", List.of("2")), new byte[0]);
    WorkerException millis =
        dialect().error("e", 503, Map.of("retry-after-ms", List.of("250")), new byte[0]);
    WorkerException silent = dialect().error("e", 503, Map.of(), new byte[0]);

    assertThat(seconds.retryAfter()).isEqualTo(Duration.ofSeconds(2));
    assertThat(millis.retryAfter()).isEqualTo(Duration.ofMillis(250));
    assertThat(silent.retryAfter()).isNull();
  }

  @TestFactory
  Stream<DynamicTest> makesNothingOfAnAnswerThatIsNotWhatWasAskedFor() {
    String whole = Wire.body(played().get(0).wire());
    return Stream.of(
            "",
            "{}",
            "[]",
            "null",
            "<html>Bad gateway</html>",
            whole.substring(0, whole.length() / 2),
            whole.replaceAll("\"(finish_reason|stop_type)\":\"[a-z_]+\"", "\"$1\":\"abort\""),
            whole.replaceAll("\"(prompt_tokens|tokens_evaluated)\":", "\"x\":"),
            whole.replaceAll("\"(text|content)\":\"", "\"$1\":17,\"x\":\""))
        .map(
            spoilt ->
                DynamicTest.dynamicTest(
                    spoilt.isEmpty() ? "empty" : spoilt.strip(), () -> fails(spoilt)));
  }

  private void fails(String spoilt) {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(spoilt))) {
      assertThatThrownBy(() -> worker(server).send(call()).join())
          .cause()
          .isInstanceOfSatisfying(
              WorkerException.class,
              failure -> assertThat(failure.kind()).isEqualTo(Kind.MALFORMED));
    }
  }

  @Test
  void asksAgainWithTheSameSeedAndBody() {
    Reply busy = Reply.of(503, "{}");
    Reply answer = Wire.ok(played().get(0).wire());
    try (ScriptedServer server = ScriptedServer.inTurn(busy, answer)) {
      worker(server).send(call()).join();

      assertThat(server.requests()).hasSize(2);
      assertThat(server.requests().get(1).body())
          .isEqualTo(server.requests().get(0).body())
          .contains("\"seed\":1234");
    }
  }

  @Test
  void hangsUpWhenACallIsCancelled() {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.never())) {
      CompletableFuture<Completion> sent = worker(server).send(call());
      await().until(() -> server.open() > 0);

      sent.cancel(true);

      await().until(() -> server.hungUp() == 1);
    }
  }

  @Test
  void listsTheModelsThatAServerServes() {
    try (ScriptedServer server = ScriptedServer.inTurn(Wire.ok("vllm-models"))) {
      assertThat(worker(server).send(dialect().models()).join())
          .containsExactly("Qwen/Qwen2.5-7B-Instruct");
    }
  }

  @Test
  void saysWhatItsServersCannotDoInsteadOfAsking() {
    List<Ability> missing = new ArrayList<>(List.of(Ability.values()));
    missing.removeAll(dialect().abilities());
    if (missing.contains(Ability.POOL)) {
      assertThatThrownBy(() -> dialect().pool("m", List.of(text()), "p"))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("pool per step");
    }
    if (missing.contains(Ability.PROMPT_LOG_PROBS)) {
      assertThatThrownBy(() -> dialect().promptLogProbs("m", text(), 0, "p"))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("log-probabilities of a prompt");
    }
    assertThat(dialect().abilities()).contains(Ability.CHAT, Ability.TEXT);
  }
}
