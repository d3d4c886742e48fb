package dev.cairn.engine.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.simulate.RecordedPool.RecordedCandidate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads JSON Lines of recorded pools and scores; every error names the source and the line. */
final class RecordedRows {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String source;
  private int line;

  private RecordedRows(String source) {
    this.source = source;
  }

  /** Opens a file, unpacking it if its name ends in {@code .gz}. */
  static Reader open(Path path) throws IOException {
    InputStream bytes = Files.newInputStream(path);
    try {
      InputStream text = path.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
      return new InputStreamReader(text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      bytes.close();
      throw new IOException("cannot unpack " + path + ": " + e.getMessage(), e);
    }
  }

  /** Rows of {@code problem_id, question, candidates: [{steps, num_tokens?}]}, by problem. */
  static Map<String, RecordedPool> pools(String source, Reader reader) throws IOException {
    RecordedRows rows = new RecordedRows(source);
    Map<String, RecordedPool> pools = new LinkedHashMap<>();
    rows.each(
        reader,
        row -> {
          String id = rows.text(row, "problem_id");
          List<RecordedCandidate> candidates = new ArrayList<>();
          for (JsonNode candidate : rows.list(row, "candidates")) {
            candidates.add(rows.candidate(candidate));
          }
          RecordedPool pool = new RecordedPool(id, rows.text(row, "question"), candidates);
          if (pools.put(id, pool) != null) {
            throw rows.error("problem_id " + id + " must occur once but occurs again");
          }
        });
    return pools;
  }

  /** Rows of {@code problem_id, step_scores: [[..]..]}, by problem. */
  static Map<String, List<List<Double>>> scores(String source, Reader reader) throws IOException {
    RecordedRows rows = new RecordedRows(source);
    Map<String, List<List<Double>>> scores = new LinkedHashMap<>();
    rows.each(
        reader,
        row -> {
          String id = rows.text(row, "problem_id");
          List<List<Double>> candidates = new ArrayList<>();
          for (JsonNode candidate : rows.list(row, "step_scores")) {
            candidates.add(rows.stepScores(candidate));
          }
          if (scores.put(id, candidates) != null) {
            throw rows.error("problem_id " + id + " must occur once but occurs again");
          }
        });
    return scores;
  }

  private interface RowReader {
    void read(JsonNode row) throws IOException;
  }

  private void each(Reader reader, RowReader rows) throws IOException {
    BufferedReader lines = new BufferedReader(reader);
    for (String text = lines.readLine(); text != null; text = lines.readLine()) {
      line++;
      if (text.isBlank()) {
        continue;
      }
      JsonNode row;
      try {
        row = JSON.readTree(text);
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        throw error("must be a JSON object but is not JSON: " + e.getOriginalMessage());
      }
      rows.read(row);
    }
  }

  private RecordedCandidate candidate(JsonNode candidate) throws IOException {
    List<String> steps = new ArrayList<>();
    for (JsonNode step : list(candidate, "steps")) {
      if (!step.isTextual() || step.textValue().isBlank()) {
        throw error("a step must be a string that is not blank but was " + step);
      }
      steps.add(step.textValue());
    }
    return new RecordedCandidate(steps, tokens(candidate.get("num_tokens")));
  }

  private @Nullable Integer tokens(@Nullable JsonNode tokens) throws IOException {
    if (tokens == null || tokens.isNull()) {
      return null;
    }
    if (!tokens.canConvertToInt() || !tokens.isIntegralNumber() || tokens.intValue() < 2) {
      throw error(
          "num_tokens must be an integer of at least 2, the end token included, but was " + tokens);
    }
    return tokens.intValue();
  }

  private List<Double> stepScores(JsonNode candidate) throws IOException {
    List<Double> scores = new ArrayList<>();
    for (JsonNode score : candidate) {
      if (!score.isNumber() || !(score.doubleValue() >= 0 && score.doubleValue() <= 1)) {
        throw error("a step score must be a number in [0, 1] but was " + score);
      }
      scores.add(score.doubleValue());
    }
    return scores;
  }

  private String text(JsonNode row, String name) throws IOException {
    JsonNode value = row.path(name);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw error(name + " must be a string that is not blank but was " + value);
    }
    return value.textValue();
  }

  private JsonNode list(JsonNode row, String name) throws IOException {
    JsonNode value = row.path(name);
    if (!value.isArray() || value.isEmpty()) {
      throw error(name + " must be a list that is not empty");
    }
    return value;
  }

  private IOException error(String what) {
    return new IOException(source + ":" + line + ": " + what);
  }
}
