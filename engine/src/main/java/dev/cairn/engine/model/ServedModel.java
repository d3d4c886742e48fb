package dev.cairn.engine.model;

import dev.cairn.engine.worker.Call;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.Worker;
import java.util.concurrent.CompletableFuture;

/**
 * A model behind its servers.
 *
 * @param name as the servers call it
 * @param dialect that they speak
 * @param worker that answers for them
 */
public record ServedModel(String name, Dialect dialect, Worker worker) {
  <T> CompletableFuture<T> send(Call<T> call) {
    return worker.send(call);
  }
}
