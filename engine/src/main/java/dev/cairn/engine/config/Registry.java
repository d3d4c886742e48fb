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
import dev.cairn.engine.search.strategy.AdaptiveConsistency;
import dev.cairn.engine.search.strategy.AdaptiveConsistency.Growth;
import dev.cairn.engine.search.strategy.AdaptiveConsistency.Rule;
import dev.cairn.engine.search.strategy.Allocation;
import dev.cairn.engine.search.strategy.BeamSearch;
import dev.cairn.engine.search.strategy.BestOfN;
import dev.cairn.engine.search.strategy.DeepConf;
import dev.cairn.engine.search.strategy.Dvts;
import dev.cairn.engine.search.strategy.EntropicParticleFiltering;
import dev.cairn.engine.search.strategy.EntropicParticleFiltering.Annealing;
import dev.cairn.engine.search.strategy.Greedy;
import dev.cairn.engine.search.strategy.GuidedGreedy;
import dev.cairn.engine.search.strategy.Mcts;
import dev.cairn.engine.search.strategy.ParticleFiltering;
import dev.cairn.engine.search.strategy.ParticleGibbs;
import dev.cairn.engine.search.strategy.ParticlePool;
import dev.cairn.engine.search.strategy.Rebase;
import dev.cairn.engine.search.strategy.Resampling;
import dev.cairn.engine.search.strategy.StochasticBeam;
import dev.cairn.engine.search.strategy.StochasticBeam.Weighting;
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
              Map.entry(
                  "adaptive-consistency",
                  new AdaptiveConsistency(40, 1, Growth.CONSTANT, Rule.BETA, 0.95)),
              Map.entry("deepconf", new DeepConf(32, 16, 0.9, 2048, 4, 0.95)),
              Map.entry("beam-search", new BeamSearch(16, 4, Aggregation.LAST)),
              Map.entry(
                  "stochastic-beam",
                  new StochasticBeam(16, 4, Weighting.EXPONENTIAL, 0.5, 1, 0, Aggregation.LAST)),
              Map.entry("dvts", new Dvts(16, 4, Dvts.Emit.CHOSEN, 0, Aggregation.LAST)),
              Map.entry("guided-greedy", new GuidedGreedy(4, 0, Aggregation.LAST)),
              Map.entry(
                  "rebase", new Rebase(16, 0.2, Allocation.LARGEST_REMAINDER, 0, Aggregation.LAST)),
              Map.entry(
                  "particle-filtering",
                  new ParticleFiltering(
                      16,
                      Resampling.SYSTEMATIC,
                      0.5,
                      ParticleFiltering.Finished.STAY,
                      ParticlePool.EVER,
                      0,
                      Aggregation.LAST)),
              Map.entry(
                  "entropic-particle-filtering",
                  new EntropicParticleFiltering(
                      16,
                      Resampling.SYSTEMATIC,
                      Annealing.ESS,
                      0.5,
                      0.5,
                      40,
                      ParticlePool.EVER,
                      0,
                      Aggregation.LAST)),
              Map.entry(
                  "particle-gibbs",
                  new ParticleGibbs(
                      8, 2, 1, Resampling.MULTINOMIAL, ParticlePool.EVER, 0, Aggregation.LAST)),
              Map.entry("mcts", new Mcts(8, 4, 19652, 1.25, Mcts.Prior.LOG_PROB, Aggregation.LAST))));

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
