package dev.cairn.jobs.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cairn.engine.run.Failure;
import dev.cairn.engine.run.SearchOutcome;
import dev.cairn.engine.run.SearchOutcome.Completed;
import dev.cairn.engine.run.SearchOutcome.Failed;
import dev.cairn.engine.run.SearchOutcome.Stop;
import dev.cairn.engine.run.TreeNode;
import dev.cairn.engine.run.Usage;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Trajectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A search outcome as it is kept in the run directory: one JSON object a line. Candidates are
 * stored as paths into the tree, so that no text is written twice; their rewards are stored with
 * them, since a server may judge a prefix a little differently each time it is asked.
 *
 * @param version of this format
 * @param item what it is the outcome of
 * @param problem with its question and reference answer
 * @param allowance generated tokens that it might spend by its experiment's budget; 0 for no bound
 * @param stop why the search ended; null if it failed
 * @param failure why it failed; null if it ended
 * @param usage what it cost
 * @param seconds that it took
 * @param tree all nodes
 * @param candidates the finished candidates, in the order in which they were found
 */
public record StoredOutcome(
    int version,
    WorkItem item,
    Problem problem,
    long allowance,
    @Nullable Stop stop,
    @Nullable Failure failure,
    Usage usage,
    double seconds,
    List<TreeNode> tree,
    List<Finished> candidates) {
  private static final int VERSION = 2;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /**
   * A finished candidate.
   *
   * @param path of its node
   * @param rewards one per step from the root; empty without a reward model
   */
  public record Finished(List<Integer> path, List<Double> rewards) {}

  /** The outcome of a search without a budget in tokens, as it is stored. */
  public static StoredOutcome of(SearchOutcome outcome) {
    return of(outcome, 0);
  }

  /**
   * An outcome as it is stored.
   *
   * @param allowance generated tokens that it might spend; 0 for no bound
   */
  public static StoredOutcome of(SearchOutcome outcome, long allowance) {
    Completed completed = outcome instanceof Completed c ? c : null;
    Failed failed = outcome instanceof Failed f ? f : null;
    return new StoredOutcome(
        VERSION,
        outcome.item(),
        outcome.problem(),
        allowance,
        completed == null ? null : completed.stop(),
        failed == null ? null : failed.failure(),
        outcome.usage(),
        outcome.elapsed().toMillis() / 1000.0,
        outcome.tree(),
        completed == null
            ? List.of()
            : completed.candidates().stream()
                .map(c -> new Finished(c.trajectory().path(), c.rewards()))
                .toList());
  }

  /**
   * Reads a line.
   *
   * @throws JsonProcessingException if it is torn, damaged or of another version
   */
  public static StoredOutcome parse(String line) throws JsonProcessingException {
    @Nullable StoredOutcome outcome = JSON.readValue(line, StoredOutcome.class);
    if (outcome == null || outcome.version() != VERSION) {
      throw new JsonMappingException(null, "an outcome must be an object of version " + VERSION);
    }
    return outcome;
  }

  /** The version of a line that this version cannot read; null if that is not what is wrong. */
  static @Nullable Integer otherVersion(String line) {
    try {
      int version = JSON.readTree(line).path("version").asInt(VERSION);
      return version == VERSION ? null : version;
    } catch (JsonProcessingException torn) {
      return null;
    }
  }

  /** This outcome as a line, without its end. */
  public String toLine() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an outcome cannot be written as JSON", e);
    }
  }

  /** The finished candidates with their whole texts. */
  public List<Candidate> pool() {
    Map<List<Integer>, Trajectory> nodes = nodes();
    return candidates.stream()
        .map(finished -> new Candidate(known(nodes, finished.path()), finished.rewards()))
        .toList();
  }

  /** The root and all nodes of the tree with their whole texts, by path. */
  public Map<List<Integer>, Trajectory> nodes() {
    Map<List<Integer>, Trajectory> nodes = new HashMap<>();
    nodes.put(List.of(), Trajectory.start(problem));
    // The tree is stored parents first.
    for (TreeNode node : tree) {
      int last = node.path().size() - 1;
      Trajectory parent = known(nodes, node.path().subList(0, last));
      nodes.put(
          node.path(),
          parent.revised(node.path().get(last), node.kept(), node.steps(), node.finish()));
    }
    return nodes;
  }

  private Trajectory known(Map<List<Integer>, Trajectory> nodes, List<Integer> path) {
    Trajectory node = nodes.get(path);
    if (node == null) {
      throw new IllegalStateException(
          "%s: node %s is not in the stored tree".formatted(item, path));
    }
    return node;
  }
}
