package dev.cairn.jobs.io.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a row, or of an object in it, by their types. A field that is missing or null is
 * absent: methods that end in {@code OrNull} or {@code OrEmpty} allow that, all others refuse it. A
 * field of another type is always refused.
 */
public final class Fields {
  private static final int SHOWN = 60;

  private final JsonNode object;
  private final String path;
  private final Place place;

  private Fields(JsonNode object, String path, Place place) {
    this.object = object;
    this.path = path;
    this.place = place;
  }

  /** The fields of a row. */
  public static Fields of(JsonNode row, Place place) throws BadFieldException {
    if (!row.isObject()) {
      throw new BadFieldException("row", "must be a JSON object but was " + shown(row));
    }
    return new Fields(row, "", place);
  }

  /** Where the row stands. */
  public Place place() {
    return place;
  }

  /** The row or object itself. */
  public JsonNode object() {
    return object;
  }

  /** Whether a field is there and not null. */
  public boolean has(String name) {
    return object.hasNonNull(name);
  }

  /** A mistake in a field of this object. */
  public BadFieldException mistake(String name, String reason) {
    return new BadFieldException(path + name, reason);
  }

  /** A text, or a number as it is printed. */
  public String text(String name) throws BadFieldException {
    return text(required(name, "a text"), path + name);
  }

  /** A text, or a number as it is printed; null if absent. */
  public @Nullable String textOrNull(String name) throws BadFieldException {
    return has(name) ? text(name) : null;
  }

  /** A text with something in it, or a number as it is printed. */
  public String name(String name) throws BadFieldException {
    String text = text(name);
    if (text.isBlank()) {
      throw mistake(name, "must not be blank");
    }
    return text;
  }

  /** A whole number of at least {@code least}. */
  public int integer(String name, int least) throws BadFieldException {
    return integer(required(name, "a whole number"), path + name, least);
  }

  /** A whole number of at least {@code least}; null if absent. */
  public @Nullable Integer integerOrNull(String name, int least) throws BadFieldException {
    return has(name) ? integer(name, least) : null;
  }

  /** true, false, 1 or 0; null if absent. */
  public @Nullable Boolean truthOrNull(String name) throws BadFieldException {
    return has(name) ? truth(object.get(name), path + name) : null;
  }

  /** A finite number; null if absent. */
  public @Nullable Double numberOrNull(String name) throws BadFieldException {
    return has(name) ? number(object.get(name), path + name) : null;
  }

  /** A list of texts, which may be empty. */
  public List<String> texts(String name) throws BadFieldException {
    return list(name, Fields::text);
  }

  /** A list of texts; empty if absent. */
  public List<String> textsOrEmpty(String name) throws BadFieldException {
    return has(name) ? texts(name) : List.of();
  }

  /** A list of finite numbers, which may be empty. */
  public List<Double> numbers(String name) throws BadFieldException {
    return list(name, Fields::number);
  }

  /** A list of finite numbers; empty if absent. */
  public List<Double> numbersOrEmpty(String name) throws BadFieldException {
    return has(name) ? numbers(name) : List.of();
  }

  /** A list of at least one text. */
  public List<String> someTexts(String name) throws BadFieldException {
    return some(name, texts(name));
  }

  /** A list of lists of finite numbers. */
  public List<List<Double>> numberLists(String name) throws BadFieldException {
    return list(name, (node, at) -> list(node, at, Fields::number));
  }

  /** A list of true and false, 1 and 0. */
  public List<Boolean> truths(String name) throws BadFieldException {
    return list(name, Fields::truth);
  }

  /** A list of whole numbers of at least {@code least}. */
  public List<Integer> integers(String name, int least) throws BadFieldException {
    return list(name, (node, at) -> integer(node, at, least));
  }

  /** A list of objects. */
  public List<Fields> objects(String name) throws BadFieldException {
    return list(
        name,
        (node, at) ->
            new Fields(typed(node, at, "an object", JsonNode::isObject), at + ".", place));
  }

  /** A list of at least one object. */
  public List<Fields> someObjects(String name) throws BadFieldException {
    return some(name, objects(name));
  }

  /** An object of whole numbers from -1 to 1 by whole numbers; those that are null are left out. */
  public SortedMap<Integer, Integer> signs(String name) throws BadFieldException {
    JsonNode signs =
        typed(required(name, "an object"), path + name, "an object", JsonNode::isObject);
    SortedMap<Integer, Integer> read = new TreeMap<>();
    for (Map.Entry<String, JsonNode> sign : signs.properties()) {
      String at = "%s.%s".formatted(path + name, sign.getKey());
      if (!sign.getKey().matches("\\d{1,9}")) {
        throw new BadFieldException(at, "must be named by the number of a step");
      }
      if (!sign.getValue().isNull()) {
        read.put(Integer.parseInt(sign.getKey()), sign(sign.getValue(), at));
      }
    }
    return read;
  }

  /** -1, 0 or 1; null if absent. */
  public @Nullable Integer signOrNull(String name) throws BadFieldException {
    return has(name) ? sign(object.get(name), path + name) : null;
  }

  /** Refuses two lists that should be equally long and are not. */
  public void sameLength(String name, List<?> list, String otherName, List<?> other)
      throws BadFieldException {
    if (list.size() != other.size()) {
      throw mistake(
          name,
          "must be as long as %s, which has %d, but has %d"
              .formatted(otherName, other.size(), list.size()));
    }
  }

  private <T> List<T> some(String name, List<T> list) throws BadFieldException {
    if (list.isEmpty()) {
      throw mistake(name, "must not be empty");
    }
    return list;
  }

  private static int sign(JsonNode node, String at) throws BadFieldException {
    typed(node, at, "-1, 0 or 1", each -> each.isIntegralNumber() && Math.abs(each.asLong(2)) <= 1);
    return node.asInt();
  }

  /** Reads an element of a list. */
  private interface Element<T> {
    T read(JsonNode node, String at) throws BadFieldException;
  }

  private <T> List<T> list(String name, Element<T> element) throws BadFieldException {
    return list(required(name, "a list"), path + name, element);
  }

  private static <T> List<T> list(JsonNode node, String at, Element<T> element)
      throws BadFieldException {
    typed(node, at, "a list", JsonNode::isArray);
    List<T> list = new ArrayList<>(node.size());
    for (JsonNode each : node) {
      list.add(element.read(each, "%s[%d]".formatted(at, list.size())));
    }
    return list;
  }

  private JsonNode required(String name, String type) throws BadFieldException {
    JsonNode node = object.get(name);
    if (node == null) {
      throw mistake(name, "must be %s but is missing".formatted(type));
    }
    return node;
  }

  private static String text(JsonNode node, String at) throws BadFieldException {
    String text =
        typed(node, at, "a text", each -> each.isTextual() || keepsItsDigits(each)).asText();
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new BadFieldException(at, "must be a text of whole characters but has half of one");
    }
    return text;
  }

  private static int integer(JsonNode node, String at, int least) throws BadFieldException {
    typed(
        node,
        at,
        "a whole number of at least " + least,
        each ->
            each.canConvertToExactIntegral() && each.canConvertToInt() && each.asInt() >= least);
    return node.asInt();
  }

  private static boolean truth(JsonNode node, String at) throws BadFieldException {
    typed(
        node,
        at,
        "true or false",
        each ->
            each.isBoolean()
                || (each.isNumber() && (each.asDouble() == 0 || each.asDouble() == 1)));
    return node.isBoolean() ? node.asBoolean() : node.asDouble() == 1;
  }

  private static double number(JsonNode node, String at) throws BadFieldException {
    typed(node, at, "a finite number", Fields::isFinite);
    return node.asDouble();
  }

  private static boolean isFinite(JsonNode node) {
    return node.isNumber() && Double.isFinite(node.asDouble());
  }

  /** Whether a number is held as it is printed: one beyond the range of a double may be lost. */
  private static boolean keepsItsDigits(JsonNode node) {
    return node.isNumber() && (!node.isDouble() || Double.isFinite(node.doubleValue()));
  }

  private static JsonNode typed(JsonNode node, String at, String type, Predicate<JsonNode> is)
      throws BadFieldException {
    if (!is.test(node)) {
      throw new BadFieldException(at, "must be %s but was %s".formatted(type, shown(node)));
    }
    return node;
  }

  private static String shown(JsonNode node) {
    String text = node.isNumber() ? node.asText() : node.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
