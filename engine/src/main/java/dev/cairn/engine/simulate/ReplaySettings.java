package dev.cairn.engine.simulate;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The recordings that the replay world serves.
 *
 * @param pool JSON Lines file of the solutions, as {@link ReplayWorld#read(Path, Path, String)}
 * @param scores JSON Lines file of their step rewards
 * @param separator put between the recorded steps; the policy's separator must be the same
 */
public record ReplaySettings(String pool, String scores, String separator)
    implements WorldSettings {
  @Override
  public World open() {
    try {
      return ReplayWorld.read(Path.of(pool), Path.of(scores), separator);
    } catch (IOException e) {
      String what = e instanceof java.nio.file.NoSuchFileException ? "no such file: " : "";
      throw new IllegalArgumentException(what + e.getMessage(), e);
    }
  }

  @Override
  public String notice() {
    return "REPLAYED: recorded solutions of %s with recorded rewards of %s".formatted(pool, scores);
  }
}
