package dev.cairn.engine.model;

import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Pooling;
import dev.cairn.engine.worker.Prompt;
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

  private final ServedModel model;
  private final String system;

  /**
   * A reward model.
   *
   * @param system system text that the model was trained with
   */
  public QwenPrm(ServedModel model, String system) {
    this.model = model;
    this.system = system;
  }

  @Override
  public CompletableFuture<Scored> score(List<Trajectory> trajectories) {
    List<Prompt> texts = trajectories.stream().map(this::text).toList();
    String affinity = trajectories.get(0).problem().id();
    return model.send(
        model
            .dialect()
            .pool(model.name(), texts, affinity)
            .map(pooling -> new Scored(rewards(pooling, trajectories), 1, pooling.tokens())));
  }

  private Prompt text(Trajectory trajectory) {
    String answer = String.join(TAG, StepTexts.of(trajectory, TAG)) + TAG;
    return PromptTemplate.CHATML.closed(system, StepTexts.question(trajectory, TAG), answer);
  }

  private static List<List<Double>> rewards(Pooling pooling, List<Trajectory> trajectories) {
    List<List<Double>> rewards = new ArrayList<>(trajectories.size());
    for (int i = 0; i < trajectories.size(); i++) {
      List<List<Double>> rows = pooling.rows().get(i);
      Odds.checkCount(rows.size(), trajectories.get(i).steps().size());
      rewards.add(rows.stream().map(Odds::goodOf).toList());
    }
    return rewards;
  }
}
