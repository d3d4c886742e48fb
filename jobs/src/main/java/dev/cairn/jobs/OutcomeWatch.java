package dev.cairn.jobs;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.jobs.BudgetSharing.Attempt;
import dev.cairn.jobs.ProgressListener.Progress;
import dev.cairn.jobs.RunStatus.Tally;
import dev.cairn.jobs.io.Segments;
import dev.cairn.jobs.io.StoredOutcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Follows a run by reading the segments that its tasks write, wherever they run; each is read once.
 */
final class OutcomeWatch {
  private final Segments segments;
  private final RunSpec spec;
  private final Judge judge;
  private final BudgetSharing sharing;
  private final Map<String, Experiment> payers;
  private final Set<Path> read = new HashSet<>();
  private final Set<Attempt> completed = new HashSet<>();
  private final Set<Attempt> failed = new HashSet<>();
  private final Map<WorkItem, Best> best = new HashMap<>();
  private final Map<String, Integer> correct = new HashMap<>();
  private long tokens;
  private double cost;
  private int total;
  private int before;

  /**
   * Of several outcomes of an item the one that counts.
   *
   * @param cost money
   */
  private record Best(long allowance, long tokens, double cost, boolean correct) {}

  /**
   * Nothing read yet.
   *
   * @param sharing is told of every outcome
   * @param total searches that are expected, as {@link #expect} says later
   */
  OutcomeWatch(Segments segments, RunSpec spec, BudgetSharing sharing, int total) {
    this.segments = segments;
    this.spec = spec;
    this.judge = new Judge(spec, Voting.of(spec));
    this.sharing = sharing;
    this.total = total;
    this.payers = Payers.of(spec);
  }

  /** Reads what is new and tells which searches are completed. */
  synchronized Set<Attempt> refresh() {
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

  /** Sets how many searches there are in all, with those that have ended. */
  synchronized void expect(int searches) {
    total = searches;
  }

  /** How far the run is, as far as it was read. */
  synchronized Progress progress() {
    int right = correct.values().stream().mapToInt(Integer::intValue).sum();
    return new Progress(
        completed.size() + failed.size(), total, failed.size(), right, tokens, before);
  }

  /** The same by experiment, in the order of the spec; an item counts once. */
  synchronized Map<String, Tally> tallies() {
    Map<String, Tally> tallies = new LinkedHashMap<>();
    spec.experiments().forEach(each -> tallies.put(each.name(), Tally.NONE));
    best.keySet()
        .forEach(item -> tallies.merge(item.experiment(), new Tally(1, 0, 0), Tally::plus));
    for (Attempt attempt : failed) {
      if (!best.containsKey(attempt.item())) {
        tallies.merge(attempt.item().experiment(), new Tally(1, 1, 0), Tally::plus);
      }
    }
    correct.forEach((name, count) -> tallies.merge(name, new Tally(0, 0, count), Tally::plus));
    return tallies;
  }

  /** Money that all ended searches have cost, those that failed and were done again included. */
  synchronized double cost() {
    return cost;
  }

  private void count(StoredOutcome outcome) {
    sharing.add(outcome);
    Attempt attempt = new Attempt(outcome.item(), outcome.allowance());
    Experiment payer = payers.get(outcome.item().experiment());
    double price =
        payer == null ? 0 : spec.prices().of(outcome.usage(), payer.policy(), payer.reward());
    if (outcome.failure() != null) {
      if (!completed.contains(attempt)) {
        cost += price;
        failed.add(attempt);
      }
    } else if (completed.add(attempt)) {
      failed.remove(attempt);
      Best known = best.get(outcome.item());
      if (known == null || known.allowance() < outcome.allowance()) {
        Best now =
            new Best(
                outcome.allowance(),
                outcome.usage().generatedTokens(),
                price,
                judge.correct(outcome));
        best.put(outcome.item(), now);
        count(outcome.item().experiment(), known, now);
      }
    }
  }

  /**
   * What is done again with more tokens repeats, and does not pay again, what it did with fewer.
   */
  private void count(String experiment, @Nullable Best known, Best now) {
    tokens += now.tokens() - (known == null ? 0 : known.tokens());
    cost += now.cost() - (known == null ? 0 : known.cost());
    int right = (now.correct() ? 1 : 0) - (known != null && known.correct() ? 1 : 0);
    correct.merge(experiment, right, Integer::sum);
  }
}
