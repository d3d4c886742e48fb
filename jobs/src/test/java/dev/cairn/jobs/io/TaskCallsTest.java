package dev.cairn.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cairn.engine.config.RunSpec.CallLogSpec;
import dev.cairn.engine.config.RunSpec.CallLogSpec.Keep;
import dev.cairn.engine.worker.LoggedCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskCallsTest {
  private static final long ROOM = 1_000_000;
  private static final CallLogSpec SPEC = spec(100, 60);

  private final TextFiles files = new TextFiles(new Configuration());
  private Path run;
  private int attempts;

  @BeforeEach
  void name(@TempDir Path directory) {
    run = directory.resolve("run");
  }

  private static CallLogSpec spec(int records, int seconds, String... replayFrom) {
    return new CallLogSpec(Keep.ALWAYS, records, seconds, ROOM, List.of(replayFrom));
  }

  private CallSegments segments() {
    return new CallSegments(
        files, new RunDirectory(new org.apache.hadoop.fs.Path(run.toUri())).calls());
  }

  private TaskCalls open(CallLogSpec spec, long room, String... problems) {
    return new TaskCalls(files, segments(), spec, "task-" + attempts++, room, List.of(problems));
  }

  private static LoggedCall call(int number, String problem) {
    return new LoggedCall(
        "%064x".formatted(number), "policy", "m", problem, 0.5, null, answer(number));
  }

  private static JsonNode answer(int number) {
    return JsonNodeFactory.instance.objectNode().put("text", "answer " + number);
  }

  private static void keep(TaskCalls calls, int number, String problem) {
    calls.add(call(number, problem)).join();
  }

  private static void assertFound(TaskCalls calls, int number, String problem) {
    assertThat(calls.find("%064x".formatted(number), problem)).isEqualTo(answer(number));
  }

  private static void assertMissing(TaskCalls calls, int number, String problem) {
    assertThat(calls.find("%064x".formatted(number), problem)).isNull();
  }

  /** Everything that is on the file system now: numbers of the answers, and of the replays. */
  private List<String> onDisk() {
    List<String> entries = new ArrayList<>();
    for (org.apache.hadoop.fs.Path segment : segments().list()) {
      segments()
          .read(
              segment,
              record ->
                  entries.add(
                      (record.answered() ? "" : "replayed ")
                          + Long.parseLong(record.address(), 16)));
    }
    return entries;
  }

  private List<Path> written() throws IOException {
    try (Stream<Path> all = Files.list(run.resolve("calls"))) {
      return all.sorted().toList();
    }
  }

  @Test
  void hasAnAnswerOnTheFileSystemBeforeItSaysThatItIsKept() {
    TaskCalls calls = open(SPEC, ROOM, "a");
    for (int i = 0; i < 50; i++) {
      keep(calls, i, "a");
      // Another process would see it: that this one dies now loses nothing.
      assertThat(onDisk()).hasSize(i + 1);
    }
    assertThat(calls.end()).isEqualTo(new CallCounts(50, 0, 0, 0));
  }

  @Test
  void givesALaterAttemptWhatAnEarlierOneKeptThoughItNeverEnded() {
    try (TaskCalls dead = open(SPEC, ROOM, "a", "b")) {
      keep(dead, 1, "a");
      keep(dead, 2, "b");
      try (TaskCalls calls = open(SPEC, ROOM, "b")) {
        assertFound(calls, 2, "b");
        assertMissing(calls, 1, "b");
      }
    }
  }

  @Test
  void notesOnceWhatItReplayed() {
    try (TaskCalls calls = open(SPEC, ROOM, "a")) {
      keep(calls, 1, "a");
      assertFound(calls, 1, "a");
    }
    TaskCalls again = open(SPEC, ROOM, "a");
    assertFound(again, 1, "a");
    assertFound(again, 1, "a");

    assertThat(again.end()).isEqualTo(new CallCounts(0, 1, 0, 0));
    assertThat(onDisk()).containsExactly("1", "replayed 1");
  }

  @Test
  void copiesWhatItReplaysFromOtherRuns() {
    Path first = run;
    try (TaskCalls calls = open(SPEC, ROOM, "a")) {
      keep(calls, 1, "a");
      keep(calls, 2, "a");
    }
    run = first.resolveSibling("second");
    try (TaskCalls calls = open(spec(100, 60, first.toUri().toString()), ROOM, "a")) {
      assertFound(calls, 1, "a");
    }

    assertThat(onDisk()).containsExactly("1", "replayed 1");
    try (TaskCalls calls = open(SPEC, ROOM, "a")) {
      assertFound(calls, 1, "a");
      assertMissing(calls, 2, "a");
    }
  }

  @Test
  void letsGoOfAProblemWithTheLastOfItsItems() {
    try (TaskCalls calls = open(SPEC, ROOM, "a", "a", "b")) {
      keep(calls, 1, "a");
      keep(calls, 2, "b");

      calls.over("a");
      assertFound(calls, 1, "a");
      calls.over("a");
      assertMissing(calls, 1, "a");
      assertFound(calls, 2, "b");
    }
  }

  @Test
  void beginsASegmentAfterSoManyRecords() throws IOException {
    try (TaskCalls calls = open(spec(2, 60), ROOM, "a")) {
      for (int i = 0; i < 5; i++) {
        keep(calls, i, "a");
      }
    }
    assertThat(written())
        .hasSize(3)
        .allMatch(file -> file.getFileName().toString().endsWith(".calls"));
    assertThat(onDisk()).containsExactly("0", "1", "2", "3", "4");
  }

  @Test
  void beginsASegmentAfterSoManySeconds() {
    try (TaskCalls calls = open(spec(1000, 1), ROOM, "a")) {
      await()
          .until(
              () -> {
                keep(calls, 1, "a");
                return written().size() > 1;
              });
    }
  }

  @Test
  void readsSegmentsThatMayHoldItsProblemsAndNoOthers() throws IOException {
    int a = ProblemRange.hash("a");
    Files.createDirectories(run.resolve("calls"));
    Files.writeString(
        run.resolve("calls").resolve(new ProblemRange(a, a) + "-x-0.calls"), "damaged");

    try (TaskCalls calls = open(SPEC, ROOM, "a");
        TaskCalls others = open(SPEC, ROOM, "b")) {
      assertThat(calls.counts().damaged()).isEqualTo(1);
      assertThat(others.counts().damaged()).isZero();
    }
  }

  @Test
  void goesOnUnloggedAndCountsOnceItsRoomIsUsedUp() {
    int size =
        new CallRecord("00".repeat(32), 0, StoredCall.of(call(1, "a")).deflated()).toBytes().length;
    TaskCalls calls = open(SPEC, 2L * size + 1, "a");
    for (int i = 1; i <= 5; i++) {
      keep(calls, i, "a");
      assertFound(calls, i, "a");
    }

    assertThat(calls.end()).isEqualTo(new CallCounts(2, 0, 3, 0));
    assertThat(onDisk()).containsExactly("1", "2");
    assertThat(segments().bytes("")).isEqualTo(2L * size);
  }

  @Test
  void goesOnUnloggedAndCountsWhereItCannotWrite() throws IOException {
    TaskCalls calls = open(SPEC, ROOM, "a");
    Files.createDirectories(run);
    Files.writeString(run.resolve("calls"), "a file where the directory should be");

    keep(calls, 1, "a");
    keep(calls, 2, "a");
    assertFound(calls, 1, "a");
    assertThat(calls.end()).isEqualTo(new CallCounts(0, 0, 2, 0));
  }

  @Test
  void writesWhatWaitsBeforeItEndsAndKeepsNobodyWaitingAfter() {
    TaskCalls calls = open(SPEC, ROOM, "a");
    List<CompletableFuture<Void>> added = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      added.add(calls.add(call(i, "a")));
    }
    assertThat(calls.end().kept()).isEqualTo(200);

    assertThat(added).allMatch(CompletableFuture::isDone);
    assertThat(onDisk()).hasSize(200);
    assertThat(calls.add(call(1000, "a"))).isDone();
    assertThat(Objects.requireNonNull(calls.find("%064x".formatted(7), "a"))).isEqualTo(answer(7));
  }
}
