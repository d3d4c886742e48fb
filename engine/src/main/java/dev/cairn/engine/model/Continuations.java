package dev.cairn.engine.model;

import dev.cairn.engine.model.Policy.Continuation;
import dev.cairn.engine.model.Policy.Sampled;
import dev.cairn.engine.model.Sampler.Drawn;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.worker.Completion;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.CompletionRequest;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.WorkerException;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * Draws the continuations that a policy asks a completions endpoint for and divides them into
 * steps.
 *
 * <p>Where a server does not tell whether its stop string or the end of the turn ended a text, a
 * text that states an answer has ended, and any other is a step. Where a server ignores that it was
 * asked for several continuations, the others are asked for one by one.
 *
 * <p>A step that is blank although it ended with a separator is drawn again, up to three times with
 * other seeds; if it stays blank the trajectory is truncated there.
 */
final class Continuations {
  private static final int BLANK_RETRIES = 3;

  /** How solutions state their answer: a box, GSM8K's mark, or in words. */
  private static final Pattern STATED_ANSWER =
      Pattern.compile("\\\\boxed\\s*\\{[^}]|####\\s*\\S|answer\\s+is\\b", Pattern.CASE_INSENSITIVE);

  /** Seeds of the draws that replace a blank one lie this far apart: beyond any child number. */
  private static final long RETRY_SEED_DISTANCE = 1L << 24;

  private final Sampler sampler;
  private final int perCall;
  private final String separator;
  private final StepSplitter splitter;

  /**
   * Draws by a sampler.
   *
   * @param perCall the most continuations in one call
   * @param separator ends a step
   */
  Continuations(Sampler sampler, int perCall, String separator) {
    this.sampler = sampler;
    this.perCall = perCall;
    this.separator = separator;
    this.splitter = new StepSplitter(separator);
  }

  /**
   * What continuations go on from.
   *
   * @param cue that their first step begins with
   * @param tokens written so far
   * @param maxTokens of the whole, these included
   * @param begun whether something is written already, so that there may be nothing more to write
   * @param known whether there is a solution already, so that the search need not fail for want of
   *     room
   */
  record Beginning(String cue, int tokens, int maxTokens, boolean begun, boolean known) {}

  /** A request of however many continuations, as one part a call. */
  List<CompletableFuture<Sampled>> of(Beginning beginning, CompletionRequest whole) {
    List<CompletableFuture<Sampled>> parts = new ArrayList<>();
    for (int from = 0; from < whole.n(); from += perCall) {
      int n = Math.min(perCall, whole.n() - from);
      int position = from;
      CompletionRequest request = whole.part(n, whole.sampling().seed() + from);
      parts.add(
          Futures.recover(
              Futures.then(
                  sampler.draw(request), drawn -> filled(beginning, request, drawn, position, 0)),
              failure -> full(beginning, position, n, failure)));
    }
    return parts;
  }

  /** Children without text where there is no room for any; a question needs room. */
  private static CompletableFuture<Sampled> full(
      Beginning beginning, int position, int n, Throwable failure) {
    if (failure instanceof WorkerException refused
        && refused.kind() == Kind.CONTEXT_TOO_LONG
        && beginning.known()) {
      Continuation none = new Continuation(List.of(), Finish.CONTEXT_FULL);
      return CompletableFuture.completedFuture(
          new Sampled(position, Collections.nCopies(n, none), 1, TokenCount.NONE));
    }
    return CompletableFuture.failedFuture(failure);
  }

  /** Continuations of a completion, its blank steps drawn again. */
  private CompletableFuture<Sampled> filled(
      Beginning beginning, CompletionRequest request, Drawn drawn, int position, int retries) {
    List<Continuation> continuations = new ArrayList<>();
    List<Integer> blanks = new ArrayList<>();
    Completion completion = drawn.completion();
    List<Integer> counts = tokenCounts(completion);
    for (int i = 0; i < counts.size(); i++) {
      Choice choice = resolved(completion.choices().get(i));
      Continuation continuation = continuation(beginning, choice, counts.get(i));
      continuations.add(continuation);
      if (continuation.steps().isEmpty()
          && (continuation.finish() == Finish.SEPARATOR || !beginning.begun())) {
        blanks.add(i);
      }
    }
    Sampled sampled = new Sampled(position, continuations, drawn.calls(), completion.tokens());
    return blanks.isEmpty()
        ? CompletableFuture.completedFuture(sampled)
        : redrawn(beginning, request, sampled, blanks, retries);
  }

  private CompletableFuture<Sampled> redrawn(
      Beginning beginning,
      CompletionRequest request,
      Sampled sampled,
      List<Integer> blanks,
      int retries) {
    if (retries == BLANK_RETRIES || request.sampling().temperature() == 0) {
      if (!beginning.begun()) {
        throw new IllegalStateException(
            "the policy wrote nothing but blanks for the question, %d times"
                .formatted(retries + 1));
      }
      List<Continuation> closed = new ArrayList<>(sampled.continuations());
      blanks.forEach(i -> closed.set(i, new Continuation(List.of(), Finish.TRUNCATED)));
      return CompletableFuture.completedFuture(
          new Sampled(sampled.first(), closed, sampled.calls(), sampled.tokens()));
    }
    CompletableFuture<Sampled> result = CompletableFuture.completedFuture(sampled);
    for (int i : blanks) {
      CompletionRequest again = request.single(request.sampling().seed() + i + RETRY_SEED_DISTANCE);
      result =
          Futures.then(
              result,
              soFar ->
                  Futures.map(
                      Futures.then(
                          sampler.draw(again),
                          drawn -> filled(beginning, again, drawn, 0, retries + 1)),
                      other -> replaced(soFar, i, other)));
    }
    return result;
  }

  private static Sampled replaced(Sampled sampled, int i, Sampled drawn) {
    List<Continuation> continuations = new ArrayList<>(sampled.continuations());
    continuations.set(i, drawn.continuations().get(0));
    return new Sampled(
        sampled.first(),
        continuations,
        sampled.calls() + drawn.calls(),
        sampled.tokens().plus(drawn.tokens()));
  }

  /** The choice with its end made out where the server left it open. */
  private Choice resolved(Choice choice) {
    if (choice.reasoning() != null) {
      throw new IllegalStateException(
          "the policy's server splits thoughts off the answer, so that they cannot be continued;"
              + " start it without its reasoning parser");
    }
    if (choice.ending() != Ending.STOP_OR_END) {
      return choice;
    }
    boolean over = STATED_ANSWER.matcher(choice.text()).find();
    return new Choice(
        over ? choice.text() : choice.text() + separator,
        over ? Ending.END : Ending.STOP,
        choice.tokenCount(),
        choice.logProb(),
        choice.tokens());
  }

  private Continuation continuation(Beginning beginning, Choice choice, int tokens) {
    List<Step> steps = cued(beginning.cue(), splitter.steps(choice, tokens));
    return new Continuation(steps, finish(beginning, choice, tokens));
  }

  /** Steps that the cue is put before; it took no tokens to write. */
  private static List<Step> cued(String cue, List<Step> steps) {
    if (cue.isEmpty()) {
      return steps;
    }
    if (steps.isEmpty()) {
      return List.of(new Step(cue, 0, 0.0));
    }
    List<Step> cued = new ArrayList<>(steps);
    Step first = cued.get(0);
    cued.set(0, new Step(cue + first.text(), first.tokens(), first.logProb()));
    return cued;
  }

  private static Finish finish(Beginning beginning, Choice choice, int tokens) {
    boolean full = beginning.tokens() + tokens >= beginning.maxTokens();
    return switch (choice.ending()) {
      case END -> Finish.ANSWERED;
      case LENGTH -> Finish.TRUNCATED;
      case STOP, STOP_OR_END -> full ? Finish.TRUNCATED : Finish.SEPARATOR;
    };
  }

  /** Tokens of every choice; where the server told only their sum, shares of it by length. */
  private static List<Integer> tokenCounts(Completion completion) {
    List<Choice> choices = completion.choices();
    List<Integer> shares =
        StepSplitter.share(
            completion.tokens().generated(),
            choices.stream().map(choice -> choice.text().length()).toList());
    List<Integer> counts = new ArrayList<>(choices.size());
    for (int i = 0; i < choices.size(); i++) {
      Integer told = choices.get(i).tokenCount();
      counts.add(told == null ? shares.get(i) : told);
    }
    return counts;
  }
}
