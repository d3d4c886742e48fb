package dev.cairn.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cairn.jobs.LocalSpark;
import dev.cairn.jobs.io.format.Formats;
import dev.cairn.jobs.io.format.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format on the public files themselves. */
class PublicFilesTest {
  private static final Path PUBLIC = Path.of("..", "..", "shared", "data");

  static Stream<Arguments> files() {
    return Stream.of(
        arguments(Formats.LABELLED_SOLUTIONS, "processbench/*.jsonl", "processbench", 3400, 0),
        arguments(Formats.LABELLED_SOLUTIONS, "mr_gsm8k/*.jsonl", "processbench", 1418, 0),
        arguments(
            Formats.LABELLED_SOLUTIONS, "bigbench_mistake/*.jsonl", "bigbench-mistake", 2186, 0),
        arguments(Formats.LABELLED_SOLUTIONS, "mr_ben/math.jsonl.gz", "mr-ben", 918, 0),
        // One row names a step behind the last.
        arguments(Formats.LABELLED_SOLUTIONS, "mr_ben/medicine.jsonl.gz", "mr-ben", 827, 1),
        arguments(
            Formats.SOLUTION_SCORES,
            "processbench_prm_scores/*.jsonl.gz",
            "fover-scores",
            21000,
            0),
        // The published file holds five items twice.
        arguments(Formats.PRM_BENCH, "prmbench/prmbench.jsonl.gz", "prmbench", 6211, 5),
        arguments(Formats.POOLS, "strictprm_pools/*_pool.jsonl.gz", "strictprm-pools", 1000, 0),
        arguments(
            Formats.POOLS, "strictprm_pools/*_responses.jsonl.gz", "strictprm-responses", 1000, 0),
        arguments(
            Formats.POOL_SCORES,
            "strictprm_pools/scores_gsm8k_qwen_prm.jsonl.gz",
            "strictprm-scores",
            500,
            0),
        arguments(
            Formats.POOLS,
            "search_and_learn_runs/beam_search_llama3.2-3b_n16.jsonl.gz",
            "search-and-learn",
            100,
            0),
        arguments(Formats.POOLS, "qwen25math_rm_pool/*.jsonl", "qwen-math-pools", 100, 0),
        arguments(
            Formats.POOLS,
            "tot_game24/gpt-4_0.7_naive_cot_sample_100_start900_end1000.jsonl.gz",
            "tree-of-thoughts",
            100,
            0),
        arguments(Formats.POOLS, "codet_humaneval/*_solutions.jsonl.gz", "code-samples", 164, 0),
        arguments(Formats.PROBLEMS, "math500/test500.jsonl", "math-500", 500, 0),
        arguments(Formats.PROBLEMS, "gsm8k/test.jsonl", "gsm8k", 1319, 0),
        arguments(Formats.PROBLEMS, "math_problem_sets/a*.jsonl", "problems", 70, 0),
        arguments(
            Formats.STEP_LABELS, "agentprocessbench/gold*.jsonl", "agentprocessbench", 1000, 0),
        arguments(
            Formats.STEP_LABELS,
            "agentprocessbench/critic*.jsonl.gz",
            "agentprocessbench",
            20000,
            0),
        arguments(Formats.SELECTIONS, "fover_best_of_5/*.jsonl.gz", "fover-selections", 590, 0));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("files")
  void readsEveryRowOfThePublicFilesAndRecognisesTheirFormat(
      Kind<?> kind, String pattern, String format, int rows, int bad) {
    Input<?> input = read(kind, pattern, null);

    assertThat(input.bad().collect()).hasSize(bad);
    assertThat(input.rows().count()).isEqualTo(rows);
    assertThat(input.formats().values()).containsOnly(format);
  }

  @Test
  void findsAsManyMistakesInProcessBenchAsItsPaperCounts() {
    Map<String, Long> wrong = new TreeMap<>();
    read(Formats.LABELLED_SOLUTIONS, "processbench/*.jsonl", null).list().stream()
        .filter(solution -> solution.label() >= 0)
        .forEach(solution -> wrong.merge(solution.subset(), 1L, Long::sum));

    assertThat(wrong)
        .isEqualTo(Map.of("gsm8k", 207L, "math", 594L, "olympiadbench", 661L, "omnimath", 759L));
  }

  @Test
  void putsTheScoresOfARewardModelOnThePoolsTheyAreOf() {
    var pools =
        read(Formats.POOLS, "strictprm_pools/gsm8k_pool.jsonl.gz", "strictprm-pools-upstream");
    var scores = read(Formats.POOL_SCORES, "strictprm_pools/scores_gsm8k_qwen_prm.jsonl.gz", null);

    var scored = pools.match(scores, (pool, row) -> row.on(pool));

    assertThat(scored.bad().count()).isZero();
    assertThat(scored.list())
        .hasSize(500)
        .allSatisfy(
            pool ->
                assertThat(pool.candidates())
                    .hasSize(32)
                    .allSatisfy(each -> assertThat(each.scores()).hasSameSizeAs(each.steps())));
  }

  private static <T> Input<T> read(Kind<T> kind, String pattern, @Nullable String format) {
    assumeTrue(Files.isDirectory(PUBLIC), "the public data sets are not beside the checkout");
    return new InputFiles(LocalSpark.session())
        .read(kind, List.of(PUBLIC.resolve(pattern).toString()), format);
  }
}
