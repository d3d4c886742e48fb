package dev.cairn.engine.model;

import static dev.cairn.engine.model.ScriptedPolicy.BEGUN;
import static dev.cairn.engine.model.ScriptedPolicy.DIALECT;
import static dev.cairn.engine.model.ScriptedPolicy.ROOT;
import static dev.cairn.engine.model.ScriptedPolicy.answer;
import static dev.cairn.engine.model.ScriptedPolicy.bodies;
import static dev.cairn.engine.model.ScriptedPolicy.body;
import static dev.cairn.engine.model.ScriptedPolicy.one;
import static dev.cairn.engine.model.ScriptedPolicy.policy;
import static dev.cairn.engine.model.ScriptedPolicy.seeds;
import static dev.cairn.engine.model.ScriptedPolicy.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.model.CompletionPolicy.Settings;
import dev.cairn.engine.model.Policy.Continuation;
import dev.cairn.engine.model.Policy.Sampled;
import dev.cairn.engine.model.ScriptedPolicy.Written;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Decoding;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Revision;
import dev.cairn.engine.search.Revision.Attempt;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.LlamaCppDialect;
import dev.cairn.engine.worker.OpenAiDialect;
import dev.cairn.engine.worker.ScriptedServer;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionPolicyTest {
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
      assertThat(body.path("stop")).isEqualTo(JsonNodeFactory.instance.arrayNode().add("\n\n"));
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
