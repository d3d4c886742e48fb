package dev.cairn.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.LocalSpark;
import dev.cairn.jobs.io.format.Formats;
import dev.cairn.jobs.io.format.Kind;
import dev.cairn.jobs.io.format.Pair;
import dev.cairn.jobs.io.format.Pool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputFilesTest {
  private static final String PAIR = "{\"given\":\"1\",\"reference\":\"1\"}";
  private static final String POOL =
      "{\"id\":\"a\",\"reference\":\"2\",\"candidates\":[{\"steps\":[\"x\",\"y\"]},{\"text\":\"z\"}]}";

  private SparkSession spark;
  private Path directory;

  @BeforeEach
  void prepare(@TempDir Path temporary) {
    spark = LocalSpark.session();
    directory = temporary;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private <T> Input<T> read(Kind<T> kind, Object... paths) {
    List<String> names = new ArrayList<>();
    for (Object path : paths) {
      names.add(path.toString());
    }
    return new InputFiles(spark).read(kind, names, null);
  }

  private long settle(OnBadRow mode, Input<?> input) {
    return mode.settle(input, quarantine(), new TextFiles(new Configuration()));
  }

  private org.apache.hadoop.fs.Path quarantine() {
    return new org.apache.hadoop.fs.Path(directory.resolve("set.quarantine.jsonl").toString());
  }

  @Test
  void endsARowAtALineFeedOnlyAndTrimsNothing() throws IOException {
    String odd = "\u00a0\u200b a\u2028b\u0085c\u2029 \u3000";
    write(
        "set.jsonl",
        "\ufeff" + PAIR + "\r\n\n \t\r\n{\"given\":\r\"" + odd + "\",\"reference\":\"a\\rb\\n\"}");

    Input<Pair> pairs = read(Formats.PAIRS, directory.resolve("set.jsonl"));

    assertThat(pairs.bad().collect()).isEmpty();
    assertThat(pairs.list()).extracting(Pair::given).containsExactly("1", odd);
    assertThat(pairs.list()).extracting(Pair::reference).containsExactly("1", "a\rb\n");
    assertThat(pairs.rows().map(row -> row.place().line()).collect()).containsExactly(1L, 4L);
  }

  @Test
  void keepsNumbersAsTheyArePrinted() throws IOException {
    Path file =
        write(
            "set.jsonl",
            "{\"given\":12345678901234567890123,\"reference\":0.10}\n"
                + "{\"given\":1.50,\"reference\":1e3}\n");

    assertThat(read(Formats.PAIRS, file).list())
        .extracting(pair -> pair.given() + " " + pair.reference())
        .containsExactly("12345678901234567890123 0.10", "1.50 1E+3");
  }

  @Test
  void readsALineOfManyMegabytes() throws IOException {
    String text = "x".repeat(25_000_000);
    Path file = write("set.jsonl", "{\"solution\":\"" + text + "\",\"reference\":\"1\"}");

    assertThat(
            read(Formats.PAIRS, file)
                .rows()
                .map(row -> Objects.requireNonNull(row.value().solution()).length())
                .first())
        .isEqualTo(text.length());
  }

  @Test
  void knowsTheLineOfARowInWhateverSplitItStands() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int line = 1; line <= 500; line++) {
      text.append(line % 7 == 0 ? "\n" : "{\"given\":%d,\"reference\":\"1\"}\n".formatted(line));
    }
    Path first = write("first.jsonl", text.toString());
    Path second = write("second.jsonl", text.toString());

    Input<Pair> pairs =
        new InputFiles(spark, 97)
            .read(Formats.PAIRS, List.of(first.toString(), second.toString()), null);

    assertThat(pairs.rows().getNumPartitions()).isGreaterThan(100);
    List<Located<Pair>> rows = pairs.rows().collect();
    assertThat(rows).hasSize(2 * (500 - 500 / 7));
    assertThat(rows)
        .allSatisfy(
            row -> assertThat(row.value().given()).isEqualTo(String.valueOf(row.place().line())));
  }

  @Test
  void readsCompressedFilesAndArraysAndAllFilesOfADirectoryOrPattern() throws IOException {
    Path files = Files.createDirectory(directory.resolve("files"));
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(files.resolve("a.gz")))) {
      out.write((PAIR + "\n" + PAIR).getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(files.resolve("b.json"), " \n[\n  " + PAIR + ",\n  " + PAIR + "]\n");
    Files.writeString(files.resolve("c[1].jsonl"), PAIR);
    Files.writeString(files.resolve("_hidden"), "nonsense");
    Files.writeString(files.resolve("empty.jsonl"), "\n\n");

    assertThat(read(Formats.PAIRS, files).rows().count()).isEqualTo(5);
    assertThat(read(Formats.PAIRS, files + "/[ab].*").rows().count()).isEqualTo(4);
    assertThat(read(Formats.PAIRS, files + "/c[1].jsonl", files + "/c*").rows().count())
        .isEqualTo(1);
    assertThat(
            read(Formats.PAIRS, files.resolve("b.json"))
                .rows()
                .map(row -> row.place().line())
                .collect())
        .containsExactly(3L, 4L);
  }

  @Test
  void saysWhatIsMissingOrEmptyOrOfNoKnownFormat() throws IOException {
    Path file = write("set.jsonl", "{\"input\":1,\"output\":2}\n");
    Path empty = write("empty.jsonl", "\n");

    assertThatThrownBy(() -> read(Formats.PAIRS, directory.resolve("none.jsonl")))
        .isInstanceOf(UserException.class)
        .hasMessage(directory.resolve("none.jsonl") + ": there is no such file");
    assertThatThrownBy(() -> read(Formats.PAIRS, empty))
        .isInstanceOf(UserException.class)
        .hasMessage(empty + ": there is no row in it");
    assertThatThrownBy(() -> read(Formats.POOLS, file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "set.jsonl:1: row: its fields [input, output] fit none of the formats of pools;"
                + " name one with --format: pools, strictprm-pools,");
    assertThatThrownBy(
            () -> new InputFiles(spark).read(Formats.PAIRS, List.of(file.toString()), "csv"))
        .isInstanceOf(UserException.class)
        .hasMessage("--format must be one of pairs for pairs but was csv");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nonsense|row: must be JSON but is not",
        "{'id':'b','candidates':[{'text':'x'}]} {}|row: must be JSON but is not",
        "['b']|row: must be a JSON object but was [\"b\"]",
        "{'id':'b','id':'c','candidates':[{'text':'x'}]}|row: must be JSON but is not: Duplicate",
        "{'candidates':[{'text':'x'}]}|id: must be a text but is missing",
        "{'id':null,'candidates':[{'text':'x'}]}|id: must be a text but was null",
        "{'id':' ','candidates':[{'text':'x'}]}|id: must not be blank",
        "{'id':'b','candidates':{}}|candidates: must be a list but was {}",
        "{'id':'b','candidates':[]}|candidates: must not be empty",
        "{'id':'b','candidates':[{'text':'x'},7]}|candidates[1]: must be an object but was 7",
        "{'id':'b','candidates':[{'text':[]}]}|candidates[0].text: must be a text but was []",
        "{'id':'b','candidates':[{'tokens':1.5}]}|candidates[0].tokens: must be a whole number of at least 0 but was 1.5",
        "{'id':'b','candidates':[{'tokens':-1}]}|candidates[0].tokens: must be a whole number of at least 0 but was -1",
        "{'id':'b','candidates':[{'correct':'yes'}]}|candidates[0].correct: must be true or false but was \"yes\"",
        "{'id':'b','candidates':[{'scores':[0.5,NaN]}]}|candidates[0].scores[1]: must be a finite number but was NaN",
        "{'id':'b','candidates':[{'scores':[1e999]}]}|candidates[0].scores[0]: must be a finite number but was ",
        "{'id':'b','x':NaN,'candidates':[{'text':'x'}]}|row: must be JSON but is not",
        "{'id':'b','candidates':[{'steps':['x'],'scores':[0.5,1]}]}|candidates[0].scores: must be one for each of the 1 steps but are 2",
        "{'id':'a','candidates':[{'text':'x'}]}|id: must be unique, but a stands already in "
      })
  void namesTheLineAndTheFieldThatIsWrong(String line, String mistake) throws IOException {
    Path file = write("set.jsonl", POOL + "\n" + line.replace('\'', '"') + "\n");

    Input<Pool> pools = read(Formats.POOLS, file);

    assertThatThrownBy(() -> settle(OnBadRow.REFUSE, pools))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("set.jsonl:2: " + mistake)
        .hasMessageEndingWith("have such rows set aside with --on-bad-row quarantine")
        .hasMessageNotContaining("\n");
    assertThat(pools.list()).extracting(Pool::problem).containsExactly("a");
  }

  @Test
  void setsBadRowsAsideAsTheyStandInTheFile() throws IOException {
    Path file = directory.resolve("set.jsonl");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write("{\"given\":\"1\"}\n".getBytes(StandardCharsets.UTF_8));
      out.write((PAIR + "\n").getBytes(StandardCharsets.UTF_8));
      out.write(new byte[] {'{', '"', (byte) 0xff, '\n'});
      out.write(" [\u2028] \n".getBytes(StandardCharsets.UTF_8));
    }
    Input<Pair> pairs = read(Formats.PAIRS, file);

    assertThatThrownBy(() -> settle(OnBadRow.REFUSE, pairs))
        .hasMessageContaining("set.jsonl:1: reference: must be a text but is missing")
        .hasMessageEndingWith("(3 bad rows in all)");
    assertThat(settle(OnBadRow.QUARANTINE, pairs)).isEqualTo(3);

    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(quarantine().toString()))) {
      rows.add(new ObjectMapper().readTree(line));
    }
    assertThat(rows).extracting(row -> row.path("line").asInt()).containsExactly(1, 3, 4);
    assertThat(rows)
        .extracting(row -> row.path("field").asText())
        .containsExactly("reference", "row", "row");
    assertThat(rows)
        .extracting(row -> row.path("raw").asText())
        .containsExactly("{\"given\":\"1\"}", "{\"\ufffd", " [\u2028] ");
    assertThat(rows.get(0).path("file").asText()).endsWith("set.jsonl");
    assertThat(rows.get(1).path("reason").asText()).isEqualTo("must be UTF-8 but is not");
  }

  @Test
  void takesAnEarlierQuarantineAwayWhereAllRowsAreGood() throws IOException {
    Files.writeString(Path.of(quarantine().toString()), "of an earlier call");

    assertThat(settle(OnBadRow.QUARANTINE, read(Formats.PAIRS, write("set.jsonl", PAIR)))).isZero();
    assertThat(Path.of(quarantine().toString())).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[%s,|:1: row: ",
        "[%s,]|:1: row: ",
        "[%s|:1: row: the array has no end",
        "[%s] x|:1: row: "
      })
  void refusesAnArrayThatIsBrokenInEitherMode(String array, String mistake) throws IOException {
    Input<Pair> pairs = read(Formats.PAIRS, write("set.json", array.formatted(PAIR)));

    assertThatThrownBy(() -> settle(OnBadRow.QUARANTINE, pairs))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("set.json" + mistake)
        .hasMessageEndingWith("what stands behind it cannot be read; mend the file");
  }

  @Test
  void findsTheFirstOfTwoRowsWithOneIdInAnotherFile() throws IOException {
    Path first = write("first.jsonl", POOL.replace("\"a\"", "\"b\"") + "\n" + POOL);
    Path second = write("second.jsonl", POOL);

    Input<Pool> pools = read(Formats.POOLS, second, first);

    assertThat(pools.bad().collect())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.place().file()).endsWith("first.jsonl");
              assertThat(row.place().line()).isEqualTo(2);
              assertThat(row.reason())
                  .matches("must be unique, but a stands already in .*second.jsonl:1");
            });
  }

  @Test
  void refusesScoresThatDoNotGoWithThePoolsTheyAreOf() throws IOException {
    Path pools =
        write(
            "pools.jsonl",
            String.join(
                "\n",
                POOL,
                POOL.replace("\"a\"", "\"b\""),
                POOL.replace("\"a\"", "\"c\""),
                POOL.replace("\"a\"", "\"d\"")));
    Path scores =
        write(
            "scores.jsonl",
            """
            {"id":"a","scores":[[0.1,0.2],[0.3]]}
            {"id":"b","scores":[[0.1,0.2]]}
            {"id":"c","scores":[[0.1],[0.3]]}
            {"id":"e","scores":[[0.1,0.2],[0.3]]}
            """);

    Input<Pool> scored =
        read(Formats.POOLS, pools)
            .match(read(Formats.POOL_SCORES, scores), (pool, row) -> row.on(pool));

    assertThat(scored.list())
        .singleElement()
        .satisfies(
            pool ->
                assertThat(pool.candidates())
                    .extracting(Pool.Candidate::scores)
                    .containsExactly(List.of(0.1, 0.2), List.of(0.3)));
    assertThat(scored.bad().collect())
        .extracting(row -> row.toString().substring(row.toString().lastIndexOf('/') + 1))
        .containsExactlyInAnyOrder(
            "scores.jsonl:2: scores: must have one list for each of the 2 candidates of pool b but"
                + " has 1",
            "scores.jsonl:3: scores[0]: must have one score for each of the 2 steps of its"
                + " candidate but has 1",
            "pools.jsonl:4: id: stands in no row of the scores of pools",
            "scores.jsonl:4: id: stands in no row of the pools");
  }
}
