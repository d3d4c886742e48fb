package dev.cairn.jobs.io;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.cairn.jobs.io.format.Place;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The rows of a file that is one JSON array: its elements, in whatever lines they stand. */
final class ArrayRows implements RowSource {
  private static final ObjectReader ELEMENT =
      JsonRows.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Split split;
  private final JsonParser parser;
  private boolean ended;

  ArrayRows(Split split, InputStream in) throws IOException {
    this.split = split;
    this.parser = JsonRows.MAPPER.createParser(in);
    parser.nextToken();
  }

  @Override
  public @Nullable RawRow next() throws IOException {
    if (ended) {
      return null;
    }
    try {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.END_ARRAY) {
        ended = true;
        return parser.nextToken() == null ? null : broken("there is text behind the array's end");
      }
      Place place = place();
      return RawRow.of(place, ELEMENT.readTree(parser).toString());
    } catch (JsonEOFException e) {
      return broken("the array has no end");
    } catch (JsonProcessingException e) {
      return broken(JsonRows.reason(e));
    }
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  /** Where an array is broken nobody can tell its next element. */
  private RawRow broken(String reason) {
    ended = true;
    return new RawRow(place(), "", reason + "; what stands behind it cannot be read", true);
  }

  private Place place() {
    return new Place(split.file(), split.number(), parser.currentLocation().getLineNr());
  }
}
