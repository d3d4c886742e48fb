package dev.cairn.engine.model;

import dev.cairn.engine.model.Jury.Question;
import dev.cairn.engine.model.Jury.Votes;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.Prompt.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * ThinkPRM (Khalifa et al., Process Reward Models That Think, 2025, arXiv 2504.16828; prompt of the
 * model card): one chain of thought over the whole solution, in which every step is called correct
 * or incorrect in a box. Chains may end at the first incorrect step; a later step, which was not
 * judged, is worth what that one is worth, since a solution does not mend. A chain that judged
 * fewer steps and found no error is no vote. Of one that was cut off, what it judged counts. The
 * reward of a step is the mean over the votes.
 */
public final class ThinkPrm implements OneByOne {
  private static final String INTRODUCTION =
      "You are given a math problem and a proposed step-by-step solution:";
  private static final String TASK =
      "Review and critique each step in the proposed solution to determine whether each step is"
          + " correct. If the solution is incomplete, only verify the provided steps.";
  private static final String OPENING = "\nLet's verify step by step:";
  private static final Pattern BOX = Pattern.compile("\\\\boxed\\{\\s*(correct|incorrect)\\s*\\}");

  private final Jury jury;
  private final Generation generation;

  public ThinkPrm(ServedModel model, Generation generation) {
    this.jury = new Jury(model, generation);
    this.generation = generation;
  }

  @Override
  public CompletableFuture<Scored> score(Trajectory trajectory) {
    int steps = trajectory.steps().size();
    String user =
        "%s\n\n[Math Problem]\n\n%s\n\n[Solution]\n\n%s\n\n%s"
            .formatted(
                INTRODUCTION,
                StepTexts.question(trajectory),
                String.join("\n", StepTexts.numbered(trajectory)),
                TASK);
    Question question =
        new Question(
            List.of(new Message("user", user), new Message("assistant", OPENING)),
            List.of(),
            generation.maxTokens(),
            /* logProbs= */ true,
            trajectory.problem().id());
    return Futures.map(
        jury.ask(question, choice -> rewards(choice, steps)), votes -> mean(votes, steps));
  }

  /** The rewards that one chain gives; null if it does not judge the solution. */
  private @Nullable List<Double> rewards(Choice choice, int steps) {
    List<Box> boxes = boxes(jury.text(choice));
    List<Double> rewards = new ArrayList<>(steps);
    Double wrong = null;
    for (Box box : boxes.subList(0, Math.min(steps, boxes.size()))) {
      double reward = jury.worth(choice, box.at(), box.correct(), "correct", "incorrect");
      rewards.add(reward);
      wrong = wrong == null && !box.correct() ? Double.valueOf(reward) : wrong;
    }
    if (rewards.size() < steps && wrong == null) {
      return null;
    }
    while (rewards.size() < steps) {
      rewards.add(wrong);
    }
    return rewards;
  }

  /**
   * A verdict.
   *
   * @param at where its word begins in the text
   */
  record Box(boolean correct, int at) {}

  /** The verdicts of the final part, or of the thoughts where that has none. */
  static List<Box> boxes(String text) {
    int end = text.lastIndexOf(Jury.THOUGHT_END);
    List<Box> last = end < 0 ? List.of() : boxes(text, end);
    return last.isEmpty() ? boxes(text, 0) : last;
  }

  private static List<Box> boxes(String text, int from) {
    List<Box> boxes = new ArrayList<>();
    Matcher matcher = BOX.matcher(text);
    for (boolean found = matcher.find(from); found; found = matcher.find()) {
      boxes.add(new Box(matcher.group(1).equals("correct"), matcher.start(1)));
    }
    return boxes;
  }

  private static Scored mean(Votes<List<Double>> votes, int steps) {
    List<Double> rewards = new ArrayList<>(steps);
    for (int k = 0; k < steps; k++) {
      int step = k;
      rewards.add(Jury.mean(votes.verdicts().stream().map(each -> each.get(step)).toList()));
    }
    return new Scored(List.of(rewards), votes.calls(), votes.tokens());
  }
}
