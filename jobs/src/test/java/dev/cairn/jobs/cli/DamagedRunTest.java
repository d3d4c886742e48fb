package dev.cairn.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.ArithmeticWorld;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.FinishedRun;
import dev.cairn.jobs.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line makes of a run directory of which a part is gone or of another version. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamagedRunTest {
  private static final String SPEC =
      """
      name: damaged
      data: {path: ../datasets/arithmetic-200.jsonl, limit: 4}
      policy: {worker: {urls: %s}}
      rewards:
        prm: {type: qwen-prm, worker: {urls: %s}}
      experiments:
        - {name: beam, strategy: {type: beam-search, beams: 4, branching: 2}, reward: prm, vote: majority}
      execution: {segment-records: 1, call-log: {keep: always}}
      """;

  private final SimulatedFleet fleet =
      SimulatedFleet.start(
          new ArithmeticWorld(ArithmeticSettings.DEFAULT),
          FleetSettings.loopback(1, 1, Latency.NONE));
  private Path directory;
  private Path spec;
  private Path whole;
  private int copies;
  private Path run;

  @BeforeAll
  void runOnce(@TempDir Path temporary) throws IOException {
    directory = temporary;
    spec = directory.resolve("damaged.yaml");
    whole = directory.resolve("whole");
    Files.writeString(spec, SPEC.formatted(fleet.policyUrls(), fleet.rewardUrls()));
    assertThat(search(whole).code()).isEqualTo(ExitCode.DONE);
  }

  @BeforeEach
  void copy() throws IOException {
    run = directory.resolve("run-" + copies++);
    FileUtils.copyDirectory(whole.toFile(), run.toFile());
    fleet.reset();
  }

  @AfterAll
  void stop() {
    fleet.close();
  }

  private Cli search(Path out) {
    return Cli.run("search", spec.toString(), "--out", out.toString());
  }

  private void assertRefused(Cli call, String... parts) {
    assertThat(call.err()).startsWith("cairn: ").hasLineCount(1).contains(parts);
    assertThat(call.code()).isEqualTo(ExitCode.USER_MISTAKE);
    assertAskedForNothing();
  }

  private void assertAskedForNothing() {
    assertThat(fleet.stats().sequences() + fleet.stats().rewardCalls()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"outcomes", "calls", "tables", "metrics.json", "workers", "status.json"})
  void makesWhatIsGoneAgainWithoutACall(String part) throws IOException {
    FileUtils.forceDelete(run.resolve(part).toFile());

    Cli again = search(run);

    assertThat(again.code()).as(again.err()).isEqualTo(ExitCode.DONE);
    assertAskedForNothing();
    new FinishedRun(run).assertSameTables(LocalSpark.session(), new FinishedRun(whole));
    assertThat(run.resolve("metrics.json")).exists();
  }

  @Test
  void doesTheItemsOfALostSegmentAgainFromTheCallLog() throws IOException {
    Files.delete(new FinishedRun(run).segments().get(1));

    Cli again = search(run);

    assertThat(again.code()).as(again.err()).isEqualTo(ExitCode.DONE);
    assertAskedForNothing();
    assertThat(FinishedRun.items(new FinishedRun(run).outcomes()))
        .hasSize(4)
        .doesNotHaveDuplicates();
    new FinishedRun(run).assertSameTables(LocalSpark.session(), new FinishedRun(whole));
  }

  @Test
  void refusesARunOfWhichNobodyCanTellWhatItIs() throws IOException {
    Files.delete(run.resolve("run.yaml"));

    assertRefused(search(run), run + "/run.yaml: is missing, though outcomes is there");
  }

  @Test
  void refusesOutcomesOfAnotherVersionNamingTheLine() throws IOException {
    Path segment = new FinishedRun(run).segments().get(0);
    Files.writeString(
        segment, Files.readString(segment).replaceFirst("\"version\":\\d+", "\"version\":1"));
    Files.delete(segment.resolveSibling("." + segment.getFileName() + ".crc"));

    assertRefused(
        search(run),
        segment + ":1: an outcome of version 1, which this cairn does not read; use the one that");
  }

  @Test
  void refusesARecordOfKeysThatThisVersionDoesNotKnow() throws IOException {
    Path record = run.resolve("run.yaml");
    Files.writeString(record, Files.readString(record) + "sampler: {depth: 3}\n");
    Files.delete(run.resolve(".run.yaml.crc"));

    assertRefused(search(run), record.toString(), "sampler: unknown key");
  }
}
