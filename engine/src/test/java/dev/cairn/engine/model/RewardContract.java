package dev.cairn.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.model.RewardModel.Scored;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.Pools;
import dev.cairn.engine.worker.ScriptedServer;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.VllmDialect;
import dev.cairn.engine.worker.Wire;
import dev.cairn.engine.worker.WorkerException;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every reward model behind a server does, shown against a server that plays what servers
 * write, byte for byte.
 */
abstract class RewardContract {
  static final String QUESTION =
      "A box holds 12 pencils. Tom buys 3 boxes and gives away 7 pencils. How many pencils are"
          + " left?";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The model behind a server; one of two servers is asked for both. */
  abstract RewardModel model(ServedModel served);

  /** What the server answers when the steps of {@link #solutions()} are scored. */
  abstract Reply play(Request request);

  /** Steps of the solutions that the played answers are about, without their separators. */
  abstract List<List<String>> solutions();

  abstract List<List<Double>> rewards();

  /** The calls that reward tokens are paid for, and their tokens as the server told them. */
  abstract int calls();

  abstract TokenCount tokens();

  /** Answers that are wrong, each with words that the failure must have. */
  abstract Map<String, String> spoilt();

  /** Texts that a step must not hold. */
  List<String> tags() {
    return List.of();
  }

  Dialect dialect() {
    return new VllmDialect();
  }

  String question() {
    return QUESTION;
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The ids that a tokenizer's route gives for a text. */
  static Reply ids(List<Integer> ids) {
    return Reply.ok("{\"count\":%d,\"tokens\":%s}".formatted(ids.size(), ids));
  }

  private RewardModel at(ScriptedServer server) {
    return model(new ServedModel("m", dialect(), Pools.retrying(server.url(), dialect(), 2)));
  }

  Trajectory trajectory(List<String> steps, String between, String end) {
    List<Step> written = new ArrayList<>();
    for (int k = 0; k < steps.size(); k++) {
      written.add(new Step(steps.get(k) + (k == steps.size() - 1 ? end : between), 3, -1.0));
    }
    return Trajectory.start(new Problem("p-1", question(), null))
        .append(0, written, Finish.ANSWERED);
  }

  private List<Trajectory> trajectories(String end) {
    return solutions().stream().map(steps -> trajectory(steps, "\n\n", end)).toList();
  }

  private static void assertRewards(Scored scored, List<List<Double>> wanted) {
    assertThat(scored.rewards()).hasSize(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      assertThat(scored.rewards().get(i)).hasSize(wanted.get(i).size());
      for (int k = 0; k < wanted.get(i).size(); k++) {
        assertThat(scored.rewards().get(i).get(k))
            .as("solution %d, step %d", i, k)
            .isBetween(0.0, 1.0)
            .isCloseTo(wanted.get(i).get(k), within(5e-5));
      }
    }
  }

  @Test
  void readsOneRewardPerStepFromWhatIsPlayed() {
    try (ScriptedServer server = new ScriptedServer(this::play)) {
      assertRewards(at(server).score(trajectories("")).join(), rewards());
    }
  }

  /** Golden test 6. */
  @Test
  void scoresATextThatEndsWithItsSeparatorOncePerStep() {
    try (ScriptedServer server = new ScriptedServer(this::play)) {
      assertRewards(at(server).score(trajectories("\n\n")).join(), rewards());
    }
  }

  /** Golden test 9. */
  @Test
  void countsTheCallsAndTokensThatTheServerTold() {
    try (ScriptedServer server = new ScriptedServer(this::play)) {
      Scored scored = at(server).score(trajectories("")).join();

      assertThat(scored.tokens()).isEqualTo(tokens());
      assertThat(scored.calls()).isEqualTo(calls());
      long paid =
          server.requests().stream().filter(each -> !each.path().equals("/tokenize")).count();
      assertThat(paid).isEqualTo(calls());
    }
  }

  /** Golden test 7. */
  @TestFactory
  Stream<DynamicTest> failsWithItsCountsAndAnotherAttemptInsteadOfMakingAScoreUp() {
    return spoilt().entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getValue(), () -> fails(each.getKey(), each.getValue())));
  }

  private void fails(String spoilt, String words) {
    ScriptedServer server =
        new ScriptedServer(
            request -> request.path().equals("/tokenize") ? play(request) : Reply.ok(spoilt));
    try (server) {
      assertThatThrownBy(() -> at(server).score(trajectories("")).join())
          .cause()
          .isInstanceOfSatisfying(
              WorkerException.class,
              failure -> {
                assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
                assertThat(failure).hasMessageContaining(words).hasMessageNotContaining("pencils");
              });
      assertThat(server.requests().stream().filter(each -> !each.path().equals("/tokenize")))
          .hasSizeGreaterThan(1);
    }
  }

  @Test
  void saysOfASolutionThatFitsNoContextThatItIsUnread() {
    Reply tooLong = Reply.of(400, Wire.body("vllm-context-new"));
    ScriptedServer server =
        new ScriptedServer(request -> request.path().equals("/tokenize") ? play(request) : tooLong);
    try (server) {
      Scored scored = at(server).scoreWhatFits(trajectories("").subList(0, 1)).join();

      assertThat(scored.unread()).containsExactly(0);
      assertThat(scored.rewards()).containsExactly(List.of());
    }
  }

  @Test
  void refusesStepsAndQuestionsThatHoldWhatMeansSomethingToIt() {
    for (String tag : tags()) {
      try (ScriptedServer server = new ScriptedServer(this::play)) {
        assertThatThrownBy(
                () -> at(server).score(List.of(trajectory(List.of("a" + tag + "b"), "", ""))))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContainingAll("must not hold", tag);
        assertThat(server.requests()).isEmpty();
      }
    }
  }

  @Test
  void hangsUpWhenItIsCancelled() {
    ScriptedServer server =
        new ScriptedServer(
            request -> request.path().equals("/tokenize") ? play(request) : Reply.never());
    try (server) {
      CompletableFuture<Scored> scored = at(server).score(trajectories(""));
      await()
          .until(
              () -> server.requests().stream().anyMatch(each -> !each.path().equals("/tokenize")));

      scored.cancel(true);

      await().until(() -> server.open() == 0 && server.hungUp() > 0);
    }
  }
}
