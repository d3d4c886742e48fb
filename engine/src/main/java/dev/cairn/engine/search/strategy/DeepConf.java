package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Pruned;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Confidence-filtered sampling (DeepConf, online): a few whole solutions set a threshold of
 * confidence; every later one is written step by step and given up as soon as the policy is less
 * sure of any stretch of it than that. Sampling stops early when the answers agree.
 *
 * <p>Source: Fu et al., Deep Think with Confidence, 2025, arXiv 2508.15260, section 3.2; N_init =
 * {@code warm-up}, B = {@code n}, eta = {@code keep} (0.1 is DeepConf-low, 0.9 DeepConf-high), tau
 * = {@code consensus}, group size = {@code window}. The paper's confidence of a token is the
 * negative mean log-probability of its 20 likeliest alternatives; here it is the probability of the
 * token that was written, which every server tells, and a group's is the geometric mean over the
 * whole steps that hold its tokens. A solution's is that of its least sure group, as in the paper.
 * The paper watches tokens as they come; here a solution is given up at the end of a step. A
 * solution that ends with the threshold unmet is no candidate, be it of the warm-up.
 *
 * @param n the most solutions begun, those of the warm-up included
 * @param warmUp solutions that set the threshold
 * @param keep share of the warm-up that meets it, in (0, 1]
 * @param window tokens of a group
 * @param batch solutions begun together after the warm-up
 * @param consensus share of the confidence, in [0, 1], that one answer must have to stop early
 */
public record DeepConf(int n, int warmUp, double keep, int window, int batch, double consensus)
    implements SearchStrategy {
  /** Refuses counts below 1 and shares out of range. */
  public DeepConf {
    if (warmUp < 1 || n < warmUp) {
      throw new IllegalArgumentException(
          "warm-up must be in [1, n] but was %d with n %d".formatted(warmUp, n));
    }
    if (!(keep > 0 && keep <= 1)) {
      throw new IllegalArgumentException("keep must be in (0, 1] but was " + keep);
    }
    Checks.count("window", window);
    Checks.count("batch", batch);
    Checks.share("consensus", consensus);
  }

  @Override
  public Set<Signal> needs() {
    return Set.of(Signal.LOG_PROB, Signal.ANSWER);
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return new Sampling(problem);
  }

  /** Of the least sure group of a text, in [0, 1]. */
  double confidence(Trajectory text) {
    List<Step> steps = text.steps();
    double lowest = 1;
    double logProb = 0;
    int tokens = 0;
    int first = 0;
    for (Step step : steps) {
      logProb += logProb(step);
      tokens += step.tokens();
      while (tokens - steps.get(first).tokens() >= window) {
        logProb -= logProb(steps.get(first));
        tokens -= steps.get(first++).tokens();
      }
      if (tokens > 0) {
        lowest = Math.min(lowest, Math.exp(logProb / tokens));
      }
    }
    return lowest;
  }

  private static double logProb(Step step) {
    return LogProbs.of(step, "deepconf");
  }

  /** The value below which a share {@code q} of others lies, linear between neighbours. */
  static double percentile(List<Double> values, double q) {
    List<Double> ascending = values.stream().sorted().toList();
    double position = q * (ascending.size() - 1);
    int below = (int) Math.floor(position);
    int above = (int) Math.ceil(position);
    return ascending.get(below)
        + (position - below) * (ascending.get(above) - ascending.get(below));
  }

  private final class Sampling implements Search {
    private final Trajectory root;
    private final List<Candidate> done = new ArrayList<>();
    private final Set<List<Integer>> unsure = new HashSet<>();
    private double threshold;
    private int begun;

    Sampling(Problem problem) {
      root = Trajectory.start(problem);
    }

    @Override
    public List<Expansion> begin() {
      return List.of(Expansion.solutions(root, warmUp));
    }

    @Override
    public List<Expansion> advance(List<List<Candidate>> children) {
      Level level = Level.of(children);
      if (begun == 0) {
        begun = warmUp;
        threshold =
            percentile(
                level.candidates().stream().map(each -> confidence(each.trajectory())).toList(),
                1 - keep);
      }
      Level sure = level.where(this::isSure);
      done.addAll(sure.finished().candidates());
      List<Expansion> next =
          sure.open().candidates().stream()
              .map(each -> Expansion.steps(each.trajectory(), 1))
              .toList();
      return next.isEmpty() ? beginMore() : next;
    }

    private boolean isSure(Candidate candidate) {
      boolean sure = confidence(candidate.trajectory()) >= threshold;
      if (!sure) {
        unsure.add(candidate.trajectory().path());
      }
      return sure;
    }

    private List<Expansion> beginMore() {
      int width = Math.min(batch, n - begun);
      if (width == 0 || agreed()) {
        return List.of();
      }
      begun += width;
      return List.of(Expansion.steps(root, width));
    }

    private boolean agreed() {
      Map<String, Double> weights = new HashMap<>();
      double sum = 0;
      for (Candidate candidate : done) {
        String answer = candidate.answer();
        if (answer != null) {
          double weight = confidence(candidate.trajectory());
          weights.merge(answer, weight, Double::sum);
          sum += weight;
        }
      }
      double most = weights.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
      return most > 0 && most >= consensus * sum;
    }

    @Override
    public List<Candidate> candidates() {
      return List.copyOf(done);
    }

    @Override
    public @Nullable Pruned pruned(Trajectory node) {
      return unsure.contains(node.path()) ? Pruned.LOW_CONFIDENCE : null;
    }
  }
}
