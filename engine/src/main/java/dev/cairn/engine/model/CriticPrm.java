package dev.cairn.engine.model;

import dev.cairn.engine.model.Jury.Question;
import dev.cairn.engine.model.Jury.Votes;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.Prompt.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A general model as a critic of whole solutions, asked for the first wrong paragraph as in
 * ProcessBench (Zheng et al., ProcessBench: Identifying Process Errors in Mathematical Reasoning,
 * 2024, arXiv 2412.06559; the task is the paper's, the words are ours). The reward of a step is the
 * share of votes that find no error up to it, so that rewards never rise from step to step.
 */
public final class CriticPrm implements OneByOne {
  private static final Pattern BOX = Pattern.compile("\\\\boxed\\{((?:[^{}]|\\{[^{}]*\\})*)\\}");
  private static final Pattern INDEX = Pattern.compile("-?\\d{1,6}");

  private final Jury jury;
  private final Generation generation;

  /** A critic; of its judgements only the text counts. */
  public CriticPrm(ServedModel model, Generation generation) {
    this.jury = new Jury(model, generation);
    this.generation = generation;
  }

  @Override
  public CompletableFuture<Scored> score(Trajectory trajectory) {
    int steps = trajectory.steps().size();
    Question question =
        new Question(
            List.of(new Message("user", text(trajectory))),
            List.of(),
            generation.maxTokens(),
            /* logProbs= */ false,
            trajectory.problem().id());
    return Futures.map(
        jury.ask(question, choice -> firstError(Jury.whole(choice), steps)),
        votes -> shares(votes, steps));
  }

  private static String text(Trajectory trajectory) {
    StringBuilder paragraphs = new StringBuilder();
    List<String> steps = StepTexts.of(trajectory, "<paragraph_", "</paragraph_");
    for (int k = 0; k < steps.size(); k++) {
      paragraphs.append("<paragraph_%d>\n%s\n</paragraph_%d>\n\n".formatted(k, steps.get(k), k));
    }
    return """
        A math problem and a solution follow. The solution is divided into paragraphs, each between \
        tags that carry its index, counted from 0.

        [Math Problem]

        %s

        [Solution]

        %sGo through the solution paragraph by paragraph and check every one. Say which paragraph is \
        the first that contains an error: end with its index in \\boxed{}, or with \\boxed{-1} if no \
        paragraph contains one."""
        .formatted(StepTexts.question(trajectory), paragraphs);
  }

  /**
   * The index of the first wrong step that a judgement ends with, -1 for none; null if it ends with
   * no index of the solution.
   */
  static @Nullable Integer firstError(String text, int steps) {
    Matcher boxes = BOX.matcher(text);
    String last = null;
    while (boxes.find()) {
      last = boxes.group(1);
    }
    if (last == null) {
      return null;
    }
    String index = last.replace('\u2212', '-').replaceAll("paragraph_|\\\\text|[{}<>\\s]", "");
    if (!INDEX.matcher(index).matches()) {
      return null;
    }
    int found = Integer.parseInt(index);
    return found >= -1 && found < steps ? Integer.valueOf(found) : null;
  }

  /** The rewards, and of every step the first critique that finds it wrong, or an empty text. */
  private static Scored shares(Votes<Integer> votes, int steps) {
    List<Double> rewards = new ArrayList<>(steps);
    List<String> critiques = new ArrayList<>(steps);
    for (int k = 0; k < steps; k++) {
      int step = k;
      long right = votes.verdicts().stream().filter(v -> v == -1 || v > step).count();
      rewards.add((double) right / votes.verdicts().size());
      int finding = votes.verdicts().indexOf(step);
      critiques.add(finding < 0 ? "" : votes.texts().get(finding));
    }
    return Scored.critique(rewards, critiques, votes.calls(), votes.tokens());
  }
}
