package dev.cairn.jobs.io.format;

import dev.cairn.engine.search.Problem;
import dev.cairn.jobs.io.format.StrictPrmPools.Grading;
import java.util.List;

/** All formats, by what they are read for. A new format is one line here. */
public final class Formats {
  /** Problems to search or to grade. */
  public static final Kind<Problem> PROBLEMS =
      new Kind<>(
          "problems",
          Problem::id,
          List.of(new Gsm8k(), new Problems("id", "question", "answer"), new Math500()));

  /** Answers or solutions with their reference. */
  public static final Kind<Pair> PAIRS = new Kind<>("pairs", pair -> null, List.of(new Pairs()));

  /** Problems with candidates. */
  public static final Kind<Pool> POOLS =
      new Kind<>(
          "pools",
          Pool::problem,
          List.of(
              new Pools(),
              new StrictPrmPools(Grading.CORRECTED),
              new StrictPrmPools(Grading.PUBLISHED),
              new StrictPrmResponses(),
              new SearchAndLearn(),
              new QwenMathPools(),
              new TreeOfThoughts(),
              new CodeSamples()));

  /** Step scores of the candidates of pools. */
  public static final Kind<PoolScores> POOL_SCORES =
      new Kind<>(
          "scores of pools",
          PoolScores::problem,
          List.of(
              new StepScores("step-scores", "id", "scores"),
              new StepScores("strictprm-scores", "problem_id", "step_scores")));

  /** Solutions whose first wrong step is known. */
  public static final Kind<LabelledSolution> LABELLED_SOLUTIONS =
      new Kind<>(
          "labelled solutions",
          solution -> "%s %s".formatted(solution.subset(), solution.id()),
          List.of(new ProcessBench(), new BigBenchMistake(), new MrBen()));

  /** Step scores of labelled solutions. */
  public static final Kind<SolutionScores> SOLUTION_SCORES =
      new Kind<>(
          "scores of labelled solutions",
          row -> "%s %s %s".formatted(row.verifier(), row.subset(), row.id()),
          List.of(
              new ScoredSolutions("fover-scores", "split"),
              new ScoredSolutions("solution-scores", "subset")));

  /** Items of PRMBench. */
  public static final Kind<PrmBenchItem> PRM_BENCH =
      new Kind<>(
          "items of PRMBench",
          item -> "%s %s".formatted(item.category(), item.id()),
          List.of(new PrmBench()));

  /** Labels of every step. */
  public static final Kind<StepLabels> STEP_LABELS =
      new Kind<>(
          "step labels",
          row -> "%s %s %s".formatted(row.critic(), row.subset(), row.id()),
          List.of(new AgentProcessBench()));

  /** Outcomes of selections. */
  public static final Kind<Selection> SELECTIONS =
      new Kind<>(
          "selections",
          row -> "%s %s %s %s".formatted(row.task(), row.model(), row.strategy(), row.verifier()),
          List.of(new FoverSelections()));

  private Formats() {}
}
