package dev.cairn.engine.config;

import dev.cairn.engine.model.CompletionPolicy;
import dev.cairn.engine.model.PromptTemplate;

/**
 * The policy.
 *
 * @param worker where it is served
 * @param template how prompts are written
 * @param system system text
 * @param separator ends a step
 * @param temperature of sampling
 * @param topP nucleus of sampling
 * @param maxStepTokens of one step
 * @param maxSolutionTokens of a whole solution
 * @param samplesPerCall the most continuations in one call
 * @param logProbs whether log-probabilities are asked for
 */
public record PolicySpec(
    WorkerSpec worker,
    PromptTemplate template,
    String system,
    String separator,
    double temperature,
    double topP,
    int maxStepTokens,
    int maxSolutionTokens,
    int samplesPerCall,
    boolean logProbs) {
  /** Refuses what {@link CompletionPolicy.Settings} refuses. */
  public PolicySpec {
    new CompletionPolicy.Settings(
        worker.model(),
        template,
        system,
        separator,
        temperature,
        topP,
        maxStepTokens,
        maxSolutionTokens,
        samplesPerCall,
        logProbs);
  }

  CompletionPolicy.Settings settings() {
    return new CompletionPolicy.Settings(
        worker.model(),
        template,
        system,
        separator,
        temperature,
        topP,
        maxStepTokens,
        maxSolutionTokens,
        samplesPerCall,
        logProbs);
  }

  PolicySpec withSamplesPerCall(int samples) {
    return new PolicySpec(
        worker,
        template,
        system,
        separator,
        temperature,
        topP,
        maxStepTokens,
        maxSolutionTokens,
        samples,
        logProbs);
  }

  PolicySpec at(WorkerSpec other) {
    return new PolicySpec(
        other,
        template,
        system,
        separator,
        temperature,
        topP,
        maxStepTokens,
        maxSolutionTokens,
        samplesPerCall,
        logProbs);
  }
}
