package dev.cairn.engine.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of a call that it does not serve. Reads the bodies of all servers and of their
 * versions: {@code {"error":{"message":..}}}, the flat one with {@code "object":"error"}, {@code
 * {"error":"..","error_type":".."}}, FastAPI's {@code {"detail":..}} and plain text.
 *
 * @param message the server's words in one line, possibly empty
 * @param code what the server calls the error, in lower case: its code and type
 * @param retryAfter as of {@link WorkerException#retryAfter()}
 */
record ErrorAnswer(int status, String message, String code, @Nullable Duration retryAfter) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MESSAGE_LENGTH = 300;
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** What servers say, in lower case, when prompt and tokens asked for exceed the context. */
  private static final List<String> CONTEXT_TOO_LONG =
      List.of(
          "maximum context length",
          "context length is only",
          "longer than the model's context length",
          "exceeds the available context size",
          "context_length_exceeded",
          "exceed_context_size_error",
          "`inputs` tokens + `max_new_tokens` must be");

  static ErrorAnswer read(int status, Map<String, List<String>> headers, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    String code = "";
    try {
      JsonNode json = JSON.readTree(body);
      JsonNode error = json.path("error").isObject() ? json.path("error") : json;
      text = words(error);
      code =
          "%s %s %s"
              .formatted(
                  error.path("code").asText(),
                  error.path("type").asText(),
                  error.path("error_type").asText());
    } catch (IOException notJson) {
      // Plain text, or a proxy's page.
    }
    String line = text.strip().replaceAll("\\s+", " ");
    String shown =
        line.length() > MESSAGE_LENGTH ? line.substring(0, MESSAGE_LENGTH) + " ..." : line;
    return new ErrorAnswer(status, shown, code.toLowerCase(Locale.ROOT), retryAfter(headers));
  }

  private static String words(JsonNode error) {
    for (String field : List.of("message", "error", "detail")) {
      if (error.path(field).isTextual()) {
        return error.path(field).textValue();
      }
    }
    return error.path("detail").isContainerNode() ? error.path("detail").toString() : "";
  }

  WorkerException at(String endpoint) {
    String words = "HTTP " + status + (message.isEmpty() ? "" : ": " + message);
    return new WorkerException(kind(), endpoint, words, retryAfter);
  }

  private Kind kind() {
    String said = message.toLowerCase(Locale.ROOT) + " " + code;
    return switch (status) {
      // A quota that is used up does not come back within a run.
      case 429 -> said.contains("insufficient_quota") ? Kind.REFUSED : Kind.OVERLOADED;
      case 408, 425, 503 -> Kind.OVERLOADED;
      case 400, 413, 422 ->
          CONTEXT_TOO_LONG.stream().anyMatch(said::contains) ? Kind.CONTEXT_TOO_LONG : Kind.REFUSED;
      // TGI's failed generation, for want of memory for instance.
      case 424 -> Kind.SERVER_ERROR;
      default -> status >= 500 && status != 501 ? Kind.SERVER_ERROR : Kind.REFUSED;
    };
  }

  private static @Nullable Duration retryAfter(Map<String, List<String>> headers) {
    String millis = header(headers, "retry-after-ms");
    if (millis != null && millis.matches("\\d{1,9}(\\.\\d*)?")) {
      return bounded(Duration.ofMillis((long) Double.parseDouble(millis)));
    }
    String after = header(headers, "retry-after");
    if (after == null) {
      return null;
    }
    if (after.matches("\\d{1,9}(\\.\\d*)?")) {
      return bounded(Duration.ofMillis((long) (Double.parseDouble(after) * 1000)));
    }
    try {
      Instant until = ZonedDateTime.parse(after, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return bounded(Duration.between(Instant.now(), until));
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private static @Nullable String header(Map<String, List<String>> headers, String name) {
    for (Map.Entry<String, List<String>> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase(name) && !header.getValue().isEmpty()) {
        return header.getValue().get(0).strip();
      }
    }
    return null;
  }
}
