package dev.cairn.jobs.io;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cairn.engine.worker.LoggedCall;
import dev.cairn.engine.worker.TokenCount;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An answered call as it is kept in the run directory, without its address: deflated JSON.
 *
 * @param role of the worker
 * @param model as its servers name it
 * @param problem whose search asked first
 * @param seconds from sending it to its answer
 * @param tokens that it took, or null if that is not known
 * @param answer as the server gave it
 */
public record StoredCall(
    String role,
    String model,
    String problem,
    double seconds,
    @Nullable TokenCount tokens,
    JsonNode answer) {
  private static final double MICROS = 1e6;
  // ASCII only: half a surrogate pair, as among a server's tokens, cannot be written as UTF-8.
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  static StoredCall of(LoggedCall call) {
    return new StoredCall(
        call.role(),
        call.model(),
        call.affinity(),
        Math.round(call.seconds() * MICROS) / MICROS,
        call.tokens(),
        call.answer());
  }

  byte[] deflated() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (OutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      JSON.writeValue(out, this);
    } catch (IOException e) {
      throw new UncheckedIOException("a call cannot be written as JSON", e);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #deflated} gave.
   *
   * @throws UncheckedIOException if it is anything else
   */
  static StoredCall inflated(byte[] body) {
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(body))) {
      return JSON.readValue(in, StoredCall.class);
    } catch (IOException e) {
      throw new UncheckedIOException("a logged call cannot be read", e);
    }
  }
}
