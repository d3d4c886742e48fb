package dev.cairn.engine.config;

import dev.cairn.engine.model.MathShepherd;
import dev.cairn.engine.model.OutcomeModel;
import dev.cairn.engine.model.PromptTemplate;
import dev.cairn.engine.model.QwenPrm;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.RlhflowPrm;
import dev.cairn.engine.model.ServedModel;
import dev.cairn.engine.model.SkyworkPrm;
import dev.cairn.engine.model.TokenConfidence;
import dev.cairn.engine.model.TrlPrm;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.worker.Ability;
import java.util.Set;

/** A reward that one model gives in one reading. */
public sealed interface ServedReward extends WorkerReward {
  /**
   * Qwen2.5-Math-PRM behind a pooling endpoint.
   *
   * @param worker where it is served
   * @param aggregation as of {@link RewardSpec#aggregation()}
   * @param system system text that it was trained with
   */
  record Qwen(WorkerSpec worker, Aggregation aggregation, String system) implements ServedReward {
    @Override
    public RewardSpec at(WorkerSpec other) {
      return new Qwen(other, aggregation, system);
    }

    @Override
    public Set<Ability> needs() {
      return Set.of(Ability.POOL);
    }

    @Override
    public RewardModel connect(ServedModel model) {
      return new QwenPrm(model, system);
    }
  }

  /**
   * Math-Shepherd served as a language model.
   *
   * @param worker where it is served
   * @param aggregation as of {@link RewardSpec#aggregation()}
   * @param tag ends a step
   * @param good token of a right step
   * @param bad token of a wrong step
   */
  record Shepherd(WorkerSpec worker, Aggregation aggregation, String tag, String good, String bad)
      implements ServedReward {
    /** Refuses a blank tag and labels. */
    public Shepherd {
      if (tag.isBlank() || good.isBlank() || bad.isBlank()) {
        throw new IllegalArgumentException("tag, good and bad must not be blank");
      }
    }

    @Override
    public RewardSpec at(WorkerSpec other) {
      return new Shepherd(other, aggregation, tag, good, bad);
    }

    @Override
    public Set<Ability> needs() {
      return Set.of(Ability.PROMPT_LOG_PROBS);
    }

    @Override
    public RewardModel connect(ServedModel model) {
      return new MathShepherd(model, tag, good, bad);
    }
  }

  /**
   * RLHFlow's PRM served as a language model.
   *
   * @param worker where it is served
   * @param aggregation as of {@link RewardSpec#aggregation()}
   * @param template how its conversations are written
   * @param joint between the question and the first step
   */
  record Rlhflow(WorkerSpec worker, Aggregation aggregation, PromptTemplate template, String joint)
      implements ServedReward {
    @Override
    public RewardSpec at(WorkerSpec other) {
      return new Rlhflow(other, aggregation, template, joint);
    }

    @Override
    public Set<Ability> needs() {
      return template.needs();
    }

    @Override
    public RewardModel connect(ServedModel model) {
      return new RlhflowPrm(model, template, joint);
    }
  }

  /**
   * Skywork-o1-Open-PRM behind embeddings.
   *
   * @param worker where it is served
   * @param aggregation as of {@link RewardSpec#aggregation()}
   * @param start begin-of-text token that it was trained with
   */
  record Skywork(WorkerSpec worker, Aggregation aggregation, String start) implements ServedReward {
    @Override
    public RewardSpec at(WorkerSpec other) {
      return new Skywork(other, aggregation, start);
    }

    @Override
    public Set<Ability> needs() {
      return Set.of(Ability.EMBED, Ability.TOKENIZE);
    }

    @Override
    public RewardModel connect(ServedModel model) {
      return new SkyworkPrm(model, start);
    }
  }

  /**
   * A token classifier trained with TRL.
   *
   * @param worker where it is served
   * @param aggregation as of {@link RewardSpec#aggregation()}
   * @param start begin-of-text token of its tokenizer, empty if it has none
   * @param separator that it was trained with
   */
  record Trl(WorkerSpec worker, Aggregation aggregation, String start, String separator)
      implements ServedReward {
    /** Refuses an empty separator. */
    public Trl {
      if (separator.isEmpty()) {
        throw new IllegalArgumentException("separator must not be empty");
      }
    }

    @Override
    public RewardSpec at(WorkerSpec other) {
      return new Trl(other, aggregation, start, separator);
    }

    @Override
    public Set<Ability> needs() {
      return Set.of(Ability.POOL, Ability.TOKENIZE);
    }

    @Override
    public RewardModel connect(ServedModel model) {
      return new TrlPrm(model, start, separator);
    }
  }

  /**
   * An outcome reward model.
   *
   * @param worker where it is served
   * @param route how it is served
   * @param template of the reward model
   * @param system system text, may be empty
   */
  record Outcome(
      WorkerSpec worker, OutcomeModel.Route route, PromptTemplate template, String system)
      implements ServedReward {
    /** Refuses a template that only a server knows. */
    public Outcome {
      if (template == PromptTemplate.SERVER) {
        throw new IllegalArgumentException("template must not be server, since texts are sent");
      }
    }

    /** The last, as every other is the same. */
    @Override
    public Aggregation aggregation() {
      return Aggregation.LAST;
    }

    @Override
    public RewardSpec at(WorkerSpec other) {
      return new Outcome(other, route, template, system);
    }

    @Override
    public Set<Ability> needs() {
      return Set.of(route == OutcomeModel.Route.SCORE ? Ability.SCORE : Ability.CLASSIFY);
    }

    @Override
    public RewardModel connect(ServedModel model) {
      return new OutcomeModel(model, route, template, system);
    }
  }

  /**
   * A model's confidence in the tokens of a step.
   *
   * @param worker where it is served
   * @param aggregation as of {@link RewardSpec#aggregation()}
   * @param measure what is measured
   * @param template how it is shown question and solution
   * @param system system text, may be empty
   */
  record Confidence(
      WorkerSpec worker,
      Aggregation aggregation,
      TokenConfidence.Measure measure,
      PromptTemplate template,
      String system)
      implements ServedReward {
    /** Refuses a template that only a server knows. */
    public Confidence {
      if (template == PromptTemplate.SERVER) {
        throw new IllegalArgumentException("template must not be server, since texts are sent");
      }
    }

    @Override
    public RewardSpec at(WorkerSpec other) {
      return new Confidence(other, aggregation, measure, template, system);
    }

    @Override
    public Set<Ability> needs() {
      return Set.of(Ability.PROMPT_LOG_PROBS, Ability.TOKENIZE);
    }

    @Override
    public RewardModel connect(ServedModel model) {
      return new TokenConfidence(model, template, system, measure);
    }
  }
}
