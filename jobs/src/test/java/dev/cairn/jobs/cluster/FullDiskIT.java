package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.ArithmeticWorld;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.jobs.FinishedRun;
import dev.cairn.jobs.LocalSpark;
import dev.cairn.jobs.cli.Cli;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on file systems that have no room for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class FullDiskIT {
  private static final String SPEC =
      """
      name: full-disk
      seed: 1
      data: {path: "%s", limit: 40}
      policy: {worker: {urls: %s}}
      rewards:
        prm: {type: qwen-prm, worker: {urls: %s}}
      experiments:
        - {name: beam-8x2, strategy: {type: beam-search, beams: 8, branching: 2}, reward: prm, vote: best-reward}
      execution: {segment-records: 2, partitions: 4, call-log: {keep: always, records: 50}}
      """;
  private static final int ITEMS = 40;
  private static final long PAGE = 4096;
  private static final long BLOCK = 64 << 10;

  private final SimulatedFleet fleet =
      SimulatedFleet.start(
          new ArithmeticWorld(ArithmeticSettings.DEFAULT),
          FleetSettings.loopback(1, 1, Latency.NONE));
  private Path directory;
  private Path spec;
  private FinishedRun reference;

  @BeforeAll
  void runWithRoom(@TempDir Path temporary) throws IOException {
    directory = temporary;
    Path set = Path.of("..", "datasets", "arithmetic-200.jsonl").toAbsolutePath().normalize();
    spec = directory.resolve("full-disk.yaml");
    Files.writeString(spec, SPEC.formatted(set.toUri(), fleet.policyUrls(), fleet.rewardUrls()));
    reference = new FinishedRun(directory.resolve("reference"));
    assertDone(search(reference.root().toUri().toString()));
  }

  @AfterAll
  void stop() {
    fleet.close();
  }

  private Cli search(String run) {
    return Cli.run("search", spec.toString(), "--out", run);
  }

  private static void assertDone(Cli search) {
    assertThat(search.code()).as(search.err()).isZero();
  }

  private static void assertFull(Cli search, String run) {
    assertThat(search.code()).as(search.err()).isEqualTo(2);
    assertThat(search.err())
        .containsPattern(
            "cairn: \\S*"
                + run
                + "\\S*: there is no room left on the file system; free some and submit the run again: what was written is kept")
        .doesNotContain("\tat ");
  }

  /** Fails unless it is as if there had been room, and nothing that was kept was done again. */
  private void assertNothingLostOrRepeated(FinishedRun run) throws IOException {
    assertThat(FinishedRun.items(run.outcomes())).hasSize(ITEMS).doesNotHaveDuplicates();
    assertThat(run.loggedAnswers().values()).isNotEmpty().containsOnly(1);
    try (SparkSession spark = LocalSpark.session()) {
      run.assertSameTables(spark, reference);
    }
  }

  @Test
  void goesOnWhereItWasOnceADiskThatFilledUpWhileItSearchedHasRoom() throws Exception {
    long half = bytes("calls", "outcomes") / 2;
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("small"), half)) {
      FinishedRun run = new FinishedRun(disk.root().resolve("run"));

      assertFull(search(run.root().toUri().toString()), "/small/run");

      assertThat(run.outcomes()).hasSizeBetween(1, ITEMS - 1);
      disk.resize(64L << 20);
      assertDone(search(run.root().toUri().toString()));
      assertNothingLostOrRepeated(run);
    }
  }

  @Test
  void asksForNothingOnceADiskThatHadNoRoomForTheTablesHasIt() throws Exception {
    long searched = bytes("calls", "outcomes", "workers") + 16 * PAGE;
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("tableless"), searched)) {
      FinishedRun run = new FinishedRun(disk.root().resolve("run"));

      assertFull(search(run.root().toUri().toString()), "/tableless/run");

      assertThat(run.outcomes()).hasSize(ITEMS);
      disk.resize(64L << 20);
      fleet.reset();
      assertDone(search(run.root().toUri().toString()));
      assertThat(fleet.stats().sequences() + fleet.stats().rewardCalls()).isZero();
      assertNothingLostOrRepeated(run);
    }
  }

  @Test
  void goesOnWhereItWasOnceAQuotaOfHdfsIsRaised() throws Exception {
    Configuration hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.resolve("hdfs").toString());
    hadoop.set("dfs.namenode.http-address", "127.0.0.1:0");
    hadoop.setLong("dfs.blocksize", BLOCK);
    hadoop.setLong("dfs.namenode.fs-limits.min-block-size", PAGE);
    try (MiniDFSCluster hdfs = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build()) {
      hdfs.waitActive();
      DistributedFileSystem files = hdfs.getFileSystem();
      org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(hdfs.getURI() + "/quota/run");
      files.mkdirs(root);
      // A file that is written takes a whole block for so long: four tasks have two each.
      files.setQuota(
          root, HdfsConstants.QUOTA_DONT_SET, bytes("calls", "outcomes") / 4 + 8 * BLOCK);

      assertFull(search(root.toString()), "/quota/run");

      files.setQuota(root, HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);
      assertDone(search(root.toString()));
      Path local = directory.resolve("fetched");
      files.copyToLocalFile(root, new org.apache.hadoop.fs.Path(local.toUri()));
      assertNothingLostOrRepeated(new FinishedRun(local));
    }
  }

  /** What parts of the undisturbed run take of a disk. */
  private long bytes(String... parts) throws IOException {
    long bytes = 0;
    for (String part : parts) {
      try (Stream<Path> files = Files.walk(reference.root().resolve(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          bytes += (Files.size(file) + PAGE - 1) / PAGE * PAGE;
        }
      }
    }
    return bytes;
  }

  /** A file system in memory of a given size, which only root may mount. */
  private record SmallDisk(Path root) implements AutoCloseable {
    static SmallDisk mount(Path root, long bytes) throws IOException {
      Files.createDirectories(root);
      int code = run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", root.toString());
      assumeTrue(code == 0, "this user may not mount a file system");
      return new SmallDisk(root);
    }

    void resize(long bytes) throws IOException {
      assertThat(run("mount", "-o", "remount,size=" + bytes, root.toString())).isZero();
    }

    @Override
    public void close() throws IOException {
      assertThat(run("umount", root.toString())).isZero();
    }

    private static int run(String... command) throws IOException {
      try {
        return new ProcessBuilder(List.of(command)).inheritIO().start().waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("stopped while it waited for " + command[0]);
      }
    }
  }
}
