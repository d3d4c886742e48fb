package dev.cairn.engine.config;

import dev.cairn.engine.model.QwenPrm;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.Worker;

/** A reward model. One record a kind; the registry names them. */
public sealed interface RewardSpec {
  /** Where it is served. */
  WorkerSpec worker();

  /** What its step rewards say of a whole solution: the score that rank@1 ranks by. */
  Aggregation aggregation();

  /** The same at other servers. */
  RewardSpec at(WorkerSpec other);

  /** The model behind a worker. */
  RewardModel connect(Dialect dialect, Worker connected);

  /**
   * Qwen2.5-Math-PRM behind a pooling endpoint.
   *
   * @param worker where it is served
   * @param aggregation as of {@link RewardSpec#aggregation()}
   * @param system system text that it was trained with
   */
  record Qwen(WorkerSpec worker, Aggregation aggregation, String system) implements RewardSpec {
    @Override
    public RewardSpec at(WorkerSpec other) {
      return new Qwen(other, aggregation, system);
    }

    @Override
    public RewardModel connect(Dialect dialect, Worker connected) {
      return new QwenPrm(worker.model(), system, dialect, connected);
    }
  }
}
