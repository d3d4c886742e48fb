package dev.cairn.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.model.CompletionPolicy.Settings;
import dev.cairn.engine.model.Policy.Continuation;
import dev.cairn.engine.model.Policy.Sampled;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Decoding;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Revision;
import dev.cairn.engine.search.Revision.Attempt;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.HttpTransport;
import dev.cairn.engine.worker.HttpWorker;
import dev.cairn.engine.worker.LlamaCppDialect;
import dev.cairn.engine.worker.OpenAiDialect;
import dev.cairn.engine.worker.ScriptedServer;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.VllmDialect;
import dev.cairn.engine.worker.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionPolicyTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpTransport CLIENT = HttpTransport.start();
  private static final VllmDialect DIALECT = new VllmDialect();
  private static final Trajectory ROOT =
      Trajectory.start(new Problem("p-1", "How many legs have 3 ants?", "18"));
  private static final Trajectory BEGUN =
      ROOT.append(0, List.of(new Step("An ant has 6.\n\n", 8, null)), Finish.SEPARATOR);

  /** A choice as the server writes it: text, tokens and why it ended. */
  private record Written(String text, int tokens, String finish, String stop) {
    static Written step(String text) {
      return new Written(text, 4, "stop", "\n\n");
    }

    static Written end(String text) {
      return new Written(text, 4, "stop", "");
    }

    static Written cut(String text, int tokens) {
      return new Written(text, tokens, "length", "");
    }
  }

  /** Answers the i-th continuation of a request as its own seed says. */
  private static ScriptedServer server(LongFunction<Written> bySeed) {
    return new ScriptedServer(request -> Reply.ok(answer(body(request), bySeed)));
  }

  private static String answer(JsonNode request, LongFunction<Written> bySeed) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode choices = answer.putArray("choices");
    int generated = 0;
    for (int i = 0; i < request.path("n").intValue(); i++) {
      Written written = bySeed.apply(request.path("seed").longValue() + i);
      ObjectNode choice = choices.addObject().put("index", i).put("text", written.text());
      choice.put("finish_reason", written.finish()).put("completion_tokens", written.tokens());
      if (written.stop().isEmpty()) {
        choice.putNull("stop_reason");
      } else {
        choice.put("stop_reason", written.stop());
      }
      generated += written.tokens();
    }
    answer.putObject("usage").put("prompt_tokens", 10).put("completion_tokens", generated);
    return answer.toString();
  }

  private static JsonNode body(Request request) {
    try {
      return JSON.readTree(request.body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<JsonNode> bodies(ScriptedServer server) {
    return server.requests().stream().map(CompletionPolicyTest::body).toList();
  }

  private static CompletionPolicy policy(ScriptedServer server, int samplesPerCall) {
    return new CompletionPolicy(
        new Settings(
            "m", PromptTemplate.CHATML, "Think.", "\n\n", 0.7, 0.9, 20, 50, samplesPerCall, false),
        DIALECT,
        new HttpWorker(CLIENT, server.url(), DIALECT, Duration.ofMinutes(1), /* apiKey= */ null));
  }

  private static Sampled one(ScriptedServer server, Expansion expansion) {
    List<CompletableFuture<Sampled>> sampled = policy(server, 8).sample(expansion, 0, 100);
    assertThat(sampled).hasSize(1);
    return sampled.get(0).join();
  }

  private static List<Long> seeds(ScriptedServer server) {
    return bodies(server).stream().map(body -> body.path("seed").longValue()).toList();
  }

  @Test
  void showsTheAttemptsOfARevisionAsTurnsAndGoesOnFromWhatItKeeps() {
    try (ScriptedServer server = server(seed -> Written.step("So 18.\n\n"))) {
      Revision revision = Revision.of(List.of(new Attempt(BEGUN, "Step 1 is wrong.")), 1);
      policy(server, 8).revise(revision, 2, 100).get(0).join();

      JsonNode body = bodies(server).get(0);
      assertThat(body.path("prompt").textValue())
          .isEqualTo(
              "<|im_start|>system\nThink.<|im_end|>\n<|im_start|>user\n"
                  + "How many legs have 3 ants?<|im_end|>\n<|im_start|>assistant\n"
                  + "An ant has 6.\n\n<|im_end|>\n<|im_start|>user\n"
                  + "Step 1 is wrong.<|im_end|>\n<|im_start|>assistant\n"
                  + "An ant has 6.\n\n");
      assertThat(body.path("seed").longValue()).isEqualTo(102);
    }
  }

  @Test
  void goesOnAfterACueWhichIsInTheTextAndCostsNothing() {
    try (ScriptedServer server = server(seed -> Written.step(" 3 x 6 = 18.\n\n"))) {
      Revision revision =
          new Revision(BEGUN, 1, "Wait,", List.of(), 1, 7, Expansion.Decoding.GREEDY);
      Sampled sampled = policy(server, 8).revise(revision, 0, 100).get(0).join();

      JsonNode body = bodies(server).get(0);
      assertThat(body.path("prompt").textValue()).endsWith("An ant has 6.\n\nWait,");
      assertThat(body.path("max_tokens").intValue()).isEqualTo(7);
      assertThat(body.path("temperature").doubleValue()).isZero();
      assertThat(sampled.continuations().get(0).steps())
          .extracting(Step::text)
          .first()
          .isEqualTo("Wait, 3 x 6 = 18.\n\n");
      assertThat(sampled.continuations().get(0).steps().stream().mapToLong(Step::tokens).sum())
          .isEqualTo(sampled.tokens().generated());
    }
  }

  @Test
  void asksForTheNextStepOfWhatIsWritten() {
    try (ScriptedServer server = server(seed -> Written.step("Step " + seed + ".\n\n"))) {
      Sampled sampled = one(server, Expansion.steps(BEGUN, 2));

      assertThat(bodies(server)).hasSize(1);
      JsonNode body = bodies(server).get(0);
      assertThat(body.path("prompt").textValue())
          .isEqualTo(
              "<|im_start|>system\nThink.<|im_end|>\n<|im_start|>user\n"
                  + "How many legs have 3 ants?<|im_end|>\n<|im_start|>assistant\n"
                  + "An ant has 6.\n\n");
      assertThat(body.path("add_special_tokens").booleanValue()).isFalse();
      assertThat(body.path("n").intValue()).isEqualTo(2);
      assertThat(body.path("max_tokens").intValue()).isEqualTo(20);
      assertThat(body.path("temperature").doubleValue()).isEqualTo(0.7);
      assertThat(body.path("top_p").doubleValue()).isEqualTo(0.9);
      assertThat(body.path("stop")).isEqualTo(JSON.createArrayNode().add("\n\n"));
      assertThat(body.has("logprobs")).isFalse();
      assertThat(sampled)
          .isEqualTo(
              new Sampled(
                  0,
                  List.of(
                      new Continuation(
                          List.of(new Step("Step 100.\n\n", 4, null)), Finish.SEPARATOR),
                      new Continuation(
                          List.of(new Step("Step 101.\n\n", 4, null)), Finish.SEPARATOR)),
                  1,
                  new TokenCount(10, 0, 8)));
    }
  }

  @Test
  void asksForAStepOfNoMoreTokensThanTheSolutionHasLeft() {
    Trajectory nearlyFull =
        ROOT.append(0, List.of(new Step("Long.\n\n", 45, null)), Finish.SEPARATOR);
    try (ScriptedServer server = server(seed -> Written.step("x\n\n"))) {
      one(server, Expansion.steps(nearlyFull, 1));

      assertThat(bodies(server).get(0).path("max_tokens").intValue()).isEqualTo(5);
    }
  }

  @Test
  void asksForASolutionToItsEndAndDividesItIntoSteps() {
    try (ScriptedServer server = server(seed -> Written.end("3 ants.\n\n\\boxed{18}"))) {
      Sampled sampled = one(server, Expansion.solutions(BEGUN, 1));

      JsonNode body = bodies(server).get(0);
      assertThat(body.path("max_tokens").intValue()).isEqualTo(42);
      assertThat(body.has("stop")).isFalse();
      assertThat(body.has("include_stop_str_in_output")).isFalse();
      Continuation solution = sampled.continuations().get(0);
      assertThat(solution.finish()).isEqualTo(Finish.ANSWERED);
      assertThat(solution.steps())
          .extracting(Step::text)
          .containsExactly("3 ants.\n\n", "\\boxed{18}");
      assertThat(solution.steps().stream().mapToInt(Step::tokens).sum()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 64})
  void drawsTheSameSeedsHoweverManyGoInOneCall(int samplesPerCall) {
    try (ScriptedServer server = server(seed -> Written.step(seed + "\n\n"))) {
      List<Sampled> parts =
          policy(server, samplesPerCall).sample(Expansion.steps(BEGUN, 5), 7, 1000).stream()
              .map(CompletableFuture::join)
              .toList();

      assertThat(parts).hasSize((5 + samplesPerCall - 1) / samplesPerCall);
      List<String> texts = new ArrayList<>();
      for (Sampled part : parts) {
        assertThat(part.first()).isEqualTo(texts.size());
        part.continuations().forEach(drawn -> texts.add(drawn.steps().get(0).text()));
      }
      assertThat(texts)
          .containsExactlyElementsOf(
              LongStream.range(1007, 1012).mapToObj(seed -> seed + "\n\n").toList());
    }
  }

  @Test
  void asksGreedilyForOneContinuationAtTemperatureZero() {
    try (ScriptedServer server = server(seed -> Written.end("18"))) {
      one(server, new Expansion(ROOT, 1, Extent.SOLUTION, Decoding.GREEDY));

      JsonNode body = bodies(server).get(0);
      assertThat(body.path("temperature").doubleValue()).isZero();
      assertThat(body.path("n").intValue()).isEqualTo(1);
    }
  }

  @Test
  void drawsABlankStepAgainWithAnotherSeed() {
    try (ScriptedServer server =
        server(seed -> seed == 101 ? Written.step("\n\n") : Written.step("ok\n\n"))) {
      Sampled sampled = one(server, Expansion.steps(BEGUN, 3));

      assertThat(sampled.continuations())
          .allSatisfy(
              drawn ->
                  assertThat(drawn)
                      .isEqualTo(
                          new Continuation(
                              List.of(new Step("ok\n\n", 4, null)), Finish.SEPARATOR)));
      assertThat(sampled.calls()).isEqualTo(2);
      assertThat(sampled.tokens()).isEqualTo(new TokenCount(20, 0, 16));
      assertThat(bodies(server).get(1).path("n").intValue()).isEqualTo(1);
      assertThat(seeds(server)).doesNotHaveDuplicates();
      assertThat(seeds(server).get(1)).isGreaterThan(102);
    }
  }

  @Test
  void truncatesATrajectoryWhoseStepStaysBlank() {
    try (ScriptedServer server =
        server(seed -> seed == 100 ? Written.step("ok\n\n") : Written.step(" \n\n"))) {
      Sampled sampled = one(server, Expansion.steps(BEGUN, 2));

      assertThat(sampled.continuations().get(0).steps()).hasSize(1);
      assertThat(sampled.continuations().get(1))
          .isEqualTo(new Continuation(List.of(), Finish.TRUNCATED));
      assertThat(sampled.calls()).isEqualTo(4);
      assertThat(seeds(server)).hasSize(4).doesNotHaveDuplicates();
    }
  }

  @Test
  void redrawsEveryBlankStepOfACallWithASeedOfItsOwn() {
    try (ScriptedServer server = server(seed -> Written.step("\n\n"))) {
      Sampled sampled = one(server, Expansion.steps(BEGUN, 3));

      assertThat(sampled.continuations())
          .containsOnly(new Continuation(List.of(), Finish.TRUNCATED));
      assertThat(sampled.calls()).isEqualTo(1 + 3 * 3);
      assertThat(seeds(server)).hasSize(10).doesNotHaveDuplicates();
    }
  }

  @Test
  void doesNotRedrawABlankGreedyStepThatWouldComeOutTheSame() {
    try (ScriptedServer server = server(seed -> Written.step("\n\n"))) {
      Sampled sampled = one(server, new Expansion(BEGUN, 1, Extent.STEP, Decoding.GREEDY));

      assertThat(sampled.continuations())
          .containsExactly(new Continuation(List.of(), Finish.TRUNCATED));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void takesABlankEndForTheEndOfTheAnswer() {
    try (ScriptedServer server = server(seed -> Written.end("\n"))) {
      assertThat(one(server, Expansion.steps(BEGUN, 1)).continuations())
          .containsExactly(new Continuation(List.of(), Finish.ANSWERED));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void failsWhereNothingButBlanksIsWrittenForTheQuestion(boolean ended) {
    try (ScriptedServer server = server(seed -> ended ? Written.end("") : Written.step("\n\n"))) {
      assertThatThrownBy(() -> one(server, Expansion.steps(ROOT, 1)))
          .hasMessageContaining("the policy wrote nothing but blanks for the question, 4 times");
      assertThat(seeds(server)).hasSize(4).doesNotHaveDuplicates();
    }
  }

  @Test
  void truncatesWhereALimitOnTokensWasReached() {
    try (ScriptedServer server = server(seed -> Written.cut("So the number", 20))) {
      assertThat(one(server, Expansion.steps(BEGUN, 1)).continuations().get(0).finish())
          .isEqualTo(Finish.TRUNCATED);
    }
    try (ScriptedServer server = server(seed -> new Written("So much.\n\n", 42, "stop", "\n\n"))) {
      Continuation full = one(server, Expansion.steps(BEGUN, 1)).continuations().get(0);

      assertThat(full.finish()).isEqualTo(Finish.TRUNCATED);
      assertThat(full.steps()).containsExactly(new Step("So much.\n\n", 42, null));
    }
  }

  @Test
  void passesAFailureOfTheWorkerOn() {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.of(400, "no"))) {
      assertThatThrownBy(() -> one(server, Expansion.steps(BEGUN, 1)))
          .hasMessageContaining("HTTP 400: no");
    }
  }

  @Test
  void refusesSettingsOutOfRange() {
    assertThatThrownBy(
            () -> new Settings("m", PromptTemplate.PLAIN, "", "", 0.7, 0.9, 20, 50, 1, true))
        .hasMessage("separator must not be empty");
    assertThatThrownBy(
            () -> new Settings("m", PromptTemplate.PLAIN, "", "\n", Double.NaN, 1, 20, 50, 1, true))
        .hasMessage("temperature must be above 0 but was NaN");
    assertThatThrownBy(
            () -> new Settings("m", PromptTemplate.PLAIN, "", "\n", 1, 1, 20, 19, 1, true))
        .hasMessage("max-solution-tokens must be at least max-step-tokens (20) but was 19");
  }

  private static CompletionPolicy policy(
      ScriptedServer server, Dialect dialect, PromptTemplate template) {
    return new CompletionPolicy(
        new Settings("m", template, "Think.", "\n\n", 0.7, 0.9, 20, 50, 8, false),
        dialect,
        new HttpWorker(CLIENT, server.url(), dialect, Duration.ofMinutes(1), /* apiKey= */ null));
  }

  @Test
  void asksOneByOneForWhatAServerThatIgnoresNLeavesOut() {
    ScriptedServer ignoring =
        new ScriptedServer(
            request -> {
              ObjectNode one = body(request).deepCopy();
              return Reply.ok(answer(one.put("n", 1), seed -> Written.step(seed + "\n\n")));
            });
    try (ignoring) {
      Sampled sampled = one(ignoring, Expansion.steps(BEGUN, 3));

      assertThat(sampled.continuations())
          .extracting(each -> each.steps().get(0).text())
          .containsExactly("100\n\n", "101\n\n", "102\n\n");
      assertThat(seeds(ignoring)).containsExactlyInAnyOrder(100L, 101L, 102L);
      assertThat(sampled.calls()).isEqualTo(3);
      assertThat(sampled.tokens()).isEqualTo(new TokenCount(30, 0, 12));
    }
  }

  @Test
  void finishesChildrenThatHaveNoRoomInTheContextWithoutAskingAgain() {
    Reply tooLong = Reply.of(400, Wire.body("vllm-context-new"));
    try (ScriptedServer server = ScriptedServer.inTurn(tooLong)) {
      Sampled sampled = one(server, Expansion.steps(BEGUN, 2));

      Continuation full = new Continuation(List.of(), Finish.CONTEXT_FULL);
      assertThat(sampled)
          .isEqualTo(new Sampled(0, List.of(full, full), 1, new TokenCount(0, 0, 0)));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void failsOfAQuestionThatHasNoRoomItself() {
    Reply tooLong = Reply.of(400, Wire.body("vllm-context-old"));
    try (ScriptedServer server = ScriptedServer.inTurn(tooLong)) {
      assertThatThrownBy(() -> one(server, Expansion.steps(ROOT, 2)))
          .hasMessageContaining("maximum context length");
    }
  }

  private static String chatAnswer(String content) {
    return """
        {"choices":[{"index":0,"message":{"role":"assistant","content":"%s"},
          "finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":4}}"""
        .formatted(content);
  }

  @ParameterizedTest
  @CsvSource({
    "12 legs so far., SEPARATOR",
    "The result is \\\\boxed{18}., ANSWERED",
    "#### 18, ANSWERED",
    "So the answer is 18., ANSWERED",
  })
  void takesATextForAStepWhereTheServerDoesNotTellAndNoAnswerIsStated(
      String content, Finish finish) {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(chatAnswer(content)))) {
      Continuation continuation =
          policy(server, new OpenAiDialect(), PromptTemplate.SERVER)
              .sample(Expansion.steps(BEGUN, 1), 0, 100)
              .get(0)
              .join()
              .continuations()
              .get(0);

      assertThat(continuation.finish()).isEqualTo(finish);
      String text = content.replace("\\\\", "\\");
      assertThat(continuation.steps())
          .extracting(Step::text)
          .containsExactly(finish == Finish.SEPARATOR ? text + "\n\n" : text);
      assertThat(bodies(server).get(0).path("messages").path(2).path("content").textValue())
          .isEqualTo("An ant has 6.\n\n");
    }
  }

  @Test
  void refusesAServerThatSplitsThoughtsOff() {
    String answer = chatAnswer("12.").replace("\"content\"", "\"reasoning\":\"Hm.\",\"content\"");
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(answer))) {
      assertThatThrownBy(
              () ->
                  policy(server, DIALECT, PromptTemplate.SERVER)
                      .sample(Expansion.steps(BEGUN, 1), 0, 100)
                      .get(0)
                      .join())
          .hasMessageContaining("reasoning parser");
    }
  }

  @Test
  void asksAServerOfOneContinuationACallForEachAlone() {
    String answer = Wire.body("llama-cpp-native");
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(answer))) {
      List<CompletableFuture<Sampled>> parts =
          policy(server, new LlamaCppDialect(), PromptTemplate.CHATML)
              .sample(Expansion.steps(BEGUN, 3), 0, 100);

      assertThat(parts).hasSize(3);
      assertThat(parts.stream().map(part -> part.join().first())).containsExactly(0, 1, 2);
      assertThat(seeds(server)).containsExactlyInAnyOrder(100L, 101L, 102L);
    }
  }
}
