package dev.cairn.engine.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls that ask the same thing about lists of texts together: those whose body has a list
 * {@code input}, answered by a list {@code data} with an {@code index} each, as {@code /pooling}
 * and {@code /classify} are, and that are otherwise alike. The first of a batch waits a while for
 * others. Every call gets the answer that it would have got alone, except that the tokens read are
 * told only for all together and shared by the texts' lengths. Where a batch fails, its calls are
 * sent one by one, so that none suffers for another. Other calls pass through.
 */
public final class BatchingWorker implements Worker {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INPUT = "input";

  private final Worker worker;
  private final Duration linger;
  private final int texts;
  private final Timer timer;
  private final Map<String, Batch> open = new LinkedHashMap<>();

  /**
   * A worker.
   *
   * @param linger how long the first call of a batch waits, above 0
   * @param texts the most in one call, at least 1; a call of more goes alone
   */
  public BatchingWorker(Worker worker, Duration linger, int texts, Timer timer) {
    this.worker = worker;
    this.linger = linger;
    this.texts = texts;
    this.timer = timer;
  }

  private record Part<T>(Call<T> call, ArrayNode input, CompletableFuture<T> result) {}

  /** Calls that are alike, and what they have in common. */
  private record Batch(ObjectNode common, List<Part<?>> parts) {
    int size() {
      return parts.stream().mapToInt(part -> part.input.size()).sum();
    }
  }

  @Override
  public <T> CompletableFuture<T> send(Call<T> call) {
    ObjectNode body = body(call);
    if (body == null || !(body.remove(INPUT) instanceof ArrayNode input) || input.size() > texts) {
      return worker.send(call);
    }
    Part<T> part = new Part<>(call, input, new CompletableFuture<>());
    String key = call.path() + '\n' + body;
    List<Batch> due = new ArrayList<>();
    synchronized (this) {
      Batch batch = open.get(key);
      if (batch != null && batch.size() + input.size() > texts) {
        due.add(batch);
        batch = null;
      }
      if (batch == null) {
        Batch begun = new Batch(body, new ArrayList<>());
        open.put(key, begun);
        var unused = timer.after(linger, () -> close(key, begun));
        batch = begun;
      }
      batch.parts.add(part);
      if (batch.size() == texts) {
        open.remove(key);
        due.add(batch);
      }
    }
    due.forEach(this::send);
    return part.result;
  }

  private static @Nullable ObjectNode body(Call<?> call) {
    try {
      return !call.body().isEmpty() && JSON.readTree(call.body()) instanceof ObjectNode fields
          ? fields
          : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private void close(String key, Batch batch) {
    synchronized (this) {
      if (!open.remove(key, batch)) {
        return;
      }
    }
    send(batch);
  }

  /** The answers of a batch, and the tokens of all of it; 0 where the server does not tell. */
  private record Divided(List<JsonNode> answers, TokenCount tokens) implements Counted {}

  private void send(Batch batch) {
    List<Part<?>> parts = batch.parts.stream().filter(part -> !part.result.isDone()).toList();
    if (parts.size() <= 1) {
      parts.forEach(this::sendAlone);
      return;
    }
    ObjectNode body = batch.common.deepCopy();
    ArrayNode input = body.putArray(INPUT);
    parts.forEach(part -> input.addAll(part.input));
    Call<?> first = parts.get(0).call;
    int sequences = parts.stream().mapToInt(part -> part.call.sequences()).sum();
    CompletableFuture<Divided> sent =
        worker.send(
            new Call<>(
                first.path(),
                body.toString(),
                first.affinity(),
                sequences,
                answer -> divided(answer, parts)));
    parts.forEach(part -> part.result.whenComplete((value, failure) -> cancel(parts, sent)));
    sent.whenComplete(
        (all, failure) -> {
          for (int i = 0; i < parts.size(); i++) {
            if (failure == null) {
              answer(parts.get(i), all.answers().get(i));
            } else {
              sendAlone(parts.get(i));
            }
          }
        });
  }

  /** Ends a batch that nobody waits for any more. */
  private static void cancel(List<Part<?>> parts, CompletableFuture<?> sent) {
    if (parts.stream().allMatch(part -> part.result.isCancelled())) {
      sent.cancel(true);
    }
  }

  private <T> void answer(Part<T> part, JsonNode answer) {
    T decoded;
    try {
      decoded = part.call.decoder().decode(answer);
    } catch (RuntimeException e) {
      // A bad answer to one text must be a failure of its own call, with attempts of its own.
      sendAlone(part);
      return;
    }
    part.result.complete(decoded);
  }

  private <T> void sendAlone(Part<T> part) {
    if (!part.result.isDone()) {
      Futures.forward(worker.send(part.call), part.result);
    }
  }

  /** What each part would have been answered alone. */
  private static Divided divided(JsonNode answer, List<Part<?>> parts) {
    Map<Integer, JsonNode> byIndex = new LinkedHashMap<>();
    answer.path("data").forEach(item -> byIndex.put(item.path("index").asInt(-1), item));
    long tokens = answer.path("usage").path("prompt_tokens").asLong(-1);
    List<Long> shares = shares(tokens, parts);
    List<JsonNode> answers = new ArrayList<>();
    int from = 0;
    for (Part<?> part : parts) {
      ObjectNode own = answer.isObject() ? answer.deepCopy() : JSON.createObjectNode();
      ArrayNode data = own.putArray("data");
      for (int i = 0; i < part.input.size(); i++) {
        if (byIndex.get(from + i) instanceof ObjectNode item) {
          data.add(item.deepCopy().put("index", i));
        }
      }
      if (own.path("usage") instanceof ObjectNode usage && tokens >= 0) {
        usage.put("prompt_tokens", shares.get(answers.size()));
      }
      answers.add(own);
      from += part.input.size();
    }
    return new Divided(answers, new TokenCount(Math.max(0, tokens), 0, 0));
  }

  /** The tokens in proportion to the texts' lengths, adding up to all. */
  private static List<Long> shares(long tokens, List<Part<?>> parts) {
    List<Long> lengths =
        parts.stream()
            .map(
                part -> {
                  long length = 0;
                  for (JsonNode text : part.input) {
                    length += text.asText().length();
                  }
                  return length;
                })
            .toList();
    long all = Math.max(1, lengths.stream().mapToLong(Long::longValue).sum());
    List<Long> shares = new ArrayList<>();
    long before = 0;
    long given = 0;
    for (long length : lengths) {
      before += length;
      long until = tokens * before / all;
      shares.add(until - given);
      given = until;
    }
    return shares;
  }

  @Override
  public void close() {
    List<Batch> left;
    synchronized (this) {
      left = List.copyOf(open.values());
      open.clear();
    }
    worker.close();
    left.forEach(this::send);
  }
}
