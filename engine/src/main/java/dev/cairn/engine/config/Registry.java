package dev.cairn.engine.config;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.cairn.engine.answer.AnswerExtractor.Fallback;
import dev.cairn.engine.answer.Profile;
import dev.cairn.engine.config.RunSpec.AnswerSpec;
import dev.cairn.engine.config.RunSpec.BudgetSpec;
import dev.cairn.engine.config.RunSpec.CallLogSpec;
import dev.cairn.engine.config.RunSpec.CallLogSpec.Keep;
import dev.cairn.engine.config.RunSpec.ExecutionSpec;
import dev.cairn.engine.model.Generation;
import dev.cairn.engine.model.Generation.Verdict;
import dev.cairn.engine.model.ImplicitPrm;
import dev.cairn.engine.model.OutcomeModel;
import dev.cairn.engine.model.PromptTemplate;
import dev.cairn.engine.model.TokenConfidence;
import dev.cairn.engine.run.Limits;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.strategy.AbMcts;
import dev.cairn.engine.search.strategy.AdaptiveConsistency;
import dev.cairn.engine.search.strategy.AdaptiveConsistency.Growth;
import dev.cairn.engine.search.strategy.AdaptiveConsistency.Rule;
import dev.cairn.engine.search.strategy.Allocation;
import dev.cairn.engine.search.strategy.BeamSearch;
import dev.cairn.engine.search.strategy.BestOfN;
import dev.cairn.engine.search.strategy.BudgetForcing;
import dev.cairn.engine.search.strategy.ComputeOptimal;
import dev.cairn.engine.search.strategy.ComputeOptimal.Bin;
import dev.cairn.engine.search.strategy.ComputeOptimal.Difficulty;
import dev.cairn.engine.search.strategy.CriticRefinement;
import dev.cairn.engine.search.strategy.Critique;
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
import dev.cairn.engine.search.strategy.PhiDecoding;
import dev.cairn.engine.search.strategy.Rap;
import dev.cairn.engine.search.strategy.Rebase;
import dev.cairn.engine.search.strategy.RefinedBestOfN;
import dev.cairn.engine.search.strategy.Resampling;
import dev.cairn.engine.search.strategy.Selection;
import dev.cairn.engine.search.strategy.SequentialRevision;
import dev.cairn.engine.search.strategy.SpeculativeRejection;
import dev.cairn.engine.search.strategy.StochasticBeam;
import dev.cairn.engine.search.strategy.StochasticBeam.Weighting;
import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.ReplaySettings;
import dev.cairn.engine.simulate.WorldSettings;
import dev.cairn.engine.vote.BestReward;
import dev.cairn.engine.vote.Clustered;
import dev.cairn.engine.vote.Majority;
import dev.cairn.engine.vote.ShiftedProduct;
import dev.cairn.engine.vote.Vote;
import dev.cairn.engine.vote.WeightedMajority;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.LlamaCppDialect;
import dev.cairn.engine.worker.OpenAiDialect;
import dev.cairn.engine.worker.SglangDialect;
import dev.cairn.engine.worker.TgiDialect;
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
          /* urlsFile= */ "",
          /* resolve= */ false,
          /* refresh= */ Duration.ofSeconds(30),
          /* model= */ "",
          256,
          /* timeout= */ Duration.ofMinutes(10),
          /* attempts= */ 6,
          /* retryBase= */ Duration.ofMillis(500),
          /* retryCap= */ Duration.ofSeconds(30),
          /* retryShare= */ 0.1,
          /* outagePatience= */ Duration.ofMinutes(10),
          /* hedgedShare= */ 0,
          /* batchLinger= */ Duration.ZERO,
          /* batchTexts= */ 64,
          /* maxAnswerMb= */ 64,
          /* apiKeyEnv= */ "",
          /* apiKeyFile= */ "",
          /* trustStore= */ "",
          /* trustStorePasswordEnv= */ "",
          /* allowPlainHttp= */ false);

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
              Map.entry(
                  "compute-optimal",
                  new ComputeOptimal(
                      4,
                      Difficulty.REWARD,
                      Aggregation.LAST,
                      List.of(
                          new Bin(0.2, null),
                          new Bin(0.6, new BestOfN(8)),
                          new Bin(1, new BeamSearch(16, 4, Aggregation.LAST))))),
              Map.entry("deepconf", new DeepConf(32, 16, 0.9, 2048, 4, 0.95)),
              Map.entry("beam-search", new BeamSearch(16, 4, Aggregation.LAST)),
              Map.entry(
                  "stochastic-beam",
                  new StochasticBeam(16, 4, Weighting.EXPONENTIAL, 0.5, 1, 0, Aggregation.LAST)),
              Map.entry("dvts", new Dvts(16, 4, Dvts.Emit.CHOSEN, 0, Aggregation.LAST)),
              Map.entry(
                  "speculative-rejection", new SpeculativeRejection(16, 0.5, Aggregation.LAST)),
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
              Map.entry("phi-decoding", new PhiDecoding(4, 4, 1, 0.1, 0.7)),
              Map.entry("mcts", Mcts.of(8, 4, Selection.PUCT)),
              Map.entry("rap", new Rap(10, 4, 1, 1, Rap.Future.MEAN, Selection.Value.MAX)),
              Map.entry("ab-mcts", new AbMcts(16, 1, AbMcts.Model.GAUSSIAN, Aggregation.MEAN)),
              Map.entry(
                  "critic-refinement",
                  new CriticRefinement(
                      1, 3, 0.5, Critique.WRITTEN, CriticRefinement.Keep.BETTER, Aggregation.MIN)),
              Map.entry("refined-best-of-n", new RefinedBestOfN(8, 0.5, Critique.WRITTEN)),
              Map.entry(
                  "sequential-revision",
                  new SequentialRevision(
                      4,
                      4,
                      4,
                      "There may be an error in this. Solve the problem again, with it corrected.",
                      SequentialRevision.OfChain.ALL,
                      Aggregation.LAST)),
              Map.entry(
                  "budget-forcing",
                  new BudgetForcing(1, 2048, 4096, 2, "\n\nWait", "\n\nFinal Answer:", 100))));

  static final Registry<Vote> VOTES =
      new Registry<>(
          Vote.class,
          Map.of(
              "best-reward", new BestReward(Aggregation.LAST),
              "majority", new Majority(),
              "weighted-majority", new WeightedMajority(Aggregation.LAST),
              "clustered", new Clustered(Clustered.By.SUM, Aggregation.GEOMETRIC_MEAN),
              "shifted-product", new ShiftedProduct()));

  static final Registry<RewardSpec> REWARDS =
      new Registry<>(
          RewardSpec.class,
          Map.ofEntries(
              Map.entry("qwen-prm", new ServedReward.Qwen(WORKER, Aggregation.LAST, SYSTEM)),
              Map.entry(
                  "math-shepherd",
                  new ServedReward.Shepherd(WORKER, Aggregation.LAST, " \u043a\u0438", "+", "-")),
              Map.entry(
                  "rlhflow-prm",
                  new ServedReward.Rlhflow(WORKER, Aggregation.MEAN, PromptTemplate.SERVER, " ")),
              Map.entry(
                  "skywork-prm",
                  new ServedReward.Skywork(WORKER, Aggregation.LAST, "<|endoftext|>")),
              Map.entry("trl-prm", new ServedReward.Trl(WORKER, Aggregation.MIN, "", "\n")),
              Map.entry(
                  "orm",
                  new ServedReward.Outcome(
                      WORKER, OutcomeModel.Route.CLASSIFY, PromptTemplate.CHATML, "")),
              Map.entry(
                  "implicit-prm",
                  new ImplicitReward(
                      WORKER,
                      WORKER,
                      Aggregation.MIN,
                      PromptTemplate.CHATML,
                      "",
                      0.001,
                      ImplicitPrm.Reward.SINGLE)),
              Map.entry(
                  "gen-prm",
                  new GenerativeReward.Gen(
                      WORKER,
                      Aggregation.MIN,
                      generation(PromptTemplate.CHATML, 1, 2048, Verdict.LOG_PROBS))),
              Map.entry(
                  "think-prm",
                  new GenerativeReward.Think(
                      WORKER,
                      Aggregation.MIN,
                      generation(PromptTemplate.CHATML, 1, 4096, Verdict.LOG_PROBS))),
              Map.entry(
                  "critic",
                  new GenerativeReward.Critic(
                      WORKER,
                      Aggregation.LAST,
                      generation(PromptTemplate.SERVER, 8, 8192, Verdict.TEXT))),
              Map.entry(
                  "judge",
                  new GenerativeReward.StepJudge(
                      WORKER,
                      Aggregation.MIN,
                      generation(PromptTemplate.SERVER, 1, 1024, Verdict.TEXT))),
              Map.entry(
                  "token-confidence",
                  new ServedReward.Confidence(
                      WORKER,
                      Aggregation.GEOMETRIC_MEAN,
                      TokenConfidence.Measure.SELF_CERTAINTY,
                      PromptTemplate.CHATML,
                      SYSTEM)),
              Map.entry(
                  "policy-confidence", new LocalReward.Confidence(Aggregation.GEOMETRIC_MEAN)),
              Map.entry("arithmetic", new LocalReward.Arithmetic(Aggregation.MIN)),
              Map.entry("mean", new CombinedRewardSpec.Mean(List.of(), Aggregation.LAST)),
              Map.entry("min", new CombinedRewardSpec.Min(List.of(), Aggregation.LAST)),
              Map.entry(
                  "weighted",
                  new CombinedRewardSpec.Weighted(List.of(), List.of(), Aggregation.LAST)),
              Map.entry(
                  "process-advantage",
                  new CombinedRewardSpec.Advantage(List.of(), 1.0, 0.5, Aggregation.LAST)),
              Map.entry(
                  "outcome-process",
                  new CombinedRewardSpec.OutcomeProcess(List.of(), 0.5, Aggregation.LAST))));

  static final Registry<WorldSettings> WORLDS =
      new Registry<>(
          WorldSettings.class,
          Map.of(
              "arithmetic",
              ArithmeticSettings.DEFAULT,
              "replay",
              new ReplaySettings("", "", "\u001e")));

  static final FleetSettings FLEET = FleetSettings.loopback(1, 1, Latency.REALISTIC);

  static final AnswerSpec ANSWERS = new AnswerSpec(Fallback.LAST_NUMBER, Profile.DEFAULT);

  static final BudgetSpec BUDGET = new BudgetSpec(0, 0, Duration.ZERO, 0);

  static final Limits LIMITS = new Limits(64, 40, 1_000_000, Duration.ofHours(1));

  static final ExecutionSpec EXECUTION =
      new ExecutionSpec(
          0, 32, 5, 0, new CallLogSpec(Keep.ALWAYS, 5000, 15, 20_000_000_000L, List.of()));

  static final Map<String, Dialect> DIALECTS =
      new TreeMap<>(
          Map.of(
              "vllm", new VllmDialect(),
              "sglang", new SglangDialect(),
              "llama-cpp", new LlamaCppDialect(),
              "tgi", new TgiDialect(),
              "openai", new OpenAiDialect()));

  private static Generation generation(
      PromptTemplate template, int votes, int maxTokens, Verdict verdict) {
    return new Generation(template, votes, 0.6, 0.95, 20, maxTokens, verdict);
  }

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
