package dev.cairn.engine.worker;

import dev.cairn.engine.worker.WorkerException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A server that answers when and as a test says. Its probes are apart from its calls. */
final class Puppet implements Worker {
  private final String name;
  private final List<CompletableFuture<Object>> calls = new ArrayList<>();
  private final List<CompletableFuture<Object>> probes = new ArrayList<>();
  private final List<String> bodies = new ArrayList<>();

  Puppet(String name) {
    this.name = name;
  }

  @Override
  @SuppressWarnings("unchecked")
  public synchronized <T> CompletableFuture<T> send(Call<T> call) {
    CompletableFuture<Object> answer = new CompletableFuture<>();
    (call.path().equals("/health") ? probes : calls).add(answer);
    bodies.add(call.body());
    return (CompletableFuture<T>) answer;
  }

  /** How many calls it was sent. */
  synchronized int sent() {
    return calls.size();
  }

  synchronized int probed() {
    return probes.size();
  }

  /** How many calls wait for its answer. */
  synchronized long open() {
    return calls.stream().filter(call -> !call.isDone()).count();
  }

  synchronized List<String> bodies() {
    return List.copyOf(bodies);
  }

  synchronized boolean wasCancelled(int call) {
    return calls.get(call).isCancelled();
  }

  private synchronized CompletableFuture<Object> oldestOpen() {
    return calls.stream().filter(call -> !call.isDone()).findFirst().orElseThrow();
  }

  void answer() {
    oldestOpen().complete(name);
  }

  void answerAll() {
    while (open() > 0) {
      answer();
    }
  }

  void fail(Kind kind) {
    fail(kind, null);
  }

  void fail(Kind kind, @Nullable Duration retryAfter) {
    oldestOpen().completeExceptionally(failure(kind, retryAfter));
  }

  void probeFails() {
    last().completeExceptionally(failure(Kind.UNREACHABLE, null));
  }

  void probeSucceeds() {
    last().complete(true);
  }

  private synchronized CompletableFuture<Object> last() {
    return probes.get(probes.size() - 1);
  }

  private WorkerException failure(Kind kind, @Nullable Duration retryAfter) {
    return new WorkerException(kind, name, "as the test says", retryAfter);
  }

  @Override
  public void close() {}
}
