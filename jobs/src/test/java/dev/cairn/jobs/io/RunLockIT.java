package dev.cairn.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.io.RunLock.Terms;
import java.io.IOException;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A run's lock between processes, on the local file system and on a real HDFS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunLockIT {
  /** With a lease of a day only the end of its process can be why a hold is over. */
  private static final Terms DAY = new Terms(Duration.ofDays(1), Duration.ofSeconds(1));

  private final TextFiles files = new TextFiles(new Configuration());
  private MiniDFSCluster hdfs;

  @BeforeAll
  void start(@TempDir java.nio.file.Path directory) throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
    hadoop.set("dfs.namenode.http-address", "127.0.0.1:0");
    hdfs = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build();
    hdfs.waitActive();
  }

  @AfterAll
  void stop() {
    hdfs.shutdown();
  }

  private RunDirectory onHdfs(String name) throws IOException {
    return new RunDirectory(new Path(hdfs.getURI() + "/" + name));
  }

  @Test
  void refusesASecondProcessUntilTheFirstIsKilled(@TempDir java.nio.file.Path directory)
      throws Exception {
    assertHeldWhileItsProcessLives(new RunDirectory(new Path(directory.toUri())));
  }

  @Test
  void refusesASecondProcessOnHdfsUntilTheFirstIsKilled() throws Exception {
    assertHeldWhileItsProcessLives(onHdfs("killed"));
  }

  private void assertHeldWhileItsProcessLives(RunDirectory run) throws Exception {
    Process keeper = keeper(run);
    try {
      assertThat(keeper.inputReader().readLine()).isEqualTo("held");
      assertThatThrownBy(() -> RunLock.acquire(files, run, "app-2", DAY))
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith(run.root() + ": process " + keeper.pid() + " on ")
          .hasMessageContaining("(application app-keeper, user ")
          .hasMessageContaining(" since 20")
          .hasMessageContaining("wait for its end, or stop it");
    } finally {
      keeper.destroyForcibly();
      keeper.waitFor();
    }
    assertThat(files.list(run.lock(), ".json")).hasSize(1);

    try (RunLock next = RunLock.acquire(files, run, "app-3", DAY)) {
      next.require();
    }
    assertThat(files.list(run.lock(), ".json")).isEmpty();
  }

  @Test
  void takesARunOnHdfsOverWhenTheLeaseOfAnotherMachineHasExpired() throws IOException {
    RunDirectory run = onHdfs("expired");
    LockHolder elsewhere =
        new LockHolder("node-3", "", 4711, "", "app-7", "eve", "2026-01-02T03:04:05Z");
    Path hold = new Path(run.lock(), "0000000000001-other.hold.00003.json");
    files.write(hold, new ObjectMapper().writeValueAsString(elsewhere));

    Terms brief = new Terms(Duration.ofSeconds(2), Duration.ofMillis(100));
    try (RunLock taken = RunLock.acquire(files, run, "app-2", brief)) {
      taken.require();
      assertThat(files.exists(hold)).isFalse();
    }
  }

  private static Process keeper(RunDirectory run) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new ProcessBuilder(
            java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath,
            LockKeeper.class.getName(),
            run.root().toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
