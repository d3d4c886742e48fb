package dev.cairn.engine.run;

import static dev.cairn.engine.run.Outcomes.completed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.model.CompletionPolicy;
import dev.cairn.engine.model.CompletionPolicy.Settings;
import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.PromptTemplate;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.RewardModel.Scored;
import dev.cairn.engine.run.SearchOutcome.Completed;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.search.strategy.BeamSearch;
import dev.cairn.engine.search.strategy.BestOfN;
import dev.cairn.engine.worker.Pools;
import dev.cairn.engine.worker.ScriptedServer;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.VllmDialect;
import dev.cairn.engine.worker.Wire;
import dev.cairn.engine.worker.WorkerException;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A context that is full ends a branch, and neither the search nor in another attempt. */
class ContextFullTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final VllmDialect DIALECT = new VllmDialect();
  private static final BeamSearch BEAM = new BeamSearch(4, 2, Aggregation.LAST);

  /** A server whose context holds a question and two steps. */
  private static ScriptedServer server() {
    return new ScriptedServer(
        request -> {
          JsonNode body = json(request.body());
          String prompt = body.path("prompt").asText();
          return prompt.split("Step\\.", -1).length > 2
              ? Reply.of(400, Wire.body("vllm-context-new"))
              : Reply.ok(steps(body.path("n").intValue()));
        });
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String steps(int n) {
    StringBuilder choices = new StringBuilder();
    for (int i = 0; i < n; i++) {
      choices.append(i == 0 ? "" : ",");
      choices.append(
          "{\"index\":%d,\"text\":\"Step.\\n\\n\",\"finish_reason\":\"stop\",\"stop_reason\":\"\\n\\n\"}"
              .formatted(i));
    }
    return "{\"choices\":[%s],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":%d}}"
        .formatted(choices, 3 * n);
  }

  private static Policy policy(ScriptedServer server) {
    return new CompletionPolicy(
        new Settings(
            "m", PromptTemplate.CHATML, "", "\n\n", 0.7, 0.9, 20, 5000, 8, /* logProbs= */ false),
        DIALECT,
        Pools.retrying(server.url(), DIALECT, 4));
  }

  /** Reads so many steps and no more. */
  private static RewardModel reading(int room) {
    return trajectories ->
        trajectories.stream().anyMatch(each -> each.steps().size() > room)
            ? CompletableFuture.failedFuture(
                new WorkerException(Kind.CONTEXT_TOO_LONG, "http://prm:1", "too long"))
            : CompletableFuture.completedFuture(
                new Scored(
                    trajectories.stream().map(ContextFullTest::halves).toList(),
                    1,
                    new TokenCount(5, 0, 0)));
  }

  private static List<Double> halves(Trajectory trajectory) {
    return Collections.nCopies(trajectory.steps().size(), 0.5);
  }

  private static Completed outcome(
      SearchStrategy strategy, Policy policy, @Nullable RewardModel rewards) {
    List<SearchTask> tasks = List.of(Scenes.task("a", strategy, policy, rewards));
    return completed(Outcomes.of(tasks, Outcomes.WIDE).get(0));
  }

  @Test
  void ofThePolicyFinishesTheBranchesAndKeepsThem() {
    try (ScriptedServer server = server()) {
      Completed outcome = outcome(BEAM, policy(server), reading(100));

      assertThat(outcome.candidates()).hasSize(4);
      assertThat(outcome.candidates())
          .allSatisfy(
              each -> {
                assertThat(each.trajectory().finish()).isEqualTo(Finish.CONTEXT_FULL);
                assertThat(each.trajectory().text()).isEqualTo("Step.\n\nStep.\n\n");
                assertThat(each.rewards()).containsExactly(0.5, 0.5);
              });
      assertThat(outcome.tree()).hasSize(12);
      assertThat(outcome.tree().stream().filter(node -> node.finish() == Finish.CONTEXT_FULL))
          .hasSize(4)
          .allSatisfy(node -> assertThat(node.steps()).isEmpty());
      assertThat(outcome.usage().policyCalls()).isEqualTo(server.requests().size());
      assertThat(outcome.usage().generatedTokens()).isEqualTo(8 * 3);
    }
  }

  @Test
  void ofTheRewardModelFinishesTheBranchesAtWhatItCouldRead() {
    Completed outcome = outcome(BEAM, Scenes.ENDLESS, reading(2));

    assertThat(outcome.candidates()).hasSize(4);
    assertThat(outcome.candidates())
        .allSatisfy(
            each -> {
              assertThat(each.trajectory().finish()).isEqualTo(Finish.CONTEXT_FULL);
              assertThat(each.rewards()).containsExactly(0.5, 0.5);
            });
    assertThat(outcome.usage().scored()).isEqualTo(8);
    assertThat(outcome.usage().samples()).isEqualTo(12);
  }

  @Test
  void ofTheRewardModelLeavesAWholeSolutionWithoutText() {
    Completed outcome = outcome(new BestOfN(2), Scenes.ANSWERING, reading(0));

    assertThat(outcome.candidates()).hasSize(2);
    assertThat(outcome.candidates())
        .allSatisfy(
            each -> {
              assertThat(each.trajectory().finish()).isEqualTo(Finish.CONTEXT_FULL);
              assertThat(each.trajectory().steps()).isEmpty();
              assertThat(each.rewards()).isEmpty();
            });
  }

  @Test
  void ofTheRewardModelThatCannotReadAFirstStepFailsTheSearch() {
    List<SearchTask> tasks = List.of(Scenes.task("a", BEAM, Scenes.ENDLESS, reading(0)));

    assertThat(Outcomes.failure(Outcomes.of(tasks, Outcomes.WIDE).get(0)).message())
        .isEqualTo("the question and its first step do not fit the reward model's context");
  }
}
