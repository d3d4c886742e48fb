package dev.cairn.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.run.VirtualRun.Router;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.strategy.BeamSearch;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Four policy servers with prefix caches, in virtual time: the figures are the same on any machine.
 */
class RoutingTest {
  private static final SearchStrategy BEAM = new BeamSearch(8, 4, Aggregation.LAST);
  private static final int SERVERS = 4;
  private static final int SLOTS = 16;
  private static final int PROBLEMS = 256;

  private static VirtualRun run(Router router) {
    VirtualRun run = new VirtualRun(router, SERVERS, SLOTS, PROBLEMS).run(BEAM, PROBLEMS);
    System.out.printf(
        "%d servers of %d slots, %d searches, %s: cached share %.4f, all-knowing %.4f, busy share %.3f, %.1f s%n",
        SERVERS,
        SLOTS,
        PROBLEMS,
        router,
        run.cachedShare(),
        run.cacheableShare(),
        run.busyShare(),
        run.seconds());
    return run;
  }

  @Test
  void findsWhatAnAllKnowingRouterFindsCachedAndKeepsTheSlotsBusy() {
    VirtualRun pool = run(Router.POOL);
    VirtualRun roundRobin = run(Router.ROUND_ROBIN);

    assertThat(pool.cachedShare()).isGreaterThan(0.98 * pool.cacheableShare());
    assertThat(roundRobin.cachedShare()).isLessThan(0.8 * roundRobin.cacheableShare());
    assertThat(pool.busyShare()).isGreaterThan(0.95);
    assertThat(pool.outcomes()).hasSize(PROBLEMS);
    pool.outcomes()
        .forEach(
            (problem, outcome) ->
                assertThat(outcome.tree())
                    .as(problem)
                    .isEqualTo(Objects.requireNonNull(roundRobin.outcomes().get(problem)).tree()));
  }

  /** A search per slot is not enough: the last ones to end leave most slots empty. */
  @Test
  void keepsFourTimesTheSlotsBusyWithFourSearchesASlot() {
    int searches = 4 * SERVERS * 64;
    VirtualRun run = new VirtualRun(Router.POOL, SERVERS, 64, searches).run(BEAM, searches);

    assertThat(run.busyShare()).isGreaterThan(0.95);
  }
}
