package dev.cairn.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.LocalSpark;
import dev.cairn.jobs.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The report of a real run in a real browser. Its pictures are in target/report. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportPageIT {
  private static final Path PICTURES = Path.of("target", "report");

  /** Whatever a model may write to break out of a page, to turn it round or to burst it. */
  private static final String HOSTILE =
      "</script><script>window.harm = 1</script><!--<script>]]>\" ' ` &lt;b&gt; <img src=x"
          + " onerror='window.harm = 2'> \u202eelbisivni\u202c \u2066x\u2069 \0 \u2028 \u2029"
          + " ${data} {{7*7}} javascript:window.harm=3 ";

  private static final String SPEC =
      """
      name: shown
      seed: 3
      data: {path: ../datasets/arithmetic-200.jsonl, limit: 24}
      rewards:
        prm: {type: qwen-prm}
      experiments:
        - {name: greedy, strategy: greedy, reward: none, vote: majority}
        - {name: best-of-8, strategy: {type: best-of-n, n: 8}, reward: prm, vote: weighted-majority}
        - {name: beam-4x2, strategy: {type: beam-search, beams: 4, branching: 2}, reward: prm, vote: best-reward}
        - {name: sampled, strategy: {type: best-of-n, n: [2, 3]}, reward: [prm], vote: majority}
        - {name: mcts, strategy: {type: mcts, paths: 4, width: 4}, reward: prm, vote: weighted-majority}
      simulate: {world: arithmetic, fleet: {latency: {time-scale: 0}}}
      """;

  private Path run = Path.of("");
  private Path page = run;

  @BeforeAll
  void searchAndReport(@TempDir Path directory) throws IOException {
    run = directory.resolve("run");
    Path spec = Files.writeString(directory.resolve("shown.yaml"), SPEC);
    for (Path night : List.of(directory.resolve("before"), run)) {
      assertDone(
          Cli.run("sweep", spec.toString(), "--out", night.toString(), "--baseline", "none"));
    }
    page = report(run);
  }

  private static Path report(Path run, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("report", run.toString(), "--policy-parameters", "7e9"));
    arguments.addAll(List.of("--reward-parameters", "7e9", "--baseline", run.toString()));
    arguments.addAll(List.of(options));
    assertDone(Cli.run(arguments.toArray(String[]::new)));
    return run.resolve("report.html");
  }

  private static void assertDone(Cli call) {
    assertThat(call.code()).as(call.err()).isZero();
  }

  private static void assertQuiet(Browser browser) {
    assertThat(browser.console()).isEmpty();
    assertThat(browser.requests()).contains("file:").isSubsetOf("file:", "data:");
  }

  /** Chooses an experiment and waits until its tree is there. */
  private static void choose(Browser browser, String experiment) {
    browser.await("return !!document.querySelector('.stage').dataset.problem");
    browser.find(".stage select").sendKeys(experiment);
    browser.await(
        "return document.querySelector('.stage').dataset.experiment === '" + experiment + "'");
  }

  @Test
  void drawsItsChartsAndAsksTheNetworkForNothing() {
    try (Browser browser = Browser.open(page, 1280, "light")) {
      assertThat(browser.all(".chart svg")).hasSizeGreaterThanOrEqualTo(7);
      assertThat(browser.text("h1")).isEqualTo("shown");
      assertThat(browser.text(".headline")).contains("of 24 problems (95 % interval");
      assertThat(browser.text(".trust")).contains("SIMULATED");

      String before = browser.text("#cost .basis");
      browser.click("#cost button[value=SECONDS]");
      assertThat(browser.text("#cost .basis")).isNotEqualTo(before);
      assertThat(browser.find("#cost button[value=SECONDS]").getDomAttribute("aria-pressed"))
          .isEqualTo("true");
      assertThat(browser.find("#cost button[value=MONEY]").isEnabled()).isFalse();
      browser.click("#candidates select");
      browser.find("#candidates select").sendKeys("beam", Keys.ENTER);
      browser.click("#cost summary");
      assertThat(browser.text("#cost table")).contains("best-of-8", "FLOPs");

      assertQuiet(browser);
    }
  }

  @Test
  void opensAtItsBeginning() {
    try (Browser browser = Browser.open(page, 1280, "light")) {
      browser.await("return document.querySelectorAll('.tree-node').length > 3");
      assertThat(browser.evaluate("return String(window.scrollY)")).isEqualTo("0");

      browser.click(".problems [role=option]:nth-child(1)");
      browser.find(".problems").sendKeys(Keys.ARROW_DOWN.toString().repeat(20));
      browser.await(
          "const list = document.querySelector('.problems').getBoundingClientRect();"
              + " const entry = document.querySelector('.problems [aria-selected=true]').getBoundingClientRect();"
              + " return entry.top >= list.top - 1 && entry.bottom <= list.bottom + 1");
    }
  }

  @Test
  void showsTheNightsOfTheSweep() {
    try (Browser browser = Browser.open(page, 1280, "light")) {
      assertThat(browser.all("#nights .chart svg")).hasSize(1);
      browser.click("#nights summary");
      assertThat(browser.all("#nights tbody tr")).hasSize(12);
      assertThat(browser.text("#nights table")).contains("this run", "not compared");
      assertQuiet(browser);
    }
  }

  @Test
  void namesExperimentsInChartsByWhatTellsThemApart() {
    try (Browser browser = Browser.open(page, 1280, "light")) {
      assertThat(browser.text("#cost .keys")).contains("sampled(n=2)", "sampled(n=3)", "mcts");
      browser.click("#cost summary");
      assertThat(browser.text("#cost table")).contains("sampled(n=2, reward=prm)");
    }
  }

  @Test
  void leavesOutOfAChartWhatItsKeyTakesOut() {
    try (Browser browser = Browser.open(page, 1280, "light")) {
      String marks = "return String(document.querySelectorAll('#cost .chart svg text').length)";
      Object all = browser.evaluate(marks);
      browser.click("#cost .keys li:last-child button");
      assertThat(browser.find("#cost .keys li:last-child button").getDomAttribute("aria-pressed"))
          .isEqualTo("false");
      assertThat(browser.evaluate(marks)).isNotEqualTo(all);

      browser.find("#cost .keys li:last-child button").sendKeys(Keys.ENTER);
      assertThat(browser.evaluate(marks)).isEqualTo(all);

      browser.evaluate(
          "document.querySelector('#cost .keys button').dispatchEvent(new MouseEvent('dblclick'));"
              + " return true");
      assertThat(browser.all("#cost .keys [aria-pressed=true]")).hasSize(1);
      browser.click("#cost .keys [aria-pressed=true]");
      assertThat(browser.all("#cost .keys [aria-pressed=true]")).hasSize(6);
      assertThat(browser.evaluate(marks)).isEqualTo(all);
      assertQuiet(browser);
    }
  }

  @Test
  void walksATreeByMouseAndKeys() {
    try (Browser browser = Browser.open(page, 1280, "light")) {
      String problem = browser.text(".problems [role=option]:nth-child(3) .id");
      browser.click(".problems [role=option]:nth-child(3)");
      browser.await(
          "return document.querySelector('.stage').dataset.problem === '" + problem + "'");
      choose(browser, "mcts");
      browser.click("#to-question");
      assertThat(browser.text(".node")).startsWith("The question");

      browser.find(".tree-node.selected").sendKeys(Keys.ARROW_RIGHT);
      assertThat(browser.text("#node-title")).startsWith("Node ");
      assertThat(browser.text(".node")).contains("visits", "fate", "reward ", "log-probability");
      browser.find(".tree-node.selected").sendKeys(Keys.ARROW_LEFT);
      assertThat(browser.text(".node")).startsWith("The question");

      browser.click("#to-question");
      for (int i = 0; i < 40 && !browser.text(".node").contains("this is it"); i++) {
        browser.click("#follow");
      }
      assertThat(browser.text(".node")).contains("this is it", "candidate", "answer");
      assertQuiet(browser);
    }
  }

  @Test
  void saysWhyANodeWasGivenUp() {
    try (Browser browser = Browser.open(page, 1280, "light")) {
      choose(browser, "beam-4x2");
      WebElement given = browser.all(".tree-node.given-up").get(0);
      assertThat(given.getDomAttribute("aria-label")).contains("given up");
      browser.evaluate(
          "document.querySelector('.tree-node.given-up').dispatchEvent(new MouseEvent('click'));"
              + " return true");
      assertThat(browser.text(".node")).contains("given up: ");
    }
  }

  @Test
  void findsAndSortsProblems() {
    try (Browser browser = Browser.open(page, 1280, "light")) {
      String id = browser.text(".problems [role=option] .id");
      browser.find("#find").sendKeys(id);
      assertThat(browser.all(".problems [role=option]")).hasSizeLessThan(24).isNotEmpty();
      browser.find("#find").clear();
      browser.find("#find").sendKeys("no such problem");
      assertThat(browser.text(".list .meta")).isEqualTo("0 of 24 problems");
    }
  }

  @Test
  void fitsBothWidthsInBothThemes() throws IOException {
    for (String scheme : List.of("light", "dark")) {
      for (int width : List.of(1280, 390)) {
        try (Browser browser = Browser.open(page, width, scheme)) {
          assertThat(browser.evaluate("return document.documentElement.dataset.theme"))
              .isEqualTo(scheme);
          assertThat(
                  ((Number) browser.evaluate("return document.documentElement.scrollWidth"))
                      .intValue())
              .as("nothing sticks out")
              .isLessThanOrEqualTo(width);
          browser.await("return document.querySelectorAll('.tree-node').length > 3");
          browser.screenshot(PICTURES.resolve("%s-%d.png".formatted(scheme, width)), width);
          browser.click("#theme");
          assertThat(browser.evaluate("return document.documentElement.dataset.theme"))
              .isNotEqualTo(scheme);
          assertQuiet(browser);
        }
      }
    }
  }

  @Test
  void showsHostileModelOutputAsText(@TempDir Path directory) throws IOException {
    Path hostile = directory.resolve("hostile");
    Files.createDirectories(hostile.resolve("tables"));
    Files.copy(run.resolve("run.yaml"), hostile.resolve("run.yaml"));
    Files.copy(run.resolve("metrics.json"), hostile.resolve("metrics.json"));
    String megabyte = HOSTILE + "\u00e4".repeat(1_000_000);
    Dataset<Row> problems = table("problems");
    write(
        problems
            .withColumn("question", lit(HOSTILE))
            .withColumn("message", lit(HOSTILE))
            .withColumn("failure", lit("search"))
            .withColumn(
                "status",
                when(col("experiment").equalTo("greedy"), "failed").otherwise("completed")),
        hostile,
        "problems");
    write(
        table("steps")
            .withColumn(
                "text",
                when(col("node").equalTo("0").and(col("position").equalTo(0)), megabyte)
                    .otherwise(HOSTILE)),
        hostile,
        "steps");
    write(table("candidates").withColumn("answer", lit(HOSTILE)), hostile, "candidates");
    write(table("decisions").withColumn("answer", lit(HOSTILE)), hostile, "decisions");
    write(table("usage"), hostile, "usage");
    write(table("workers").withColumn("endpoint", lit(HOSTILE)), hostile, "workers");

    try (Browser browser = Browser.open(report(hostile), 390, "light")) {
      browser.await("return document.querySelectorAll('.tree-node').length > 3");
      choose(browser, "best-of-8");

      assertThat(browser.text(".node")).contains("</script><script>window.harm = 1</script>");
      browser.evaluate(
          "document.querySelector('[data-path=\"0\"]').dispatchEvent(new MouseEvent('click'));"
              + " return true");
      assertThat(browser.text(".node .cut")).contains("characters are left out");
      assertThat(browser.text(".question")).contains("U+202E", "U+0000", "U+2028");
      assertThat(browser.text("#failures")).contains("<img src=x onerror=");
      assertThat(browser.evaluate("return String(window.harm)")).isEqualTo("undefined");
      assertThat(browser.all("img, main script")).isEmpty();
      assertThat(
              ((Number) browser.evaluate("return document.documentElement.scrollWidth")).intValue())
          .as("nothing sticks out")
          .isLessThanOrEqualTo(390);
      assertQuiet(browser);
    }
  }

  private Dataset<Row> table(String name) {
    return LocalSpark.session()
        .read()
        .parquet(run.resolve("tables/" + name + ".parquet").toString());
  }

  private static void write(Dataset<Row> table, Path run, String name) {
    table
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(run.resolve("tables/" + name + ".parquet").toString());
  }

  @Test
  void saysWhichTreesAreLeftOut() {
    report(run, "--tree-megabytes", "0", "--out", run.resolve("small.html").toString());
    try (Browser browser = Browser.open(run.resolve("small.html"), 1280, "light")) {
      assertThat(browser.text("#left-out")).contains("24 of 24 problems are left out");
      assertThat(browser.text(".stage")).contains("is left out to keep this file small");
      assertQuiet(browser);
    }
  }

  /**
   * The pools are those of 20 problems, each under 50 names. How large the file is and how long a
   * browser takes is in target/report/large.txt.
   */
  @Test
  void opensAThousandProblemsOf64Candidates(@TempDir Path directory) throws IOException {
    Path few = directory.resolve("few");
    Path spec =
        Files.writeString(
            directory.resolve("large.yaml"),
            """
            name: large
            data: {path: ../datasets/arithmetic-200.jsonl, limit: 20}
            rewards:
              prm: {type: qwen-prm}
            experiments:
              - {name: best-of-64, strategy: {type: best-of-n, n: 64}, reward: prm, vote: weighted-majority}
            simulate: {world: arithmetic, fleet: {latency: {time-scale: 0}}}
            """);
    assertDone(Cli.run("search", spec.toString(), "--out", few.toString()));
    Path many = directory.resolve("many");
    Files.createDirectories(many);
    Files.copy(few.resolve("run.yaml"), many.resolve("run.yaml"));
    Files.copy(few.resolve("metrics.json"), many.resolve("metrics.json"));
    for (String name : List.of("problems", "candidates", "steps", "decisions", "usage")) {
      Dataset<Row> table =
          LocalSpark.session()
              .read()
              .parquet(few.resolve("tables/" + name + ".parquet").toString());
      Dataset<Row> copies = LocalSpark.session().range(50).toDF("copy");
      write(
          table
              .crossJoin(copies)
              .withColumn("problem", concat(col("problem"), lit("-"), col("copy")))
              .drop("copy"),
          many,
          name);
    }

    long began = System.nanoTime();
    assertDone(Cli.run("report", many.toString()));
    long written = System.nanoTime();
    Path file = many.resolve("report.html");
    try (Browser browser = Browser.open(file, 1280, "light")) {
      assertThat(browser.text(".list .meta")).isEqualTo("The first 200 of 1,000 problems");
      browser.await("return document.querySelectorAll('.tree-node').length > 64");
      double ready = ((Number) browser.evaluate("return performance.now()")).doubleValue();
      browser.evaluate("window.began = performance.now(); return true");
      browser.click(".problems [role=option]:nth-child(9)");
      browser.await(
          "if (document.querySelector('.stage h3').textContent !=="
              + " document.querySelector('[aria-selected=true] .id').textContent) return false;"
              + " window.ended ??= performance.now(); return true");
      Files.createDirectories(PICTURES);
      Files.writeString(
          PICTURES.resolve("large.txt"),
          "1,000 problems x 64 candidates: written in %.1f s, %.1f MB, first tree shown after %.0f ms, next tree after %s ms%n"
              .formatted(
                  (written - began) / 1e9,
                  Files.size(file) / 1e6,
                  ready,
                  browser.evaluate("return String(Math.round(window.ended - window.began))")));
      assertQuiet(browser);
    }
  }
}
