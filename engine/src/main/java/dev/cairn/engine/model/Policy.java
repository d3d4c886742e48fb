package dev.cairn.engine.model;

import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Revision;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.worker.TokenCount;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Writes continuations. Asynchronous and thread-safe. */
@FunctionalInterface
public interface Policy {
  /**
   * Samples the children of an expansion.
   *
   * @param first number of the first child; the i-th of the expansion is child first + i of its
   *     parent
   * @param seed of the parent; child k is drawn with seed + k, however the children are grouped
   *     into calls
   * @return one future per call, in the order of the children
   */
  List<CompletableFuture<Sampled>> sample(Expansion expansion, int first, long seed);

  /**
   * Writes the children of a revision; numbers, seeds and parts as in {@link #sample}. Of each,
   * what follows the steps that are kept, the cue included.
   *
   * @throws UnsupportedOperationException if this policy only continues
   */
  default List<CompletableFuture<Sampled>> revise(Revision revision, int first, long seed) {
    throw new UnsupportedOperationException("this policy cannot revise");
  }

  /** Writes the children that a request asks for. */
  default List<CompletableFuture<Sampled>> write(Request request, int first, long seed) {
    return request instanceof Revision revision
        ? revise(revision, first, seed)
        : sample((Expansion) request, first, seed);
  }

  /**
   * What one call brought.
   *
   * @param first position of its first continuation among the children that were asked for
   * @param continuations in order
   * @param calls that it took
   * @param tokens that it took
   */
  record Sampled(int first, List<Continuation> continuations, int calls, TokenCount tokens) {
    /** Copies the list. */
    public Sampled {
      continuations = List.copyOf(continuations);
    }
  }

  /**
   * A child's own text.
   *
   * @param steps what was written; empty if the policy ended its answer at once
   * @param finish why it ended
   */
  record Continuation(List<Step> steps, Finish finish) {
    /** Copies the list. */
    public Continuation {
      steps = List.copyOf(steps);
    }
  }
}
