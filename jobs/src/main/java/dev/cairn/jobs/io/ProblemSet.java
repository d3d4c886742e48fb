package dev.cairn.jobs.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cairn.engine.config.RunSpec.DataSpec;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.search.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** Reads problem sets: JSON Lines with an id, a question and a reference answer. */
public final class ProblemSet {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private ProblemSet() {}

  /**
   * The problems of a set in their order.
   *
   * @throws UserException naming file, line and field, for a file that is missing or empty, a line
   *     that is malformed, or an id that occurs twice
   */
  public static List<Problem> read(TextFiles files, DataSpec data) {
    Path file = new Path(data.path());
    List<String> lines = files.lines(file);
    List<Problem> problems = new ArrayList<>();
    Map<String, Integer> lineOfId = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      Problem problem = problem(file + ":" + (i + 1), lines.get(i), data);
      Integer earlier = lineOfId.put(problem.id(), i + 1);
      if (earlier != null) {
        throw new UserException(
            "%s:%d: the id %s stands already in line %d; ids must be unique"
                .formatted(file, i + 1, problem.id(), earlier));
      }
      problems.add(problem);
      if (problems.size() == data.limit()) {
        break;
      }
    }
    if (problems.isEmpty()) {
      throw new UserException(file + ": there is no problem in it");
    }
    return problems;
  }

  private static Problem problem(String place, String line, DataSpec data) {
    try {
      JsonNode row = JSON.readTree(line);
      return new Problem(
          text(place, row, data.idField()),
          text(place, row, data.questionField()),
          text(place, row, data.answerField()));
    } catch (JsonProcessingException e) {
      throw new UserException(
          "%s: not a JSON object: %s"
              .formatted(place, e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    }
  }

  private static String text(String place, JsonNode row, String field) {
    JsonNode value = row.path(field);
    if (!value.isTextual() && !value.isNumber()) {
      throw new UserException(
          "%s: %s must be a text but %s"
              .formatted(place, field, value.isMissingNode() ? "is missing" : "was " + value));
    }
    if (value.asText().isBlank()) {
      throw new UserException("%s: %s must not be blank".formatted(place, field));
    }
    return value.asText();
  }
}
