package dev.cairn.engine.run;

import dev.cairn.engine.model.Policy;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Decoding;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Revision;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.TokenCount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;

/**
 * A toy task without a network: a problem's answer is a number of five digits, each step writes one
 * digit, and a step's reward is the share of the digits so far before the first wrong one. The
 * policy writes the right digit in somewhat more than half of the cases; the digit 0, which no
 * answer holds, ends a solution early. The world keeps its own ledger of what it was asked.
 */
public final class DigitWorld {
  private static final int DIGITS = 5;
  private static final int SAMPLES_PER_CALL = 3;

  private final Executor executor;
  private int policyCalls;
  private int samples;
  private long promptTokens;
  private long generatedTokens;
  private int rewardCalls;
  private int scored;
  private long rewardTokens;

  /** A world whose answers are worked out by the executor. */
  public DigitWorld(Executor executor) {
    this.executor = executor;
  }

  /** A world that answers before it is asked again. */
  public static DigitWorld immediate() {
    return new DigitWorld(Runnable::run);
  }

  /** The {@code number}-th problem. */
  public static Problem problem(int number) {
    SplittableRandom random = new SplittableRandom(number);
    StringBuilder answer = new StringBuilder();
    for (int i = 0; i < DIGITS; i++) {
      answer.append(random.nextInt(1, 10));
    }
    return new Problem("digits-" + number, "Which number is it?", answer.toString());
  }

  /** A strategy on the {@code number}-th problem. */
  public SearchTask task(int number, SearchStrategy strategy) {
    Problem problem = problem(number);
    WorkItem item = new WorkItem("digits", problem.id(), 0);
    return new SearchTask(
        item,
        problem,
        strategy,
        policy(),
        rewardModel(),
        Seeds.of(7, item),
        solution -> solution.replace(";", ""));
  }

  /** Writes digits, in calls of up to three continuations. */
  public Policy policy() {
    return new Policy() {
      @Override
      public List<CompletableFuture<Sampled>> sample(Expansion expansion, int first, long seed) {
        return parts(
            expansion.width(),
            seed + first,
            key -> continuation(expansion, key),
            4L + expansion.from().tokens());
      }

      /**
       * Writes from what is kept on, or all again after a cue, in step with the bound on tokens.
       */
      @Override
      public List<CompletableFuture<Sampled>> revise(Revision revision, int first, long seed) {
        return parts(revision.width(), seed + first, key -> revised(revision, key), 9);
      }
    };
  }

  private List<CompletableFuture<Policy.Sampled>> parts(
      int width, long seed, LongFunction<Policy.Continuation> writer, long prompt) {
    List<CompletableFuture<Policy.Sampled>> parts = new ArrayList<>();
    for (int from = 0; from < width; from += SAMPLES_PER_CALL) {
      int position = from;
      int count = Math.min(SAMPLES_PER_CALL, width - from);
      parts.add(
          CompletableFuture.supplyAsync(
              () -> sampled(position, count, seed + position, writer, prompt), executor));
    }
    return parts;
  }

  private static Policy.Continuation revised(Revision revision, long seed) {
    Trajectory from = revision.from();
    boolean again = revision.kept() == from.steps().size();
    List<Step> kept = from.steps().subList(0, again ? 0 : revision.kept());
    Trajectory start = new Trajectory(from.problem(), from.path(), kept, Finish.SEPARATOR);
    Policy.Continuation whole =
        continuation(new Expansion(start, 1, Extent.SOLUTION, revision.decoding()), seed);
    List<Step> steps = new ArrayList<>();
    int tokens = 0;
    for (Step step : whole.steps()) {
      tokens += step.tokens();
      if (revision.maxTokens() != Revision.POLICY_BOUND && tokens > revision.maxTokens()) {
        return new Policy.Continuation(steps, Finish.TRUNCATED);
      }
      String cue = steps.isEmpty() ? revision.cue() : "";
      steps.add(new Step(cue + step.text(), step.tokens(), step.logProb()));
    }
    return new Policy.Continuation(steps, whole.finish());
  }

  /** Knows the answer. */
  public RewardModel rewardModel() {
    return trajectories -> CompletableFuture.supplyAsync(() -> judged(trajectories), executor);
  }

  /** What all calls together cost, as the world counted it; it knows nothing of rounds. */
  public synchronized Usage ledger() {
    return new Usage(
        0,
        policyCalls,
        samples,
        promptTokens,
        0,
        generatedTokens,
        rewardCalls,
        scored,
        rewardTokens,
        0);
  }

  private synchronized Policy.Sampled sampled(
      int first, int n, long seed, LongFunction<Policy.Continuation> writer, long prompt) {
    List<Policy.Continuation> continuations = new ArrayList<>();
    long generated = 0;
    for (int i = 0; i < n; i++) {
      Policy.Continuation continuation = writer.apply(seed + i);
      continuations.add(continuation);
      generated += continuation.steps().stream().mapToInt(Step::tokens).sum();
    }
    policyCalls++;
    samples += n;
    promptTokens += prompt;
    generatedTokens += generated;
    return new Policy.Sampled(first, continuations, 1, new TokenCount(prompt, 0, generated));
  }

  private synchronized RewardModel.Scored judged(List<Trajectory> trajectories) {
    long tokens = trajectories.stream().mapToLong(Trajectory::tokens).sum();
    rewardCalls++;
    scored += trajectories.size();
    rewardTokens += tokens;
    List<List<String>> critiques =
        trajectories.stream().map(each -> Collections.nCopies(each.steps().size(), "no")).toList();
    return new RewardModel.Scored(
        trajectories.stream().map(DigitWorld::rewards).toList(),
        Set.of(),
        critiques,
        1,
        new TokenCount(tokens, 0, 0));
  }

  private static Policy.Continuation continuation(Expansion expansion, long seed) {
    String target = answer(expansion.from());
    long key = expansion.decoding() == Decoding.GREEDY ? 0 : seed;
    SplittableRandom random = new SplittableRandom(key * 31 + expansion.from().text().hashCode());
    List<Step> steps = new ArrayList<>();
    int position = expansion.from().steps().size();
    boolean last;
    do {
      boolean right = random.nextInt(10) < 5;
      char digit = right ? target.charAt(position) : (char) ('0' + random.nextInt(10));
      position++;
      last = digit == '0' || position == DIGITS;
      steps.add(
          new Step(digit + (last ? "" : ";"), 1 + digit % 3, -0.1 - random.nextInt(20) / 10.0));
    } while (!last && expansion.extent() == Extent.SOLUTION);
    return new Policy.Continuation(steps, last ? Finish.ANSWERED : Finish.SEPARATOR);
  }

  private static List<Double> rewards(Trajectory trajectory) {
    String target = answer(trajectory);
    List<Double> rewards = new ArrayList<>();
    int matching = 0;
    for (Step step : trajectory.steps()) {
      int position = rewards.size();
      boolean right =
          position < DIGITS && step.text().contains(target.substring(position, position + 1));
      matching += matching == position && right ? 1 : 0;
      rewards.add(matching / (position + 1.0));
    }
    return rewards;
  }

  private static String answer(Trajectory trajectory) {
    String answer = trajectory.problem().answer();
    if (answer == null) {
      throw new IllegalArgumentException("the problem has no answer");
    }
    return answer;
  }
}
