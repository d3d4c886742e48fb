package dev.cairn.engine.answer;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Oracle vectors that lie beside the project, one JSON object a line. */
public final class Vectors {
  private static final Path FOLDER = Path.of("..", "..", "shared", "vectors");

  private Vectors() {}

  /** The rows of a file; the calling test is skipped where the file is absent. */
  public static List<JsonNode> read(String name) throws IOException {
    Path file = FOLDER.resolve(name);
    assumeThat(file).as("this test needs the oracle vectors in %s", FOLDER).exists();
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      rows.add(json.readTree(line));
    }
    return rows;
  }

  /** The text of a field, or null where it is null. */
  public static @Nullable String text(JsonNode row, String field) {
    return row.path(field).isNull() ? null : row.path(field).asText();
  }
}
