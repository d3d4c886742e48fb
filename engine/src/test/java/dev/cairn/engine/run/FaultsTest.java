package dev.cairn.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.model.CompletionPolicy;
import dev.cairn.engine.model.PromptTemplate;
import dev.cairn.engine.model.QwenPrm;
import dev.cairn.engine.model.ServedModel;
import dev.cairn.engine.run.SearchOutcome.Failed;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.strategy.BeamSearch;
import dev.cairn.engine.simulate.ArithmeticProblem;
import dev.cairn.engine.simulate.ArithmeticProblems;
import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.ArithmeticWorld;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.engine.worker.HttpTransport;
import dev.cairn.engine.worker.HttpWorker;
import dev.cairn.engine.worker.RetryingWorker;
import dev.cairn.engine.worker.RetryingWorker.Backoff;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.Timer;
import dev.cairn.engine.worker.VllmDialect;
import dev.cairn.engine.worker.Worker;
import dev.cairn.engine.worker.WorkerPool;
import java.net.URI;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A run whose servers fail in every way that they do, over real sockets, against the same run with
 * servers that do not fail. The waits of the pool, 30 s of outage among them, pass 50 times as fast
 * as the clock; {@code -Dfaults.speed=1} lets them take their time.
 */
class FaultsTest {
  private static final int SPEED = Integer.getInteger("faults.speed", 50);
  private static final int PROBLEMS = 12;
  private static final VllmDialect DIALECT = new VllmDialect();
  private static final HttpTransport CLIENT = HttpTransport.start();
  private static final List<String> TABLE = new ArrayList<>();

  private final SimulatedFleet fleet =
      SimulatedFleet.start(
          new ArithmeticWorld(ArithmeticSettings.DEFAULT),
          FleetSettings.loopback(1, 1, Latency.NONE));
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    fleet.close();
  }

  @AfterAll
  static void show() {
    System.out.println("fault | calls without it | calls with it | outcome");
    TABLE.stream().sorted().forEach(System.out::println);
  }

  /** The machine's time, faster. */
  private static final Timer FAST =
      new Timer() {
        @Override
        public long nanos() {
          return Timer.SYSTEM.nanos() * SPEED;
        }

        @Override
        public Future<?> after(Duration delay, Runnable task) {
          return Timer.SYSTEM.after(delay.dividedBy(SPEED), task);
        }
      };

  /** What a fault makes of the server's good answer. */
  enum Fault {
    RESET_BEFORE_THE_ANSWER(good -> good.cutAfter(0)),
    RESET_IN_MID_BODY(good -> good.cutAfter(20)),
    BLACK_HOLE(good -> Reply.never()),
    SILENCE_IN_MID_BODY(good -> good.silentAfter(20)),
    TRICKLE(good -> good.trickleAfter(20)),
    STATUS_429(good -> Reply.of(429, "slow down")),
    STATUS_429_WITH_RETRY_AFTER_IN_SECONDS(
        good -> Reply.of(429, "slow down").with("Retry-After", "2")),
    STATUS_429_WITH_RETRY_AFTER_AS_A_DATE(
        good ->
            Reply.of(429, "slow down")
                .with(
                    "Retry-After",
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        ZonedDateTime.now(java.time.ZoneOffset.UTC).plusSeconds(3)))),
    STATUS_500(good -> Reply.of(500, "{\"error\":{\"message\":\"EngineDeadError\"}}")),
    STATUS_503(good -> Reply.of(503, "")),
    TRUNCATED_JSON(good -> Reply.ok(good.body().substring(0, good.body().length() / 2))),
    WRONG_JSON_TYPES(good -> Reply.ok(good.body().replace("\"index\":0", "\"index\":\"zero\""))),
    HALF_A_SURROGATE_PAIR(
        good -> Reply.ok(good.body().replaceFirst("\"text\":\"", "\"text\":\"\\\\ud83d "))),
    NOT_JSON(good -> Reply.ok("<html>Bad Gateway</html>")),
    ANSWER_OF_50_MB(good -> Reply.ok("{\"pad\":[\"" + "x".repeat(50_000_000) + "\"]}"));

    @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
    private final UnaryOperator<Reply> spoil;

    Fault(UnaryOperator<Reply> spoil) {
      this.spoil = spoil;
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void givesTheSameOutcomesWherePolicyCallsFailOnce(Fault fault) {
    // Of the large answers fewer, which are no less large for it.
    int oneIn = fault == Fault.ANSWER_OF_50_MB ? 20 : 3;
    FaultyFleet policy =
        faulty(fleet.policyUrls().get(0), 2, fault.spoil, oneIn, /* lasting= */ false);

    assertUnharmed("policy: " + words(fault), policy, policy.urls(), fleet.rewardUrls());
  }

  /** What a fault makes of the rows of scores. */
  enum BadScores {
    NAN_SCORES(good -> Reply.ok(good.body().replaceFirst("\\[\\[[^]]*]", "[[NaN,NaN]"))),
    NULL_SCORES(good -> Reply.ok(good.body().replaceFirst("\\[\\[[^]]*]", "[[null,null]"))),
    TOO_FEW_SCORES(good -> Reply.ok(good.body().replaceFirst("\\[\\[[^]]*],?", "["))),
    TOO_MANY_SCORES(good -> Reply.ok(good.body().replaceFirst("\\[\\[", "[[0.5,0.5],["))),
    NO_PROBABILITIES(good -> Reply.ok(good.body().replaceFirst("\\[\\[[^]]*]", "[[-3.5,9.1]")));

    @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
    private final UnaryOperator<Reply> spoil;

    BadScores(UnaryOperator<Reply> spoil) {
      this.spoil = spoil;
    }
  }

  @ParameterizedTest
  @EnumSource(BadScores.class)
  void givesTheSameOutcomesWhereRewardCallsFailOnce(BadScores fault) {
    FaultyFleet reward = faulty(fleet.rewardUrls().get(0), 2, fault.spoil, 3, /* lasting= */ false);

    assertUnharmed("reward: " + words(fault), reward, fleet.policyUrls(), reward.urls());
  }

  @ParameterizedTest
  @EnumSource(BadScores.class)
  void listsTheSearchesWhoseScoresStayBadAndNoOthers(BadScores fault) {
    List<SearchOutcome> undisturbed = run(fleet.policyUrls(), fleet.rewardUrls());
    FaultyFleet reward = faulty(fleet.rewardUrls().get(0), 1, fault.spoil, 24, /* lasting= */ true);
    List<SearchOutcome> disturbed = run(fleet.policyUrls(), reward.urls());

    assertThat(disturbed).hasSize(PROBLEMS);
    int failed = 0;
    for (int i = 0; i < PROBLEMS; i++) {
      if (disturbed.get(i) instanceof Failed failure) {
        assertThat(failure.failure().kind()).isEqualTo("malformed");
        assertThat(failure.problem()).isEqualTo(undisturbed.get(i).problem());
        failed++;
      } else {
        assertThat(Outcomes.withoutElapsed(disturbed.get(i)))
            .isEqualTo(Outcomes.withoutElapsed(undisturbed.get(i)));
      }
    }
    assertThat(failed).isBetween(1, PROBLEMS - 1);
    TABLE.add(
        "reward, for good: %s | | %d | %d of %d searches listed as failed, the others the same"
            .formatted(words(fault), reward.calls(), failed, PROBLEMS));
  }

  @Test
  void goesRoundAServerThatRefusesConnections() {
    FaultyFleet policy =
        faulty(fleet.policyUrls().get(0), 2, good -> good, 3, /* lasting= */ false);
    policy.stop(0);

    assertUnharmed(
        "policy: connection refused by one of two", policy, policy.urls(), fleet.rewardUrls());
  }

  @Test
  void survivesHalfOfTheFleetDyingInMidRunAndTakesItBack() {
    FaultyFleet policy =
        faulty(fleet.policyUrls().get(0), 4, good -> good, 3, /* lasting= */ false);
    AtomicBoolean dead = new AtomicBoolean();
    AtomicBoolean back = new AtomicBoolean();
    policy.atEveryCall(
        () -> {
          if (policy.calls() > 15 && dead.compareAndSet(false, true)) {
            policy.stop(0);
            policy.stop(1);
          } else if (policy.calls() > 45 && back.compareAndSet(false, true)) {
            policy.start(0);
            policy.start(1);
          }
        });

    assertUnharmed(
        "policy: half of the fleet dies and comes back", policy, policy.urls(), fleet.rewardUrls());
    assertThat(back).isTrue();
  }

  @Test
  void waitsThroughAnOutageOfAllServersOfThirtySeconds() {
    FaultyFleet policy =
        faulty(fleet.policyUrls().get(0), 2, good -> good, 3, /* lasting= */ false);
    AtomicBoolean dead = new AtomicBoolean();
    AtomicBoolean back = new AtomicBoolean();
    policy.atEveryCall(
        () -> {
          if (policy.calls() > 20 && dead.compareAndSet(false, true)) {
            policy.stop(0);
            policy.stop(1);
            CompletableFuture.delayedExecutor(30_000 / SPEED, TimeUnit.MILLISECONDS)
                .execute(
                    () -> {
                      policy.start(0);
                      policy.start(1);
                      back.set(true);
                    });
          }
        });

    assertUnharmed(
        "policy: all of the fleet is down for 30 s", policy, policy.urls(), fleet.rewardUrls());
    assertThat(back).isTrue();
  }

  private FaultyFleet faulty(
      URI behind, int size, UnaryOperator<Reply> fault, int oneIn, boolean lasting) {
    FaultyFleet faulty = new FaultyFleet(behind, size, fault, oneIn, lasting);
    opened.add(faulty);
    return faulty;
  }

  private void assertUnharmed(
      String fault, FaultyFleet faulty, List<URI> policy, List<URI> reward) {
    FaultyFleet plain =
        faulty(
            fault.startsWith("policy") ? fleet.policyUrls().get(0) : fleet.rewardUrls().get(0),
            1,
            good -> good,
            3,
            /* lasting= */ false);
    List<SearchOutcome> undisturbed =
        fault.startsWith("policy")
            ? run(plain.urls(), fleet.rewardUrls())
            : run(fleet.policyUrls(), plain.urls());

    List<SearchOutcome> disturbed = run(policy, reward);

    assertThat(disturbed).hasSize(PROBLEMS);
    assertThat(disturbed.stream().map(Outcomes::withoutElapsed).toList())
        .isEqualTo(undisturbed.stream().map(Outcomes::withoutElapsed).toList());
    TABLE.add(
        "%s | %d | %d | all %d outcomes the same"
            .formatted(fault, plain.calls(), faulty.calls(), PROBLEMS));
  }

  private List<SearchOutcome> run(List<URI> policyUrls, List<URI> rewardUrls) {
    CompletionPolicy policy =
        new CompletionPolicy(
            new CompletionPolicy.Settings(
                "simulated-policy", PromptTemplate.CHATML, "", "\n\n", 1, 1, 300, 3000, 2, true),
            DIALECT,
            worker(policyUrls));
    QwenPrm reward = new QwenPrm(new ServedModel("simulated-prm", DIALECT, worker(rewardUrls)), "");
    List<SearchTask> tasks =
        ArithmeticProblems.generate(4, PROBLEMS, 4, 3).stream()
            .map(ArithmeticProblem::problem)
            .map(
                problem -> {
                  WorkItem item = new WorkItem("faults", problem.id(), 0);
                  return new SearchTask(
                      item,
                      problem,
                      new BeamSearch(4, 2, Aggregation.LAST),
                      policy,
                      reward,
                      Seeds.of(1, item));
                })
            .toList();
    return Outcomes.of(tasks, Outcomes.limits(4));
  }

  /** A pool with the attempts and waits of a run's defaults, but for the timeout. */
  private Worker worker(List<URI> urls) {
    WorkerPool pool =
        new WorkerPool(
            new WorkerPool.Settings(256, Duration.ofMinutes(10), 0, DIALECT.health()),
            url -> new HttpWorker(CLIENT, url, DIALECT, Duration.ofMillis(700), null),
            FAST);
    pool.serve(urls);
    opened.add(pool);
    return new RetryingWorker(
        pool, new Backoff(6, Duration.ofMillis(500), Duration.ofSeconds(30), 0.1, 256), FAST);
  }

  private static String words(Enum<?> fault) {
    return fault.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
