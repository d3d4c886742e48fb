package dev.cairn.jobs;

import dev.cairn.engine.answer.Answer;
import dev.cairn.engine.run.Failure;
import dev.cairn.engine.run.TreeNode;
import dev.cairn.engine.run.Usage;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.jobs.Judgement.Graded;
import dev.cairn.jobs.Judgement.Verdict;
import dev.cairn.jobs.io.StoredOutcome;
import dev.cairn.jobs.io.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** The rows of a judgement in the tables of {@link Tables}. */
final class TableRows {
  private TableRows() {}

  /** All rows, by the name of their table. */
  static Map<String, List<Row>> all(Judgement judgement) {
    return Map.of(
        "problems", problems(judgement),
        "candidates", candidates(judgement),
        "steps", steps(judgement),
        "decisions", decisions(judgement),
        "usage", usage(judgement));
  }

  private static List<Row> problems(Judgement judgement) {
    StoredOutcome outcome = judgement.outcome();
    Failure failure = outcome.failure();
    return List.of(
        row(
            outcome.item(),
            outcome.problem().question(),
            outcome.problem().answer(),
            failure == null ? "completed" : "failed",
            outcome.stop() == null ? null : Judge.name(outcome.stop()),
            outcome.allowance() == 0 ? null : outcome.allowance(),
            failure == null ? null : failure.kind(),
            failure == null ? null : failure.message(),
            judgement.pool().size(),
            (int) judgement.pool().stream().filter(Graded::correct).count()));
  }

  private static List<Row> candidates(Judgement judgement) {
    List<Row> rows = new ArrayList<>();
    for (Graded graded : judgement.pool()) {
      Trajectory trajectory = graded.candidate().trajectory();
      Answer answer = graded.answer();
      rows.add(
          row(
              judgement.outcome().item(),
              rows.size(),
              path(trajectory.path()),
              trajectory.text(),
              Judge.name(trajectory.finish()),
              trajectory.steps().size(),
              trajectory.tokens(),
              answer == null ? null : answer.text(),
              answer == null ? null : Judge.name(answer.rule()),
              graded.correct(),
              graded.candidate().rewards().toArray(new Double[0])));
    }
    return rows;
  }

  private static List<Row> steps(Judgement judgement) {
    List<Row> rows = new ArrayList<>();
    for (TreeNode node : judgement.outcome().tree()) {
      // A node that adds nothing to its parent is a row too, or the tree would have a gap.
      for (int i = 0; i < Math.max(1, node.steps().size()); i++) {
        rows.add(step(judgement.outcome().item(), node, i));
      }
    }
    return rows;
  }

  private static Row step(WorkItem item, TreeNode node, int position) {
    @Nullable Step step = node.steps().isEmpty() ? null : node.steps().get(position);
    return row(
        item,
        path(node.path()),
        path(node.path().subList(0, node.path().size() - 1)),
        node.kept(),
        position,
        step == null ? null : step.text(),
        step == null ? null : step.tokens(),
        step == null ? null : step.logProb(),
        node.rewards().isEmpty() ? null : node.rewards().get(position),
        Judge.name(node.finish()),
        node.visits(),
        Judge.name(node.fate()));
  }

  private static List<Row> decisions(Judgement judgement) {
    List<Row> rows = new ArrayList<>();
    judgement
        .verdicts()
        .forEach((vote, verdict) -> rows.add(decision(judgement.outcome().item(), vote, verdict)));
    return rows;
  }

  private static Row decision(WorkItem item, String vote, Verdict verdict) {
    return row(
        item,
        vote,
        verdict.answer(),
        verdict.candidate(),
        verdict.node() == null ? null : path(verdict.node()),
        verdict.correct(),
        verdict.expected(),
        verdict.share(),
        verdict.classes(),
        verdict.tied());
  }

  private static List<Row> usage(Judgement judgement) {
    Usage usage = judgement.outcome().usage();
    return List.of(
        row(
            judgement.outcome().item(),
            usage.rounds(),
            usage.policyCalls(),
            usage.samples(),
            usage.promptTokens(),
            usage.cachedTokens(),
            usage.generatedTokens(),
            usage.rewardCalls(),
            usage.scored(),
            usage.rewardTokens(),
            usage.rewardGeneratedTokens(),
            judgement.outcome().seconds()));
  }

  /** A node's address, such as 0.3.1; the root's is empty. */
  private static String path(List<Integer> path) {
    return path.stream().map(String::valueOf).collect(Collectors.joining("."));
  }

  private static Row row(WorkItem item, @Nullable Object... values) {
    @Nullable Object[] row = new Object[values.length + 3];
    row[0] = item.experiment();
    row[1] = item.problem();
    row[2] = item.repetition();
    System.arraycopy(values, 0, row, 3, values.length);
    return RowFactory.create(row);
  }
}
