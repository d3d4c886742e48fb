package dev.cairn.engine.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.model.OutcomeModel;
import dev.cairn.engine.model.RewardModel;
import dev.cairn.engine.model.RewardModel.Scored;
import dev.cairn.engine.run.CostEstimate;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Problem;
import dev.cairn.engine.search.SearchStrategy;
import dev.cairn.engine.search.SearchStrategy.Signal;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.search.strategy.ComputeOptimal;
import dev.cairn.engine.simulate.SimulatedFleet;
import dev.cairn.engine.worker.Call;
import dev.cairn.engine.worker.CallLog;
import dev.cairn.engine.worker.Completion;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.CompletionRequest;
import dev.cairn.engine.worker.Dialect;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.Sampling;
import dev.cairn.engine.worker.Worker;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came out when the servers of a run were tried with small calls, since servers ignore in
 * silence what they do not know.
 *
 * @param role of a policy, or the name of a reward model
 * @param where the URL of a policy server, or the type of the reward model
 * @param notes what it does otherwise than asked, and what is done about it
 * @param refusal why the run cannot work with it, or null
 * @param ignoresN whether it brings one continuation however many are asked for
 */
public record Trial(
    String role, String where, List<String> notes, @Nullable String refusal, boolean ignoresN) {
  private static final String QUESTION =
      "Write the numbers from 1 to 9 with one space between them.";
  private static final String BEGUN = "1 2 ";
  private static final String STOP = "6";
  // What a strategy asks for does not depend on how long solutions are.
  private static final CostEstimate SAMPLE = new CostEstimate(5, 10, 1);

  private static final double LOGISTIC_OF_ONE = 1 / (1 + Math.exp(-1));
  private static final Problem SUM = new Problem("trial", "What is 3 + 4?", null);

  /** Copies the list. */
  public Trial {
    notes = List.copyOf(notes);
  }

  /**
   * Tries every policy server and every reward model of a run. A simulated fleet, embedded or
   * served elsewhere, knows only its own problems and is not tried.
   *
   * @param spec with all URLs and models named
   */
  public static List<Trial> all(RunSpec spec, UnaryOperator<@Nullable String> environment) {
    if (spec.simulate() != null) {
      return List.of();
    }
    List<Trial> trials = new ArrayList<>();
    try (Connections connections = new Connections(environment)) {
      spec.policyRoles()
          .forEach((role, policy) -> trials.addAll(policy(spec, role, policy, connections)));
    }
    try (Models models = new Models(spec, environment)) {
      Map<String, RewardModel> rewards = models.rewards(CallLog.NONE);
      spec.rewards()
          .forEach(
              (name, reward) -> {
                boolean simulated =
                    reward.workers().values().stream()
                        .anyMatch(worker -> SimulatedFleet.serves(worker.model()));
                if (!simulated && !reward.workers().isEmpty()) {
                  trials.add(reward(name, reward, Objects.requireNonNull(rewards.get(name))));
                }
              });
    }
    return trials;
  }

  private static List<Trial> policy(
      RunSpec spec, String role, PolicySpec policy, Connections connections) {
    WorkerSpec served = policy.worker();
    List<Trial> trials = new ArrayList<>();
    for (URI url :
        SimulatedFleet.serves(served.model()) ? List.<URI>of() : Connections.urls(served)) {
      try (Worker worker = connections.worker(served, url)) {
        trials.add(new PolicyTrial(spec, role, policy, url, worker).run());
      }
    }
    return trials;
  }

  /**
   * The run as it can work with its servers.
   *
   * @throws UserException if it cannot
   */
  public static RunSpec adapted(RunSpec spec, List<Trial> trials) {
    Map<String, PolicySpec> policies = new LinkedHashMap<>(spec.policyRoles());
    for (Trial trial : trials) {
      if (trial.refusal() != null) {
        throw new UserException(
            "%s at %s %s".formatted(trial.role(), trial.where(), trial.refusal()));
      }
      if (trial.ignoresN()) {
        policies.computeIfPresent(trial.role(), (role, policy) -> policy.withSamplesPerCall(1));
      }
    }
    return spec.with(policies, spec.rewards());
  }

  private static Trial reward(String name, RewardSpec reward, RewardModel model) {
    String type = reward.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    Trajectory right = solution("3 + 4 = 7.\n\n");
    Trajectory wrong = solution("3 + 4 = 9.\n\n");
    try {
      Scored scored = model.score(List.of(right, wrong)).join();
      double good = scored.rewards().get(0).get(0);
      double bad = scored.rewards().get(1).get(0);
      List<String> notes = new ArrayList<>();
      if (good <= bad) {
        notes.add(
            "finds a wrong step no worse than a right one (%.3f against %.3f)"
                .formatted(bad, good));
      }
      if (reward instanceof ServedReward.Outcome outcome && flattened(outcome, good, bad)) {
        notes.add(
            "answers numbers from 0 to 1 where logits were asked for: rewards keep their order and"
                + " lie between 0.50 and 0.73");
      }
      return new Trial(name, type, notes, null, false);
    } catch (CompletionException e) {
      String reason = Futures.cause(e).getMessage();
      return new Trial(name, type, List.of(), "does not judge a trial solution: " + reason, false);
    }
  }

  /** Whether both rewards are what becomes of probabilities that are taken for logits. */
  private static boolean flattened(ServedReward.Outcome outcome, double good, double bad) {
    return outcome.route() == OutcomeModel.Route.CLASSIFY
        && Math.min(good, bad) >= 0.5
        && Math.max(good, bad) <= LOGISTIC_OF_ONE;
  }

  private static Trajectory solution(String step) {
    return Trajectory.start(SUM).append(0, List.of(new Step(step, 8, -1.0)), Finish.SEPARATOR);
  }

  /** The trial of one policy server. */
  private static final class PolicyTrial {
    private final RunSpec spec;
    private final String role;
    private final PolicySpec policy;
    private final URI url;
    private final Worker worker;
    private final Dialect dialect;
    private final List<String> notes = new ArrayList<>();

    PolicyTrial(RunSpec spec, String role, PolicySpec policy, URI url, Worker worker) {
      this.spec = spec;
      this.role = role;
      this.policy = policy;
      this.url = url;
      this.worker = worker;
      this.dialect = Models.dialect(policy.worker());
    }

    /** An answer as it was read and as the server wrote it. */
    private record Told(Completion completion, JsonNode raw) {}

    Trial run() {
      try {
        int n = Math.min(2, dialect.samplesPerCall());
        Told first = ask(BEGUN, n, STOP);
        Choice choice = first.completion().choices().get(0);
        boolean ignoresN = first.completion().choices().size() < n;
        if (ignoresN) {
          notes.add("ignores n: every continuation is a call of its own");
        }
        String refusal = endings(choice, first.raw());
        refusal = refusal == null ? continuation(choice) : refusal;
        refusal = refusal == null ? logProbs(choice) : refusal;
        if (refusal == null) {
          blanks();
          seeds(choice);
        }
        return new Trial(role, url.toString(), notes, refusal, ignoresN);
      } catch (CompletionException e) {
        String reason = Futures.cause(e).getMessage();
        return new Trial(role, url.toString(), notes, "fails a trial: " + reason, false);
      }
    }

    private Told ask(String begun, int n, String stop) {
      Call<Completion> call =
          dialect.complete(
              new CompletionRequest(
                  policy.worker().model(),
                  policy.template().prompt("", QUESTION, begun),
                  n,
                  24,
                  new Sampling(policy.temperature(), policy.topP(), 0, 1),
                  List.of(stop),
                  policy.logProbs() ? 1 : 0,
                  "trial"));
      return worker
          .send(
              new Call<>(
                  call.path(),
                  call.body(),
                  call.affinity(),
                  call.sequences(),
                  answer -> new Told(call.decoder().decode(answer), answer)))
          .join();
    }

    private @Nullable String endings(Choice choice, JsonNode raw) {
      JsonNode told = raw.path("choices").path(0);
      String text = told.path("text").asText(told.path("message").path("content").asText());
      boolean cut = choice.ending() == Ending.STOP && !text.isEmpty() && !text.endsWith(STOP);
      if (cut || choice.ending() == Ending.STOP_OR_END) {
        notes.add("cuts the stop string off: it is put back");
      }
      if (choice.ending() == Ending.STOP_OR_END) {
        notes.add(
            "does not tell a stop string from the end of an answer: text without a stated answer"
                + " counts as a step");
      }
      // Nobody who writes the numbers to 9 ends here.
      boolean silent = List.of("3 4 5", "3 4 5 6").contains(choice.text().strip());
      return silent && choice.ending() == Ending.END
          ? "does not tell that a stop string ended a text; set policy.worker.dialect to openai"
          : null;
    }

    private @Nullable String continuation(Choice choice) {
      if (choice.reasoning() != null) {
        return "splits thoughts off the answer; start it without its reasoning parser";
      }
      if (!choice.text().strip().startsWith("1") || !continuesAnswers()) {
        return null;
      }
      return "does not continue an answer that has begun, which the strategies of this run need;"
          + " use completions (policy.template) or best-of-n";
    }

    /** Whether any experiment asks for more than whole solutions. */
    private boolean continuesAnswers() {
      return experiments()
          .anyMatch(
              each -> continuesAnswers(each.strategy(), !each.reward().equals(RunSpec.NO_REWARD)));
    }

    private Stream<Experiment> experiments() {
      return spec.experiments().stream().filter(each -> each.policyRole().equals(role));
    }

    private boolean continuesAnswers(@Nullable SearchStrategy strategy, boolean rewarded) {
      if (strategy instanceof ComputeOptimal chooses) {
        return chooses.bins().stream().anyMatch(bin -> continuesAnswers(bin.strategy(), rewarded));
      }
      return strategy != null && SAMPLE.continuesAnswers(strategy, rewarded, spec.limits());
    }

    private @Nullable String logProbs(Choice choice) {
      if (!policy.logProbs() || choice.logProb() != null) {
        return null;
      }
      List<String> needing =
          experiments()
              .filter(each -> each.strategy().needs().contains(Signal.LOG_PROB))
              .map(Experiment::name)
              .toList();
      if (!needing.isEmpty()) {
        return "tells no log-probabilities, which the strategy of %s needs"
            .formatted(String.join(", ", needing));
      }
      notes.add("tells no log-probabilities: steps have none");
      return null;
    }

    private void blanks() {
      String separator = policy.separator();
      Choice next =
          ask("1" + separator + "2" + separator, 1, separator).completion().choices().get(0);
      boolean dropped = next.ending() != Ending.END && next.text().isBlank();
      if (dropped) {
        notes.add(
            "drops the blanks at the end of a begun answer: blank steps come back and are drawn"
                + " again");
      }
    }

    private void seeds(Choice first) {
      Choice again = ask(BEGUN, 1, STOP).completion().choices().get(0);
      if (!again.text().equals(first.text())) {
        notes.add("draws otherwise with the same seed: the run cannot be repeated to the letter");
      }
    }
  }
}
