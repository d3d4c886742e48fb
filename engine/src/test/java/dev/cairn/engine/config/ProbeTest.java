package dev.cairn.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.worker.ScriptedServer;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProbeTest {
  private static final String RUN =
      """
      name: trial
      data: {path: problems.jsonl}
      policy: {worker: {urls: [%s], model: "%s"}}
      rewards:
        prm: {type: qwen-prm, worker: {urls: [%s]}}
      experiments:
        - {name: bo4, strategy: best-of-n, reward: prm, vote: best-reward}
      """;

  private static ScriptedServer serving(String... models) {
    return ScriptedServer.inTurn(
        Reply.ok(
            "{\"object\":\"list\",\"data\":[%s]}"
                .formatted(
                    Arrays.stream(models)
                        .map("{\"id\":\"%s\"}"::formatted)
                        .collect(Collectors.joining(",")))));
  }

  private static RunSpec spec(URI policy, String model, URI reward, String... sets) {
    return SpecReader.read("run.yaml", RUN.formatted(policy, model, reward), List.of(sets));
  }

  private static RunSpec resolved(RunSpec spec) {
    return Probe.resolve(spec, Probe.all(spec, name -> "s3cret"));
  }

  private static void fails(RunSpec spec, String... words) {
    assertThatThrownBy(() -> resolved(spec))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void namesTheOneModelThatAServerServes() {
    try (ScriptedServer policy = serving("m-7b");
        ScriptedServer reward = serving("prm-7b")) {
      RunSpec resolved = resolved(spec(policy.url(), "", reward.url()));

      assertThat(resolved.policy().worker().model()).isEqualTo("m-7b");
      assertThat(
              Objects.requireNonNull(
                      Objects.requireNonNull(resolved.rewards().get("prm")).workers().get("worker"))
                  .model())
          .isEqualTo("prm-7b");
      assertThat(policy.requests()).hasSize(1);
    }
  }

  @Test
  void keepsTheModelThatIsNamedAmongSeveral() {
    try (ScriptedServer policy = serving("a", "b");
        ScriptedServer reward = serving("prm-7b")) {
      assertThat(resolved(spec(policy.url(), "b", reward.url())).policy().worker().model())
          .isEqualTo("b");
    }
  }

  @Test
  void refusesAServerWithoutTheModelThatIsNamed() {
    try (ScriptedServer policy = serving("a", "b");
        ScriptedServer reward = serving("prm-7b")) {
      fails(
          spec(policy.url(), "c", reward.url()),
          "policy worker " + policy.url() + " serves [a, b] but not the model c");
    }
  }

  @Test
  void refusesSeveralModelsOfWhichNoneIsNamed() {
    try (ScriptedServer policy = serving("a", "b");
        ScriptedServer reward = serving("prm-7b")) {
      fails(spec(policy.url(), "", reward.url()), "serves [a, b]; name one as its model");
    }
  }

  @Test
  void refusesServersOfOneRoleThatServeDifferentModels() {
    try (ScriptedServer policy = serving("a");
        ScriptedServer other = serving("b");
        ScriptedServer reward = serving("prm-7b")) {
      RunSpec spec =
          spec(
              policy.url(),
              "",
              reward.url(),
              "policy.worker.urls=[" + policy.url() + ", " + other.url() + "]");
      fails(spec, "policy worker " + other.url() + " serves [b] but not the model a");
    }
  }

  @Test
  void saysThatAServerCannotBeReached() {
    URI gone;
    try (ScriptedServer closed = serving("a")) {
      gone = closed.url();
    }
    try (ScriptedServer policy = serving("a")) {
      fails(
          spec(policy.url(), "", gone),
          "prm worker " + gone + ": not reachable",
          "; start it, or correct its urls");
    }
  }

  @Test
  void saysThatAServerDoesNotAnswer() {
    try (ScriptedServer policy = ScriptedServer.inTurn(Reply.never());
        ScriptedServer reward = serving("prm-7b")) {
      fails(
          spec(policy.url(), "", reward.url(), "policy.worker.timeout=200ms"),
          "policy worker " + policy.url() + ": no answer within 200 ms");
    }
  }

  @Test
  void showsTheServersKeyAndRepeatsItsRefusalWithoutIt() {
    try (ScriptedServer policy = ScriptedServer.inTurn(Reply.of(401, "{\"error\":\"no s3cret\"}"));
        ScriptedServer reward = serving("prm-7b")) {
      fails(spec(policy.url(), "", reward.url(), "policy.worker.api-key-env=KEY"), "HTTP 401: no ");
      assertThat(policy.requests().get(0).headers())
          .containsEntry("authorization", "Bearer s3cret");
    }
  }
}
