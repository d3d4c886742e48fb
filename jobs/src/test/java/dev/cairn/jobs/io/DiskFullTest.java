package dev.cairn.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.engine.config.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFullTest {
  @Test
  void tellsWhichFileHadNoRoomAndLeavesTheOldOne(@TempDir Path directory) throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "this system has no /dev/full");
    Path file = directory.resolve("a.jsonl");
    Files.writeString(file, "old\n");
    // Where the text is written before it gets its name, there is a device without room.
    Files.createSymbolicLink(directory.resolve("_a.jsonl.writing"), full);
    TextFiles files = new TextFiles(new Configuration());

    assertThatThrownBy(
            () -> files.write(new org.apache.hadoop.fs.Path(file.toUri()), "new\n".repeat(9999)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("a.jsonl: there is no room left on the file system")
        .hasMessageContaining("what was written is kept");
    assertThat(file).hasContent("old");
  }

  @Test
  void takesNoOtherFailureForAFullDisk() {
    assertThat(DiskFull.isWhy(new IOException("Permission denied", new IOException("closed"))))
        .isFalse();
    assertThat(DiskFull.isWhy(new RuntimeException(new IOException("No space left on device"))))
        .isTrue();
  }
}
