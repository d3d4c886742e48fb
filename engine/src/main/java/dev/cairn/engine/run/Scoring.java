package dev.cairn.engine.run;

import dev.cairn.engine.model.RewardModel.Scored;
import dev.cairn.engine.run.Failure.ShortAnswerException;
import dev.cairn.engine.search.AnswerReader;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.SearchStrategy.Signal;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes candidates of what the policy wrote and the reward model says of it. A child that adds no
 * step is not judged: it is worth what it has kept of its parent is worth.
 */
final class Scoring {
  private final SearchTask task;
  private final Tree tree;

  /** For one search, whose tree holds the parents of all that is scored. */
  Scoring(SearchTask task, Tree tree) {
    this.task = task;
    this.tree = tree;
  }

  /** Those of the children of a request that the reward model is to judge. */
  static List<Trajectory> judged(Request request, List<Trajectory> siblings) {
    return siblings.stream().filter(sibling -> addsStep(request, sibling)).toList();
  }

  private static boolean addsStep(Request request, Trajectory child) {
    return child.steps().size() > request.kept();
  }

  /** Candidates that nobody judged. */
  List<Candidate> unscored(Request request, List<Trajectory> siblings) {
    return siblings.stream()
        .map(
            sibling ->
                addsStep(request, sibling)
                    ? new Candidate(sibling, List.of(), answer(sibling))
                    : new Candidate(sibling, keptRewards(request), answer(sibling)))
        .toList();
  }

  /**
   * Candidates with their rewards; refuses a judgement that is not one reward in [0, 1] per step of
   * each child that was to be judged.
   */
  List<Candidate> candidates(Request request, List<Trajectory> siblings, Scored scored) {
    check(judged(request, siblings), scored);
    checkFirstStepWasRead(request, scored);
    List<Candidate> candidates = new ArrayList<>(siblings.size());
    int next = 0;
    for (Trajectory sibling : siblings) {
      if (addsStep(request, sibling)) {
        candidates.add(candidate(request, sibling, scored, next++));
      } else {
        candidates.add(new Candidate(sibling, keptRewards(request), answer(sibling)));
      }
    }
    return candidates;
  }

  private static void check(List<Trajectory> trajectories, Scored scored) {
    if (scored.rewards().size() != trajectories.size()) {
      throw new ShortAnswerException(
          "the reward model judged %d of %d trajectories"
              .formatted(scored.rewards().size(), trajectories.size()));
    }
    for (int i = 0; i < trajectories.size(); i++) {
      int steps = trajectories.get(i).steps().size();
      if (!scored.unread().contains(i) && scored.rewards().get(i).size() != steps) {
        throw new ShortAnswerException(
            "the reward model gave %d rewards for %d steps"
                .formatted(scored.rewards().get(i).size(), steps));
      }
      for (double reward : scored.rewards().get(i)) {
        if (!(reward >= 0 && reward <= 1)) {
          throw new ShortAnswerException(
              "the reward model gave a reward that must be in [0, 1] but was " + reward);
        }
      }
    }
  }

  private static void checkFirstStepWasRead(Request request, Scored scored) {
    if (request instanceof Expansion expansion
        && expansion.from().steps().isEmpty()
        && expansion.extent() == Extent.STEP
        && !scored.unread().isEmpty()) {
      throw new ShortAnswerException(
          "the question and its first step do not fit the reward model's context");
    }
  }

  private Candidate candidate(Request request, Trajectory child, Scored scored, int number) {
    List<Double> rewards = scored.rewards().get(number);
    return rewards.isEmpty()
        ? unread(request, child)
        : new Candidate(child, rewards, answer(child), critiques(scored, number));
  }

  /** A child that the reward model has no room to read: what it has kept of its parent, ended. */
  private Candidate unread(Request request, Trajectory child) {
    int number = child.path().get(child.path().size() - 1);
    Trajectory ended = request.child(number, List.of(), Finish.CONTEXT_FULL);
    return new Candidate(ended, keptRewards(request), answer(ended));
  }

  private List<String> critiques(Scored scored, int number) {
    boolean read = task.strategy().needs().contains(Signal.CRITIQUE);
    return read ? scored.critiquesOf(number) : List.of();
  }

  private List<Double> keptRewards(Request request) {
    List<Double> rewards = tree.rewards(request.from().path());
    return rewards.isEmpty() ? rewards : rewards.subList(0, request.kept());
  }

  private @Nullable String answer(Trajectory trajectory) {
    AnswerReader answers = task.answers();
    boolean compared = !trajectory.open() && task.strategy().needs().contains(Signal.ANSWER);
    return answers == null || !compared ? null : answers.read(trajectory.text());
  }
}
