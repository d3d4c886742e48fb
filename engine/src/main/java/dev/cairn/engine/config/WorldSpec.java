package dev.cairn.engine.config;

import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.ArithmeticWorld;
import dev.cairn.engine.simulate.ReplayWorld;
import dev.cairn.engine.simulate.World;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A world that the embedded fleet simulates. One record a kind; the registry names them. */
public sealed interface WorldSpec {
  /**
   * The world.
   *
   * @throws UserException if a file that it needs cannot be read
   */
  World open();

  /** What is to be said wherever figures from this world are shown: one sentence, no full stop. */
  String notice();

  /**
   * Multi-step arithmetic, made up.
   *
   * @param seed of everything that is drawn
   * @param rewardSignal as of {@link ArithmeticSettings}
   * @param rewardNoise as of {@link ArithmeticSettings}; 0 is an oracle
   * @param errorCorrelation as of {@link ArithmeticSettings}
   * @param stepAccuracy as of {@link ArithmeticSettings}; null for that of the problem's level
   */
  record Arithmetic(
      long seed,
      double rewardSignal,
      double rewardNoise,
      double errorCorrelation,
      @Nullable Double stepAccuracy)
      implements WorldSpec {
    static final Arithmetic DEFAULT = of(ArithmeticSettings.DEFAULT);

    /** Refuses what {@link ArithmeticSettings} refuses. */
    public Arithmetic {
      new ArithmeticSettings(seed, rewardSignal, rewardNoise, errorCorrelation, stepAccuracy);
    }

    private static Arithmetic of(ArithmeticSettings settings) {
      return new Arithmetic(
          settings.seed(),
          settings.rewardSignal(),
          settings.rewardNoise(),
          settings.errorCorrelation(),
          settings.stepAccuracy());
    }

    @Override
    public String notice() {
      return "SIMULATED: synthetic workers answered made-up problems; the figures say nothing about"
          + " any model";
    }

    @Override
    public World open() {
      return new ArithmeticWorld(
          new ArithmeticSettings(seed, rewardSignal, rewardNoise, errorCorrelation, stepAccuracy));
    }
  }

  /**
   * Recorded solutions and their recorded rewards.
   *
   * @param pool JSON Lines file of the solutions
   * @param scores JSON Lines file of their step rewards
   * @param separator put between the recorded steps; the policy's separator must be the same
   */
  record Replay(String pool, String scores, String separator) implements WorldSpec {
    @Override
    public String notice() {
      return "REPLAYED: recorded solutions of %s with recorded rewards of %s"
          .formatted(pool, scores);
    }

    @Override
    public World open() {
      try {
        return ReplayWorld.read(Path.of(pool), Path.of(scores), separator);
      } catch (IOException | IllegalArgumentException e) {
        throw new UserException("simulate.world: " + e.getMessage(), e);
      }
    }
  }
}
