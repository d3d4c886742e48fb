package dev.cairn.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.engine.search.strategy.BeamSearch;
import dev.cairn.engine.search.strategy.BestOfN;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentListsTest {
  private static final String HEAD =
      """
      name: sweep
      seed: %s
      data: {path: problems.jsonl}
      data-sets:
        math: {path: math.jsonl, limit: 5}
        gsm: {path: gsm.jsonl}
      rewards:
        prm: {type: qwen-prm}
        shepherd: {type: math-shepherd}
      simulate: {world: arithmetic}
      experiments:
      """;

  private static RunSpec read(String seed, String experiments) {
    return SpecReader.read("sweep.yaml", HEAD.formatted(seed) + experiments, List.of());
  }

  private static List<String> names(String experiments) {
    return read("0", experiments).experiments().stream().map(Experiment::name).toList();
  }

  private static Experiment experiment(RunSpec spec, String name) {
    return spec.experiments().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static long seed(RunSpec spec, String name) {
    return spec.seedOf(experiment(spec, name), new WorkItem(name, "p1", 0));
  }

  @Test
  void makesAnExperimentOfEveryCombination() {
    RunSpec spec =
        read(
            "0",
            """
              - name: beam
                strategy: {type: beam-search, branching: 2, beams: [4, 8]}
                reward: [prm, shepherd]
                vote: majority
            """);

    assertThat(spec.experiments().stream().map(Experiment::name))
        .containsExactly(
            "beam(beams=4, reward=prm)",
            "beam(beams=4, reward=shepherd)",
            "beam(beams=8, reward=prm)",
            "beam(beams=8, reward=shepherd)");
    Experiment last = spec.experiments().get(3);
    assertThat(last.reward()).isEqualTo("shepherd");
    assertThat(((BeamSearch) last.strategy()).beams()).isEqualTo(8);
    assertThat(((BeamSearch) last.strategy()).branching()).isEqualTo(2);
  }

  @Test
  void namesAnEntryWithoutANameByItsStrategy() {
    assertThat(
            names(
                """
                  - strategy: [greedy, {type: best-of-n, n: [4, 16]}, {type: mcts, selection: {c-init: [1, 2]}}]
                    reward: prm
                    vote: best-reward
                """))
        .containsExactly(
            "greedy", "best-of-n(n=4)", "best-of-n(n=16)", "mcts(c-init=1)", "mcts(c-init=2)");
  }

  @Test
  void namesAStrategyOfAListWithinAnEntryThatHasAName() {
    assertThat(
            names(
                """
                  - name: a
                    strategy: [greedy, {type: best-of-n, n: [4, 16]}]
                    reward: [prm]
                    vote: [majority, {type: weighted-majority, aggregation: [min, last]}]
                """))
        .containsExactly(
            "a(strategy=greedy, reward=prm, vote=majority)",
            "a(strategy=greedy, reward=prm, vote=weighted-majority(aggregation=min))",
            "a(strategy=greedy, reward=prm, vote=weighted-majority(aggregation=last))",
            "a(strategy=best-of-n(n=4), reward=prm, vote=majority)",
            "a(strategy=best-of-n(n=4), reward=prm, vote=weighted-majority(aggregation=min))",
            "a(strategy=best-of-n(n=4), reward=prm, vote=weighted-majority(aggregation=last))",
            "a(strategy=best-of-n(n=16), reward=prm, vote=majority)",
            "a(strategy=best-of-n(n=16), reward=prm, vote=weighted-majority(aggregation=min))",
            "a(strategy=best-of-n(n=16), reward=prm, vote=weighted-majority(aggregation=last))");
  }

  @Test
  void namesTheSameWhateverTheOrderOfTheKeys() {
    assertThat(
            names(
                """
                  - vote: [majority]
                    reward: [prm]
                    strategy: {beams: [4], type: beam-search, branching: [2]}
                """))
        .isEqualTo(
            names(
                """
                  - strategy: {branching: [2], beams: [4], type: beam-search}
                    reward: [prm]
                    vote: [majority]
                """))
        .containsExactly("beam-search(beams=4, branching=2, reward=prm, vote=majority)");
  }

  @Test
  void drawsTheSameWhenAnotherExperimentOrValueIsAdded() {
    String entry =
        "  - {name: b, strategy: {type: best-of-n, n: %s}, reward: prm, vote: majority}\n";
    RunSpec few = read("3", entry.formatted("[4]"));
    RunSpec more =
        read(
            "3",
            "  - {strategy: greedy, reward: none, vote: majority}\n" + entry.formatted("[2, 4]"));

    assertThat(seed(more, "b(n=4)")).isEqualTo(seed(few, "b(n=4)"));
    assertThat(seed(more, "b(n=2)")).isNotEqualTo(seed(few, "b(n=4)"));
  }

  @Test
  void drawsAlikeForExperimentsThatDifferInTheirVoteOnly() {
    String entry = "  - {name: b, strategy: {type: best-of-n, n: [4, 8]}, reward: prm, vote: %s}\n";
    RunSpec one = read("3", entry.formatted("majority"));
    RunSpec two = read("3", entry.formatted("[majority, best-reward]"));

    assertThat(seed(two, "b(n=4, vote=majority)"))
        .isEqualTo(seed(two, "b(n=4, vote=best-reward)"))
        .isEqualTo(seed(one, "b(n=4)"))
        .isNotEqualTo(seed(two, "b(n=8, vote=best-reward)"));
  }

  @Test
  void drawsForASeedOfAListAsARunOfThatSeedDoes() {
    String entry = "  - {name: b, strategy: greedy, reward: prm, vote: majority}\n";
    RunSpec both = read("[7, 8]", entry);

    assertThat(both.seed()).isEqualTo(7);
    assertThat(seed(both, "b(seed=7)")).isEqualTo(seed(read("7", entry), "b"));
    assertThat(seed(both, "b(seed=8)")).isEqualTo(seed(read("8", entry), "b"));
  }

  @Test
  void givesEveryExperimentItsProblemSet() {
    RunSpec spec =
        read(
            "0",
            "  - {name: b, strategy: greedy, data: [math, gsm], reward: prm, vote: majority}\n");

    assertThat(spec.dataOf(experiment(spec, "b(data=math)")).path()).isEqualTo("math.jsonl");
    assertThat(spec.dataOf(experiment(spec, "b(data=math)")).limit()).isEqualTo(5);
    assertThat(spec.dataOf(experiment(spec, "b(data=gsm)")).idField()).isEqualTo("id");
  }

  @Test
  void isReadBackFromTheRecordOfARunAsTheSameExperiments() {
    RunSpec spec =
        read(
            "[1, 2]",
            "  - {strategy: {type: best-of-n, n: [4, 8]}, reward: [prm], vote: [majority]}\n");

    assertThat(SpecReader.read("run.yaml", SpecReader.write(spec), List.of())).isEqualTo(spec);
    assertThat(((BestOfN) spec.experiments().get(3).strategy()).n()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reward: [] | sweep.yaml:16: experiments[1].reward: an empty list makes no experiment; name a value or leave the key out",
        "reward: [prm, orm] | sweep.yaml:16: experiments[1].reward[1] must be one of [prm, shepherd] or none but was orm",
        "reward: [prm, prm] | sweep.yaml:13: experiments[1].name must be unique but two experiments are named b(n=4, reward=prm)",
        "data: [math, aime] | sweep.yaml:16: experiments[1].data[1] must be one of [gsm, math] but was aime"
      })
  void namesThePlaceOfAValueThatIsWrong(String wrong, String message) {
    String entries =
        """
          - {strategy: [greedy], reward: prm, vote: majority}
          - name: b
            strategy: {type: best-of-n, n: [4, 8]}
            vote: majority
        """;
    String line = "    " + wrong + "\n" + (wrong.startsWith("data") ? "    reward: prm\n" : "");
    assertThatThrownBy(() -> read("0", entries + line))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  @Test
  void namesThePlaceOfAParameterThatIsWrong() {
    assertThatThrownBy(
            () ->
                read(
                    "0",
                    "  - {name: b, strategy: {type: best-of-n,\n    n: [4, 0]}, reward: prm, vote: majority}\n"))
        .hasMessageStartingWith("sweep.yaml:13: experiments[0].strategy: n must be");
  }

  @Test
  void refusesMoreExperimentsThanARunMayHaveWithoutBuildingThem() {
    String many = Collections.nCopies(1000, "4").toString();
    String entry =
        "  - {name: b, strategy: {type: beam-search, beams: %s, branching: %s}, reward: %s, vote: majority}\n";

    assertThatThrownBy(() -> read("0", entry.formatted(many, many, many)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "sweep.yaml:12: experiments: these lists make 1000000000 experiments, but a run may have 1000 at most");
  }
}
