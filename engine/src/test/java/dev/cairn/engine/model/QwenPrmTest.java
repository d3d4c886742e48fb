package dev.cairn.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.model.RewardModel.Scored;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.HttpTransport;
import dev.cairn.engine.worker.HttpWorker;
import dev.cairn.engine.worker.ScriptedServer;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.VllmDialect;
import dev.cairn.engine.worker.WorkerException;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QwenPrmTest {
  private static final HttpTransport CLIENT = HttpTransport.start();
  private static final VllmDialect DIALECT = new VllmDialect();
  private static final String HEAD =
      "<|im_start|>system\nJudge.<|im_end|>\n<|im_start|>user\nHow far?<|im_end|>\n"
          + "<|im_start|>assistant\n";

  private static Trajectory solution(String... steps) {
    return solution(new Problem("p-4", "How far?", null), steps);
  }

  private static Trajectory solution(Problem problem, String... steps) {
    return Trajectory.start(problem)
        .append(
            0, Arrays.stream(steps).map(text -> new Step(text, 1, null)).toList(), Finish.ANSWERED);
  }

  private static String answer(String... rows) {
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < rows.length; i++) {
      data.append(i == 0 ? "" : ",");
      data.append("{\"index\":%d,\"object\":\"pooling\",\"data\":[%s]}".formatted(i, rows[i]));
    }
    return """
        {"id":"pool-1","object":"list","created":1,"model":"prm","data":[%s],
         "usage":{"prompt_tokens":61,"total_tokens":61,"completion_tokens":0,
           "prompt_tokens_details":null}}"""
        .formatted(data);
  }

  private static QwenPrm prm(ScriptedServer server) {
    return new QwenPrm(
        new ServedModel(
            "prm",
            DIALECT,
            new HttpWorker(
                CLIENT, server.url(), DIALECT, Duration.ofMinutes(1), /* apiKey= */ null)),
        "Judge.");
  }

  private static Scored scored(String answer, Trajectory... trajectories) {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(answer))) {
      return prm(server).score(List.of(trajectories)).join();
    }
  }

  @Test
  void sendsEachStepWithItsTagAndReadsItsGoodProbability() throws JsonProcessingException {
    String answer = answer("[0.25,0.75],[0.5,0.5],[0.9,0.1]", "[1,0]");
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(answer))) {
      Scored scored =
          prm(server)
              .score(
                  List.of(
                      solution("Two hours.\n\n", " At 9 km/h.\n\n", "\\boxed{18}"),
                      solution("18.\n\n\n\n")))
              .join();

      assertThat(scored)
          .isEqualTo(
              new Scored(
                  List.of(List.of(0.75, 0.5, 0.1), List.of(0.0)), 1, new TokenCount(61, 0, 0)));
      JsonNode body = new ObjectMapper().readTree(server.requests().get(0).body());
      assertThat(server.requests().get(0).path()).isEqualTo("/pooling");
      assertThat(body.path("model").textValue()).isEqualTo("prm");
      assertThat(body.path("add_special_tokens").booleanValue()).isFalse();
      assertThat(body.path("input")).hasSize(2);
      assertThat(body.path("input").path(0).textValue())
          .isEqualTo(
              HEAD + "Two hours.<extra_0>At 9 km/h.<extra_0>\\boxed{18}<extra_0><|im_end|>\n");
      assertThat(body.path("input").path(1).textValue())
          .isEqualTo(HEAD + "18.<extra_0><|im_end|>\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"One.", "One.\n\n", "One.\n\n\n\nTwo.\n\n", "\n\nOne.\n\nTwo."})
  void scoresEveryStepOnceWhetherOrNotTheTextEndsWithItsSeparator(String text)
      throws JsonProcessingException {
    String[] steps = new StepSplitter("\n\n").split(text).toArray(new String[0]);
    String rows = String.join(",", java.util.Collections.nCopies(steps.length, "[0.5,0.5]"));
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(answer(rows)))) {
      assertThat(prm(server).score(List.of(solution(steps))).join().rewards().get(0))
          .hasSize(steps.length);
      String sent =
          new ObjectMapper()
              .readTree(server.requests().get(0).body())
              .path("input")
              .path(0)
              .textValue();
      assertThat(sent.split("<extra_0>", -1)).hasSize(steps.length + 1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0.5,0.5],[0.5,0.5],[0.5,0.5],[0.5,0.5] | 4 step scores for 3 steps",
        "[0.5,0.5],[0.5,0.5] | 2 step scores for 3 steps",
        "'' | 0 step scores for 3 steps",
        "[0.5,0.5],[-3.2,4.1],[0.5,0.5] | softmax",
        "[0.5,0.5],[0.9,0.9],[0.5,0.5] | softmax",
        "[0.5,0.5],[1e999,0.5],[0.5,0.5] | softmax",
        "[0.5,0.5],[NaN,0.5],[0.5,0.5] | not JSON",
        "[0.5,0.5],[\"NaN\",0.5],[0.5,0.5] | a score that is no number",
        "[0.5,0.5],[0.5,null],[0.5,0.5] | a score that is no number",
        "[0.5,0.5],[0.5],[0.5,0.5] | a row of 1 numbers",
        "[0.5,0.5],[0.2,0.3,0.5],[0.5,0.5] | a row of 3 numbers",
        "0.5,0.5,0.5 | list",
      })
  void makesNoNumberOfAnAnswerThatIsNotOnePairOfProbabilitiesPerStep(String rows, String message) {
    assertThatThrownBy(() -> scored(answer(rows), solution("a", "b", "c")))
        .cause()
        .isInstanceOfSatisfying(
            WorkerException.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
              assertThat(failure).hasMessageContaining(message);
            });
  }

  @Test
  void refusesStepsAndQuestionsThatHoldTheTag() {
    assertThatThrownBy(() -> scored("{}", solution("a", "b<extra_0>c")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a step must not hold the tag <extra_0>");
    Problem problem = new Problem("p-5", "What is <extra_0>?", null);
    assertThatThrownBy(() -> scored("{}", solution(problem, "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a question must not hold the tag <extra_0>");
  }

  @Test
  void refusesAStepThatWouldEndTheTurn() {
    assertThatThrownBy(() -> scored("{}", solution("a<|im_end|>")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("<|im_end|>");
  }
}
