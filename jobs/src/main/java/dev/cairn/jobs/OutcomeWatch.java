package dev.cairn.jobs;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.jobs.ProgressListener.Progress;
import dev.cairn.jobs.RunStatus.Tally;
import dev.cairn.jobs.io.Segments;
import dev.cairn.jobs.io.StoredOutcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * Follows a run by reading the segments that its tasks write, wherever they run; each is read once.
 */
final class OutcomeWatch {
  private final Segments segments;
  private final RunSpec spec;
  private final Judge judge;
  private final int total;
  private final Map<String, String> paying;
  private final Set<Path> read = new HashSet<>();
  private final Set<WorkItem> completed = new HashSet<>();
  private final Set<WorkItem> failed = new HashSet<>();
  private final Map<String, Integer> correct = new HashMap<>();
  private long tokens;
  private double cost;
  private int before;

  OutcomeWatch(Segments segments, RunSpec spec, int total) {
    this.segments = segments;
    this.spec = spec;
    this.judge = new Judge(spec, Voting.of(spec));
    this.total = total;
    Set<String> payers = Payers.of(spec);
    this.paying =
        spec.experiments().stream()
            .filter(each -> payers.contains(each.name()))
            .collect(Collectors.toMap(Experiment::name, Experiment::reward));
  }

  /** Reads what is new and tells which items are completed. */
  synchronized Set<WorkItem> refresh() {
    for (Path segment : segments.list("")) {
      if (!read.contains(segment)) {
        segments.read(segment, this::count);
        // Only now: what could not be read is read again at the next look.
        read.add(segment);
      }
    }
    return completed;
  }

  /** Begins to count for a submission: what has failed up to now will be done again. */
  synchronized void begin() {
    before = completed.size();
    failed.clear();
  }

  /** How far the run is, as far as it was read. */
  synchronized Progress progress() {
    int right = correct.values().stream().mapToInt(Integer::intValue).sum();
    return new Progress(
        completed.size() + failed.size(), total, failed.size(), right, tokens, before);
  }

  /** The same by experiment, in the order of the spec. */
  synchronized Map<String, Tally> tallies() {
    Map<String, Tally> tallies = new LinkedHashMap<>();
    spec.experiments().forEach(each -> tallies.put(each.name(), Tally.NONE));
    completed.forEach(item -> tallies.merge(item.experiment(), new Tally(1, 0, 0), Tally::plus));
    failed.forEach(item -> tallies.merge(item.experiment(), new Tally(1, 1, 0), Tally::plus));
    correct.forEach((name, count) -> tallies.merge(name, new Tally(0, 0, count), Tally::plus));
    return tallies;
  }

  /** Money that all ended searches have cost, those that failed and were done again included. */
  synchronized double cost() {
    return cost;
  }

  private void count(StoredOutcome outcome) {
    String experiment = outcome.item().experiment();
    String reward = paying.get(experiment);
    boolean known = completed.contains(outcome.item());
    if (reward != null && !known) {
      cost += spec.prices().of(outcome.usage(), reward);
    }
    if (outcome.failure() != null) {
      if (!known) {
        failed.add(outcome.item());
      }
    } else if (completed.add(outcome.item())) {
      failed.remove(outcome.item());
      tokens += outcome.usage().generatedTokens();
      if (judge.correct(outcome)) {
        correct.merge(experiment, 1, Integer::sum);
      }
    }
  }
}
