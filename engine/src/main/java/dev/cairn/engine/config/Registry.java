package dev.cairn.engine.config;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.cairn.engine.answer.AnswerExtractor.Fallback;
import dev.cairn.engine.config.RunSpec.AnswerSpec;
import dev.cairn.engine.config.RunSpec.ExecutionSpec;
import dev.cairn.engine.model.PromptTemplate;
import dev.cairn.engine.run.Limits;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.strategy.AbMcts;
import dev.cairn.engine.search.strategy.BeamSearch;
import dev.cairn.engine.search.strategy.BestOfN;
import dev.cairn.engine.search.strategy.Greedy;
import dev.cairn.engine.search.strategy.Mcts;
import dev.cairn.engine.search.strategy.Rap;
import dev.cairn.engine.search.strategy.Selection;
import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.ReplaySettings;
import dev.cairn.engine.simulate.WorldSettings;
import dev.cairn.engine.vote.BestReward;
import dev.cairn.engine.vote.Majority;
import dev.cairn.engine.vote.Vote;
import dev.cairn.engine.vote.WeightedMajority;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.VllmDialect;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What can be named in a run's YAML: for each name an instance that holds its defaults. A new
 * strategy, vote or reward model is one line here.
 *
 * @param <T> the kind of thing
 */
final class Registry<T> {
  static final WorkerSpec WORKER =
      new WorkerSpec(
          "vllm",
          List.of(),
          "",
          256,
          Duration.ofMinutes(10),
          6,
          Duration.ofMillis(500),
          Duration.ofSeconds(30),
          "");

  private static final String SYSTEM =
      "Please reason step by step, and put your final answer within \\boxed{}.";

  static final PolicySpec POLICY =
      new PolicySpec(WORKER, PromptTemplate.CHATML, SYSTEM, "\n\n", 0.8, 1.0, 512, 2048, 64, true);

  static final Registry<SearchStrategy> STRATEGIES =
      new Registry<>(
          SearchStrategy.class,
          Map.ofEntries(
              Map.entry("greedy", new Greedy()),
              Map.entry("best-of-n", new BestOfN(16)),
              Map.entry("beam-search", new BeamSearch(16, 4, Aggregation.LAST)),
              Map.entry("mcts", Mcts.of(8, 4, Selection.PUCT)),
              Map.entry("rap", new Rap(10, 4, 1, 1, Rap.Future.MEAN, Selection.Value.MAX)),
              Map.entry("ab-mcts", new AbMcts(16, 1, AbMcts.Model.GAUSSIAN, Aggregation.MEAN))));

  static final Registry<Vote> VOTES =
      new Registry<>(
          Vote.class,
          Map.of(
              "best-reward", new BestReward(Aggregation.LAST),
              "majority", new Majority(),
              "weighted-majority", new WeightedMajority(Aggregation.LAST)));

  static final Registry<RewardSpec> REWARDS =
      new Registry<>(
          RewardSpec.class,
          Map.of("qwen-prm", new RewardSpec.Qwen(WORKER, Aggregation.LAST, SYSTEM)));

  static final Registry<WorldSettings> WORLDS =
      new Registry<>(
          WorldSettings.class,
          Map.of(
              "arithmetic",
              ArithmeticSettings.DEFAULT,
              "replay",
              new ReplaySettings("", "", "\u001e")));

  static final FleetSettings FLEET = FleetSettings.loopback(1, 1, Latency.REALISTIC);

  static final AnswerSpec ANSWERS = new AnswerSpec(Fallback.LAST_NUMBER);

  static final Limits LIMITS = new Limits(64, 40, 1_000_000, Duration.ofHours(1));

  static final ExecutionSpec EXECUTION = new ExecutionSpec(0, 32, 5, 0);

  static final Map<String, Dialect> DIALECTS = Map.of("vllm", new VllmDialect());

  private final Class<T> kind;
  private final Map<String, T> defaults;

  Registry(Class<T> kind, Map<String, T> defaults) {
    this.kind = kind;
    this.defaults = new TreeMap<>(defaults);
  }

  Set<String> names() {
    return defaults.keySet();
  }

  /** The instance that holds a name's defaults. */
  T defaultsOf(String name) {
    T instance = defaults.get(name);
    if (instance == null) {
      throw new IllegalArgumentException(
          "type must be one of %s but was %s".formatted(names(), name));
    }
    return instance;
  }

  /** Teaches a mapper the names: an object of this kind says which it is in its key "type". */
  void register(ObjectMapper mapper) {
    mapper.addMixIn(kind, Named.class);
    defaults.forEach(
        (name, instance) -> mapper.registerSubtypes(new NamedType(instance.getClass(), name)));
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  private interface Named {}
}
