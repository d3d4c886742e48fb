package dev.cairn.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.model.Generation.Verdict;
import dev.cairn.engine.model.RewardModel.Scored;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Pools;
import dev.cairn.engine.worker.ScriptedServer;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.VllmDialect;
import dev.cairn.engine.worker.WorkerException;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** How generative reward models go about judgements that are odd, cut off or without a verdict. */
class JuryTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final VllmDialect DIALECT = new VllmDialect();

  private static Generation generation(int votes, double temperature, Verdict verdict) {
    return new Generation(PromptTemplate.CHATML, votes, temperature, 1, 0, 64, verdict);
  }

  private static Trajectory solution(int steps) {
    List<Step> written = new ArrayList<>();
    for (int k = 1; k <= steps; k++) {
      written.add(new Step("line " + k, 2, -1.0));
    }
    return Trajectory.start(new Problem("p", "How many?", null))
        .append(0, written, Finish.ANSWERED);
  }

  private static Scored scored(
      BiFunction<ServedModel, Generation, RewardModel> model,
      Generation generation,
      int steps,
      Function<Request, String> script) {
    try (ScriptedServer server = new ScriptedServer(asked -> Reply.ok(script.apply(asked)))) {
      ServedModel served = new ServedModel("m", DIALECT, Pools.retrying(server.url(), DIALECT, 2));
      return model.apply(served, generation).score(List.of(solution(steps))).join();
    }
  }

  private static String answer(String finish, String... texts) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode choices = answer.putArray("choices");
    for (String text : texts) {
      choices
          .addObject()
          .put("index", choices.size() - 1)
          .put("text", text)
          .put("finish_reason", finish)
          .putNull("stop_reason");
    }
    answer.putObject("usage").put("prompt_tokens", 10).put("completion_tokens", 3);
    return answer.toString();
  }

  /** The answer whose text these tokens are, each with what could stand in its place. */
  private static String spelled(String text, List<Map<String, Double>> tokens) {
    try {
      ObjectNode answer = (ObjectNode) JSON.readTree(answer("stop", text));
      ObjectNode told = ((ObjectNode) answer.path("choices").get(0)).putObject("logprobs");
      for (Map<String, Double> likeliest : tokens) {
        String token = likeliest.keySet().iterator().next();
        told.withArray("tokens").add(token);
        told.withArray("token_logprobs").add(likeliest.get(token));
        told.withArray("top_logprobs").addPOJO(likeliest);
      }
      return JSON.writeValueAsString(answer);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Map<String, Double> token(String text) {
    return Map.of(text, -0.1);
  }

  private static long seed(Request request) {
    return RewardContract.json(request.body()).path("seed").longValue();
  }

  private static String prompt(Request request) {
    return RewardContract.json(request.body()).path("prompt").textValue();
  }

  @Test
  void givesAStepThatWasNotJudgedWhatTheFirstWrongStepIsWorth() {
    String chain = "\\boxed{correct} then \\boxed{incorrect} and yet \\boxed{correct}";

    Scored scored =
        scored(ThinkPrm::new, generation(1, 0.6, Verdict.TEXT), 4, asked -> answer("stop", chain));

    assertThat(scored.rewards()).containsExactly(List.of(1.0, 0.0, 1.0, 0.0));
  }

  @Test
  void findsAVerdictBehindACharacterThatTakesSeveralTokens() {
    String chain =
        spelled(
            "\u2211 is fine: \\boxed{correct}",
            List.of(
                token("\ufffd"),
                token("\ufffd\ufffd"),
                token(" is fine: \\boxed{"),
                new TreeMap<>(Map.of("correct", -0.0513, "in", -2.9957)),
                token("}")));

    Scored scored = scored(ThinkPrm::new, generation(1, 0.6, Verdict.LOG_PROBS), 1, asked -> chain);

    assertThat(scored.rewards().get(0).get(0)).isCloseTo(0.95, within(1e-4));
  }

  @Test
  void readsTheThoughtsThatAServerSplitOff() {
    Generation byServer = new Generation(PromptTemplate.SERVER, 1, 0.6, 1, 0, 64, Verdict.TEXT);
    String message =
        "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":null,"
            + "\"reasoning\":\"Step 1 is \\\\boxed{correct}\"}}],"
            + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}";

    assertThat(scored(ThinkPrm::new, byServer, 1, asked -> message).rewards())
        .containsExactly(List.of(1.0));
  }

  @Test
  void takesNoScoreFromAJudgementThatWasCutOffInTheMiddleOfIt() {
    Scored scored =
        scored(
            Judge::new,
            generation(1, 0.6, Verdict.TEXT),
            1,
            asked ->
                seed(asked) == 0
                    ? answer("length", "{\"reasoning\": \"good\", \"score\": 1")
                    : answer("stop", "{\"reasoning\": \"good\", \"score\": 10}"));

    assertThat(scored.rewards()).containsExactly(List.of(1.0));
    assertThat(scored.calls()).isEqualTo(2);
    assertThat(scored.tokens()).isEqualTo(new TokenCount(20, 0, 6));
  }

  private static void assertNoVerdict(ThrowingCallable judged, String... words) {
    assertThatThrownBy(judged)
        .cause()
        .isInstanceOfSatisfying(
            WorkerException.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
              assertThat(failure).hasMessageContainingAll(words);
            });
  }

  @Test
  void takesNoFirstErrorFromACritiqueThatWasCutOff() {
    Generation greedy = generation(1, 0, Verdict.TEXT);
    String cut = answer("length", "At first \\boxed{0}, but let me see");

    assertNoVerdict(
        () -> scored(CriticPrm::new, greedy, 2, asked -> cut),
        "no verdict in any of 1 judgements",
        "cut off at max-tokens");
  }

  @Test
  void failsAsMalformedWhereNoLabelIsAmongTheLikeliestTokens() {
    Generation byTokens = generation(1, 0.6, Verdict.LOG_PROBS);
    String other = spelled("Maybe", List.of(token("Maybe")));
    String untold = answer("length", "Yes");

    assertNoVerdict(
        () -> scored(Judge::new, byTokens, 1, asked -> other),
        "no verdict in any of 3 judgements",
        "without \"yes\" or \"no\"");
    assertNoVerdict(
        () -> scored(Judge::new, byTokens, 1, asked -> untold),
        "without the log-probabilities of a verdict");
  }

  @Test
  void leavesAVoteOutThatComesToNoVerdictAndCountsWhatItTook() {
    Scored scored =
        scored(
            GenPrm::new,
            generation(2, 0.6, Verdict.TEXT),
            1,
            asked -> {
              boolean undecided = seed(asked) % 2 == 1;
              return prompt(asked).endsWith("$\\boxed")
                  ? answer("stop", undecided ? "{Perhaps}$" : "{Yes}$")
                  : answer("stop", "It adds up.</analyze>\n");
            });

    assertThat(scored.rewards()).containsExactly(List.of(1.0));
    // Two of the vote that counts; an analysis and three outputs of the other.
    assertThat(scored.calls()).isEqualTo(6);
    assertThat(scored.tokens()).isEqualTo(new TokenCount(60, 0, 18));
  }

  @Test
  void closesAnAnalysisOnce() {
    List<String> judging = new ArrayList<>();
    scored(
        GenPrm::new,
        generation(1, 0.6, Verdict.TEXT),
        1,
        asked -> {
          if (prompt(asked).endsWith("$\\boxed")) {
            judging.add(prompt(asked));
            return answer("stop", "{Yes}$");
          }
          return answer("stop", "It adds up.</analyze>");
        });

    assertThat(judging)
        .singleElement()
        .asString()
        .endsWith("It adds up.</analyze>\n<output>\n**Judgement**: $\\boxed");
  }

  @Test
  void keepsTheWordsOfTheVoteThatThinksLeastOfAStep() {
    Scored scored =
        scored(
            GenPrm::new,
            generation(2, 0.6, Verdict.TEXT),
            2,
            asked -> {
              boolean strict = seed(asked) == 1;
              boolean second = prompt(asked).contains("line 2");
              return prompt(asked).endsWith("$\\boxed")
                  ? answer("stop", strict && second ? "{No}$" : "{Yes}$")
                  : answer("stop", "Vote %d.</analyze>\n".formatted(seed(asked)));
            });

    assertThat(scored.rewards()).containsExactly(List.of(1.0, 0.5));
    assertThat(scored.critiquesOf(0)).containsExactly("Vote 0.", "Vote 1.");
  }

  @Test
  void keepsOfEveryStepTheFirstCritiqueThatFindsItWrong() {
    Scored scored =
        scored(
            CriticPrm::new,
            generation(3, 1, Verdict.TEXT),
            3,
            asked -> answer("stop", "Fine: \\boxed{-1}", "Bad: \\boxed{1}", "Worse: \\boxed{1}"));

    assertThat(scored.critiquesOf(0)).containsExactly("", "Bad: \\boxed{1}", "");
  }

  @Test
  void losesNoCritiqueWhereSeveralSolutionsAreJudged() {
    try (ScriptedServer server =
        new ScriptedServer(
            asked ->
                Reply.ok(
                    answer(
                        "stop", asked.body().contains("line 2") ? "\\boxed{1}" : "\\boxed{0}")))) {
      ServedModel served = new ServedModel("m", DIALECT, Pools.retrying(server.url(), DIALECT, 2));
      Scored scored =
          new CriticPrm(served, generation(1, 0, Verdict.TEXT))
              .scoreWhatFits(List.of(solution(2), solution(1)))
              .join();

      assertThat(scored.critiquesOf(0)).containsExactly("", "\\boxed{1}");
      assertThat(scored.critiquesOf(1)).containsExactly("\\boxed{0}");
    }
  }
}
