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
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Phi-decoding (foresight sampling), which needs no reward model: at every level the next steps of
 * the kept prefixes are sampled, those that the policy was unsure of are given up, and each other
 * one is continued to the end of a solution, its foresight. A step's value has two parts:
 *
 * <ul>
 *   <li>its advantage A = F - F', the mean log-probability of its foresight's tokens less that of
 *       its prefix's foresight;
 *   <li>its alignment C, the share of all foresights that agree with its own.
 * </ul>
 *
 * <p>{@code beams} steps are drawn, without replacement, by the mean of softmax(A / t) and
 * softmax(C). Once enough foresights agree, those of the drawn steps are the solutions.
 *
 * <p>Source: Xu et al., phi-Decoding: Adaptive Foresight Sampling for Balanced Inference-Time
 * Exploration and Exploitation, 2025, arXiv 2503.13288, section 3; M = {@code beams}, N = {@code
 * candidates}, in-width pruning is {@code deviations}, in-depth pruning {@code consensus}. t is 0.1
 * in the authors' code. Deviations: the paper clusters the texts of the foresights (k-means of
 * their words), here those with the same answer agree, and one without an answer agrees with none;
 * after in-depth pruning the paper writes the rest of a solution again, here its foresight, drawn
 * in the same way, is that rest. The authors' code leaves out steps without an advantage, and stops
 * at the fourth level at the earliest; here neither is done.
 *
 * @param beams prefixes kept, each finished solution being one for good
 * @param candidates next steps of each
 * @param deviations a step that is more than so many standard deviations less sure than the mean of
 *     its level is given up, not negative
 * @param temperature t of the advantage, above 0; the higher, the more even
 * @param consensus share of the foresights, in [0, 1], that must agree to stop
 */
public record PhiDecoding(
    int beams, int candidates, double deviations, double temperature, double consensus)
    implements SearchStrategy {
  /** Equal log-probabilities may differ from their mean by this. */
  private static final double ROUNDING = 1e-9;

  /** Refuses counts below 1 and numbers out of range. */
  public PhiDecoding {
    Checks.count("beams", beams);
    Checks.count("candidates", candidates);
    if (!(deviations >= 0)) {
      throw new IllegalArgumentException("deviations must not be negative but was " + deviations);
    }
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("temperature must be above 0 but was " + temperature);
    }
    Checks.share("consensus", consensus);
  }

  @Override
  public Set<Signal> needs() {
    return Set.of(Signal.LOG_PROB, Signal.ANSWER);
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return new Foreseeing(problem, random);
  }

  /**
   * A step with what follows from it.
   *
   * @param end of its foresight; the step itself where that finished the solution
   * @param certainty F
   * @param advantage A
   */
  private record Foreseen(Candidate step, Candidate end, double certainty, double advantage) {}

  private final class Foreseeing implements Search {
    private final Problem problem;
    private final RandomGenerator random;
    private final List<Candidate> done = new ArrayList<>();
    private final Set<List<Integer>> unsure = new HashSet<>();
    private final Set<List<Integer>> foresights = new HashSet<>();
    private final Set<List<Integer>> givenUp = new HashSet<>();
    private Map<List<Integer>, Double> certainties = new HashMap<>();
    private List<Candidate> steps = List.of();

    Foreseeing(Problem problem, RandomGenerator random) {
      this.problem = problem;
      this.random = random;
    }

    @Override
    public List<Expansion> begin() {
      return List.of(Expansion.steps(Trajectory.start(problem), beams * candidates));
    }

    @Override
    public List<Expansion> advance(List<List<Candidate>> children) {
      if (!steps.isEmpty()) {
        return choose(children);
      }
      steps = sure(Level.of(children).candidates());
      List<Expansion> ahead =
          steps.stream()
              .filter(Candidate::open)
              .map(step -> Expansion.solutions(step.trajectory(), 1))
              .toList();
      return ahead.isEmpty() ? choose(List.of()) : ahead;
    }

    /** Steps that are sure enough; all if the policy was as sure of each. */
    private List<Candidate> sure(List<Candidate> level) {
      double[] logProbs = level.stream().mapToDouble(this::ownLogProb).toArray();
      double mean = Arrays.stream(logProbs).average().orElseThrow();
      double variance = Arrays.stream(logProbs).map(x -> (x - mean) * (x - mean)).sum();
      double least = mean - deviations * Math.sqrt(variance / logProbs.length) - ROUNDING;
      List<Candidate> sure = new ArrayList<>();
      for (int i = 0; i < logProbs.length; i++) {
        if (logProbs[i] >= least) {
          sure.add(level.get(i));
        } else {
          unsure.add(level.get(i).trajectory().path());
        }
      }
      return sure;
    }

    private double ownLogProb(Candidate step) {
      List<Step> text = step.trajectory().steps();
      return logProb(text.subList(Math.max(0, text.size() - 1), text.size()));
    }

    private double logProb(List<Step> text) {
      return LogProbs.perToken(text, "phi-decoding");
    }

    private List<Expansion> choose(List<List<Candidate>> ahead) {
      List<Foreseen> level = foreseen(ahead);
      List<Double> shares = shares(level);
      boolean agreed = shares.stream().anyMatch(share -> share >= consensus);
      certainties = new HashMap<>();
      steps = List.of();
      level.forEach(each -> givenUp.add(each.step.trajectory().path()));
      List<Expansion> next = new ArrayList<>();
      for (Foreseen chosen : drawn(level, shares)) {
        Trajectory step = chosen.step.trajectory();
        givenUp.remove(step.path());
        certainties.put(step.path(), chosen.certainty);
        if (agreed || !step.open()) {
          done.add(chosen.end);
        } else {
          next.add(Expansion.steps(step, candidates));
        }
      }
      return next;
    }

    private List<Foreseen> foreseen(List<List<Candidate>> ahead) {
      List<Foreseen> level = new ArrayList<>();
      int next = 0;
      for (Candidate step : steps) {
        Candidate end = step.open() ? ahead.get(next++).get(0) : step;
        List<Step> text = end.trajectory().steps();
        List<Step> foresight = text.subList(step.trajectory().steps().size(), text.size());
        double certainty = foresight.isEmpty() ? ownLogProb(step) : logProb(foresight);
        if (step.open()) {
          foresights.add(end.trajectory().path());
        }
        List<Integer> path = step.trajectory().path();
        double before = certainties.getOrDefault(path.subList(0, path.size() - 1), 0.0);
        level.add(new Foreseen(step, end, certainty, certainty - before));
      }
      return level;
    }

    @Override
    public List<Candidate> candidates() {
      return List.copyOf(done);
    }

    @Override
    public @Nullable Pruned pruned(Trajectory node) {
      List<Integer> path = node.path();
      if (unsure.contains(path)) {
        return Pruned.LOW_CONFIDENCE;
      }
      if (foresights.contains(path)) {
        return Pruned.LOOK_AHEAD;
      }
      // A step that was given up has a child all the same: its foresight.
      return givenUp.contains(path) ? Pruned.NOT_SELECTED : null;
    }

    private List<Foreseen> drawn(List<Foreseen> level, List<Double> shares) {
      Weights advantage =
          Weights.softmax(level.stream().mapToDouble(Foreseen::advantage).toArray(), temperature);
      Weights alignment =
          Weights.softmax(shares.stream().mapToDouble(Double::doubleValue).toArray(), 1);
      double[] logWeights = new double[level.size()];
      Arrays.setAll(logWeights, i -> Math.log((advantage.get(i) + alignment.get(i)) / 2));
      return Resampling.withoutReplacement(logWeights, beams - done.size(), random).stream()
          .map(level::get)
          .toList();
    }
  }

  /** The share of the foresights that have the answer of each. */
  private static List<Double> shares(List<Foreseen> level) {
    Map<String, Integer> counts = new HashMap<>();
    for (Foreseen each : level) {
      if (each.end.answer() != null) {
        counts.merge(each.end.answer(), 1, Integer::sum);
      }
    }
    return level.stream()
        .map(each -> counts.getOrDefault(each.end.answer(), 1) / (double) level.size())
        .toList();
  }
}
