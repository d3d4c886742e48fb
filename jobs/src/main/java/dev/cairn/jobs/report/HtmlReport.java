package dev.cairn.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.jobs.Report;
import dev.cairn.jobs.TreeArchive;
import dev.cairn.jobs.TreeArchive.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The report as one HTML file: charts, and an explorer of the search trees. It asks the network for
 * nothing, and its content security policy forbids it: only the scripts put in here run, known by
 * their hashes.
 *
 * <p>What models have written is in it only as JSON without {@code <}, which no text can end, and
 * as compressed trees in base64; the scripts show it as text, never as markup.
 */
public final class HtmlReport {
  private static final String WEBJARS = "/META-INF/resources/webjars/";
  private static final List<String> LIBRARIES =
      List.of(
          WEBJARS + "echarts/5.3.1/dist/echarts.min.js",
          WEBJARS + "d3-hierarchy/3.1.2/dist/d3-hierarchy.min.js");
  private static final List<String> LICENCES =
      List.of(
          WEBJARS + "echarts/5.3.1/NOTICE",
          WEBJARS + "echarts/5.3.1/LICENSE",
          WEBJARS + "d3-hierarchy/3.1.2/LICENSE");

  /** Our own scripts: one module, in this order. */
  private static final List<String> SCRIPTS =
      List.of("page.js", "charts.js", "key.js", "figures.js", "tree.js", "explorer.js", "main.js");

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final Report report;
  private final TreeArchive trees;

  public HtmlReport(Report report, TreeArchive trees) {
    this.report = report;
    this.trees = trees;
  }

  /** The file, line by line; trees are fetched as they are written. */
  public Iterator<String> lines() {
    List<String> scripts = new ArrayList<>(LIBRARIES.stream().map(HtmlReport::resource).toList());
    String module = SCRIPTS.stream().map(HtmlReport::resource).collect(Collectors.joining("\n"));
    String policy =
        Stream.concat(scripts.stream(), Stream.of(module))
            .map(HtmlReport::hash)
            .collect(Collectors.joining(" "));
    String page =
        resource("report.html")
            .replace("${title}", escaped(report.metrics().run()))
            .replace("${policy}", policy)
            .replace("${style}", resource("report.css"));
    int data = page.indexOf("${data}");
    int end = data + "${data}".length();
    return Stream.of(
            Stream.of(page.substring(0, data)),
            Stream.of(
                data("report", JSON.valueToTree(new Shown(report, new Summary(report).remarks()))),
                data("searches", searches()),
                data("licences", licences())),
            trees(),
            scripts.stream().map(script -> "<script>" + script + "</script>"),
            Stream.of("<script type=\"module\">" + module + "</script>" + page.substring(end)))
        .flatMap(lines -> lines)
        .iterator();
  }

  /** What the page shows. */
  private record Shown(Report report, List<Remark> remarks) {}

  private Stream<String> trees() {
    Iterator<Integer> numbers = held().iterator();
    Iterable<String> once = trees::trees;
    return StreamSupport.stream(once.spliterator(), false)
        .map(
            tree ->
                "<script type=\"text/plain\" id=\"tree-%d\">%s</script>"
                    .formatted(numbers.next(), tree));
  }

  /** The numbers of the searches whose trees are in the file. */
  private List<Integer> held() {
    List<Integer> held = new ArrayList<>();
    for (int i = 0; i < trees.entries().size(); i++) {
      if (trees.holds(trees.entries().get(i))) {
        held.add(i);
      }
    }
    return held;
  }

  /** Problems, and searches as rows, with the numbers of their experiment and problem. */
  private ObjectNode searches() {
    Map<String, Integer> experiments = new HashMap<>();
    report
        .metrics()
        .experiments()
        .forEach(each -> experiments.put(each.name(), experiments.size()));
    ObjectNode all = JSON.createObjectNode();
    ArrayNode problems = all.putArray("problems");
    ArrayNode searches = all.putArray("searches");
    Map<String, Integer> numbers = new HashMap<>();
    for (Entry entry : trees.entries()) {
      int problem =
          numbers.computeIfAbsent(
              entry.problem(),
              id -> {
                problems.addArray().add(id).add(entry.question());
                return problems.size() - 1;
              });
      searches
          .addArray()
          .add(Objects.requireNonNull(experiments.get(entry.experiment())))
          .add(problem)
          .add(entry.repetition())
          .add(entry.failed() ? 1 : 0)
          .add(entry.correct() ? 1 : 0)
          .add(entry.candidates())
          .add(entry.right())
          .add(entry.nodes())
          .add(entry.generatedTokens())
          .add(trees.holds(entry) ? 1 : 0);
    }
    return all;
  }

  private static ArrayNode licences() {
    ArrayNode licences = JSON.createArrayNode();
    for (String licence : LICENCES) {
      licences.addArray().add(licence.substring(WEBJARS.length())).add(resource(licence));
    }
    return licences;
  }

  /** JSON that can end no element: whatever {@code <} stands in it stands in a string. */
  private static String data(String id, Object json) {
    try {
      return "<script type=\"application/json\" id=\"%s\">%s</script>"
          .formatted(id, JSON.writeValueAsString(json).replace("<", "\\u003c"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report cannot be written as JSON", e);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String hash(String script) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-%s'".formatted(Base64.getEncoder().encodeToString(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(HtmlReport.class.getResourceAsStream(name), name)) {
      // A parser of HTML reads every line end as a line feed, and hashes are of what it reads.
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
