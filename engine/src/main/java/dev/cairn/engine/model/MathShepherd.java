package dev.cairn.engine.model;

import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Completion.Alternative;
import dev.cairn.engine.worker.Prompt;
import dev.cairn.engine.worker.PromptLogProbs;
import dev.cairn.engine.worker.PromptLogProbs.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Math-Shepherd's PRM served as a language model (Wang et al., Math-Shepherd: Verify and Reinforce
 * LLMs Step-by-step without Human Annotations, 2023, arXiv 2312.08935; input format of the model
 * card): the question and the numbered steps as plain text, each step ended by a tag. After the tag
 * the model writes {@code +} or {@code -}, and the reward is the probability of the first against
 * the second. One call per trajectory, which reads what the model would write after every tag from
 * the log-probabilities of the prompt and, after the last, of one generated token.
 *
 * <p>No part of a call is found in a prefix cache, since servers compute prompt log-probabilities
 * anew.
 */
public final class MathShepherd implements OneByOne {
  private static final int LIKELIEST = 20;

  private final ServedModel model;
  private final String tag;
  private final String good;
  private final String bad;

  /**
   * A reward model.
   *
   * @param tag ends a step, one token after blanks
   * @param good the token of a right step
   * @param bad the token of a wrong step
   */
  public MathShepherd(ServedModel model, String tag, String good, String bad) {
    this.model = model;
    this.tag = tag;
    this.good = good;
    this.bad = bad;
  }

  @Override
  public CompletableFuture<Scored> score(Trajectory trajectory) {
    int steps = trajectory.steps().size();
    return model.send(
        model
            .dialect()
            .promptLogProbs(model.name(), text(trajectory), LIKELIEST, trajectory.problem().id())
            .map(told -> new Scored(List.of(rewards(told, steps)), 1, told.tokens())));
  }

  private Prompt text(Trajectory trajectory) {
    String bare = tag.strip();
    String steps = String.join(tag + "\n", StepTexts.numbered(trajectory, bare)) + tag;
    return new Prompt.Text(
        "", StepTexts.question(trajectory, bare) + " " + steps, /* rendered= */ false);
  }

  private List<Double> rewards(PromptLogProbs told, int steps) {
    List<List<Alternative>> afterTags = new ArrayList<>(steps);
    List<Position> positions = told.positions();
    for (int i = 0; i < positions.size(); i++) {
      Alternative token = positions.get(i).token();
      if (token != null && token.text().strip().equals(tag.strip())) {
        boolean last = i == positions.size() - 1;
        afterTags.add(last ? told.next() : positions.get(i + 1).likeliest());
      }
    }
    Odds.checkCount(afterTags.size(), steps);
    return afterTags.stream().map(likeliest -> Odds.of(likeliest, good, bad)).toList();
  }
}
