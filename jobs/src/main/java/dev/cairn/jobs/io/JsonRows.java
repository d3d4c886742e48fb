package dev.cairn.jobs.io;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.jobs.io.format.BadFieldException;
import dev.cairn.jobs.io.format.Fields;
import dev.cairn.jobs.io.format.Format;

/**
 * Reads rows as JSON: numbers stay as they are printed, a key that occurs twice is a mistake, and
 * texts may be of any length.
 */
public final class JsonRows {
  static final ObjectMapper MAPPER = mapper(new JsonFactoryBuilder());

  /** Also reads NaN and infinities, which are no JSON, so that their field can be named. */
  private static final ObjectMapper LENIENT =
      mapper(new JsonFactoryBuilder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS));

  private JsonRows() {}

  private static ObjectMapper mapper(JsonFactoryBuilder factory) {
    return JsonMapper.builder(
            factory
                .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .build();
  }

  /** The object that a row has been found to be. */
  public static ObjectNode object(String row) {
    try {
      return (ObjectNode) MAPPER.readTree(row);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row that was read cannot be read again", e);
    }
  }

  /** The fields of a row. */
  static Fields fields(RawRow row) throws BadFieldException {
    return fields(row, MAPPER);
  }

  private static Fields fields(RawRow row, ObjectMapper mapper) throws BadFieldException {
    if (row.broken() != null) {
      throw new BadFieldException("row", row.broken());
    }
    try {
      return Fields.of(mapper.readTree(row.text()), row.place());
    } catch (JsonProcessingException e) {
      throw new BadFieldException("row", "must be JSON but is not: " + reason(e));
    }
  }

  /** What a row says in a format. */
  static <T> Located<T> read(RawRow row, Format<T> format) throws BadFieldException {
    Fields fields;
    try {
      fields = fields(row);
    } catch (BadFieldException e) {
      if (row.broken() == null) {
        nameField(row, format);
      }
      throw e;
    }
    return new Located<>(row.place(), format.read(fields), row.text());
  }

  /** Fails with the field in which NaN or an infinity makes a row no JSON, if it is one of ours. */
  private static void nameField(RawRow row, Format<?> format) throws BadFieldException {
    Fields fields;
    try {
      fields = fields(row, LENIENT);
    } catch (BadFieldException broken) {
      return;
    }
    format.read(fields);
  }

  /** What is wrong with a text, in one line. */
  static String reason(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("");
  }
}
