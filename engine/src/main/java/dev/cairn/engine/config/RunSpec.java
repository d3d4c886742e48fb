package dev.cairn.engine.config;

import dev.cairn.engine.answer.Answer;
import dev.cairn.engine.answer.AnswerExtractor;
import dev.cairn.engine.answer.AnswerExtractor.Fallback;
import dev.cairn.engine.answer.AnswerKey;
import dev.cairn.engine.answer.Profile;
import dev.cairn.engine.config.RunSpec.CallLogSpec.Keep;
import dev.cairn.engine.run.Budget;
import dev.cairn.engine.run.Limits;
import dev.cairn.engine.run.Seeds;
import dev.cairn.engine.run.WorkItem;
import dev.cairn.engine.search.AnswerReader;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.vote.Vote;
import dev.cairn.engine.worker.Ability;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run as the user describes it: {@code conf/reference.yaml} lists every key.
 *
 * @param name also the name of the run directory
 * @param seed of all chance in the run
 * @param repetitions how often every experiment is run on every problem, with other seeds
 * @param data the problem set of experiments that name none
 * @param dataSets further problem sets by the names that experiments use
 * @param policy what writes the steps in experiments that name no policy
 * @param policies further policies by the names that experiments use
 * @param rewards the reward models by the names that experiments use
 * @param experiments what is compared
 * @param answers how answers are read from solutions
 * @param limits of every search
 * @param execution how the work is spread
 * @param prices what tokens cost
 * @param simulate the embedded fleet, or null to use the workers' URLs
 */
public record RunSpec(
    String name,
    long seed,
    int repetitions,
    DataSpec data,
    Map<String, DataSpec> dataSets,
    PolicySpec policy,
    Map<String, PolicySpec> policies,
    Map<String, RewardSpec> rewards,
    List<Experiment> experiments,
    AnswerSpec answers,
    Limits limits,
    ExecutionSpec execution,
    PriceSpec prices,
    @Nullable SimulateSpec simulate) {

  private static final String POLICY = "policy";
  private static final String POLICIES = "policies.";

  /** The reward of an experiment that has no reward model. */
  public static final String NO_REWARD = "none";

  /** Refuses what contradicts itself. */
  public RunSpec {
    dataSets = Collections.unmodifiableMap(new TreeMap<>(dataSets));
    policies = Collections.unmodifiableMap(new TreeMap<>(policies));
    rewards = Collections.unmodifiableMap(new TreeMap<>(rewards));
    experiments = List.copyOf(experiments);
    require(name.matches("[A-Za-z0-9._-]+"), "name must be letters, digits, . _ - but was " + name);
    require(repetitions >= 1, "repetitions must be at least 1 but was " + repetitions);
    require(!experiments.isEmpty(), "experiments must not be empty");
    Map<String, PolicySpec> asked = asked(policy, policies, experiments);
    ModelChecks.check(rewards, asked);
    new ExperimentChecks(asked, rewards, dataSets.keySet(), execution.callLog()).check(experiments);
    prices.check(policies.keySet(), rewards.keySet());
    if (simulate == null) {
      asked.forEach(
          (role, each) ->
              require(each.worker().located(), role + ".worker.urls must name a server"));
      rewards.forEach(
          (reward, spec) ->
              spec.workers()
                  .forEach(
                      (key, worker) ->
                          require(
                              worker.located(),
                              "rewards.%s.%s.urls must name a server".formatted(reward, key))));
    }
    // Of TGI's routes the fleet has the one for log-probabilities.
    asked.forEach(
        (role, each) ->
            require(
                simulate == null || each.logProbs() || !each.worker().dialect().equals("tgi"),
                role + ".log-probs must be true of the dialect tgi at the embedded fleet"));
  }

  /** The policies that may be asked, by role; the unnamed one only if an experiment has it. */
  private static Map<String, PolicySpec> asked(
      PolicySpec policy, Map<String, PolicySpec> policies, List<Experiment> experiments) {
    Map<String, PolicySpec> asked = new LinkedHashMap<>();
    if (experiments.stream().anyMatch(each -> each.policy().isEmpty())) {
      asked.put(POLICY, policy);
    }
    policies.forEach((name, each) -> asked.put(policyRole(name), each));
    return asked;
  }

  /** The role of a policy's servers: its key in the spec; the empty name is {@link #policy}'s. */
  public static String policyRole(String policy) {
    return policy.isEmpty() ? POLICY : POLICIES + policy;
  }

  /** Whether only a policy's servers may have this role. */
  static boolean isPolicyRole(String role) {
    return role.equals(POLICY) || role.startsWith(POLICIES);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** The policies that may be asked, by the roles of their servers. */
  public Map<String, PolicySpec> policyRoles() {
    return Collections.unmodifiableMap(asked(policy, policies, experiments));
  }

  /**
   * The same with other workers.
   *
   * @param roles as of {@link #policyRoles()}
   */
  RunSpec with(Map<String, PolicySpec> roles, Map<String, RewardSpec> otherRewards) {
    Map<String, PolicySpec> others = new TreeMap<>();
    policies.forEach((name, each) -> others.put(name, roles.getOrDefault(policyRole(name), each)));
    return new RunSpec(
        name,
        seed,
        repetitions,
        data,
        dataSets,
        roles.getOrDefault(POLICY, policy),
        others,
        otherRewards,
        experiments,
        answers,
        limits,
        execution,
        prices,
        simulate);
  }

  /** The problem set of an experiment. */
  public DataSpec dataOf(Experiment experiment) {
    DataSpec own = dataSets.get(experiment.data());
    return own == null ? data : own;
  }

  /**
   * What tells a problem from those of other data sets: its id, after the set's name if it has one.
   */
  public String problemName(Experiment experiment, String id) {
    return experiment.data().isEmpty() ? id : experiment.data() + ": " + id;
  }

  /** The seed of one work item of an experiment. */
  public long seedOf(Experiment experiment, WorkItem item) {
    Long own = experiment.seed();
    return Seeds.of(
        own == null ? seed : own,
        new WorkItem(experiment.drawsAs(), item.problem(), item.repetition()));
  }

  /** The same with every worker at the servers of an embedded fleet. */
  public RunSpec at(List<URI> policyUrls, List<URI> rewardUrls) {
    Map<String, RewardSpec> moved = new TreeMap<>();
    rewards.forEach(
        (name, reward) -> {
          // The fleet's reward workers pool and do nothing else.
          List<URI> urls = reward.needs().contains(Ability.POOL) ? rewardUrls : policyUrls;
          Map<String, WorkerSpec> workers = new TreeMap<>();
          reward.workers().forEach((key, worker) -> workers.put(key, worker.at(urls)));
          moved.put(name, reward.at(workers));
        });
    Map<String, PolicySpec> roles = new LinkedHashMap<>();
    policyRoles().forEach((role, each) -> roles.put(role, each.at(each.worker().at(policyUrls))));
    return with(roles, moved);
  }

  /**
   * The problem set.
   *
   * @param path a JSON Lines file, on any Hadoop file system
   * @param idField name of the field with the problem's id
   * @param questionField name of the field with the question
   * @param answerField name of the field with the reference answer
   * @param limit take only the first so many problems; 0 takes all
   */
  public record DataSpec(
      String path, String idField, String questionField, String answerField, int limit) {
    /** Refuses a blank path and a negative limit. */
    public DataSpec {
      require(!path.isBlank(), "path must not be blank");
      require(limit >= 0, "limit must not be negative but was " + limit);
    }
  }

  /**
   * One column of the comparison.
   *
   * @param name unique in the run
   * @param strategy how it searches
   * @param reward a name of {@link RunSpec#rewards}, or none
   * @param vote how it answers
   * @param budget of each of its searches
   * @param policy a name of {@link RunSpec#policies}; empty for {@link RunSpec#policy}
   * @param data a name of {@link RunSpec#dataSets}; empty for {@link RunSpec#data}
   * @param seed of its chance; null for the run's
   * @param draws the name that its seeds are made of; empty for its own name. Experiments of one
   *     strategy, policy and reward that draw by the same name ask the same of the workers
   */
  public record Experiment(
      String name,
      SearchStrategy strategy,
      String reward,
      Vote vote,
      BudgetSpec budget,
      String policy,
      String data,
      @Nullable Long seed,
      String draws) {
    /** Refuses a blank name. */
    public Experiment {
      require(!name.isBlank(), "name must not be blank");
    }

    /** The role of its policy's servers: the policy's key in the spec. */
    public String policyRole() {
      return RunSpec.policyRole(policy);
    }

    /** The name that its seeds are made of. */
    public String drawsAs() {
      return draws.isEmpty() ? name : draws;
    }
  }

  /**
   * The most that one search of an experiment may spend; {@link Budget} says how each is counted.
   *
   * @param tokens generated by the policy; 0 for no bound
   * @param calls to the policy and the reward model; 0 for no bound
   * @param time from the search's start; zero for no bound
   * @param share how often what searches have left of their tokens is dealt out among those that
   *     have used up theirs; 0 for never
   */
  public record BudgetSpec(long tokens, long calls, Duration time, int share) {
    /** Refuses negative bounds, and tokens to share where there are none. */
    public BudgetSpec {
      require(tokens >= 0, "tokens must not be negative but was " + tokens);
      require(calls >= 0, "calls must not be negative but was " + calls);
      require(!time.isNegative(), "time must not be negative but was " + time);
      require(share >= 0 && share <= 10, "share must be in [0, 10] but was " + share);
      require(
          share == 0 || tokens > 0,
          "share needs tokens to share; give budget.tokens a number above 0");
      require(
          share == 0 || (calls == 0 && time.isZero()),
          "share goes with a budget in tokens alone; leave out calls and time");
    }

    /** For a search that may spend its own tokens. */
    public Budget own() {
      return new Budget(tokens == 0 ? List.of() : List.of(tokens), calls, time);
    }

    /**
     * For a search that may spend more when its own tokens are used up.
     *
     * @param more ascending, above its own tokens
     */
    public Budget with(List<Long> more) {
      List<Long> all = new ArrayList<>(own().tokens());
      all.addAll(more);
      return new Budget(all, calls, time);
    }
  }

  /**
   * How answers are read and graded.
   *
   * @param fallback what to do with a solution that marks no answer
   * @param profile what counts as equal to the reference where public graders disagree
   */
  public record AnswerSpec(Fallback fallback, Profile profile) {
    /** Reads the answers of solutions for strategies that compare them. */
    public AnswerReader reader() {
      AnswerExtractor extractor = new AnswerExtractor(fallback);
      return solution -> {
        Answer answer = extractor.extract(solution);
        String key = answer == null ? AnswerKey.BLANK : AnswerKey.of(answer.text());
        return key.equals(AnswerKey.BLANK) ? null : key;
      };
    }
  }

  /**
   * How the work is spread and stored.
   *
   * @param partitions Spark tasks of the run; 0 chooses by the number of work items and cores
   * @param segmentRecords an outcome segment is closed after so many work items
   * @param segmentSeconds and at the latest after so many seconds
   * @param maxFailedShare the run counts as failed if a larger share of its items failed, in [0, 1]
   * @param callLog how answers are remembered
   */
  public record ExecutionSpec(
      int partitions,
      int segmentRecords,
      int segmentSeconds,
      double maxFailedShare,
      CallLogSpec callLog) {
    /** Refuses values out of range. */
    public ExecutionSpec {
      require(partitions >= 0, "partitions must not be negative but was " + partitions);
      require(segmentRecords >= 1, "segment-records must be at least 1 but was " + segmentRecords);
      require(segmentSeconds >= 1, "segment-seconds must be at least 1 but was " + segmentSeconds);
      require(
          maxFailedShare >= 0 && maxFailedShare <= 1,
          "max-failed-share must be in [0, 1] but was " + maxFailedShare);
    }
  }

  /**
   * The log of the workers' answers.
   *
   * @param keep how long
   * @param records a segment is closed after so many answers
   * @param seconds and at the latest after so many seconds
   * @param maxBytes of all segments of the run together; beyond it the run goes on unlogged
   * @param replayFrom directories of other runs, whose logs answer what they were asked before
   */
  public record CallLogSpec(
      Keep keep, int records, int seconds, long maxBytes, List<String> replayFrom) {
    /** How long the log is kept. */
    public enum Keep {
      /** For ever: other runs may replay from it. */
      ALWAYS,
      /** Until all items are completed. */
      UNTIL_DONE,
      /** Nothing is logged and nothing replayed. */
      NEVER
    }

    /** Refuses values out of range. */
    public CallLogSpec {
      replayFrom = List.copyOf(replayFrom);
      require(records >= 1, "records must be at least 1 but was " + records);
      require(seconds >= 1, "seconds must be at least 1 but was " + seconds);
      require(maxBytes >= 0, "max-bytes must not be negative but was " + maxBytes);
    }
  }
}
