package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.io.CallSegments;
import dev.cairn.jobs.io.TextFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process has said to be in the call log is there when it is killed (SIGKILL). */
class KilledWriterIT {
  /** In the middle of a segment. */
  private static final int ANSWERS = 250;

  @Test
  void losesNothingOnALocalFileSystem(@TempDir Path directory) throws Exception {
    assertNothingLost(directory.resolve("calls").toUri().toString());
  }

  @Test
  void losesNothingOnHdfs(@TempDir Path directory) throws Exception {
    Configuration hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
    try (MiniDFSCluster hdfs = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build()) {
      hdfs.waitActive();
      assertNothingLost(hdfs.getURI() + "/run/calls");
    }
  }

  private static void assertNothingLost(String log) throws IOException, InterruptedException {
    List<Integer> kept = new ArrayList<>();
    Process writer = writer(log);
    try (BufferedReader out = writer.inputReader()) {
      while (kept.size() < ANSWERS) {
        String line = out.readLine();
        assertThat(line).as("what the writer prints").isNotNull();
        kept.add(Integer.valueOf(line));
      }
    } finally {
      writer.destroyForcibly();
      writer.waitFor();
    }

    List<Integer> found = new ArrayList<>();
    CallSegments calls =
        new CallSegments(new TextFiles(new Configuration()), new org.apache.hadoop.fs.Path(log));
    for (org.apache.hadoop.fs.Path segment : calls.list()) {
      calls.read(segment, record -> found.add(Integer.parseInt(record.address(), 56, 64, 16)));
    }
    // It may have written more than it lived to say.
    assertThat(kept).isEqualTo(IntStream.range(0, ANSWERS).boxed().toList());
    assertThat(found)
        .containsAll(kept)
        .isEqualTo(IntStream.range(0, found.size()).boxed().toList());
    assertThat(calls.list()).hasSizeGreaterThan(2);
  }

  private static Process writer(String log) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath,
            EndlessWriter.class.getName(),
            log)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
