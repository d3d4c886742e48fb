package dev.cairn.engine.model;

import dev.cairn.engine.model.Sampler.Drawn;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Decoding;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Completion;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.CompletionRequest;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.Sampling;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.Worker;
import dev.cairn.engine.worker.WorkerException;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * A policy behind a completions endpoint: renders the prompt itself, lets the server continue the
 * answer to the next separator or to its end, and divides what comes back into steps.
 *
 * <p>Where a server does not tell whether its stop string or the end of the turn ended a text, a
 * text that states an answer has ended, and any other is a step. Where a server ignores that it was
 * asked for several continuations, the others are asked for one by one. A continuation that would
 * not fit the model's context ends the trajectory there.
 *
 * <p>A step that is blank although it ended with a separator is drawn again, up to three times with
 * other seeds; if it stays blank the trajectory is truncated there.
 */
public final class CompletionPolicy implements Policy {
  private static final int BLANK_RETRIES = 3;

  /** How solutions state their answer: a box, GSM8K's mark, or in words. */
  private static final Pattern STATED_ANSWER =
      Pattern.compile("\\\\boxed\\s*\\{[^}]|####\\s*\\S|answer\\s+is\\b", Pattern.CASE_INSENSITIVE);

  /** Seeds of the draws that replace a blank one lie this far apart: beyond any child number. */
  private static final long RETRY_SEED_DISTANCE = 1L << 24;

  /**
   * How the policy is asked.
   *
   * @param model as the server names it
   * @param template how prompts are written
   * @param system system text, may be empty
   * @param separator ends a step
   * @param temperature of sampled decoding, above 0
   * @param topP nucleus of the sampling, in (0, 1]
   * @param maxStepTokens of one step
   * @param maxSolutionTokens of all steps of a trajectory together
   * @param samplesPerCall the most continuations in one call
   * @param logProbs whether tokens and log-probabilities are asked for
   */
  public record Settings(
      String model,
      PromptTemplate template,
      String system,
      String separator,
      double temperature,
      double topP,
      int maxStepTokens,
      int maxSolutionTokens,
      int samplesPerCall,
      boolean logProbs) {
    /** Refuses values out of range. */
    public Settings {
      require(!separator.isEmpty(), "separator must not be empty");
      require(temperature > 0, "temperature must be above 0 but was " + temperature);
      require(topP > 0 && topP <= 1, "top-p must be in (0, 1] but was " + topP);
      require(maxStepTokens >= 1, "max-step-tokens must be at least 1 but was " + maxStepTokens);
      require(
          maxSolutionTokens >= maxStepTokens,
          "max-solution-tokens must be at least max-step-tokens (%d) but was %d"
              .formatted(maxStepTokens, maxSolutionTokens));
      require(samplesPerCall >= 1, "samples-per-call must be at least 1 but was " + samplesPerCall);
    }

    private static void require(boolean condition, String message) {
      if (!condition) {
        throw new IllegalArgumentException(message);
      }
    }
  }

  private final Settings settings;
  private final Dialect dialect;
  private final Sampler sampler;
  private final StepSplitter splitter;

  public CompletionPolicy(Settings settings, Dialect dialect, Worker worker) {
    this.settings = settings;
    this.dialect = dialect;
    this.sampler = new Sampler(dialect, worker);
    this.splitter = new StepSplitter(settings.separator());
  }

  @Override
  public List<CompletableFuture<Sampled>> sample(Expansion expansion, int first, long seed) {
    List<CompletableFuture<Sampled>> parts = new ArrayList<>();
    int perCall = Math.min(settings.samplesPerCall(), dialect.samplesPerCall());
    for (int from = 0; from < expansion.width(); from += perCall) {
      int n = Math.min(perCall, expansion.width() - from);
      int position = from;
      CompletionRequest request = request(expansion, n, seed + first + from);
      parts.add(
          Futures.recover(
              Futures.then(
                  sampler.draw(request), drawn -> filled(expansion, request, drawn, position, 0)),
              failure -> full(expansion, position, n, failure)));
    }
    return parts;
  }

  /** Children without text where there is no room for any; a question needs room. */
  private static CompletableFuture<Sampled> full(
      Expansion expansion, int position, int n, Throwable failure) {
    if (failure instanceof WorkerException refused
        && refused.kind() == Kind.CONTEXT_TOO_LONG
        && !expansion.from().steps().isEmpty()) {
      Continuation none = new Continuation(List.of(), Finish.CONTEXT_FULL);
      return CompletableFuture.completedFuture(
          new Sampled(position, Collections.nCopies(n, none), 1, TokenCount.NONE));
    }
    return CompletableFuture.failedFuture(failure);
  }

  private CompletionRequest request(Expansion expansion, int n, long seed) {
    Trajectory from = expansion.from();
    boolean step = expansion.extent() == Extent.STEP;
    int left = settings.maxSolutionTokens() - from.tokens();
    return new CompletionRequest(
        settings.model(),
        settings.template().prompt(settings.system(), from.problem().question(), from.text()),
        n,
        step ? Math.min(settings.maxStepTokens(), left) : left,
        expansion.decoding() == Decoding.GREEDY
            ? new Sampling(0, 1, 0, seed)
            : new Sampling(settings.temperature(), settings.topP(), 0, seed),
        step ? List.of(settings.separator()) : List.of(),
        settings.logProbs() ? 1 : 0,
        from.problem().id());
  }

  /** Continuations of a completion, its blank steps drawn again. */
  private CompletableFuture<Sampled> filled(
      Expansion expansion, CompletionRequest request, Drawn drawn, int position, int retries) {
    List<Continuation> continuations = new ArrayList<>();
    List<Integer> blanks = new ArrayList<>();
    Completion completion = drawn.completion();
    List<Integer> counts = tokenCounts(completion);
    for (int i = 0; i < counts.size(); i++) {
      Choice choice = resolved(completion.choices().get(i));
      Continuation continuation = continuation(expansion, choice, counts.get(i));
      continuations.add(continuation);
      if (continuation.steps().isEmpty()
          && (continuation.finish() == Finish.SEPARATOR || expansion.from().steps().isEmpty())) {
        blanks.add(i);
      }
    }
    Sampled sampled = new Sampled(position, continuations, drawn.calls(), completion.tokens());
    return blanks.isEmpty()
        ? CompletableFuture.completedFuture(sampled)
        : redrawn(expansion, request, sampled, blanks, retries);
  }

  private CompletableFuture<Sampled> redrawn(
      Expansion expansion,
      CompletionRequest request,
      Sampled sampled,
      List<Integer> blanks,
      int retries) {
    if (retries == BLANK_RETRIES || request.sampling().temperature() == 0) {
      if (expansion.from().steps().isEmpty()) {
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
                          drawn -> filled(expansion, again, drawn, 0, retries + 1)),
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
        over ? choice.text() : choice.text() + settings.separator(),
        over ? Ending.END : Ending.STOP,
        choice.tokenCount(),
        choice.logProb(),
        choice.tokens());
  }

  private Continuation continuation(Expansion expansion, Choice choice, int tokens) {
    List<Step> steps = splitter.steps(choice, tokens);
    return new Continuation(steps, finish(expansion, choice, tokens));
  }

  private Finish finish(Expansion expansion, Choice choice, int tokens) {
    boolean full = expansion.from().tokens() + tokens >= settings.maxSolutionTokens();
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
