package dev.cairn.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.engine.model.TokenConfidence.Measure;
import dev.cairn.engine.worker.Completion.Alternative;
import dev.cairn.engine.worker.PromptLogProbs.Position;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.TokenCount;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenConfidenceContractTest extends RewardContract {
  private static final String ANSWER =
      """
      {"choices":[{"index":0,"text":"=","finish_reason":"length","prompt_logprobs":[null,
        {"1":{"logprob":-3.0}},{"2":{"logprob":-3.0}},{"3":{"logprob":-3.0}},
        {"4":{"logprob":-0.6931472}},{"5":{"logprob":-0.6931472}},{"6":{"logprob":-1.3862944}}]}],
       "usage":{"prompt_tokens":7,"completion_tokens":1}}""";

  @Override
  RewardModel model(ServedModel served) {
    return new TokenConfidence(served, PromptTemplate.CHATML, "", Measure.MEAN_LOG_PROB);
  }

  @Override
  Reply play(Request request) {
    String prompt = json(request.body()).path("prompt").textValue();
    if (!request.path().equals("/tokenize")) {
      assertThat(prompt.strip()).endsWith("<|im_start|>assistant\nTwice.\n\nDone.");
      return Reply.ok(ANSWER);
    }
    int count = prompt.contains("Done.") ? 7 : prompt.contains("Twice.") ? 6 : 4;
    return ids(IntStream.range(0, count).boxed().toList());
  }

  @Override
  List<List<String>> solutions() {
    return List.of(List.of("Twice.", "Done."));
  }

  @Override
  List<List<Double>> rewards() {
    return List.of(List.of(0.5, 0.25));
  }

  @Override
  int calls() {
    return 1;
  }

  @Override
  TokenCount tokens() {
    return new TokenCount(7, 0, 1);
  }

  @Override
  Map<String, String> spoilt() {
    return Map.of(
        ANSWER.replace(",{\"5\":{\"logprob\":-0.6931472}}", ""), "6 log-probabilities for 7 tokens",
        ANSWER.replace("-1.3862944", "NaN"), "not JSON",
        ANSWER.replace("{\"6\":{\"logprob\":-1.3862944}}", "null"), "log-probability of a token");
  }

  private static Position position(double... probabilities) {
    List<Alternative> likeliest =
        java.util.Arrays.stream(probabilities)
            .mapToObj(p -> new Alternative("t" + p, Math.log(p)))
            .toList();
    return new Position(likeliest.get(0), likeliest);
  }

  @Test
  void measuresCertaintyAndEntropyOfTheLikeliestTokens() {
    List<Position> even = List.of(position(0.25, 0.25, 0.25, 0.25));
    List<Position> sure = List.of(position(1, 1e-300, 1e-300));
    List<Position> half = List.of(position(0.9, 0.1));

    assertThat(Measure.ENTROPY.of(even)).isCloseTo(0, within(1e-12));
    assertThat(Measure.SELF_CERTAINTY.of(even)).isCloseTo(0, within(1e-12));
    assertThat(Measure.ENTROPY.of(sure)).isCloseTo(1, within(1e-9));
    assertThat(Measure.SELF_CERTAINTY.of(sure)).isCloseTo(1, within(1e-9));
    // Entropy 0.468996 bits of one; divergence -ln(4 * 0.9 * 0.1) / 2 = 0.510826.
    assertThat(Measure.ENTROPY.of(half)).isCloseTo(1 - 0.468996, within(1e-6));
    assertThat(Measure.SELF_CERTAINTY.of(half)).isCloseTo(1 - 0.6, within(1e-9));
  }
}
