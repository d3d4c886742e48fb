package dev.cairn.jobs.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cairn.jobs.io.format.BadFieldException;
import dev.cairn.jobs.io.format.Fields;
import dev.cairn.jobs.io.format.Format;

/** Reads rows as JSON. */
final class JsonRows {
  /**
   * Keeps numbers as they are printed, refuses a key that occurs twice, and takes texts of any
   * length. NaN is read, so that its field can be named.
   */
  static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private JsonRows() {}

  /** The fields of a row. */
  static Fields fields(RawRow row) throws BadFieldException {
    if (row.broken() != null) {
      throw new BadFieldException("row", row.broken());
    }
    try {
      return Fields.of(MAPPER.readTree(row.text()), row.place());
    } catch (JsonProcessingException e) {
      throw new BadFieldException("row", "must be JSON but is not: " + reason(e));
    }
  }

  /** What a row says in a format. */
  static <T> Located<T> read(RawRow row, Format<T> format) throws BadFieldException {
    return new Located<>(row.place(), format.read(fields(row)), row.text());
  }

  /** What is wrong with a text, in one line. */
  static String reason(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("");
  }
}
