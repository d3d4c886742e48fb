package dev.cairn.jobs.notebooks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.zeppelin.display.Input;
import org.apache.zeppelin.notebook.Note;
import org.apache.zeppelin.notebook.Paragraph;
import org.apache.zeppelin.notebook.ParagraphTextParser;
import scala.Console;
import scala.collection.immutable.List$;
import scala.tools.nsc.Settings;
import scala.tools.nsc.interpreter.IMain;
import scala.tools.nsc.interpreter.Results;

/**
 * Runs the paragraphs of a note one after the other as Zeppelin does: Scala in Spark's shell, SQL
 * in the session after the forms in it were replaced. The session must have {@code
 * spark.repl.class.outputDir}.
 */
final class NotePlayer implements AutoCloseable {
  private final SparkSession spark;
  private final Map<String, Object> params;
  private final NoteContext context;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final IMain shell;
  private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

  /**
   * A shell with {@code spark}, {@code sc} and {@code z}.
   *
   * @param params what the user has put into the forms
   */
  NotePlayer(SparkSession spark, Map<String, String> params) {
    this.spark = spark;
    this.params = new HashMap<>(params);
    this.context = new NoteContext(this.params);
    Settings settings = new Settings();
    settings
        .classpath()
        .value_$eq(
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    settings.processArgumentString(
        "-Yrepl-class-based -Yrepl-outdir " + spark.conf().get("spark.repl.class.outputDir"));
    shell = new IMain(settings, new PrintWriter(printed, true, StandardCharsets.UTF_8));
    shell.initializeSynchronous();
    Thread.currentThread().setContextClassLoader(shell.classLoader());
    bind("spark", SparkSession.class, spark);
    bind("z", NoteContext.class, context);
    scala(
        """
        @transient val sc = spark.sparkContext
        import spark.implicits._
        import spark.sql
        import org.apache.spark.sql.functions._
        """);
  }

  /** Reads a note as Zeppelin does. */
  static Note read(Path file) throws IOException {
    return Note.fromJson(file.getFileName().toString(), Files.readString(file));
  }

  /**
   * Runs all paragraphs but those in Markdown.
   *
   * @return what they have shown, by their titles
   */
  Map<String, Shown> play(Note note) {
    Map<String, Shown> shown = new LinkedHashMap<>();
    for (Paragraph paragraph : note.getParagraphs()) {
      ParagraphTextParser.ParseResult text = ParagraphTextParser.parse(paragraph.getText());
      switch (text.getIntpText()) {
        case "md" -> {}
        case "spark" -> shown.put(paragraph.getTitle(), scala(text.getScriptText()));
        case "spark.sql" -> shown.put(paragraph.getTitle(), sql(text.getScriptText()));
        default -> throw new IllegalArgumentException("%" + text.getIntpText() + " is not run");
      }
    }
    return shown;
  }

  /** Shuts the shell. */
  @Override
  public void close() {
    shell.close();
    Thread.currentThread().setContextClassLoader(loader);
  }

  private void bind(String name, Class<?> type, Object value) {
    shell.bind(name, type.getName(), value, List$.MODULE$.<String>empty());
  }

  private Shown scala(String code) {
    printed.reset();
    Results.Result result = Console.withOut(printed, () -> shell.interpret(code));
    String text = printed.toString(StandardCharsets.UTF_8);
    if (result != Results.Success$.MODULE$) {
      throw new AssertionError("%s of%n%s%n%s".formatted(result, code, text));
    }
    List<Shown> tables = context.taken();
    return tables.isEmpty() ? Shown.text(text) : tables.get(tables.size() - 1);
  }

  private Shown sql(String script) {
    Input.extractSimpleQueryForm(script, false);
    return Shown.table(spark.sql(Input.getSimpleQuery(params, script, false)));
  }
}
