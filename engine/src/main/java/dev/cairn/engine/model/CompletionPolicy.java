package dev.cairn.engine.model;

import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Decoding;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Completion;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.CompletionRequest;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A policy behind a completions endpoint: renders the prompt itself, lets the server continue the
 * answer to the next separator or to its end, and divides what comes back into steps.
 *
 * <p>A step that is blank although it ended with a separator is drawn again, up to three times with
 * other seeds; if it stays blank the trajectory is truncated there.
 */
public final class CompletionPolicy implements Policy {
  private static final int BLANK_RETRIES = 3;

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
  private final Worker worker;
  private final StepSplitter splitter;

  public CompletionPolicy(Settings settings, Dialect dialect, Worker worker) {
    this.settings = settings;
    this.dialect = dialect;
    this.worker = worker;
    this.splitter = new StepSplitter(settings.separator());
  }

  @Override
  public List<CompletableFuture<Sampled>> sample(Expansion expansion, int first, long seed) {
    List<CompletableFuture<Sampled>> parts = new ArrayList<>();
    for (int from = 0; from < expansion.width(); from += settings.samplesPerCall()) {
      int n = Math.min(settings.samplesPerCall(), expansion.width() - from);
      int position = from;
      CompletionRequest request = request(expansion, n, seed + first + from);
      parts.add(
          Futures.then(
              worker.send(dialect.complete(request)),
              completion -> filled(expansion, request, completion, position, 0)));
    }
    return parts;
  }

  private CompletionRequest request(Expansion expansion, int n, long seed) {
    Trajectory from = expansion.from();
    boolean step = expansion.extent() == Extent.STEP;
    int left = settings.maxSolutionTokens() - from.tokens();
    return new CompletionRequest(
        settings.model(),
        settings.template().open(settings.system(), from.problem().question()) + from.text(),
        settings.template().rendered(),
        n,
        step ? Math.min(settings.maxStepTokens(), left) : left,
        expansion.decoding() == Decoding.GREEDY ? 0 : settings.temperature(),
        expansion.decoding() == Decoding.GREEDY ? 1 : settings.topP(),
        seed,
        step ? List.of(settings.separator()) : List.of(),
        settings.logProbs(),
        from.problem().id());
  }

  /** Continuations of a completion, its blank steps drawn again. */
  private CompletableFuture<Sampled> filled(
      Expansion expansion,
      CompletionRequest request,
      Completion completion,
      int position,
      int retries) {
    List<Continuation> continuations = new ArrayList<>();
    List<Integer> blanks = new ArrayList<>();
    List<Integer> counts = tokenCounts(completion);
    for (int i = 0; i < counts.size(); i++) {
      Continuation continuation =
          continuation(expansion, completion.choices().get(i), counts.get(i));
      continuations.add(continuation);
      if (continuation.steps().isEmpty()
          && (continuation.finish() == Finish.SEPARATOR || expansion.from().steps().isEmpty())) {
        blanks.add(i);
      }
    }
    Sampled sampled = new Sampled(position, continuations, 1, completion.tokens());
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
    if (retries == BLANK_RETRIES || request.temperature() == 0) {
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
      CompletionRequest again = request.single(request.seed() + i + RETRY_SEED_DISTANCE);
      result =
          Futures.then(
              result,
              soFar ->
                  Futures.map(
                      Futures.then(
                          worker.send(dialect.complete(again)),
                          completion -> filled(expansion, again, completion, 0, retries + 1)),
                      drawn -> replaced(soFar, i, drawn)));
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

  private Continuation continuation(Expansion expansion, Choice choice, int tokens) {
    List<Step> steps = splitter.steps(choice, tokens);
    return new Continuation(steps, finish(expansion, choice, tokens));
  }

  private Finish finish(Expansion expansion, Choice choice, int tokens) {
    boolean full = expansion.from().tokens() + tokens >= settings.maxSolutionTokens();
    return switch (choice.ending()) {
      case END -> Finish.ANSWERED;
      case LENGTH -> Finish.TRUNCATED;
      case STOP -> full ? Finish.TRUNCATED : Finish.SEPARATOR;
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
