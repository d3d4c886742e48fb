package dev.cairn.engine.worker;

import dev.cairn.engine.worker.ScriptedServer.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What servers write, one file each under the test resources {@code wire}. */
public final class Wire {
  private Wire() {}

  /** A body, byte for byte. */
  public static String body(String name) {
    try (InputStream in = Wire.class.getResourceAsStream("/wire/" + name + ".json")) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Reply ok(String name) {
    return Reply.ok(body(name));
  }
}
