package dev.cairn.jobs;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.run.SearchOutcome.Stop;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.jobs.io.StoredOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Deals out the tokens that searches have left of their budgets: of every experiment that shares,
 * in each repetition, what those that came to their end did not spend goes in equal parts to those
 * that stopped for want of tokens. These are then searched again with more, which repeats the calls
 * that they have made, from the call log, and goes on. What is left after that is dealt out again,
 * as often as the spec says.
 *
 * <p>A deal follows from the stored outcomes of the deal before it alone, once there is one of
 * every search, and so it is the same however the work is spread, and when a run is resumed. A
 * search that has failed takes no part in later deals, also when it is done again and succeeds,
 * since others have been dealt their parts without it.
 */
final class BudgetSharing {
  /** A search and the tokens that it might spend. */
  record Attempt(WorkItem item, long allowance) {}

  /** What became of an attempt; a failed one is never forgotten. */
  private record Account(boolean failed, boolean wanting, long left) {}

  private record Group(String experiment, int repetition) {}

  private final RunSpec spec;
  private final Map<String, Experiment> experiments = new HashMap<>();
  private final Map<Attempt, Account> accounts = new HashMap<>();

  BudgetSharing(RunSpec spec) {
    this.spec = spec;
    spec.experiments().forEach(experiment -> experiments.put(experiment.name(), experiment));
  }

  /** Notes a stored outcome; in any order, and several times. */
  void add(StoredOutcome outcome) {
    boolean wanting =
        outcome.stop() == Stop.TOKEN_LIMIT
            && outcome.allowance() < spec.limits().maxTokensPerProblem();
    Account account =
        new Account(
            outcome.failure() != null,
            wanting,
            outcome.allowance() - outcome.usage().generatedTokens());
    accounts.merge(
        new Attempt(outcome.item(), outcome.allowance()),
        account,
        (before, now) -> before.failed() ? before : now);
  }

  Attempt attempt(Assignment assignment) {
    return new Attempt(assignment.item(), assignment.allowance(own(assignment)));
  }

  private long own(Assignment assignment) {
    return budget(assignment.experiment()).tokens();
  }

  private RunSpec.BudgetSpec budget(String experiment) {
    Experiment found = experiments.get(experiment);
    if (found == null) {
      throw new IllegalStateException("no experiment is named " + experiment);
    }
    return found.budget();
  }

  /**
   * All that is to be searched as far as the outcomes tell it: every work item with its own tokens,
   * and those that have been dealt more again with that.
   *
   * @param all work items, each once
   */
  List<Assignment> wanted(List<Assignment> all) {
    List<Assignment> wanted = new ArrayList<>(all);
    Map<Group, List<Assignment>> groups = new LinkedHashMap<>();
    for (Assignment assignment : all) {
      Group group = new Group(assignment.experiment(), assignment.repetition());
      groups.computeIfAbsent(group, name -> new ArrayList<>()).add(assignment);
    }
    groups.forEach(
        (group, items) -> {
          List<Assignment> playing = items;
          long carried = 0;
          for (int deal = 0; deal < budget(group.experiment()).share(); deal++) {
            Deal next = deal(playing, carried);
            playing = next.playing();
            carried = next.carried();
            wanted.addAll(playing);
          }
        });
    return wanted;
  }

  /**
   * Who goes on with more.
   *
   * @param carried tokens that the parts leave over
   */
  private record Deal(List<Assignment> playing, long carried) {}

  private Deal deal(List<Assignment> playing, long carried) {
    long pool = carried;
    List<Assignment> wanting = new ArrayList<>();
    for (Assignment assignment : playing) {
      Account account = accounts.get(attempt(assignment));
      if (account == null) {
        return new Deal(List.of(), 0);
      }
      if (!account.failed() && account.wanting()) {
        wanting.add(assignment);
      } else if (!account.failed()) {
        pool += account.left();
      }
    }
    long part = wanting.isEmpty() ? 0 : pool / wanting.size();
    if (part < 1) {
      return new Deal(List.of(), 0);
    }
    List<Assignment> richer =
        wanting.stream()
            .map(assignment -> assignment.with(assignment.allowance(own(assignment)) + part))
            .toList();
    return new Deal(richer, pool - part * wanting.size());
  }
}
