package dev.cairn.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.run.VirtualRun.Router;
import dev.cairn.engine.search.SearchStrategy;
import org.junit.jupiter.api.Test;

/** Simulations of a tree search at once, in virtual time, on servers with room to spare. */
class ParallelSimulationsTest {
  private static VirtualRun run(int parallel) {
    SearchStrategy mcts = Scenes.mcts(32, 4, parallel);
    VirtualRun run = new VirtualRun(Router.POOL, 8, 64, 20).run(mcts, 20);
    System.out.printf("%d at once: %.1f s a search%n", parallel, run.secondsPerSearch());
    return run;
  }

  @Test
  void makeASearchFourTimesFasterWhereEightWalkAtOnce() {
    assertThat(run(1).secondsPerSearch()).isGreaterThan(4 * run(8).secondsPerSearch());
  }
}
