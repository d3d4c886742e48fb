package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Pruned;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.Trajectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Beam search over steps: samples {@code beams} first steps, keeps the best {@code beams /
 * branching} open prefixes by reward and samples {@code branching} next steps of each, until
 * nothing is open.
 *
 * <p>Source: Snell et al., Scaling LLM Test-Time Compute Optimally Can Be More Effective than
 * Scaling Model Parameters, 2024, arXiv 2408.03314, section 5.2; N = {@code beams}, M = {@code
 * branching}, k = {@code look-ahead}. The paper leaves open what becomes of the width when beams
 * finish: here a finished beam leaves, is kept as a candidate once, and the open width stays N, so
 * that the survivors share the N next steps evenly, the better ones taking what does not divide.
 * Ties keep the order in which the steps were asked for.
 *
 * <p>Published implementations differ in the rest, and have their options: Hugging Face's
 * search-and-learn is {@code finished: refill-cyclic, trim: first-n, pad: cyclic} (best-n with its
 * sort-completed, and {@code duplicates: drop} with its filter-duplicates); compute-optimal-tts
 * (Liu et al., 2025, arXiv 2502.06703) is {@code finished: shrink, duplicates: drop, truncated:
 * discard}; the step-level beam search of AlphaMath (Chen et al., 2024, arXiv 2405.03553, algorithm
 * 1; B1 = beams / branching, B2 = branching) is {@code finished: shrink, duplicates: drop}; its_hub
 * is {@code first-level: branching, finished: compete}, without its clones of finished beams.
 *
 * @param beams N, the number of steps sampled at every level
 * @param branching M, the number of next steps of each kept prefix; divides N
 * @param firstLevel how many first steps are sampled
 * @param finished what becomes of finished beams and of the width that they leave
 * @param duplicates whether several prefixes of the same text are kept
 * @param truncated whether a text that a limit cut off counts as finished
 * @param trim which candidates are returned if more than N finished
 * @param pad what is done if fewer than N finished
 * @param lookAhead k, the greedy steps after which a prefix is judged; 0 judges it as it is
 * @param aggregation what a prefix is worth
 */
public record BeamSearch(
    int beams,
    int branching,
    FirstLevel firstLevel,
    Finished finished,
    Duplicates duplicates,
    Truncated truncated,
    Trim trim,
    Pad pad,
    int lookAhead,
    Aggregation aggregation)
    implements SearchStrategy {

  /** How many first steps are sampled. */
  public enum FirstLevel {
    /** N. */
    BEAMS,
    /** M, as if the root were one kept prefix. */
    BRANCHING
  }

  /** What becomes of finished beams and of the width that they leave. */
  public enum Finished {
    /**
     * They leave; the survivors share N next steps, the better ones taking what does not divide.
     */
    REFILL,
    /** They leave; the survivors are repeated in the order found until they are N. */
    REFILL_CYCLIC,
    /** They leave; every survivor gets M next steps. */
    LEAVE,
    /** They compete with the open ones once, and each that is kept takes its place with it. */
    SHRINK,
    /** They keep competing with all that comes after them. */
    COMPETE
  }

  /** Whether several prefixes of the same text are kept. */
  public enum Duplicates {
    /** They are. */
    KEEP,
    /** Only the first. */
    DROP
  }

  /** Whether a text that a limit cut off counts as finished. */
  public enum Truncated {
    /** It does. */
    FINISH,
    /** It is given up. */
    DISCARD
  }

  /** Which candidates are returned if more than N finished. */
  public enum Trim {
    /** All. */
    NONE,
    /** The N that finished first. */
    FIRST_N,
    /** The N best, best first. */
    BEST_N
  }

  /** What is done if fewer than N finished. */
  public enum Pad {
    /** They are returned as they are. */
    NONE,
    /** They are repeated until they are N, which counts some of them twice in a vote. */
    CYCLIC
  }

  /** Refuses widths below 1 and beams that are no multiple of branching. */
  public BeamSearch {
    if (beams < 1 || branching < 1 || beams % branching != 0) {
      throw new IllegalArgumentException(
          "beams must be a positive multiple of branching but was %d with branching %d"
              .formatted(beams, branching));
    }
    LookAhead.check(lookAhead);
  }

  /** Beam search as in the paper, without look-ahead. */
  public BeamSearch(int beams, int branching, Aggregation aggregation) {
    this(
        beams,
        branching,
        FirstLevel.BEAMS,
        Finished.REFILL,
        Duplicates.KEEP,
        Truncated.FINISH,
        Trim.NONE,
        Pad.NONE,
        0,
        aggregation);
  }

  @Override
  public Set<Signal> needs() {
    return Set.of(Signal.REWARD);
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return LookAhead.steps(lookAhead, new Beam(problem));
  }

  private final class Beam implements Search {
    private final Problem problem;
    private final Map<List<Integer>, Pruned> pruned = new HashMap<>();
    private List<Candidate> done = new ArrayList<>();
    private int places = beams / branching;

    Beam(Problem problem) {
      this.problem = problem;
    }

    @Override
    public List<Expansion> begin() {
      int width = firstLevel == FirstLevel.BEAMS ? beams : branching;
      return List.of(Expansion.steps(Trajectory.start(problem), width));
    }

    @Override
    public List<Expansion> advance(List<List<Candidate>> children) {
      Level level =
          finished == Finished.REFILL_CYCLIC ? Level.interleaved(children) : Level.of(children);
      if (truncated == Truncated.DISCARD) {
        level = level.where(this::whole);
      }
      return switch (finished) {
        case REFILL -> {
          done.addAll(level.finished().candidates());
          yield share(best(level.open()));
        }
        case REFILL_CYCLIC -> {
          done.addAll(level.finished().candidates());
          Level kept = best(level.open());
          yield share(level.where(kept.candidates()::contains));
        }
        case LEAVE -> {
          done.addAll(level.finished().candidates());
          yield branch(best(level.open()));
        }
        case SHRINK -> {
          Level kept = best(level);
          done.addAll(kept.finished().candidates());
          places -= kept.finished().size();
          yield branch(kept.open());
        }
        case COMPETE -> {
          Level kept = best(new Level(done).plus(level.candidates()));
          done = new ArrayList<>(kept.finished().candidates());
          yield branch(kept.open());
        }
      };
    }

    private boolean whole(Candidate candidate) {
      boolean cut = candidate.trajectory().finish() == Finish.TRUNCATED;
      if (cut) {
        pruned.put(candidate.trajectory().path(), Pruned.TRUNCATED);
      }
      return !cut;
    }

    private Level best(Level level) {
      Level rivals =
          duplicates == Duplicates.KEEP
              ? level
              : level.distinct(twin -> pruned.put(twin.trajectory().path(), Pruned.DUPLICATE));
      return rivals.ranked(aggregation::apply).first(places);
    }

    /** Shares N next steps among the kept prefixes, the first taking what does not divide. */
    private List<Expansion> share(Level kept) {
      List<Expansion> next = new ArrayList<>(kept.size());
      for (int i = 0; i < kept.size(); i++) {
        int share = beams / kept.size() + (i < beams % kept.size() ? 1 : 0);
        next.add(Expansion.steps(kept.candidates().get(i).trajectory(), share));
      }
      return next;
    }

    /** M next steps of each kept prefix. */
    private List<Expansion> branch(Level kept) {
      return kept.candidates().stream()
          .map(prefix -> Expansion.steps(prefix.trajectory(), branching))
          .toList();
    }

    @Override
    public List<Candidate> candidates() {
      Level all = new Level(done);
      List<Candidate> returned =
          switch (trim) {
            case NONE -> done;
            case FIRST_N -> all.first(beams).candidates();
            case BEST_N -> all.ranked(aggregation::apply).first(beams).candidates();
          };
      List<Candidate> padded = new ArrayList<>(returned);
      while (pad == Pad.CYCLIC && !returned.isEmpty() && padded.size() < beams) {
        padded.add(returned.get(padded.size() % returned.size()));
      }
      return padded;
    }

    @Override
    public @Nullable Pruned pruned(Trajectory node) {
      return pruned.get(node.path());
    }
  }
}
