package dev.cairn.engine.model;

import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The texts of a trajectory as reward models want them: without what would mislead the model. */
final class StepTexts {
  private static final Pattern LABEL = Pattern.compile("^Step \\d+\\s*[:.]\\s*");

  private StepTexts() {}

  /**
   * The steps without the blanks around them.
   *
   * @throws IllegalArgumentException if one holds a text that means something to the model
   */
  static List<String> of(Trajectory trajectory, String... tags) {
    List<String> texts = new ArrayList<>(trajectory.steps().size());
    for (Step step : trajectory.steps()) {
      texts.add(untagged("step", step.text(), tags).strip());
    }
    return texts;
  }

  /** The same with "Step k: " before each, in place of a number that the policy wrote. */
  static List<String> numbered(Trajectory trajectory, String... tags) {
    List<String> texts = of(trajectory, tags);
    for (int k = 0; k < texts.size(); k++) {
      texts.set(k, "Step %d: %s".formatted(k + 1, LABEL.matcher(texts.get(k)).replaceFirst("")));
    }
    return texts;
  }

  static String question(Trajectory trajectory, String... tags) {
    return untagged("question", trajectory.problem().question(), tags);
  }

  private static String untagged(String what, String text, String... tags) {
    for (String tag : tags) {
      if (text.contains(tag)) {
        throw new IllegalArgumentException(
            "a %s must not hold the tag %s, which means something to the reward model"
                .formatted(what, tag.strip()));
      }
    }
    return text;
  }
}
