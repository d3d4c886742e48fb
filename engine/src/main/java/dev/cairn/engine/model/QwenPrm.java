package dev.cairn.engine.model;

import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Call;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.MalformedAnswerException;
import dev.cairn.engine.worker.Pooling;
import dev.cairn.engine.worker.Prompt;
import dev.cairn.engine.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Qwen2.5-Math-PRM behind a pooling endpoint (Zhang et al., The Lessons of Developing Process
 * Reward Models in Mathematical Reasoning, 2025, arXiv 2501.07301; input format of the model card):
 * ChatML, each step ended by the tag {@code <extra_0>}; the server answers one row (p_bad, p_good)
 * per tag and the reward of the step is p_good.
 */
public final class QwenPrm implements RewardModel {
  private static final String TAG = "<extra_0>";
  private static final double SUM_TOLERANCE = 1e-2;

  private final String model;
  private final String system;
  private final Dialect dialect;
  private final Worker worker;

  /**
   * A reward model.
   *
   * @param model as the server names it
   * @param system system text that the model was trained with
   */
  public QwenPrm(String model, String system, Dialect dialect, Worker worker) {
    this.model = model;
    this.system = system;
    this.dialect = dialect;
    this.worker = worker;
  }

  @Override
  public CompletableFuture<Scored> score(List<Trajectory> trajectories) {
    List<Prompt> texts = trajectories.stream().map(this::text).toList();
    String affinity = trajectories.get(0).problem().id();
    Call<Pooling> call = dialect.pool(model, texts, affinity);
    return Futures.map(
        worker.send(call.map(pooling -> checked(pooling, trajectories))),
        pooling ->
            new Scored(
                pooling.rows().stream().map(QwenPrm::rewards).toList(), 1, pooling.tokens()));
  }

  private Prompt text(Trajectory trajectory) {
    StringBuilder answer = new StringBuilder();
    for (Step step : trajectory.steps()) {
      answer.append(untagged("step", step.text()).strip()).append(TAG);
    }
    String question = untagged("question", trajectory.problem().question());
    return PromptTemplate.CHATML.closed(system, question, answer.toString());
  }

  private static String untagged(String what, String text) {
    if (text.contains(TAG)) {
      throw new IllegalArgumentException(
          "a %s must not hold the tag %s, which would count as a step of its own"
              .formatted(what, TAG));
    }
    return text;
  }

  private static Pooling checked(Pooling pooling, List<Trajectory> trajectories) {
    for (int i = 0; i < trajectories.size(); i++) {
      List<List<Double>> rows = pooling.rows().get(i);
      int steps = trajectories.get(i).steps().size();
      if (rows.size() != steps) {
        throw new MalformedAnswerException(
            "%d step scores for %d steps".formatted(rows.size(), steps));
      }
      rows.forEach(QwenPrm::check);
    }
    return pooling;
  }

  private static void check(List<Double> row) {
    if (row.size() != 2) {
      throw new MalformedAnswerException(
          "a row of %d numbers where p_bad and p_good were expected".formatted(row.size()));
    }
    double bad = row.get(0);
    double good = row.get(1);
    boolean probabilities = bad >= 0 && bad <= 1 && good >= 0 && good <= 1;
    if (!probabilities || Math.abs(bad + good - 1) > SUM_TOLERANCE) {
      throw new MalformedAnswerException(
          "no pair of probabilities: %s; the server must apply its softmax".formatted(row));
    }
  }

  private static List<Double> rewards(List<List<Double>> rows) {
    List<Double> rewards = new ArrayList<>(rows.size());
    rows.forEach(row -> rewards.add(row.get(1)));
    return rewards;
  }
}
