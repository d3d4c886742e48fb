package dev.cairn.engine.worker;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A call that was answered.
 *
 * @param address of its content: 64 hexadecimal digits
 * @param role of the worker, such as policy
 * @param model as its servers name it
 * @param affinity as of {@link Call}
 * @param seconds from sending it to its answer, waits and retries included
 * @param tokens that it took, or null where its decoder does not tell
 * @param answer exactly as the server gave it
 */
public record LoggedCall(
    String address,
    String role,
    String model,
    String affinity,
    double seconds,
    @Nullable TokenCount tokens,
    JsonNode answer) {}
