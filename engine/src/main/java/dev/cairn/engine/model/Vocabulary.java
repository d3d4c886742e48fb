package dev.cairn.engine.model;

import dev.cairn.engine.worker.Futures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Token ids of texts by a model's own tokenizer, the recent ones remembered. What it asks the
 * server is in no ledger: it costs no tokens, and how much is remembered depends on what ran
 * before.
 */
final class Vocabulary {
  private static final int REMEMBERED = 20_000;

  private final ServedModel model;
  private final Map<String, List<Integer>> known =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Integer>> eldest) {
          return size() > REMEMBERED;
        }
      };

  Vocabulary(ServedModel model) {
    this.model = model;
  }

  CompletableFuture<List<Integer>> ids(String text, String affinity) {
    if (text.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    synchronized (known) {
      List<Integer> ids = known.get(text);
      if (ids != null) {
        return CompletableFuture.completedFuture(ids);
      }
    }
    return Futures.map(
        model.send(model.dialect().tokenize(model.name(), text, affinity)),
        ids -> {
          synchronized (known) {
            known.put(text, ids);
          }
          return ids;
        });
  }

  /** The ids of several texts, in their order. */
  CompletableFuture<List<List<Integer>>> all(List<String> texts, String affinity) {
    return Futures.all(texts.stream().map(text -> ids(text, affinity)).toList());
  }
}
