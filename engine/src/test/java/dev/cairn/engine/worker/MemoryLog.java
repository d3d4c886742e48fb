package dev.cairn.engine.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A call log that lasts as long as its object, and keeps an answer once its gate is open. */
final class MemoryLog implements CallLog {
  private final List<LoggedCall> calls = new ArrayList<>();
  private final CompletableFuture<Void> gate;

  MemoryLog() {
    this(CompletableFuture.completedFuture(null));
  }

  MemoryLog(CompletableFuture<Void> gate) {
    this.gate = gate;
  }

  synchronized List<LoggedCall> calls() {
    return List.copyOf(calls);
  }

  @Override
  public synchronized @Nullable JsonNode find(String address, String affinity) {
    return calls.stream()
        .filter(call -> call.address().equals(address) && call.affinity().equals(affinity))
        .map(LoggedCall::answer)
        .findFirst()
        .orElse(null);
  }

  @Override
  public CompletableFuture<Void> add(LoggedCall call) {
    synchronized (this) {
      calls.add(call);
    }
    return gate;
  }
}
