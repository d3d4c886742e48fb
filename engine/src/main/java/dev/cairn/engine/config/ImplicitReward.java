package dev.cairn.engine.config;

import dev.cairn.engine.model.ImplicitPrm;
import dev.cairn.engine.model.PromptTemplate;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.ServedModel;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.worker.Ability;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * An implicit PRM: the log-ratio of two models.
 *
 * @param worker where the trained model is served
 * @param reference where the model is served that it was trained from; of the same tokenizer
 * @param aggregation as of {@link RewardSpec#aggregation()}
 * @param template of the trained model
 * @param system system text, may be empty
 * @param beta factor of the log-ratio
 * @param reward what a step is worth
 */
public record ImplicitReward(
    WorkerSpec worker,
    WorkerSpec reference,
    Aggregation aggregation,
    PromptTemplate template,
    String system,
    double beta,
    ImplicitPrm.Reward reward)
    implements RewardSpec {
  private static final String REFERENCE = "reference";

  /** Refuses what {@link ImplicitPrm.Settings} refuses. */
  public ImplicitReward {
    new ImplicitPrm.Settings(template, system, beta, reward);
  }

  @Override
  public Map<String, WorkerSpec> workers() {
    return Map.of(WORKER, worker, REFERENCE, reference);
  }

  @Override
  public RewardSpec at(Map<String, WorkerSpec> others) {
    return new ImplicitReward(
        Objects.requireNonNull(others.get(WORKER)),
        Objects.requireNonNull(others.get(REFERENCE)),
        aggregation,
        template,
        system,
        beta,
        reward);
  }

  @Override
  public Set<Ability> needs() {
    return Set.of(Ability.PROMPT_LOG_PROBS, Ability.TOKENIZE);
  }

  @Override
  public RewardModel connect(Map<String, ServedModel> served, List<RewardModel> parts) {
    return new ImplicitPrm(
        Objects.requireNonNull(served.get(WORKER)),
        Objects.requireNonNull(served.get(REFERENCE)),
        new ImplicitPrm.Settings(template, system, beta, reward));
  }
}
