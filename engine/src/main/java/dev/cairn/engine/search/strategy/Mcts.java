package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Monte Carlo tree search over the steps of a solution, judged by a process reward model. Each of
 * {@code paths} simulations
 *
 * <ol>
 *   <li>selects: from the root to the child of highest score ({@link Selection}), to a leaf;
 *   <li>expands the leaf: {@code width} next steps are sampled and judged;
 *   <li>evaluates: walks on and expands until its solution is finished, or stops at the leaf, or
 *       rolls the leaf out ({@link Simulation});
 *   <li>backs the reward of where it ended up to every node on its way, the root included.
 * </ol>
 *
 * <p>What was answered once is never asked for again: a simulation that ends at a known finished
 * node costs nothing. With {@code parallel} above 1 the simulations under way count as pending
 * where they came through, which drives the others elsewhere (virtual loss), and the leaves of all
 * are expanded together.
 *
 * <p>Source: the default is the search of Wang et al., OpenR, 2024, arXiv 2410.09671, section 3.3,
 * with the selection of Silver et al. (AlphaZero, see {@link Selection}). Their num_path is {@code
 * paths}, their tree_max_width {@code width}. Deviation: their vote counts a finished solution as
 * often as simulations reached it, here it is one candidate ({@code answers: every-path} for
 * theirs). The peers by their options:
 *
 * <ul>
 *   <li>AlphaMath (Chen et al., AlphaMath Almost Zero, 2024, arXiv 2405.03553): {@code simulation:
 *       leaf, finished: retire, duplicates: merge}, selection {@code schedule: constant, c-init:
 *       1.25, unvisited: zero};
 *   <li>rStar-Math (Guan et al., rStar-Math, 2025, arXiv 2501.04519): {@code finished: retire,
 *       duplicates: merge}, selection {@code rule: uct, schedule: constant, c-init: 2, unvisited:
 *       own-visit}. Its rule that only the first finished one of siblings stays, and its reward of
 *       -1 for code that fails, have no counterpart here.
 * </ul>
 *
 * @param paths the number of simulations
 * @param width children of an expanded node
 * @param parallel simulations under way at once; more are faster and know less of each other
 * @param simulation where a simulation ends
 * @param selection which child it goes on to
 * @param finished what becomes of finished nodes
 * @param duplicates what becomes of siblings of equal text
 * @param answers which finished solutions are candidates
 * @param aggregation the reward of a trajectory, used as the value of a node
 */
public record Mcts(
    int paths,
    int width,
    int parallel,
    Simulation simulation,
    Selection selection,
    Finished finished,
    Duplicates duplicates,
    Answers answers,
    Aggregation aggregation)
    implements SearchStrategy, TreeRules {

  /** Where a simulation ends and with whose reward. */
  public enum Simulation {
    /** At a finished node, every leaf on the way there being expanded. */
    DESCENT,
    /** At the leaf that it expands. */
    LEAF,
    /**
     * At the end of a solution sampled from the leaf, if the leaf is new; one that was rolled out
     * before is expanded, and the walk goes on.
     */
    ROLLOUT
  }

  /** What becomes of finished nodes. */
  public enum Finished {
    /** They are selected like others, and what they are worth is backed up each time. */
    REVISIT,
    /**
     * They are backed up when they are found and never selected, nor is a node all of whose
     * children are retired.
     */
    RETIRE
  }

  /** What becomes of siblings of equal text. */
  public enum Duplicates {
    /** They are nodes of their own. */
    APART,
    /** The first stands for all of them. */
    MERGE
  }

  /** Which finished solutions are candidates. */
  public enum Answers {
    /** Each text once, the first node that has it. */
    DISTINCT,
    /** The end of every simulation that finished a solution, the same one several times. */
    EVERY_PATH
  }

  /** Refuses counts below 1. */
  public Mcts {
    Checks.count("paths", paths);
    Checks.count("width", width);
    Checks.count("parallel", parallel);
    if (aggregation == Aggregation.SUM) {
      throw new IllegalArgumentException(
          "aggregation must keep values in [0, 1] but was sum; use mean");
    }
  }

  /** The default search, one simulation after the other. */
  public static Mcts of(int paths, int width, Selection selection) {
    return new Mcts(
        paths,
        width,
        1,
        Simulation.DESCENT,
        selection,
        Finished.REVISIT,
        Duplicates.APART,
        Answers.DISTINCT,
        Aggregation.LAST);
  }

  @Override
  public Set<Signal> needs() {
    return selection.needsLogProbs()
        ? Set.of(Signal.REWARD, Signal.LOG_PROB)
        : Set.of(Signal.REWARD);
  }

  @Override
  public boolean countsVisits() {
    return true;
  }

  @Override
  public Search start(Problem problem, RandomGenerator random) {
    return new TreeSearch(problem, this);
  }
}
