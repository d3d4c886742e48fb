package dev.cairn.engine.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers a call from a log where it can, and keeps in the log what its worker answers. A call is
 * known by its content: the SHA-256 of role, model, path and body. The body holds prompt, sampling
 * parameters and seed; servers, keys and the grouping of calls on their way have no part in it, so
 * this goes around whatever routes, retries and batches.
 *
 * <p>Only what its decoder accepted is kept, and a failure never is. An answer is in the log before
 * it is handed out, so whatever was asked because of it comes later in the log. Calls of the same
 * content that are under way together are one call. GETs ask for a state and are passed on.
 */
public final class LoggedWorker implements Worker {
  private final Worker worker;
  private final CallLog log;
  private final String role;
  private final String model;
  private final ConcurrentMap<String, Flight> flights = new ConcurrentHashMap<>();

  /**
   * A worker with a log.
   *
   * @param role of the worker in its run, such as policy
   * @param model as its servers name it
   */
  public LoggedWorker(Worker worker, CallLog log, String role, String model) {
    this.worker = worker;
    this.log = log;
    this.role = role;
    this.model = model;
  }

  private record Answer<T>(T value, JsonNode json) implements Counted {
    @Override
    public TokenCount tokens() {
      return TokenCount.of(value);
    }
  }

  @Override
  public <T> CompletableFuture<T> send(Call<T> call) {
    if (call.body().isEmpty()) {
      return worker.send(call);
    }
    String address = address(call);
    while (true) {
      Flight flight = new Flight(address);
      Flight other = flights.putIfAbsent(address, flight);
      CompletableFuture<T> result = (other == null ? flight : other).board();
      if (result != null && other == null) {
        lead(call, flight, result);
        return result;
      }
      if (result != null) {
        other.arrivals.whenComplete((json, failure) -> follow(call, json, failure, result));
        return result;
      }
      // Given up by all who waited for it, and about to leave the map.
      flights.remove(address, other);
    }
  }

  private <T> void lead(Call<T> call, Flight flight, CompletableFuture<T> result) {
    try {
      Answer<T> known = known(call, flight.address);
      if (known == null) {
        send(call, flight, result);
      } else {
        flight.arrive(known.json());
        result.complete(known.value());
      }
    } catch (RuntimeException e) {
      flight.fail(e);
      result.completeExceptionally(e);
    }
  }

  /** The logged answer to a call; null if there is none or the decoder refuses it. */
  private <T> @Nullable Answer<T> known(Call<T> call, String address) {
    JsonNode json = log.find(address, call.affinity());
    if (json == null) {
      return null;
    }
    try {
      return new Answer<>(call.decoder().decode(json), json);
    } catch (MalformedAnswerException e) {
      return null;
    }
  }

  private <T> void send(Call<T> call, Flight flight, CompletableFuture<T> result) {
    long started = System.nanoTime();
    CompletableFuture<Answer<T>> sent =
        worker.send(call.readBy(json -> new Answer<T>(call.decoder().decode(json), json)));
    flight.carriedBy(sent);
    sent.whenComplete(
        (answer, failure) -> {
          if (failure != null) {
            flight.fail(Futures.cause(failure));
            result.completeExceptionally(Futures.cause(failure));
            return;
          }
          log.add(logged(call, flight.address, answer, started))
              .whenComplete(
                  (kept, never) -> {
                    flight.arrive(answer.json());
                    result.complete(answer.value());
                  });
        });
  }

  private <T> void follow(
      Call<T> call, JsonNode json, @Nullable Throwable failure, CompletableFuture<T> result) {
    if (failure != null) {
      result.completeExceptionally(failure);
      return;
    }
    try {
      result.complete(call.decoder().decode(json));
    } catch (MalformedAnswerException e) {
      result.completeExceptionally(
          new WorkerException(
              Kind.MALFORMED, role, "the answer to " + call.path() + " is " + e.getMessage()));
    }
  }

  private LoggedCall logged(Call<?> call, String address, Answer<?> answer, long started) {
    return new LoggedCall(
        address,
        role,
        model,
        call.affinity(),
        (System.nanoTime() - started) / 1e9,
        answer.value() instanceof Counted counted ? counted.tokens() : null,
        answer.json());
  }

  private String address(Call<?> call) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : new String[] {role, model, call.path(), call.body()}) {
        digest.update(part.getBytes(UTF_8));
        // No byte of UTF-8, so that no two lists of parts read alike.
        digest.update((byte) 0xff);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void close() {
    worker.close();
  }

  /** A call under way, with all who wait for it. Cancelled when the last of them gives up. */
  private final class Flight {
    private final String address;
    private final CompletableFuture<JsonNode> arrivals = new CompletableFuture<>();
    private @Nullable CompletableFuture<?> carrier;
    private int aboard;
    private boolean givenUp;

    Flight(String address) {
      this.address = address;
    }

    /** Somebody's place, or null if the call was given up. */
    synchronized <T> @Nullable CompletableFuture<T> board() {
      if (givenUp) {
        return null;
      }
      aboard++;
      CompletableFuture<T> place = new CompletableFuture<>();
      place.whenComplete(
          (value, failure) -> {
            if (place.isCancelled()) {
              leave();
            }
          });
      return place;
    }

    void carriedBy(CompletableFuture<?> call) {
      boolean late;
      synchronized (this) {
        carrier = call;
        late = givenUp;
      }
      if (late) {
        call.cancel(true);
      }
    }

    private void leave() {
      CompletableFuture<?> abandoned;
      synchronized (this) {
        aboard--;
        if (aboard > 0) {
          return;
        }
        givenUp = true;
        abandoned = carrier;
      }
      flights.remove(address, this);
      if (abandoned != null) {
        abandoned.cancel(true);
      }
    }

    void arrive(JsonNode json) {
      flights.remove(address, this);
      arrivals.complete(json);
    }

    void fail(Throwable failure) {
      flights.remove(address, this);
      arrivals.completeExceptionally(failure);
    }
  }
}
