package dev.cairn.engine.model;

import dev.cairn.engine.model.Continuations.Beginning;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Decoding;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.Revision;
import dev.cairn.engine.search.Revision.Attempt;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.CompletionRequest;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.Prompt;
import dev.cairn.engine.worker.Prompt.Message;
import dev.cairn.engine.worker.Sampling;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.Worker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A policy behind a completions endpoint: renders the prompt itself, lets the server continue the
 * answer to the next separator or to its end, and divides what comes back into steps ({@link
 * Continuations}). A continuation that would not fit the model's context ends the trajectory there.
 *
 * <p>A revision is written in the same conversation as its attempts: each is an answer of the
 * model, what is said of it the next message of its user.
 */
public final class CompletionPolicy implements Policy {
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
  private final Continuations continuations;

  public CompletionPolicy(Settings settings, Dialect dialect, Worker worker) {
    this.settings = settings;
    int perCall = Math.min(settings.samplesPerCall(), dialect.samplesPerCall());
    this.continuations =
        new Continuations(new Sampler(dialect, worker), perCall, settings.separator());
  }

  @Override
  public List<CompletableFuture<Sampled>> sample(Expansion expansion, int first, long seed) {
    Trajectory from = expansion.from();
    boolean begun = !from.steps().isEmpty();
    Beginning beginning =
        new Beginning("", from.tokens(), settings.maxSolutionTokens(), begun, begun);
    boolean step = expansion.extent() == Extent.STEP;
    int left = beginning.maxTokens() - beginning.tokens();
    Prompt prompt =
        settings.template().prompt(settings.system(), from.problem().question(), from.text());
    CompletionRequest request =
        new CompletionRequest(
            settings.model(),
            prompt,
            expansion.width(),
            step ? Math.min(settings.maxStepTokens(), left) : left,
            sampling(expansion.decoding(), seed + first),
            step ? List.of(settings.separator()) : List.of(),
            settings.logProbs() ? 1 : 0,
            from.problem().id());
    return continuations.of(beginning, request);
  }

  @Override
  public List<CompletableFuture<Sampled>> revise(Revision revision, int first, long seed) {
    Problem problem = revision.from().problem();
    Trajectory kept = kept(revision);
    int maxTokens =
        revision.maxTokens() == Revision.POLICY_BOUND
            ? settings.maxSolutionTokens()
            : kept.tokens() + revision.maxTokens();
    boolean begun = !kept.steps().isEmpty() || !revision.cue().isEmpty();
    Beginning beginning =
        new Beginning(
            revision.cue(), kept.tokens(), maxTokens, begun, !revision.from().steps().isEmpty());
    if (kept.tokens() >= maxTokens) {
      return List.of(CompletableFuture.completedFuture(nothing(0, revision.width())));
    }
    CompletionRequest request =
        new CompletionRequest(
            settings.model(),
            settings.template().prompt(conversation(revision, kept.text() + revision.cue())),
            revision.width(),
            maxTokens - kept.tokens(),
            sampling(revision.decoding(), seed + first),
            List.of(),
            settings.logProbs() ? 1 : 0,
            problem.id());
    return continuations.of(beginning, request);
  }

  private static Trajectory kept(Revision revision) {
    Trajectory from = revision.from();
    return new Trajectory(
        from.problem(), from.path(), from.steps().subList(0, revision.kept()), Finish.SEPARATOR);
  }

  /** The question, every attempt with what is said of it, and the answer that is to be gone on. */
  private List<Message> conversation(Revision revision, String answer) {
    List<Message> messages = new ArrayList<>();
    if (!settings.system().isEmpty()) {
      messages.add(new Message("system", settings.system()));
    }
    messages.add(new Message("user", revision.from().problem().question()));
    for (Attempt attempt : revision.attempts()) {
      messages.add(new Message("assistant", attempt.solution().text()));
      messages.add(new Message("user", attempt.remark()));
    }
    messages.add(new Message("assistant", answer));
    return messages;
  }

  private Sampling sampling(Decoding decoding, long seed) {
    return decoding == Decoding.GREEDY
        ? new Sampling(0, 1, 0, seed)
        : new Sampling(settings.temperature(), settings.topP(), 0, seed);
  }

  private static Sampled nothing(int position, int n) {
    Continuation none = new Continuation(List.of(), Finish.TRUNCATED);
    return new Sampled(position, Collections.nCopies(n, none), 0, TokenCount.NONE);
  }
}
