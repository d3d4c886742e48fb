package dev.cairn.engine.config;

import dev.cairn.engine.model.CriticPrm;
import dev.cairn.engine.model.GenPrm;
import dev.cairn.engine.model.Generation;
import dev.cairn.engine.model.Judge;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.ServedModel;
import dev.cairn.engine.model.ThinkPrm;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.worker.Ability;
import java.util.Set;

/** A reward that a model writes down. */
public sealed interface GenerativeReward extends WorkerReward {
  /** How it is asked. */
  Generation generation();

  @Override
  default Set<Ability> needs() {
    return generation().template().needs();
  }

  /**
   * GenPRM without code execution.
   *
   * @param worker where it is served
   * @param aggregation as of {@link RewardSpec#aggregation()}
   * @param generation how it is asked
   */
  record Gen(WorkerSpec worker, Aggregation aggregation, Generation generation)
      implements GenerativeReward {
    @Override
    public RewardSpec at(WorkerSpec other) {
      return new Gen(other, aggregation, generation);
    }

    @Override
    public boolean writesCritiques() {
      return true;
    }

    @Override
    public RewardModel connect(ServedModel model) {
      return new GenPrm(model, generation);
    }
  }

  /**
   * ThinkPRM.
   *
   * @param worker where it is served
   * @param aggregation as of {@link RewardSpec#aggregation()}
   * @param generation how it is asked
   */
  record Think(WorkerSpec worker, Aggregation aggregation, Generation generation)
      implements GenerativeReward {
    @Override
    public RewardSpec at(WorkerSpec other) {
      return new Think(other, aggregation, generation);
    }

    @Override
    public RewardModel connect(ServedModel model) {
      return new ThinkPrm(model, generation);
    }
  }

  /**
   * A critic that names the first wrong step.
   *
   * @param worker where it is served
   * @param aggregation as of {@link RewardSpec#aggregation()}
   * @param generation how it is asked; only the text of its verdicts counts
   */
  record Critic(WorkerSpec worker, Aggregation aggregation, Generation generation)
      implements GenerativeReward {
    /** Refuses log-probabilities as verdicts, which an index has none of. */
    public Critic {
      if (generation.verdict() != Generation.Verdict.TEXT) {
        throw new IllegalArgumentException("generation.verdict must be text of a critic");
      }
    }

    @Override
    public RewardSpec at(WorkerSpec other) {
      return new Critic(other, aggregation, generation);
    }

    @Override
    public boolean writesCritiques() {
      return true;
    }

    @Override
    public RewardModel connect(ServedModel model) {
      return new CriticPrm(model, generation);
    }
  }

  /**
   * A judge of single steps.
   *
   * @param worker where it is served
   * @param aggregation as of {@link RewardSpec#aggregation()}
   * @param generation how it is asked
   */
  record StepJudge(WorkerSpec worker, Aggregation aggregation, Generation generation)
      implements GenerativeReward {
    @Override
    public RewardSpec at(WorkerSpec other) {
      return new StepJudge(other, aggregation, generation);
    }

    @Override
    public RewardModel connect(ServedModel model) {
      return new Judge(model, generation);
    }
  }
}
