package dev.cairn.engine.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A YAML document that knows where each of its values stands, so that a mistake found later, in
 * binding, can be shown with its line.
 */
final class LocatedYaml {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build());

  private final String file;
  private final Map<String, String> places = new HashMap<>();
  private final Map<String, String> assignments = new LinkedHashMap<>();
  private final Map<String, String> origins = new HashMap<>();
  private final ObjectNode root;

  /**
   * Reads a document.
   *
   * @param file how to call it in messages
   */
  LocatedYaml(String file, String text) {
    this.file = file;
    try (JsonParser parser = YAML.createParser(text)) {
      parser.nextToken();
      JsonNode read = parser.currentToken() == null ? null : read(parser, "");
      if (!(read instanceof ObjectNode object)) {
        throw new UserException(file + ": must be a YAML mapping of keys to values");
      }
      root = object;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new UserException(
          "%s:%d: not valid YAML: %s".formatted(file, line, firstLine(e.getOriginalMessage())), e);
    } catch (IOException e) {
      throw new UserException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  ObjectNode root() {
    return root;
  }

  /** Sets {@code a.b.c=value}; the value is read as YAML. */
  void set(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new UserException("--set " + assignment + ": must be like limits.max-steps=20");
    }
    List<String> keys = List.of(assignment.substring(0, equals).split("\\.", -1));
    if (keys.stream().anyMatch(String::isBlank)) {
      throw new UserException("--set " + assignment + ": a key must not be blank");
    }
    JsonNode at = root;
    String path = "";
    for (String key : keys.subList(0, keys.size() - 1)) {
      path += "/" + key;
      at = child(at, key, assignment);
    }
    String last = keys.get(keys.size() - 1);
    if (!(at instanceof ObjectNode object)) {
      throw new UserException("--set %s: %s is not a mapping".formatted(assignment, path));
    }
    String value = assignment.substring(equals + 1);
    if (value.isBlank()) {
      throw new UserException("--set %s: has no value; '' is an empty text".formatted(assignment));
    }
    try {
      object.set(last, YAML.readTree(value));
    } catch (JsonProcessingException e) {
      throw new UserException("--set " + assignment + ": the value is not valid YAML", e);
    }
    String assigned = path + "/" + last;
    // What stood below in the file is gone.
    places.keySet().removeIf(place -> place.startsWith(assigned + "/"));
    places.put(assigned, "--set " + assignment);
    assignments.put(assigned, assignment);
  }

  private static JsonNode child(JsonNode at, String key, String assignment) {
    if (at instanceof ArrayNode list && key.matches("\\d+") && list.has(Integer.parseInt(key))) {
      return list.get(Integer.parseInt(key));
    }
    if (at instanceof ObjectNode object) {
      return object.get(key) == null ? object.putObject(key) : object.get(key);
    }
    throw new UserException("--set %s: there is no %s".formatted(assignment, key));
  }

  /**
   * Where a value stands, or the nearest value around it: {@code file:line}; or the assignment that
   * has set it, or a part of it, since that is what was tried last.
   */
  String place(String moved) {
    String pointer = origin(moved);
    for (String assigned : assignments.keySet()) {
      if (assigned.equals(pointer) || assigned.startsWith(pointer + "/")) {
        return "--set " + assignments.get(assigned);
      }
    }
    for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
      String place = places.get(at);
      if (place != null) {
        return place;
      }
    }
    return file;
  }

  /** Says that what stands at a pointer now, and all below it, was written elsewhere. */
  void move(String from, String to) {
    origins.put(to, from);
  }

  /** Where in the document a value was written. */
  String origin(String pointer) {
    for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
      String origin = origins.get(at);
      if (origin != null) {
        return origin + pointer.substring(at.length());
      }
    }
    return pointer;
  }

  private JsonNode read(JsonParser parser, String pointer) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        String at = pointer + "/" + key;
        places.put(at, file + ":" + parser.currentTokenLocation().getLineNr());
        parser.nextToken();
        object.set(key, read(parser, at));
      }
      return object;
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        String at = pointer + "/" + array.size();
        places.put(at, file + ":" + parser.currentTokenLocation().getLineNr());
        array.add(read(parser, at));
      }
      return array;
    }
    return YAML.readTree(parser);
  }

  static String firstLine(String message) {
    return message.lines().findFirst().orElse("").strip();
  }
}
