package dev.cairn.engine.run;

import dev.cairn.engine.model.Policy.Continuation;
import dev.cairn.engine.model.Policy.Sampled;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.run.Failure.ShortAnswerException;
import dev.cairn.engine.run.Round.Part;
import dev.cairn.engine.run.SearchOutcome.Completed;
import dev.cairn.engine.run.SearchOutcome.Failed;
import dev.cairn.engine.run.SearchOutcome.Stop;
import dev.cairn.engine.run.TreeNode.Fate;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.Trajectory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
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
  /** That whose time is up first before others. */
  static final Comparator<RunningSearch> BY_DEADLINE =
      Comparator.<RunningSearch>comparingLong(search -> search.deadline)
          .thenComparingLong(search -> search.number);

  private final SearchTask task;
  private final long number;
  private final Limits limits;
  private final Consumer<Runnable> arrivals;
  private final BiConsumer<RunningSearch, SearchOutcome> ended;
  private final long started = System.nanoTime();
  private final boolean timed;
  private final long deadline;
  private final Tree tree = new Tree();
  private final Scoring scoring;
  private final Map<List<Integer>, Integer> asked = new HashMap<>();
  private final IdentityHashMap<CompletableFuture<?>, Boolean> outstanding =
      new IdentityHashMap<>();

  private final Spending spending;

  private @Nullable Search search;

  /** What was asked for and not told yet, in the order of asking: one round, or many in turn. */
  private final Deque<Round> open = new ArrayDeque<>();

  private boolean inTurn;
  private @Nullable Stop stopping;
  private Usage usage = Usage.NONE;
  private Usage told = Usage.NONE;
  private boolean over;

  /**
   * A search that has not begun.
   *
   * @param number of the loop's other searches none has it
   */
  RunningSearch(
      SearchTask task,
      long number,
      Limits limits,
      Consumer<Runnable> arrivals,
      BiConsumer<RunningSearch, SearchOutcome> ended) {
    this.task = task;
    this.number = number;
    this.limits = limits;
    this.arrivals = arrivals;
    this.ended = ended;
    this.scoring = new Scoring(task, tree);
    this.spending = new Spending(task.budget(), limits.maxTokensPerProblem());
    Duration time = task.budget().time();
    this.timed = !time.isZero() && time.compareTo(limits.patience()) < 0;
    this.deadline = started + (timed ? time : limits.patience()).toNanos();
  }

  void start() {
    guarded(
        () -> {
          Search begun = task.strategy().start(task.problem(), new SplittableRandom(task.seed()));
          search = begun;
          // What children cost is known for certain only while none is under way.
          inTurn = begun.inTurn() && task.budget().tokens().isEmpty();
          ask(begun.begin());
          goOn();
        });
  }

  /** When its time is up, by the clock of nanoTime. */
  long deadline() {
    return deadline;
  }

  /** Ends it at its deadline: with what it has if that was its budget's, else as a failure. */
  void timeUp() {
    if (timed) {
      guarded(() -> complete(Stop.TIME_LIMIT));
    } else {
      fail(
          new Failure(
              Failure.PATIENCE,
              "not over after %.1f s; raise limits.patience or look at the workers"
                  .formatted(limits.patience().toMillis() / 1000.0)));
    }
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
    List<List<? extends Request>> together = new ArrayList<>();
    if (inTurn) {
      requests.forEach(request -> together.add(List.of(request)));
    } else if (!requests.isEmpty()) {
      together.add(requests);
    }
    for (List<? extends Request> each : together) {
      if (stopping == null && !over) {
        Round round = new Round(each);
        open.add(round);
        askNext(round);
      }
    }
  }

  /**
   * Asks for as much of a round as may be paid for. What was told and what this round has cost
   * decide, and nothing that arrives sooner or later.
   */
  private void askNext(Round round) {
    Usage spent = told.plus(round.usage());
    Stop stop = spending.over(spent);
    int affordable = stop == null ? spending.affordable(round.rest(), spent) : 0;
    if (affordable == 0) {
      stopping = stop == null ? Stop.TOKEN_LIMIT : stop;
      return;
    }
    for (Part part : round.ask(affordable)) {
      if (!over) {
        ask(round, part);
      }
    }
  }

  /**
   * Tells the search what has come in, in the order in which it asked, and ends it if that is all.
   */
  private void goOn() {
    while (!over && !open.isEmpty() && open.element().whole()) {
      Round round = open.remove();
      told = told.plus(round.usage());
      usage = usage.round();
      ask(started().advance(round.complete()));
    }
    if (over || !outstanding.isEmpty()) {
      return;
    }
    int missing = open.stream().mapToInt(Round::missing).sum();
    if (missing > 0) {
      throw new ShortAnswerException("the policy left %d children unwritten".formatted(missing));
    }
    complete(stopping == null ? Stop.OVER : stopping);
  }

  private void ask(Round round, Part part) {
    Request wish = part.wish();
    List<Integer> path = wish.from().path();
    int first = asked.merge(path, wish.width(), Integer::sum) - wish.width();
    List<CompletableFuture<Sampled>> samples =
        task.policy().write(wish, first, Seeds.request(task.seed(), path));
    for (CompletableFuture<Sampled> sample : samples) {
      await(sample, sampled -> sampled(round, part, first, sampled));
    }
    if (samples.isEmpty()) {
      throw new ShortAnswerException("the policy made no call for what it was asked");
    }
  }

  private void sampled(Round round, Part part, int first, Sampled sampled) {
    usage = usage.sampled(sampled);
    round.spend(Usage.NONE.sampled(sampled));
    Request request = part.wish();
    spending.spent(request, sampled.continuations().size(), sampled.tokens().generated());
    if (sampled.first() + sampled.continuations().size() > request.width()) {
      throw new ShortAnswerException("the policy wrote more children than it was asked for");
    }
    List<Trajectory> children = new ArrayList<>(sampled.continuations().size());
    for (Continuation continuation : sampled.continuations()) {
      children.add(child(request, first + sampled.first() + children.size(), continuation));
    }
    score(round, request, children, rewards -> place(round, part, sampled.first(), rewards));
  }

  private Trajectory child(Request request, int number, Continuation continuation) {
    int steps = request.kept() + continuation.steps().size();
    boolean deep = continuation.finish() == Finish.SEPARATOR && steps >= limits.maxSteps();
    return request.child(
        number, continuation.steps(), deep ? Finish.TRUNCATED : continuation.finish());
  }

  private void score(
      Round round, Request request, List<Trajectory> siblings, Consumer<List<Candidate>> next) {
    RewardModel rewardModel = task.rewardModel();
    List<Trajectory> judged = Scoring.judged(request, siblings);
    if (rewardModel == null || judged.isEmpty()) {
      next.accept(scoring.unscored(request, siblings));
      return;
    }
    await(
        rewardModel.scoreWhatFits(judged),
        scored -> {
          usage = usage.scored(scored);
          round.spend(Usage.NONE.scored(scored));
          next.accept(scoring.candidates(request, siblings, scored));
        });
  }

  private void place(Round round, Part part, int first, List<Candidate> candidates) {
    for (int i = 0; i < candidates.size(); i++) {
      if (!round.place(part.position(), part.offset() + first + i, candidates.get(i))) {
        throw new ShortAnswerException("the policy wrote a child twice");
      }
      tree.add(candidates.get(i), part.wish().from(), part.wish().kept());
    }
    if (round.missing() == 0 && !round.whole()) {
      askNext(round);
    }
    goOn();
  }

  private void complete(Stop stop) {
    List<Candidate> candidates = new ArrayList<>(started().candidates());
    open.forEach(round -> candidates.addAll(round.finished()));
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
