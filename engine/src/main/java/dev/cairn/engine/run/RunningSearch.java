package dev.cairn.engine.run;

import dev.cairn.engine.model.Policy.Continuation;
import dev.cairn.engine.model.Policy.Sampled;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.RewardModel.Scored;
import dev.cairn.engine.run.Failure.ShortAnswerException;
import dev.cairn.engine.run.SearchOutcome.Completed;
import dev.cairn.engine.run.SearchOutcome.Failed;
import dev.cairn.engine.run.SearchOutcome.Stop;
import dev.cairn.engine.run.TreeNode.Fate;
import dev.cairn.engine.search.AnswerReader;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.SearchStrategy.Signal;
import dev.cairn.engine.search.Trajectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One search under way. All its methods run on the loop's thread; futures only put what is to be
 * done next into the loop's queue.
 */
final class RunningSearch {
  private final SearchTask task;
  private final Limits limits;
  private final Consumer<Runnable> arrivals;
  private final BiConsumer<RunningSearch, SearchOutcome> ended;
  private final long started = System.nanoTime();
  private final Tree tree = new Tree();
  private final Map<List<Integer>, Integer> asked = new HashMap<>();
  private final IdentityHashMap<CompletableFuture<?>, Boolean> outstanding =
      new IdentityHashMap<>();

  private @Nullable Search search;
  private Usage usage = Usage.NONE;
  private boolean over;

  RunningSearch(
      SearchTask task,
      Limits limits,
      Consumer<Runnable> arrivals,
      BiConsumer<RunningSearch, SearchOutcome> ended) {
    this.task = task;
    this.limits = limits;
    this.arrivals = arrivals;
    this.ended = ended;
  }

  void start() {
    guarded(
        () -> {
          Search begun = task.strategy().start(task.problem(), new SplittableRandom(task.seed()));
          search = begun;
          ask(begun.begin());
        });
  }

  long startedNanos() {
    return started;
  }

  WorkItem item() {
    return task.item();
  }

  Usage usage() {
    return usage;
  }

  int callsUnderWay() {
    return outstanding.size();
  }

  void fail(Failure failure) {
    if (!over) {
      end(new Failed(task.item(), task.problem(), usage, elapsed(), remains(), failure));
    }
  }

  /** The tree of a failed search, without visits if counting them is what fails. */
  private List<TreeNode> remains() {
    try {
      return tree.nodes(this::visits, node -> null, Set.of(), Fate.STOPPED);
    } catch (RuntimeException e) {
      return tree.nodes(node -> 0, node -> null, Set.of(), Fate.STOPPED);
    }
  }

  private void end(SearchOutcome outcome) {
    over = true;
    cancel();
    ended.accept(this, outcome);
  }

  /** Cancels what is under way. */
  void cancel() {
    // A copy, since a cancelled future removes itself.
    List.copyOf(outstanding.keySet()).forEach(future -> future.cancel(true));
    outstanding.clear();
  }

  private void ask(List<? extends Request> requests) {
    if (requests.isEmpty()) {
      complete(Stop.OVER);
      return;
    }
    if (usage.generatedTokens() >= limits.maxTokensPerProblem()) {
      complete(Stop.TOKEN_LIMIT);
      return;
    }
    Round asking = new Round(requests);
    for (int i = 0; i < requests.size() && !over; i++) {
      ask(asking, i, requests.get(i));
    }
  }

  private void ask(Round asking, int position, Request request) {
    List<Integer> path = request.from().path();
    int first = asked.merge(path, request.width(), Integer::sum) - request.width();
    List<CompletableFuture<Sampled>> parts =
        task.policy().write(request, first, Seeds.request(task.seed(), path));
    for (CompletableFuture<Sampled> part : parts) {
      await(part, sampled -> sampled(asking, position, first, sampled));
    }
    if (parts.isEmpty()) {
      throw new ShortAnswerException("the policy made no call for what it was asked");
    }
  }

  private void sampled(Round asking, int position, int first, Sampled sampled) {
    usage = usage.sampled(sampled);
    Request request = asking.requests.get(position);
    if (sampled.first() + sampled.continuations().size() > request.width()) {
      throw new ShortAnswerException("the policy wrote more children than it was asked for");
    }
    List<Trajectory> children = new ArrayList<>(sampled.continuations().size());
    for (Continuation continuation : sampled.continuations()) {
      children.add(child(request, first + sampled.first() + children.size(), continuation));
    }
    score(request, children, rewards -> place(asking, position, sampled.first(), rewards));
  }

  private Trajectory child(Request request, int number, Continuation continuation) {
    int steps = request.kept() + continuation.steps().size();
    boolean deep = continuation.finish() == Finish.SEPARATOR && steps >= limits.maxSteps();
    return request.child(
        number, continuation.steps(), deep ? Finish.TRUNCATED : continuation.finish());
  }

  /** Scores siblings; one that adds no step is worth what it has kept of its parent is worth. */
  private void score(Request request, List<Trajectory> siblings, Consumer<List<Candidate>> next) {
    RewardModel rewardModel = task.rewardModel();
    List<Trajectory> longer =
        siblings.stream().filter(sibling -> sibling.steps().size() > request.kept()).toList();
    if (rewardModel == null || longer.isEmpty()) {
      next.accept(candidates(request, siblings, null));
      return;
    }
    await(
        rewardModel.scoreWhatFits(longer),
        scored -> {
          usage = usage.scored(scored);
          check(longer, scored);
          if (request instanceof Expansion expansion
              && expansion.from().steps().isEmpty()
              && expansion.extent() == Extent.STEP
              && !scored.unread().isEmpty()) {
            throw new ShortAnswerException(
                "the question and its first step do not fit the reward model's context");
          }
          next.accept(candidates(request, siblings, scored));
        });
  }

  private static void check(List<Trajectory> trajectories, Scored scored) {
    if (scored.rewards().size() != trajectories.size()) {
      throw new ShortAnswerException(
          "the reward model judged %d of %d trajectories"
              .formatted(scored.rewards().size(), trajectories.size()));
    }
    for (int i = 0; i < trajectories.size(); i++) {
      int steps = trajectories.get(i).steps().size();
      if (!scored.unread().contains(i) && scored.rewards().get(i).size() != steps) {
        throw new ShortAnswerException(
            "the reward model gave %d rewards for %d steps"
                .formatted(scored.rewards().get(i).size(), steps));
      }
      for (double reward : scored.rewards().get(i)) {
        if (!(reward >= 0 && reward <= 1)) {
          throw new ShortAnswerException(
              "the reward model gave a reward that must be in [0, 1] but was " + reward);
        }
      }
    }
  }

  private List<Candidate> candidates(
      Request request, List<Trajectory> siblings, @Nullable Scored scored) {
    List<Candidate> candidates = new ArrayList<>(siblings.size());
    int next = 0;
    for (Trajectory sibling : siblings) {
      boolean longer = sibling.steps().size() > request.kept();
      if (!longer) {
        candidates.add(new Candidate(sibling, keptRewards(request), answer(sibling)));
      } else if (scored == null) {
        candidates.add(new Candidate(sibling, List.of(), answer(sibling)));
      } else {
        int own = next++;
        List<Double> rewards = scored.rewards().get(own);
        candidates.add(
            rewards.isEmpty()
                ? unread(request, sibling)
                : new Candidate(sibling, rewards, answer(sibling), critiques(scored, own)));
      }
    }
    return candidates;
  }

  private List<String> critiques(Scored scored, int own) {
    boolean read = task.strategy().needs().contains(Signal.CRITIQUE);
    return read ? scored.critiquesOf(own) : List.of();
  }

  private List<Double> keptRewards(Request request) {
    List<Double> rewards = tree.rewards(request.from().path());
    return rewards.isEmpty() ? rewards : rewards.subList(0, request.kept());
  }

  /** A child that the reward model has no room to read: what it has kept of its parent, ended. */
  private Candidate unread(Request request, Trajectory child) {
    int number = child.path().get(child.path().size() - 1);
    Trajectory ended = request.child(number, List.of(), Finish.CONTEXT_FULL);
    return new Candidate(ended, keptRewards(request), answer(ended));
  }

  private @Nullable String answer(Trajectory trajectory) {
    AnswerReader answers = task.answers();
    boolean compared = !trajectory.open() && task.strategy().needs().contains(Signal.ANSWER);
    return answers == null || !compared ? null : answers.read(trajectory.text());
  }

  private void place(Round asking, int position, int first, List<Candidate> candidates) {
    Request request = asking.requests.get(position);
    @Nullable Candidate[] siblings = asking.children.get(position);
    for (int i = 0; i < candidates.size(); i++) {
      if (siblings[first + i] != null) {
        throw new ShortAnswerException("the policy wrote a child twice");
      }
      siblings[first + i] = candidates.get(i);
      tree.add(candidates.get(i), request.from(), request.kept());
      asking.missing--;
    }
    if (asking.missing == 0) {
      usage = usage.round();
      ask(started().advance(asking.complete()));
    } else if (outstanding.isEmpty()) {
      throw new ShortAnswerException(
          "the policy left %d children unwritten".formatted(asking.missing));
    }
  }

  private void complete(Stop stop) {
    List<Candidate> candidates = started().candidates();
    Set<List<Integer>> chosen = new HashSet<>();
    candidates.forEach(candidate -> chosen.add(candidate.trajectory().path()));
    Fate rest = stop == Stop.OVER ? Fate.NOT_SELECTED : Fate.STOPPED;
    end(
        new Completed(
            task.item(),
            task.problem(),
            usage,
            elapsed(),
            tree.nodes(this::visits, started()::pruned, chosen, rest),
            stop,
            candidates));
  }

  /** Queues what to do with a future's value for the loop's thread. */
  private <T> void await(CompletableFuture<T> future, Consumer<T> next) {
    outstanding.put(future, true);
    BiConsumer<@Nullable T, @Nullable Throwable> arrived =
        (value, failure) ->
            arrivals.accept(
                () -> {
                  outstanding.remove(future);
                  if (over) {
                    return;
                  }
                  if (value == null) {
                    fail(
                        Failure.of(
                            failure == null
                                ? new ShortAnswerException("a model answered with nothing")
                                : failure));
                  } else {
                    guarded(() -> next.accept(value));
                  }
                });
    future.whenComplete(arrived);
  }

  /** Whatever a strategy or a model throws fails this search and no other. */
  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | StackOverflowError e) {
      fail(Failure.of(e));
    }
  }

  private Search started() {
    return Objects.requireNonNull(search, "the search has not begun");
  }

  private int visits(Trajectory node) {
    return search == null ? 0 : search.visits(node);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }
}
