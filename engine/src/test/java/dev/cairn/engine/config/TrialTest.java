package dev.cairn.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.worker.ScriptedServer;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TrialTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RUN =
      """
      name: trial
      data: {path: problems.jsonl}
      policy: {worker: {urls: [%s], model: m, attempts: 1}, template: %s}
      rewards:
        prm: {type: qwen-prm, worker: {urls: [%s], model: prm, attempts: 1}}
      experiments:
        - {name: a, strategy: %s, reward: prm, vote: best-reward}
      """;

  /** What a vLLM server does otherwise than it should. */
  private record Quirks(Consumer<ObjectNode> onAnswer, String continuation) {
    static final Quirks NONE = new Quirks(answer -> {}, "3 4 5 6");
  }

  private static ScriptedServer policy(Quirks quirks) {
    return new ScriptedServer(
        request -> {
          JsonNode body = json(request.body());
          boolean counting = body.path("stop").path(0).asText().equals("6");
          ObjectNode answer = JSON.createObjectNode();
          for (int i = 0; i < body.path("n").intValue(); i++) {
            ObjectNode choice = answer.withArray("choices").addObject().put("index", i);
            String text = counting ? quirks.continuation() : "3\n\n";
            if (body.has("messages")) {
              choice.putObject("message").put("content", text);
            } else {
              choice.put("text", text);
            }
            choice.put("finish_reason", "stop").put("stop_reason", counting ? "6" : "\n\n");
            choice.putObject("logprobs").set("tokens", JSON.createArrayNode().add(text));
            choice.withObject("/logprobs").putArray("token_logprobs").add(-0.5);
          }
          answer.putObject("usage").put("prompt_tokens", 9).put("completion_tokens", 4);
          quirks.onAnswer().accept(answer);
          return Reply.ok(answer.toString());
        });
  }

  private static ScriptedServer reward(String right, String wrong) {
    return ScriptedServer.inTurn(
        Reply.ok(
            """
            {"data":[{"index":0,"data":[%s]},{"index":1,"data":[%s]}],
             "usage":{"prompt_tokens":9}}"""
                .formatted(right, wrong)));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static RunSpec spec(
      ScriptedServer policy, String template, ScriptedServer reward, String strategy) {
    return SpecReader.read(
        "run.yaml", RUN.formatted(policy.url(), template, reward.url(), strategy), List.of());
  }

  private static List<Trial> trials(Quirks quirks, String template, String strategy) {
    try (ScriptedServer policy = policy(quirks);
        ScriptedServer reward = reward("[0.1,0.9]", "[0.8,0.2]")) {
      return Trial.all(spec(policy, template, reward, strategy), name -> null);
    }
  }

  private static Trial ofPolicy(Quirks quirks, String template, String strategy) {
    return trials(quirks, template, strategy).get(0);
  }

  private static Consumer<ObjectNode> onChoices(Consumer<ObjectNode> change) {
    return answer -> answer.path("choices").forEach(choice -> change.accept((ObjectNode) choice));
  }

  @Test
  void saysNothingOfServersThatDoAsTheyAreAsked() {
    List<Trial> trials = trials(Quirks.NONE, "chatml", "mcts");

    assertThat(trials).hasSize(2);
    assertThat(trials)
        .allSatisfy(
            trial -> {
              assertThat(trial.notes()).isEmpty();
              assertThat(trial.refusal()).isNull();
            });
  }

  @Test
  void asksForOneContinuationACallWhereNIsIgnored() {
    Quirks ignoring =
        new Quirks(
            answer -> {
              while (answer.withArray("choices").size() > 1) {
                answer.withArray("choices").remove(1);
              }
            },
            "3 4 5 6");
    try (ScriptedServer policy = policy(ignoring);
        ScriptedServer reward = reward("[0.1,0.9]", "[0.8,0.2]")) {
      RunSpec spec = spec(policy, "chatml", reward, "beam-search");
      List<Trial> trials = Trial.all(spec, name -> null);

      assertThat(trials.get(0).notes())
          .containsExactly("ignores n: every continuation is a call of its own");
      assertThat(Trial.adapted(spec, trials).policy().samplesPerCall()).isEqualTo(1);
    }
  }

  @Test
  void refusesAServerThatDoesNotContinueOnlyForStrategiesThatGoStepByStep() {
    Quirks starting = new Quirks(answer -> {}, "1 2 3 4 5 6");

    assertThat(ofPolicy(starting, "server", "beam-search").refusal())
        .contains("does not continue an answer that has begun");
    assertThat(ofPolicy(starting, "server", "best-of-n").refusal()).isNull();
  }

  @Test
  void refusesAServerThatDoesNotTellWhyATextEnded() {
    Quirks silent = new Quirks(onChoices(choice -> choice.putNull("stop_reason")), "3 4 5 6");

    assertThat(ofPolicy(silent, "chatml", "beam-search").refusal())
        .contains("set policy.worker.dialect to openai");
  }

  @Test
  void refusesMissingLogProbabilitiesOnlyWhereTheyAreNeeded() {
    Quirks without = new Quirks(onChoices(choice -> choice.putNull("logprobs")), "3 4 5 6");

    assertThat(ofPolicy(without, "chatml", "mcts").refusal())
        .contains("tells no log-probabilities, which the strategy of a needs");
    Trial beam = ofPolicy(without, "chatml", "beam-search");
    assertThat(beam.refusal()).isNull();
    assertThat(beam.notes()).containsExactly("tells no log-probabilities: steps have none");
  }

  @Test
  void notesWhatAServerCutsOffAndDropsAndDrawsOtherwise() {
    AtomicInteger asked = new AtomicInteger();
    Quirks careless =
        new Quirks(
            onChoices(
                choice -> {
                  boolean counting = choice.path("stop_reason").asText().equals("6");
                  choice.put("text", counting ? "3 4 5" + " ".repeat(asked.incrementAndGet()) : "");
                }),
            "");

    assertThat(ofPolicy(careless, "chatml", "beam-search").notes())
        .containsExactly(
            "cuts the stop string off: it is put back",
            "drops the blanks at the end of a begun answer: blank steps come back and are drawn"
                + " again",
            "draws otherwise with the same seed: the run cannot be repeated to the letter");
  }

  @Test
  void refusesARewardModelThatDoesNotJudgeAndNotesOneThatJudgesBackwards() {
    try (ScriptedServer policy = policy(Quirks.NONE);
        ScriptedServer two = reward("[0.1,0.9],[0.1,0.9]", "[0.8,0.2]");
        ScriptedServer backwards = reward("[0.8,0.2]", "[0.1,0.9]")) {
      RunSpec spec = spec(policy, "chatml", two, "beam-search");
      List<Trial> trials = Trial.all(spec, name -> null);

      assertThatThrownBy(() -> Trial.adapted(spec, trials))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("prm at qwen does not judge a trial solution: ")
          .hasMessageContaining("2 step scores for 1 steps");
      assertThat(
              Trial.all(spec(policy, "chatml", backwards, "beam-search"), name -> null)
                  .get(1)
                  .notes())
          .containsExactly("finds a wrong step no worse than a right one (0.900 against 0.200)");
    }
  }

  @Test
  void notesAnOutcomeModelWhoseServerAnswersProbabilitiesForLogits() {
    assertThat(ofOutcomeModel("0.9999", "0.01").notes())
        .containsExactly(
            "answers numbers from 0 to 1 where logits were asked for: rewards keep their order and"
                + " lie between 0.50 and 0.73");
    assertThat(ofOutcomeModel("11.375", "0.01").notes()).isEmpty();
  }

  private static Trial ofOutcomeModel(String right, String wrong) {
    String answer =
        """
        {"data":[{"index":0,"probs":[%s]},{"index":1,"probs":[%s]}],"usage":{"prompt_tokens":9}}"""
            .formatted(right, wrong);
    try (ScriptedServer policy = policy(Quirks.NONE);
        ScriptedServer reward = ScriptedServer.inTurn(Reply.ok(answer))) {
      String orm = "rewards.prm={type: orm, worker: {urls: [%s], model: orm}}";
      RunSpec spec =
          SpecReader.read(
              "run.yaml",
              RUN.formatted(policy.url(), "chatml", reward.url(), "best-of-n"),
              List.of(orm.formatted("'" + reward.url() + "'")));
      return Trial.all(spec, name -> null).get(1);
    }
  }

  @Test
  void saysThatAPolicyFailsAndDoesNotTryTheEmbeddedFleet() {
    try (ScriptedServer failing = ScriptedServer.inTurn(Reply.of(400, "{\"error\":\"no\"}"));
        ScriptedServer reward = reward("[0.1,0.9]", "[0.8,0.2]")) {
      RunSpec spec = spec(failing, "chatml", reward, "beam-search");

      assertThat(Trial.all(spec, name -> null).get(0).refusal())
          .contains("fails a trial: ", "HTTP 400: no");
      RunSpec embedded =
          SpecReader.read(
              "run.yaml",
              RUN.formatted(failing.url(), "chatml", reward.url(), "greedy"),
              List.of("simulate={world: {type: arithmetic}}"));
      assertThat(Trial.all(embedded, name -> null)).isEmpty();
    }
  }
}
