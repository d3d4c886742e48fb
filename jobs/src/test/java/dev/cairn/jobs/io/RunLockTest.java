package dev.cairn.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.io.RunLock.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunLockTest {
  private static final Terms SHORT = new Terms(Duration.ofSeconds(2), Duration.ofMillis(100));

  private final TextFiles files = new TextFiles(new Configuration());
  private Path directory;

  @BeforeEach
  void open(@TempDir Path temporary) {
    directory = temporary;
  }

  private RunLock acquire(String application) {
    return RunLock.acquire(files, run(), application, SHORT);
  }

  private RunDirectory run() {
    return new RunDirectory(new org.apache.hadoop.fs.Path(directory.toUri()));
  }

  private void hold(LockHolder holder, int number) throws IOException {
    files.write(
        new org.apache.hadoop.fs.Path(
            run().lock(), "0000000000001-other.hold.%05d.json".formatted(number)),
        new ObjectMapper().writeValueAsString(holder));
  }

  private static LockHolder elsewhere() {
    return new LockHolder("node-3", "", 4711, "", "app-7", "eve", "2026-01-02T03:04:05Z");
  }

  @Test
  void refusesTheSecondNamingTheHolder() {
    try (RunLock first = acquire("app-1")) {
      assertThatThrownBy(() -> acquire("app-2"))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid() + " on ")
          .hasMessageContaining("(application app-1, user ")
          .hasMessageContaining(" works on this run; wait for its end");
      first.require();
    }
  }

  @Test
  void letsTheNextOneWorkOnceItIsGivenBack() {
    acquire("app-1").close();

    try (RunLock second = acquire("app-2")) {
      second.require();
    }
    assertThat(directory.resolve("lock")).isEmptyDirectory();
  }

  @Test
  void letsOneOfManyWorkWhoComeAtOnce() throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Callable<RunLock>> comers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String application = "app-" + i;
      comers.add(() -> acquire(application));
    }
    List<RunLock> locks = new ArrayList<>();
    int refused = 0;
    for (Future<RunLock> comer : threads.invokeAll(comers)) {
      try {
        locks.add(comer.get());
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(UserException.class);
        refused++;
      }
    }
    threads.shutdown();
    locks.forEach(RunLock::close);
    assertThat(locks).hasSize(1);
    assertThat(refused).isEqualTo(7);
  }

  @Test
  void takesARunOverFromAProcessOfThisMachineThatIsGone() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    LockHolder here = LockHolder.here("app-1");
    hold(
        new LockHolder(here.host(), here.processes(), gone.pid(), "", "app-1", "eve", here.since()),
        0);

    // With a lease of a day only the dead process can be why.
    try (RunLock taken =
        RunLock.acquire(
            files, run(), "app-2", new Terms(Duration.ofDays(1), Duration.ofSeconds(1)))) {
      taken.require();
    }
  }

  @Test
  void takesARunOverWhenTheLeaseOfAnotherMachineHasExpired() throws IOException {
    hold(elsewhere(), 3);

    try (RunLock taken = acquire("app-2")) {
      taken.require();
      assertThat(directory.resolve("lock"))
          .isDirectoryNotContaining("glob:**other.hold.00003.json");
    }
  }

  private static Stream<LockHolder> holdersElsewhere() {
    // A number that no process of this machine has.
    LockHolder container =
        new LockHolder(
            LockHolder.here("").host(),
            "pid:[1]",
            Integer.MAX_VALUE,
            "",
            "app-7",
            "eve",
            "2026-01-02T03:04:05Z");
    return Stream.of(elsewhere(), container);
  }

  @ParameterizedTest
  @MethodSource("holdersElsewhere")
  void refusesWhenAHolderOnAnotherMachineOrInAnotherContainerGivesASignOfLife(LockHolder alive)
      throws IOException {
    AtomicInteger number = new AtomicInteger();
    hold(alive, 0);
    ScheduledExecutorService holder = Executors.newSingleThreadScheduledExecutor();
    holder.scheduleWithFixedDelay(
        () -> {
          try {
            hold(alive, number.incrementAndGet());
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        },
        100,
        100,
        TimeUnit.MILLISECONDS);
    try {
      assertThatThrownBy(() -> acquire("app-2"))
          .hasMessageContaining(
              "process %d on %s (application app-7, user eve) since 2026-01-02T03:04:05Z"
                  .formatted(alive.pid(), alive.host()));
    } finally {
      holder.shutdownNow();
    }
  }

  @Test
  void knowsThatItWasLostWhenAnotherHasTakenIt() throws IOException {
    try (RunLock lock = acquire("app-1")) {
      try (var held = Files.list(directory.resolve("lock"))) {
        for (Path file : held.toList()) {
          Files.delete(file);
        }
      }
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(lock::require)
                      .isInstanceOf(UserException.class)
                      .hasMessageContaining("the lock was lost"));
    }
  }
}
