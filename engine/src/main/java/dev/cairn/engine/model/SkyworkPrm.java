package dev.cairn.engine.model;

import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.MalformedAnswerException;
import dev.cairn.engine.worker.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Skywork-o1-Open-PRM behind the embeddings route of vLLM 0.6.4 with the model's plugin (He et al.,
 * Skywork-o1 Open Series, 2024; format of skywork-o1-prm-inference): token ids of the question and
 * of one line per step, and one logit per token; the reward of a step is the logistic function of
 * the logit at the newline that ends it. Newlines within a step become spaces, since each would
 * count as a step of its own.
 */
public final class SkyworkPrm implements RewardModel {
  private static final String NEWLINE = "\n";

  private final ServedModel model;
  private final String start;
  private final Vocabulary vocabulary;

  /**
   * A reward model.
   *
   * @param start the begin-of-text token that the model was trained with
   */
  public SkyworkPrm(ServedModel model, String start) {
    this.model = model;
    this.start = start;
    this.vocabulary = new Vocabulary(model);
  }

  @Override
  public CompletableFuture<Scored> score(List<Trajectory> trajectories) {
    String affinity = trajectories.get(0).problem().id();
    return Futures.then(
        Futures.all(trajectories.stream().map(this::ids).toList()),
        inputs ->
            model.send(
                model
                    .dialect()
                    .embed(model.name(), inputs.stream().map(TaggedIds::prompt).toList(), affinity)
                    .map(vectors -> new Scored(rewards(vectors, inputs), 1, vectors.tokens()))));
  }

  private CompletableFuture<TaggedIds> ids(Trajectory trajectory) {
    List<String> texts = new ArrayList<>();
    texts.add(NEWLINE);
    texts.add(start + StepTexts.question(trajectory, "<|endoftext|>") + NEWLINE);
    for (String step : StepTexts.of(trajectory, "<|endoftext|>")) {
      texts.add(step.replaceAll("\\s*\\n\\s*", " "));
    }
    return Futures.map(
        vocabulary.all(texts, trajectory.problem().id()),
        parts -> TaggedIds.of(parts.subList(1, parts.size()), parts.get(0)));
  }

  private static List<List<Double>> rewards(Vectors vectors, List<TaggedIds> inputs) {
    List<List<Double>> rewards = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      List<Double> logits = vectors.values().get(i);
      TaggedIds input = inputs.get(i);
      if (logits.size() != input.ids().size()) {
        throw new MalformedAnswerException(
            "%d numbers for %d tokens; it takes vLLM 0.6.4 with Skywork's plugin"
                .formatted(logits.size(), input.ids().size()));
      }
      rewards.add(
          input.marks().stream().map(mark -> Odds.sigmoid(Odds.finite(logits.get(mark)))).toList());
    }
    return rewards;
  }
}
