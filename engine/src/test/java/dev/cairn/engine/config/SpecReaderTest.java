package dev.cairn.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.strategy.BeamSearch;
import dev.cairn.engine.search.strategy.Greedy;
import dev.cairn.engine.vote.Majority;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecReaderTest {
  private static final String RUN =
      """
      name: trial
      seed: 7
      data:
        path: problems.jsonl
      policy:
        worker: {urls: ["http://gpu-1:8000"]}
        temperature: 0.6
      rewards:
        prm:
          type: qwen-prm
          worker:
            urls: ["http://gpu-2:8000"]
            timeout: 90s
      experiments:
        - name: plain
          strategy: greedy
          reward: none
          vote: majority
        - name: beam
          strategy:
            type: beam-search
            beams: 8
            branching: 2
          reward: prm
          vote: {type: best-reward, aggregation: min}
      """;

  private static RunSpec read(String text, String... sets) {
    return SpecReader.read("run.yaml", text, List.of(sets));
  }

  private static String mistake(String text, String... sets) {
    try {
      read(text, sets);
    } catch (UserException e) {
      String message = String.valueOf(e.getMessage());
      assertThat(message).doesNotContain("\n");
      return message;
    }
    throw new AssertionError("no mistake was found");
  }

  private static String replaced(String old, String by) {
    assertThat(RUN).contains(old);
    return RUN.replace(old, by);
  }

  private static WorkerSpec prmWorker(RunSpec spec) {
    RewardSpec prm = Objects.requireNonNull(spec.rewards().get("prm"));
    return Objects.requireNonNull(prm.workers().get("worker"));
  }

  @Test
  void laysTheKeysOverTheDefaults() {
    RunSpec spec = read(RUN);

    assertThat(spec.name()).isEqualTo("trial");
    assertThat(spec.seed()).isEqualTo(7);
    assertThat(spec.repetitions()).isEqualTo(1);
    assertThat(spec.data().questionField()).isEqualTo("question");
    assertThat(spec.policy().temperature()).isEqualTo(0.6);
    assertThat(spec.policy().topP()).isEqualTo(Registry.POLICY.topP());
    assertThat(spec.policy().worker().urls()).containsExactly(URI.create("http://gpu-1:8000"));
    assertThat(spec.policy().worker().timeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(prmWorker(spec).timeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(spec.experiments().get(0).strategy()).isEqualTo(new Greedy());
    assertThat(spec.experiments().get(0).vote()).isEqualTo(new Majority());
    assertThat(spec.experiments().get(1).strategy())
        .isEqualTo(new BeamSearch(8, 2, Aggregation.LAST));
    assertThat(spec.simulate()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "temperature: 0.6 | tempreature: 0.6 | run.yaml:7: policy.tempreature: unknown key; the keys here are",
        "timeout: 90s | timeuot: 90s | run.yaml:13: rewards.prm.worker.timeuot: unknown key",
        "branching: 2 | branches: 2 | run.yaml:23: experiments[1].strategy.branches: unknown key",
        "seed: 7 | sead: 7 | run.yaml:2: sead: unknown key",
        "seed: 7 | seed: seven | run.yaml:2: seed: ",
        "seed: 7 | seed: '7' | run.yaml:2: seed: ",
        "seed: 7 | seed: 7.5 | run.yaml:2: seed: ",
        "seed: 7 | seed: {a: 7} | run.yaml:2: seed: ",
        "seed: 7 | seed: [] | run.yaml:2: seed: an empty list",
        "seed: 7 | seed: | run.yaml:2: seed: ",
        "temperature: 0.6 | temperature: warm | run.yaml:7: policy.temperature: ",
        "temperature: 0.6 | log-probs: 'yes' | run.yaml:7: policy.log-probs: ",
        "temperature: 0.6 | template: chat | run.yaml:7: policy.template: ",
        "temperature: 0.6 | temperature: 0 | run.yaml:7: policy: temperature must be above 0 but was 0.0",
        "temperature: 0.6 | worker: | ",
        "aggregation: min | aggregation: median | run.yaml:25: experiments[1].vote.aggregation: ",
        "timeout: 90s | timeout: 90 | run.yaml:13: rewards.prm.worker.timeout: ",
        "timeout: 90s | timeout: soon | run.yaml:13: rewards.prm.worker.timeout: ",
        "timeout: 90s | timeout: -3s | run.yaml:13: rewards.prm.worker.timeout: ",
        "timeout: 90s | timeout: 99999999999999999999s | run.yaml:13: rewards.prm.worker.timeout: ",
        "timeout: 90s | timeout: 0s | run.yaml:13: rewards.prm.worker: timeout must be above 0",
        "path: problems.jsonl | limit: 3 | run.yaml:3: data.path: must be given",
        "reward: none | {} | ",
        "strategy: greedy | strategy: gready | run.yaml:16: experiments[0].strategy: type must be one of [",
        "strategy: greedy | strategy: 4 | run.yaml:16: experiments[0].strategy must have a type, one of [",
        "type: beam-search | type: bean-search | run.yaml:21: experiments[1].strategy: type must be one of [",
        "beams: 8 | beams: 7 | run.yaml:22: experiments[1].strategy: beams must be a positive multiple of branching but was 7 with branching 2",
        "name: beam | name: plain | run.yaml:19: experiments[1].name must be unique but two experiments are named plain",
        "reward: prm | reward: orm | run.yaml:24: experiments[1].reward must be one of [prm] or none but was orm",
        "reward: prm | reward: none | run.yaml:20: experiments[1].strategy needs a reward model",
        "name: trial | name: a/b | run.yaml:1: name must be letters",
        "http://gpu-1:8000 | gpu-1:8000 | run.yaml:6: policy.worker: urls must be like http://host:8000 but one was gpu-1:8000",
      })
  void tellsWhereAMistakeIsAndWhatItIs(String old, String by, String message) {
    String found = mistake(replaced(old, by));

    assertThat(found).startsWith(message == null ? "run.yaml:" : message);
    assertThat(found).doesNotContain("dev.cairn").doesNotContain("Exception");
  }

  @Test
  void listsWhatAnEnumAndADurationMayBe() {
    assertThat(mistake(replaced("aggregation: min", "aggregation: median")))
        .contains("must be one of [last, min, ");
    assertThat(mistake(replaced("timeout: 90s", "timeout: soon")))
        .contains("must be a duration like 500ms, 90s, 10m or 2h");
  }

  @Test
  void listsWhatAStrategyMayBeCalled() {
    assertThat(mistake(replaced("strategy: greedy", "strategy: gready")))
        .endsWith("type must be one of %s but was gready".formatted(Registry.STRATEGIES.names()));
  }

  @Test
  void findsAMissingKey() {
    assertThat(mistake(replaced("    reward: none\n", "")))
        .isEqualTo("run.yaml:15: experiments[0].reward: must be given");
    assertThat(mistake(replaced("name: trial\n", ""))).isEqualTo("run.yaml: name: must be given");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data", "policy", "rewards", "limits", "answers", "execution"})
  void refusesASectionWithoutContent(String section) {
    assertThat(mistake(RUN, section + "=null"))
        .startsWith("--set " + section + "=null: " + section)
        .doesNotContain("Exception");
  }

  @Test
  void refusesAKeyThatIsThereTwice() {
    assertThat(mistake(replaced("seed: 7", "seed: 7\nseed: 8")))
        .startsWith("run.yaml:3: not valid YAML: ")
        .contains("seed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"name: [a", "name: 'a", "\tname: a"})
  void refusesWhatIsNoYaml(String text) {
    assertThat(mistake(text)).startsWith("run.yaml:").contains("not valid YAML: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing", "just words", "- a"})
  void refusesWhatIsNoMapping(String text) {
    assertThat(mistake(text)).isEqualTo("run.yaml: must be a YAML mapping of keys to values");
  }

  @Test
  void laysAssignmentsOverTheText() {
    RunSpec spec =
        read(
            RUN,
            "seed=9",
            "limits.max-steps=20",
            "experiments.1.strategy.beams=4",
            "policy.worker.urls=[http://a:1, http://b:2]",
            "rewards.prm.worker.timeout=2m");

    assertThat(spec.seed()).isEqualTo(9);
    assertThat(spec.limits().maxSteps()).isEqualTo(20);
    assertThat(spec.limits().patience()).isEqualTo(Registry.LIMITS.patience());
    assertThat(spec.experiments().get(1).strategy())
        .isEqualTo(new BeamSearch(4, 2, Aggregation.LAST));
    assertThat(spec.policy().worker().urls()).hasSize(2);
    assertThat(prmWorker(spec).timeout()).isEqualTo(Duration.ofMinutes(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seed",
        "=4",
        ".=4",
        "limits..max-steps=4",
        "seed=x",
        "seed=",
        "sead=4",
        "limits.max-steps=0",
        "limits.max-step=4",
        "experiments.1.strategy.beams=7",
        "experiments.5.name=x",
        "experiments.0.strategy.type=mcts",
        "experiments.0=x",
        "policy=[",
        "policy.worker.timeout=9 days"
      })
  void namesTheAssignmentThatIsAMistake(String set) {
    assertThat(mistake(RUN, set)).startsWith("--set " + set + ": ").doesNotContain("Exception");
  }

  @Test
  void saysHowAnEmptyTextIsSet() {
    assertThat(mistake(RUN, "policy.system=")).endsWith("has no value; '' is an empty text");
    assertThat(SpecReader.read("run.yaml", RUN, List.of("policy.system=''")).policy().system())
        .isEmpty();
  }

  @Test
  void readsBackWhatItWrote() {
    RunSpec spec =
        read(
            RUN,
            "simulate={world: {type: arithmetic, seed: 5}, fleet: {policy-workers: 3}}",
            "rewards.another={type: qwen-prm, worker: {urls: ['http://c:1'], retry-base: 1500ms}}");
    String written = SpecReader.write(spec);

    assertThat(read(written)).isEqualTo(spec);
    assertThat(SpecReader.write(read(written))).isEqualTo(written);
    assertThat(written).contains("90s", "retry-base: \"1500ms\"");
  }

  @Test
  void writesRewardsInTheOrderOfTheirNames() {
    String reward = "={type: qwen-prm, worker: {urls: ['http://c:1']}}";
    RunSpec one = read(RUN, "rewards.a" + reward, "rewards.z" + reward);
    RunSpec other = read(RUN, "rewards.z" + reward, "rewards.a" + reward);

    assertThat(one.rewards().keySet()).containsExactly("a", "prm", "z");
    assertThat(SpecReader.write(one)).isEqualTo(SpecReader.write(other));
  }

  @Test
  void readsTheQuickstart() throws IOException {
    Path quickstart = Path.of("..", "conf", "quickstart.yaml");
    RunSpec spec = SpecReader.read("quickstart.yaml", Files.readString(quickstart), List.of());

    assertThat(spec.name()).isEqualTo("quickstart");
    assertThat(SpecReader.read("run.yaml", SpecReader.write(spec), List.of())).isEqualTo(spec);
  }

  @Test
  void keepsTheCauseForDebugLogs() {
    assertThatThrownBy(() -> read(replaced("seed: 7", "seed: x")))
        .hasCauseInstanceOf(Exception.class);
  }

  @Test
  void refusesAnApiKeyThatIsNotSetOrThatNoHeaderCanCarry() {
    RunSpec spec = read(RUN, "policy.worker.api-key-env=GPU_KEY");

    assertThatThrownBy(() -> new Models(spec, name -> null))
        .isInstanceOf(UserException.class)
        .hasMessage("the environment variable GPU_KEY, named by api-key-env, is not set");
    assertThatThrownBy(() -> new Models(spec, name -> "s3cret\n"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("GPU_KEY")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void readsTheRewardModelsAloneOfASpecThatHasNothingElse() {
    RunSpec spec =
        SpecReader.rewards(
            "prm.yaml",
            "rewards: {prm: {type: qwen-prm, worker: {urls: [\"http://prm:8100\"]}}}",
            List.of("rewards.prm.worker.attempts=2"));

    assertThat(spec.rewards()).containsOnlyKeys("prm");
    assertThat(Objects.requireNonNull(spec.rewards().get("prm")).workers().values())
        .extracting(WorkerSpec::urls)
        .containsExactly(List.of(URI.create("http://prm:8100")));
    assertThat(spec.simulate()).isNull();
    assertThatThrownBy(() -> SpecReader.rewards("prm.yaml", "name: x", List.of()))
        .isInstanceOf(UserException.class)
        .hasMessage("prm.yaml: rewards must name a reward model but there is none");
    assertThatThrownBy(() -> SpecReader.rewards("prm.yaml", "rewards: {prm: qwen-prm}", List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("rewards.prm.worker.urls must name a server");
  }
}
