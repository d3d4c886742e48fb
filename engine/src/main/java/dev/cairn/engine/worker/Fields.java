package dev.cairn.engine.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of an answer, each read as its type or refused by its name. */
final class Fields {
  private Fields() {}

  static JsonNode array(JsonNode node, String field) {
    JsonNode array = node.path(field);
    if (!array.isArray()) {
      throw new MalformedAnswerException("without a list \"" + field + '"');
    }
    return array;
  }

  static String text(JsonNode node, String field) {
    JsonNode text = node.path(field);
    if (!text.isTextual()) {
      throw new MalformedAnswerException("without a text \"" + field + '"');
    }
    return text.textValue();
  }

  /** A count that the server must tell: without it nothing would bound or price a search. */
  static long count(JsonNode node, String field) {
    JsonNode count = node.path(field);
    if (!count.isIntegralNumber() || count.longValue() < 0) {
      throw new MalformedAnswerException("without a count \"%s\"".formatted(field));
    }
    return count.longValue();
  }

  static @Nullable Integer integer(JsonNode node, String field) {
    return node.path(field).isInt() ? Integer.valueOf(node.path(field).intValue()) : null;
  }

  static @Nullable Double number(JsonNode node, String field) {
    return node.path(field).isNumber() ? Double.valueOf(node.path(field).doubleValue()) : null;
  }

  /** A list of numbers. */
  static List<Double> numbers(JsonNode list) {
    if (!list.isArray()) {
      throw new MalformedAnswerException("without a list of scores per step tag");
    }
    List<Double> numbers = new ArrayList<>(list.size());
    for (JsonNode number : list) {
      if (!number.isNumber()) {
        throw new MalformedAnswerException("a score that is no number: " + number);
      }
      numbers.add(number.doubleValue());
    }
    return numbers;
  }

  /**
   * Reads a list whose elements say their place in a field {@code index}.
   *
   * @param size elements that are expected
   * @param what the elements are, for a message
   */
  static <T> List<T> ordered(JsonNode list, int size, String what, Function<JsonNode, T> reader) {
    List<@Nullable T> byIndex = new ArrayList<>(Collections.nCopies(size, null));
    for (JsonNode node : list) {
      int index = index(node, size);
      if (byIndex.set(index, reader.apply(node)) != null) {
        throw new MalformedAnswerException("two %s of index %d".formatted(what, index));
      }
    }
    List<T> complete = new ArrayList<>(size);
    for (T element : byIndex) {
      if (element == null) {
        throw new MalformedAnswerException(
            "%d %s of %d asked for".formatted(list.size(), what, size));
      }
      complete.add(element);
    }
    return complete;
  }

  private static int index(JsonNode node, int limit) {
    JsonNode index = node.path("index");
    if (!index.isInt() || index.intValue() < 0 || index.intValue() >= limit) {
      throw new MalformedAnswerException("an element with index " + index + " of " + limit);
    }
    return index.intValue();
  }
}
