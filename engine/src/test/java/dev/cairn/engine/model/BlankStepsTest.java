package dev.cairn.engine.model;

import static dev.cairn.engine.model.ScriptedPolicy.BEGUN;
import static dev.cairn.engine.model.ScriptedPolicy.ROOT;
import static dev.cairn.engine.model.ScriptedPolicy.bodies;
import static dev.cairn.engine.model.ScriptedPolicy.one;
import static dev.cairn.engine.model.ScriptedPolicy.seeds;
import static dev.cairn.engine.model.ScriptedPolicy.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.model.Policy.Continuation;
import dev.cairn.engine.model.Policy.Sampled;
import dev.cairn.engine.model.ScriptedPolicy.Written;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Decoding;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.worker.ScriptedServer;
import dev.cairn.engine.worker.TokenCount;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of nothing but blanks, which some servers write where a model should go on. */
class BlankStepsTest {
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
}
