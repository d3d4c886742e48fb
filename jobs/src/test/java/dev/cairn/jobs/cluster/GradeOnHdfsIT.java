package dev.cairn.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.jobs.cli.Cli;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code grade} on a real HDFS of one name node and one data node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("spark-4")
class GradeOnHdfsIT {
  private static final int ROWS = 1_000;
  private static final String BAD = "{\"given\":\"1\"}\n";

  private MiniDFSCluster cluster;
  private FileSystem files;

  @BeforeAll
  void start(@TempDir java.nio.file.Path directory) throws IOException {
    Configuration settings = new Configuration();
    settings.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
    settings.set("dfs.namenode.http-address", "127.0.0.1:0");
    // Small blocks, so that a small file has several.
    settings.setLong("dfs.namenode.fs-limits.min-block-size", 512);
    settings.setLong("dfs.blocksize", 4096);
    cluster = new MiniDFSCluster.Builder(settings).numDataNodes(1).build();
    cluster.waitActive();
    files = cluster.getFileSystem();
  }

  @AfterAll
  void stop() {
    cluster.shutdown();
  }

  private Path path(String name) {
    return new Path(cluster.getURI().toString(), "/" + name);
  }

  private void write(Path path, String text) throws IOException {
    try (OutputStream out = files.create(path)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private List<String> lines(Path path) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(files.open(path), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  @Test
  void gradesAFileOfSeveralBlocksInItsOrderAndSetsBadRowsAside() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int row = 1; row <= ROWS; row++) {
      rows.append("{\"given\":\"%d\",\"reference\":\"%d\"}\n".formatted(row, row % 2 + row));
    }
    Path input = path("pairs/pairs.jsonl");
    write(input, rows + BAD);

    Cli grade =
        Cli.run(
            "grade",
            "--input",
            path("pairs/*.jsonl").toString(),
            "--output",
            path("graded.jsonl").toString(),
            "--on-bad-row",
            "quarantine",
            "--json");

    JsonNode summary = grade.json();
    assertThat(files.getFileStatus(input).getLen()).isGreaterThan(4 * 4096);
    assertThat(summary.path("rows").asInt()).isEqualTo(ROWS);
    assertThat(summary.path("accuracy").path("value").asDouble()).isEqualTo(0.5);
    List<String> graded = lines(path("graded.jsonl"));
    assertThat(graded).hasSize(ROWS);
    assertThat(graded.get(0)).startsWith("{\"given\":\"1\",").contains("\"equal\":false");
    assertThat(graded.get(ROWS - 1)).startsWith("{\"given\":\"1000\",").contains("\"equal\":true");
    assertThat(lines(path("graded.quarantine.jsonl")))
        .singleElement()
        .asString()
        .startsWith("{\"file\":\"" + input + "\",\"line\":1001,\"field\":\"reference\",");
  }

  @Test
  void refusesABadRowAndAnOutputThatIsThere() throws IOException {
    Path input = path("bad.jsonl");
    write(input, BAD);

    Cli bad = Cli.run("grade", "--input", input.toString(), "--output", path("x").toString());
    Cli there = Cli.run("grade", "--input", input.toString(), "--output", input.toString());

    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).contains("cairn: " + input + ":1: reference: must be a text");
    assertThat(there.code()).isEqualTo(2);
    assertThat(there.err()).contains("cairn: " + input + ": is there already");
    assertThat(lines(input)).containsExactly(BAD.strip());
    assertThat(files.exists(path("x"))).isFalse();
  }
}
