package dev.cairn.engine.model;

import dev.cairn.engine.worker.Completion;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.CompletionRequest;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Gets as many continuations as are asked for, also from servers that bring fewer in one call or
 * ignore that they were asked for several. The i-th has the request's seed + i in any case.
 */
final class Sampler {
  private final Dialect dialect;
  private final Worker worker;

  Sampler(Dialect dialect, Worker worker) {
    this.dialect = dialect;
    this.worker = worker;
  }

  /**
   * What was drawn.
   *
   * @param completion all continuations, and the tokens of all calls
   * @param calls that it took
   */
  record Drawn(Completion completion, int calls) {
    private static Drawn joined(List<Drawn> parts) {
      List<Choice> choices = new ArrayList<>();
      TokenCount tokens = TokenCount.NONE;
      int calls = 0;
      for (Drawn part : parts) {
        choices.addAll(part.completion.choices());
        tokens = tokens.plus(part.completion.tokens());
        calls += part.calls;
      }
      return new Drawn(new Completion(choices, tokens), calls);
    }
  }

  /** A request of however many continuations, in as many calls as it takes. */
  CompletableFuture<Drawn> drawAll(CompletionRequest request) {
    int perCall = dialect.samplesPerCall();
    List<CompletableFuture<Drawn>> parts = new ArrayList<>();
    for (int from = 0; from < request.n(); from += perCall) {
      int n = Math.min(perCall, request.n() - from);
      parts.add(draw(request.part(n, request.sampling().seed() + from)));
    }
    return Futures.map(Futures.all(parts), Drawn::joined);
  }

  /** A request of no more continuations than the dialect allows. */
  CompletableFuture<Drawn> draw(CompletionRequest request) {
    return Futures.then(
        worker.send(dialect.complete(request)),
        completion -> {
          Drawn drawn = new Drawn(completion, 1);
          return completion.choices().size() == request.n()
              ? CompletableFuture.completedFuture(drawn)
              : withOthers(request, drawn);
        });
  }

  private CompletableFuture<Drawn> withOthers(CompletionRequest request, Drawn first) {
    List<CompletableFuture<Drawn>> parts = new ArrayList<>();
    parts.add(CompletableFuture.completedFuture(first));
    for (int i = 1; i < request.n(); i++) {
      parts.add(draw(request.part(1, request.sampling().seed() + i)));
    }
    return Futures.map(Futures.all(parts), Drawn::joined);
  }
}
