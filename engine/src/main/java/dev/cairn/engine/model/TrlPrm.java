package dev.cairn.engine.model;

import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.MalformedAnswerException;
import dev.cairn.engine.worker.Pooling;
import dev.cairn.engine.worker.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A token classifier of two labels, as TRL's PRMTrainer makes it (von Werra et al., TRL, 2020-2026;
 * the method of Uesato et al., 2022, arXiv 2211.14275): the question and every step, each tokenized
 * by itself as in training, a separator after every step; one row (p_bad, p_good) per token, and
 * the reward of a step is p_good at the last token of its separator.
 */
public final class TrlPrm implements RewardModel {
  private final ServedModel model;
  private final String start;
  private final String separator;
  private final Vocabulary vocabulary;

  /**
   * A reward model.
   *
   * @param start the tokenizer's begin-of-text token, empty if it has none
   * @param separator that it was trained with
   */
  public TrlPrm(ServedModel model, String start, String separator) {
    this.model = model;
    this.start = start;
    this.separator = separator;
    this.vocabulary = new Vocabulary(model);
  }

  @Override
  public CompletableFuture<Scored> score(List<Trajectory> trajectories) {
    String affinity = trajectories.get(0).problem().id();
    return Futures.then(
        Futures.all(trajectories.stream().map(this::ids).toList()),
        inputs -> {
          List<Prompt> prompts = inputs.stream().<Prompt>map(TaggedIds::prompt).toList();
          return model.send(
              model
                  .dialect()
                  .pool(model.name(), prompts, affinity)
                  .map(pooling -> new Scored(rewards(pooling, inputs), 1, pooling.tokens())));
        });
  }

  private CompletableFuture<TaggedIds> ids(Trajectory trajectory) {
    List<String> texts = new ArrayList<>();
    texts.add(separator);
    texts.add(start);
    texts.add(StepTexts.question(trajectory));
    texts.addAll(StepTexts.of(trajectory));
    return Futures.map(
        vocabulary.all(texts, trajectory.problem().id()),
        parts -> {
          List<List<Integer>> questionAndSteps = new ArrayList<>(parts.subList(2, parts.size()));
          List<Integer> opening = new ArrayList<>(parts.get(1));
          opening.addAll(questionAndSteps.get(0));
          questionAndSteps.set(0, opening);
          return TaggedIds.of(questionAndSteps, parts.get(0));
        });
  }

  private static List<List<Double>> rewards(Pooling pooling, List<TaggedIds> inputs) {
    List<List<Double>> rewards = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      List<List<Double>> rows = pooling.rows().get(i);
      TaggedIds input = inputs.get(i);
      if (rows.size() != input.ids().size()) {
        throw new MalformedAnswerException(
            "%d rows for %d tokens of %d steps; the model must be served with token_classify"
                .formatted(rows.size(), input.ids().size(), input.marks().size()));
      }
      rewards.add(input.marks().stream().map(mark -> Odds.goodOf(rows.get(mark))).toList());
    }
    return rewards;
  }
}
