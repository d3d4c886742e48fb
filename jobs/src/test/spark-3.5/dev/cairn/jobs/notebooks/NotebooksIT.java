package dev.cairn.jobs.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.jobs.LocalSpark;
import dev.cairn.jobs.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.zeppelin.notebook.Note;
import org.apache.zeppelin.notebook.Paragraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every paragraph of every note on the quickstart's run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotebooksIT {
  private static final Path NOTEBOOKS = Path.of("notebooks");

  private Path run;
  private final Map<Path, Map<String, Shown>> played = new HashMap<>();
  private Path temporary;
  private JsonNode metrics;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    temporary = directory;
    run = temporary.resolve("quickstart");
    Cli search =
        Cli.run(
            "search",
            "../conf/quickstart.yaml",
            "--set",
            "data.path=../datasets/arithmetic-200.jsonl",
            "--set",
            "data.limit=30",
            "--set",
            "simulate.fleet.latency.time-scale=0",
            "--out",
            run.toString(),
            "--json");
    metrics = search.json();
    writeWhatASweepWrites();
    LocalSpark.session().close();
  }

  /** The history of {@code cairn sweep}, so far as the notes read it. */
  private void writeWhatASweepWrites() throws IOException {
    Path history = Files.createDirectories(run.resolveSibling("history"));
    Files.writeString(
        history.resolve("night.jsonl"),
        """
        {"time": "2026-01-01T02:00:00Z", "run": "quickstart", "experiment": "greedy", "accuracy": 0.5}
        """);
  }

  private static List<Path> notes() throws IOException {
    try (Stream<Path> files = Files.list(NOTEBOOKS)) {
      return files.filter(file -> file.toString().endsWith(".zpln")).sorted().toList();
    }
  }

  private static Path note(String start) throws IOException {
    return notes().stream()
        .filter(note -> note.getFileName().toString().startsWith(start))
        .findFirst()
        .orElseThrow();
  }

  /** What a note shows of the run, played once. */
  private Map<String, Shown> shown(Path file) throws IOException {
    if (!played.containsKey(file)) {
      played.put(file, play(NotePlayer.read(file)));
    }
    return Objects.requireNonNull(played.get(file));
  }

  /** In a Spark of its own, since every shell numbers its classes from one. */
  private Map<String, Shown> play(Note note) throws IOException {
    Path classes = Files.createTempDirectory(temporary, "classes");
    try (SparkSession spark =
            SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.repl.class.outputDir", classes.toString())
                .getOrCreate();
        NotePlayer player =
            new NotePlayer(spark, Map.of("run", run.toString(), "runs", run.toString()))) {
      return player.play(note);
    }
  }

  private static Shown of(Map<String, Shown> shown, String title) {
    return Objects.requireNonNull(shown.get(title), title);
  }

  @ParameterizedTest
  @MethodSource("notes")
  void isANoteOfZeppelinWhoseParagraphsAllRunAndShowSomething(Path file) throws IOException {
    Note note = NotePlayer.read(file);

    Map<String, Shown> shown = shown(file);

    assertThat(file.getFileName())
        .hasToString(
            note.getName().replaceFirst(".*/", "").toLowerCase(Locale.ROOT).replace(' ', '-')
                + "_"
                + note.getId()
                + ".zpln");
    for (Paragraph paragraph : note.getParagraphs()) {
      if (!paragraph.getText().startsWith("%md")) {
        assertShows(paragraph, of(shown, paragraph.getTitle()));
      }
    }
  }

  /** A paragraph with a chart or a table shows rows, and the chart's columns are among them. */
  private static void assertShows(Paragraph paragraph, Shown shown) {
    JsonNode graph =
        new ObjectMapper()
            .valueToTree(paragraph.getConfig())
            .path("results")
            .path("0")
            .path("graph");
    if (graph.isMissingNode()) {
      assertThat(shown.text()).as(paragraph.getTitle()).doesNotContain("error:");
      return;
    }
    assertThat(shown.rows()).as(paragraph.getTitle()).isNotEmpty();
    for (String axis : List.of("keys", "values", "groups")) {
      for (JsonNode column : graph.path(axis)) {
        assertThat(shown.columns().get(column.path("index").asInt()))
            .as("%s of %s", axis, paragraph.getTitle())
            .isEqualTo(column.path("name").asText());
      }
    }
  }

  @Test
  void showsTheFiguresOfTheMetricsFile() throws IOException {
    Map<String, Shown> tour = shown(note("tour"));
    Map<String, Shown> rewards = shown(note("comparing"));

    for (JsonNode experiment : metrics.path("experiments")) {
      String name = experiment.path("name").asText();
      String model = "quickstart/" + name + "/" + experiment.path("reward").asText();
      assertThat(of(tour, "Accuracy, with 95 % intervals").value("accuracy", "experiment", name))
          .isEqualTo(experiment.path("accuracy").path("value").asDouble());
      assertThat(of(rewards, "Choosing by the highest reward").value("chosen", "name", model))
          .isEqualTo(experiment.path("rankAt1").path("value").asDouble());
      assertThat(
              (Double)
                  of(rewards, "AUROC: the chance that a right candidate has the higher reward")
                      .value("auroc", "name", model, "aggregation", "last"))
          .isCloseTo(
              experiment.path("rewardQuality").path("auroc").path("value").asDouble(),
              within(1e-9));
    }
  }

  @Test
  void drawsEveryNodeOfATreeAndMarksTheWinnersPath() throws IOException {
    Map<String, Shown> shown = shown(note("looking"));

    assertThat(of(shown, "One tree").text())
        .contains("question: ", "reference: ", "\n* 0", "  reward 0.");
  }

  @Test
  void saysHowFarARunIsAndWhichFilesAreNotThereYet() throws IOException {
    Path status = run.resolve("status.json");

    Map<String, Shown> with = shown(note("live"));
    Path aside = run.resolve("aside.json");
    Files.move(status, aside);
    Map<String, Shown> without = play(NotePlayer.read(note("live")));
    Files.move(aside, status);

    assertThat(of(with, "How far it is").value("percent")).isEqualTo(100.0);
    assertThat(of(without, "How far it is").text()).contains("status.json is not there");
    for (JsonNode experiment : metrics.path("experiments")) {
      assertThat(
              of(without, "By experiment")
                  .value("ended", "experiment", experiment.path("name").asText()))
          .isEqualTo(experiment.path("problems").asLong());
    }
  }

  @Test
  void findsOneNoteForEveryQuestion() throws IOException {
    assertThat(notes().stream().map(file -> file.getFileName().toString().replaceFirst("_.*", "")))
        .containsExactlyInAnyOrderElementsOf(
            Set.of(
                "tour-of-a-run",
                "comparing-reward-models",
                "looking-at-a-tree",
                "calibration-and-thresholds",
                "live-progress"));
  }
}
