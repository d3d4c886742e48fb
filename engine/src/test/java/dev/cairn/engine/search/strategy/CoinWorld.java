package dev.cairn.engine.search.strategy;

import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.run.Outcomes;
import dev.cairn.engine.run.SearchOutcome;
import dev.cairn.engine.run.SearchOutcome.Completed;
import dev.cairn.engine.run.SearchTask;
import dev.cairn.engine.run.Seeds;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.engine.search.AnswerReader;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Decoding;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Revision;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.simulate.Revising;
import dev.cairn.engine.worker.TokenCount;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A task that exact success can be worked out for: a solution is a number of steps, each right with
 * the same probability by itself, and is right if all of them are. Each step is one token and has a
 * text of its own. The reward model knows the truth, or says anything.
 *
 * @param p probability that a sampled step is right
 * @param greedy the same of a greedy one
 * @param steps of every solution
 * @param judge what the reward model knows
 * @param revising how likely each step of a revision is right
 */
record CoinWorld(double p, double greedy, int steps, Judge judge, Revising revising) {

  /** A world where a named step turns out the other way, and a revision knows no more else. */
  CoinWorld(double p, double greedy, int steps, Judge judge) {
    this(p, greedy, steps, judge, new Revising(0.9, p, 1 - p, 0.9));
  }

  /** The cue that a solution is checked after. */
  static final String WAIT = "?";

  private static final Pattern NAMED = Pattern.compile("Step (\\d+) of your solution is wrong");

  enum Judge {
    /** 1 for a prefix that is right, 0 for one that is not. */
    ORACLE,
    /** A number between 0 and 1 that the text alone decides. */
    USELESS
  }

  /**
   * What a strategy came to on many problems.
   *
   * @param solved problems that it solved
   * @param tokens that it generated for all of them
   */
  record Measured(int problems, int solved, long tokens) {
    double tokensPerProblem() {
      return tokens / (double) problems;
    }
  }

  /** Whether the candidate of highest reward, the first of equal ones, is right. */
  static boolean bestIsRight(List<Candidate> pool) {
    return right(
        new Level(pool)
            .ranked(each -> each.rewards().get(each.rewards().size() - 1))
            .candidates()
            .get(0));
  }

  /** Whether more candidates are right than wrong. */
  static boolean mostAreRight(List<Candidate> pool) {
    return 2 * pool.stream().filter(CoinWorld::right).count() > pool.size();
  }

  private static boolean right(Candidate candidate) {
    return rightText(candidate.trajectory().text());
  }

  /** Whether what follows the last cue is right. */
  private static boolean rightText(String text) {
    return !text.substring(text.lastIndexOf(WAIT) + 1).contains("w");
  }

  Measured measure(SearchStrategy strategy, int problems, Predicate<List<Candidate>> solves) {
    AnswerReader answers = solution -> rightText(solution) ? "right" : "wrong";
    return measure(strategy, problems, solves, answers);
  }

  Measured measure(
      SearchStrategy strategy,
      int problems,
      Predicate<List<Candidate>> solves,
      AnswerReader answers) {
    List<SearchTask> tasks =
        IntStream.range(0, problems).mapToObj(i -> task(i, strategy, answers)).toList();
    int solved = 0;
    long tokens = 0;
    for (SearchOutcome outcome : Outcomes.of(tasks, Outcomes.WIDE)) {
      Completed completed = Outcomes.completed(outcome);
      solved += solves.test(completed.candidates()) ? 1 : 0;
      tokens += completed.usage().generatedTokens();
    }
    return new Measured(problems, solved, tokens);
  }

  private SearchTask task(int number, SearchStrategy strategy, AnswerReader answers) {
    Problem problem = new Problem("coins-" + number, "Heads?", "right");
    WorkItem item = new WorkItem("coins", problem.id(), 0);
    return new SearchTask(
        item, problem, strategy, policy(), rewardModel(), Seeds.of(11, item), answers);
  }

  private Policy policy() {
    return new Policy() {
      @Override
      public List<CompletableFuture<Sampled>> sample(Expansion expansion, int first, long seed) {
        return drawn(expansion.width(), seed + first, key -> continuation(expansion, key));
      }

      @Override
      public List<CompletableFuture<Sampled>> revise(Revision revision, int first, long seed) {
        return drawn(revision.width(), seed + first, key -> revised(revision, key));
      }
    };
  }

  private static List<CompletableFuture<Policy.Sampled>> drawn(
      int width, long seed, LongFunction<Policy.Continuation> writer) {
    List<Policy.Continuation> continuations = new ArrayList<>();
    long generated = 0;
    for (int i = 0; i < width; i++) {
      Policy.Continuation continuation = writer.apply(seed + i);
      continuations.add(continuation);
      generated += continuation.steps().size();
    }
    TokenCount tokens = new TokenCount(1, 0, generated);
    return List.of(
        CompletableFuture.completedFuture(new Policy.Sampled(0, continuations, 1, tokens)));
  }

  /** Written again in view of the last attempt, or after a cue of what stands before it. */
  private Policy.Continuation revised(Revision revision, long seed) {
    boolean cued = !revision.cue().isEmpty();
    List<Step> before = revision.from().steps();
    int named = -1;
    if (cued) {
      before = before.subList(before.size() - steps, before.size());
    } else if (!revision.attempts().isEmpty()) {
      Matcher remark =
          NAMED.matcher(revision.attempts().get(revision.attempts().size() - 1).remark());
      named = remark.lookingAt() ? Integer.parseInt(remark.group(1)) - 1 : -1;
    }
    List<Boolean> was = before.stream().map(step -> !step.text().contains("w")).toList();
    int firstError = was.contains(false) ? was.indexOf(false) : was.size();
    SplittableRandom random = new SplittableRandom(seed);
    List<Step> added = new ArrayList<>();
    boolean right = true;
    for (int k = cued ? 0 : revision.kept(); k < steps; k++) {
      boolean known = right && k < was.size() && k <= firstError;
      double likely = known ? revisedRight(k == named, k < firstError) : p;
      boolean good = random.nextDouble() < likely;
      right &= good;
      String cue = added.isEmpty() ? revision.cue() : "";
      added.add(new Step(cue + (good ? "r" : "w") + random.nextLong() + ";", 1, -0.1));
    }
    return new Policy.Continuation(added, Finish.ANSWERED);
  }

  private double revisedRight(boolean named, boolean wasRight) {
    if (wasRight) {
      return 1 - (named ? revising.misled() : revising.corruption());
    }
    return named ? revising.correction() : revising.selfCorrection();
  }

  private Policy.Continuation continuation(Expansion expansion, long seed) {
    boolean sampled = expansion.decoding() == Decoding.SAMPLED;
    SplittableRandom random =
        new SplittableRandom(sampled ? seed : expansion.from().text().hashCode() + 5_000_000_000L);
    int written = expansion.from().steps().size();
    int upTo = expansion.extent() == Extent.STEP ? written + 1 : steps;
    List<Step> added = new ArrayList<>();
    while (written < upTo) {
      boolean right = random.nextDouble() < (sampled ? p : greedy);
      String text = (right ? "r" : "w") + random.nextLong() + ";";
      added.add(new Step(text, 1, right ? -0.1 : -1.0));
      written++;
    }
    return new Policy.Continuation(added, written == steps ? Finish.ANSWERED : Finish.SEPARATOR);
  }

  private RewardModel rewardModel() {
    return trajectories ->
        CompletableFuture.completedFuture(
            new RewardModel.Scored(
                trajectories.stream().map(this::rewards).toList(), 1, TokenCount.NONE));
  }

  private List<Double> rewards(Trajectory trajectory) {
    List<Double> rewards = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Step step : trajectory.steps()) {
      text.append(step.text());
      text.delete(0, text.lastIndexOf(WAIT) + 1);
      rewards.add(
          judge == Judge.ORACLE
              ? (text.indexOf("w") < 0 ? 1.0 : 0.0)
              : new SplittableRandom(text.toString().hashCode()).nextDouble());
    }
    return rewards;
  }
}
