package dev.cairn.engine.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The fields of a request, each read as its type or refused by its name. As in vLLM, null counts as
 * absent and unknown fields are ignored.
 */
final class RequestBody {
  private final ObjectNode fields;

  RequestBody(ObjectNode fields) {
    this.fields = fields;
  }

  ObjectNode fields() {
    return fields;
  }

  Optional<String> text(String name) {
    return present(name)
        .map(
            node -> {
              if (!node.isTextual()) {
                throw wrong(name, "a string", node);
              }
              return node.textValue();
            });
  }

  /** A string or a list of strings; empty if absent. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    present(name)
        .ifPresent(
            value -> {
              for (JsonNode node : value.isArray() ? value : List.of(value)) {
                if (!node.isTextual()) {
                  throw wrong(name, "a string or a list of strings", node);
                }
                texts.add(node.textValue());
              }
            });
    return texts;
  }

  OptionalLong integer(String name) {
    Optional<JsonNode> node = present(name);
    if (node.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!node.get().isIntegralNumber() || !node.get().canConvertToLong()) {
      throw wrong(name, "an integer of 64 bits", node.get());
    }
    return OptionalLong.of(node.get().longValue());
  }

  /** An integer in a range, or a default. */
  int integer(String name, int absent, int min, int max) {
    long value = integer(name).orElse(absent);
    if (value < min || value > max) {
      throw RequestRefused.unservable(
          name, "%s must be in [%d, %d], got %d.".formatted(name, min, max, value));
    }
    return (int) value;
  }

  OptionalDouble number(String name) {
    Optional<JsonNode> node = present(name);
    if (node.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (!node.get().isNumber()) {
      throw wrong(name, "a number", node.get());
    }
    return OptionalDouble.of(node.get().doubleValue());
  }

  /** Whether a boolean is true; false if absent. */
  boolean flag(String name) {
    return present(name)
        .map(
            node -> {
              if (!node.isBoolean()) {
                throw wrong(name, "a boolean", node);
              }
              return node.booleanValue();
            })
        .orElse(false);
  }

  Optional<JsonNode> present(String name) {
    return Optional.ofNullable(fields.get(name)).filter(node -> !node.isNull());
  }

  /** Refuses the request if a field is there and neither null, false nor an empty list. */
  void refuseAnyOf(List<String> names) {
    for (String name : names) {
      boolean wanted =
          present(name)
              .filter(node -> !(node.isBoolean() && !node.booleanValue()))
              .filter(node -> !(node.isArray() && node.isEmpty()))
              .isPresent();
      if (wanted) {
        throw RequestRefused.unservable(name, "A simulated worker does not support " + name + ".");
      }
    }
  }

  /** Refuses the request if it names a model other than the one served. */
  void checkModel(String served) {
    text("model")
        .filter(model -> !model.equals(served))
        .ifPresent(
            model -> {
              throw RequestRefused.unknownModel(model);
            });
  }

  private static RequestRefused wrong(String name, String wanted, JsonNode was) {
    return RequestRefused.malformed(
        name,
        "%s must be %s but was %s."
            .formatted(
                name, wanted, was.getNodeType().toString().toLowerCase(java.util.Locale.ROOT)));
  }
}
