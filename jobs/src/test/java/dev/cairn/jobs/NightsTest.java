package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NightsTest {
  private static final String SPEC =
      """
      name: n
      data: {path: problems.jsonl}
      experiments:
        - {name: greedy, strategy: greedy, reward: none, vote: majority}
      simulate: {world: arithmetic}
      """;

  private Path directory;
  private Nights nights;

  @BeforeEach
  void open(@TempDir Path temporary) {
    directory = temporary;
    nights =
        new Nights(
            new TextFiles(new Configuration()),
            new org.apache.hadoop.fs.Path(directory.toUri()),
            "n");
  }

  private static RunSpec spec(String... sets) {
    return SpecReader.read("n.yaml", SPEC, List.of(sets));
  }

  private void night(String name, String... parts) throws IOException {
    Path run = Files.createDirectories(directory.resolve(name));
    Files.writeString(run.resolve("run.yaml"), SPEC);
    for (String part : parts) {
      Files.writeString(run.resolve(part.split(" ", 2)[0]), part.split(" ", 2)[1]);
    }
  }

  private Optional<String> lastGood() {
    RunDirectory now =
        new RunDirectory(new org.apache.hadoop.fs.Path(directory.toUri() + "/n-now"));
    return nights.lastGood(now).map(run -> run.root().getName());
  }

  @Test
  void namesANightByItsTime() {
    assertThat(nights.fresh(Instant.parse("2026-02-03T04:05:06Z")).root().getName())
        .isEqualTo("n-20260203T040506");
  }

  @Test
  void goesOnWithTheNewestNightOnlyIfItIsOfTheSameSpecAndNotFinished() throws IOException {
    assertThat(nights.unfinished(spec())).isEmpty();
    night("n-20260101T000000");
    assertThat(nights.unfinished(spec())).isPresent();
    assertThat(nights.unfinished(spec("seed=4"))).isEmpty();
    night("n-20260102T000000", "metrics.json {}");
    assertThat(nights.unfinished(spec())).isEmpty();
  }

  @Test
  void takesTheNewestFinishedNightWithoutARegression() throws IOException {
    night("n-20260101T000000", "metrics.json {}", "gate.json {\"regressions\": 0}");
    night("n-20260102T000000", "metrics.json {}");
    night("n-20260103T000000", "metrics.json {}", "gate.json {\"regressions\": 2}");
    night("n-20260104T000000", "metrics.json {}", "gate.json torn");
    night("n-20260105T000000", "metrics.json {}", "run.yaml another: version");
    night("n-20260106T000000");
    night("other-20260107T000000", "metrics.json {}");
    night("n-b-20260107T000000", "metrics.json {}");

    assertThat(lastGood()).contains("n-20260102T000000");
  }
}
