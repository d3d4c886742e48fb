package dev.cairn.engine.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.simulate.World.Continuation;
import dev.cairn.engine.simulate.World.Draw;
import dev.cairn.engine.simulate.World.Token;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArithmeticWorldTest {
  private static final ArithmeticWorld WORLD = new ArithmeticWorld(ArithmeticSettings.DEFAULT);
  private static final ArithmeticWorld ORACLE =
      new ArithmeticWorld(ArithmeticSettings.DEFAULT.withOracle());

  private static String prompt(ArithmeticProblem problem) {
    return "Question: " + problem.question() + "\nAnswer:\n";
  }

  private static String text(World world, String prompt, long seed) {
    return decode(world, prompt, seed, List.of()).text();
  }

  private static Decoded decode(World world, String prompt, long seed, List<String> stop) {
    Iterator<Token> sample = world.read(prompt).sample(new Draw(seed, 0, 1, false));
    return Decoded.read(sample, new Decoded.Limits(10_000, stop, true));
  }

  private static boolean solves(String solution, ArithmeticProblem problem) {
    return solution.contains("\\boxed{" + problem.answer() + "}");
  }

  /** The text with every step tagged, as a reward model is sent it. */
  private static String tagged(String solution) {
    return solution.replace(StepWriter.SEPARATOR, "<extra_0>") + "<extra_0>";
  }

  /** 99.9 % of binomial counts are this near to their mean. */
  private static void assertShare(long count, long of, double share) {
    assertThat((double) count / of)
        .isCloseTo(share, within(3.29 * Math.sqrt(share * (1 - share) / of)));
  }

  @Test
  void aStepIsRightWithTheProbabilityOfItsLevel() {
    for (int level = 1; level <= ArithmeticProblems.LEVELS; level++) {
      int right = 0;
      int samples = 0;
      for (ArithmeticProblem problem : ArithmeticProblems.generate(level, 40, 1, level)) {
        for (int seed = 0; seed < 100; seed++) {
          right += solves(text(WORLD, prompt(problem), seed * 7919L), problem) ? 1 : 0;
          samples++;
        }
      }
      assertShare(right, samples, ArithmeticWorld.stepAccuracy(level));
    }
  }

  @Test
  void aSolutionOfTStepsIsRightWithProbabilityPToTheT() {
    ArithmeticWorld world = new ArithmeticWorld(ArithmeticSettings.DEFAULT.withStepAccuracy(0.8));
    for (int steps : List.of(2, 5)) {
      int right = 0;
      for (ArithmeticProblem problem : ArithmeticProblems.generate(steps, 4000, steps, 3)) {
        right += solves(text(world, prompt(problem), 11), problem) ? 1 : 0;
      }
      assertShare(right, 4000, Math.pow(0.8, steps));
    }
  }

  @Test
  void theBestOfNByTheOracleFollowsItsClosedForm() {
    double p = 0.7;
    int n = 4;
    int steps = 4;
    ArithmeticWorld world =
        new ArithmeticWorld(ArithmeticSettings.DEFAULT.withOracle().withStepAccuracy(p));
    int solved = 0;
    for (ArithmeticProblem problem : ArithmeticProblems.generate(77, 2000, steps, 2)) {
      boolean any = false;
      for (int seed = 0; seed < n; seed++) {
        String prompt = prompt(problem);
        List<Double> rewards = world.rewards(prompt + tagged(text(world, prompt, seed)));
        any |= rewards.get(rewards.size() - 1) == 1;
      }
      solved += any ? 1 : 0;
    }
    assertShare(solved, 2000, 1 - Math.pow(1 - Math.pow(p, steps), n));
  }

  @Test
  void anErrorIsNeverUndoneAndTheOracleSeesItFromTheStepOn() {
    ArithmeticWorld world =
        new ArithmeticWorld(ArithmeticSettings.DEFAULT.withOracle().withStepAccuracy(0.5));
    Set<Boolean> outcomes = new HashSet<>();
    for (ArithmeticProblem problem : ArithmeticProblems.generate(8, 1500)) {
      String solution = text(world, prompt(problem), 3);
      List<Double> rewards = world.rewards(prompt(problem) + tagged(solution));

      assertThat(rewards).hasSize(WordProblem.in(problem.question()).operations().size());
      assertThat(rewards).isSortedAccordingTo(Collections.reverseOrder()).containsAnyOf(0.0, 1.0);
      boolean right = rewards.get(rewards.size() - 1) == 1;
      assertThat(solves(solution, problem)).as(solution).isEqualTo(right);
      outcomes.add(right);
    }
    assertThat(outcomes).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void aSolutionIsTheSameAtOnceAndStepByStep() {
    for (ArithmeticProblem problem : ArithmeticProblems.generate(21, 50)) {
      String prompt = prompt(problem);
      String whole = text(WORLD, prompt, 42);
      StringBuilder stepwise = new StringBuilder();
      Decoded step;
      do {
        step = decode(WORLD, prompt + stepwise, 42, List.of("\n\n"));
        stepwise.append(step.text());
      } while (step.stopString() != null);

      assertThat(stepwise.toString()).isEqualTo(whole);
      assertThat(text(WORLD, prompt + whole, 42)).isEmpty();
    }
  }

  @Test
  void greedyDecodingHasOneOutcomeWhateverTheSeed() {
    Continuation continuation = WORLD.read(prompt(ArithmeticProblems.generate(2, 1, 6, 5).get(0)));
    Decoded.Limits all = new Decoded.Limits(10_000, List.of(), true);

    assertThat(Decoded.read(continuation.sample(new Draw(1, 0, 1, true)), all))
        .isEqualTo(Decoded.read(continuation.sample(new Draw(2, 0, 1, true)), all));
  }

  @Test
  void theRewardModelIsInformativeButFallible() {
    int agreed = 0;
    int all = 0;
    for (ArithmeticProblem problem : ArithmeticProblems.generate(31, 400)) {
      String solved = prompt(problem) + tagged(text(WORLD, prompt(problem), 5));
      List<Double> noisy = WORLD.rewards(solved);
      List<Double> truth = ORACLE.rewards(solved);
      for (int i = 0; i < noisy.size(); i++) {
        assertThat(noisy.get(i)).isStrictlyBetween(0.0, 1.0);
        agreed += (noisy.get(i) > 0.5) == (truth.get(i) == 1) ? 1 : 0;
        all++;
      }
    }
    // The logit has the right sign with probability Phi(1.5 / 1.5).
    assertShare(agreed, all, 0.8413);
  }

  @Test
  void aWrongStepIsSomewhatLessLikelyByItsTokens() {
    Map<Boolean, Double> means =
        ArithmeticProblems.generate(13, 3000, 1, 4).stream()
            .collect(
                Collectors.partitioningBy(
                    problem -> solves(text(WORLD, prompt(problem), 1), problem),
                    Collectors.averagingDouble(
                        problem ->
                            decode(WORLD, prompt(problem), 1, List.of()).tokens().stream()
                                .mapToDouble(ArithmeticWorldTest::logProb)
                                .average()
                                .orElseThrow())));

    assertThat(means.get(true)).isCloseTo(-0.12, within(0.005));
    assertThat(means.get(false)).isCloseTo(-0.16, within(0.01));
  }

  private static double logProb(Token token) {
    Double logProb = token.logProb();
    assertThat(logProb).isNotNull();
    return logProb == null ? Double.NaN : logProb;
  }

  @Test
  void errorsAgreeAsOftenAsTheyAreSetTo() {
    ArithmeticSettings base = ArithmeticSettings.DEFAULT.withStepAccuracy(0);
    ArithmeticProblem problem = ArithmeticProblems.generate(4, 1, 1, 4).get(0);
    ArithmeticWorld alike =
        new ArithmeticWorld(new ArithmeticSettings(1, 1, 1, 1, 0.0, Revising.DEFAULT, 1));
    ArithmeticWorld apart =
        new ArithmeticWorld(new ArithmeticSettings(1, 1, 1, 0, 0.0, Revising.DEFAULT, 1));

    assertThat(base.errorCorrelation()).isEqualTo(0.2);
    assertThat(answers(alike, problem)).hasSize(1).doesNotContain(problem.answer());
    assertThat(answers(apart, problem)).hasSizeGreaterThan(5).doesNotContain(problem.answer());
  }

  private static Set<String> answers(World world, ArithmeticProblem problem) {
    return IntStream.range(0, 100)
        .mapToObj(seed -> text(world, prompt(problem), seed))
        .map(text -> text.replaceAll("(?s).*\\\\boxed\\{(.*?)}.*", "$1"))
        .collect(Collectors.toSet());
  }

  @Test
  void answersDoNotDependOnOrderOrParallelism() {
    List<ObjectNode> requests = new ArrayList<>();
    for (ArithmeticProblem problem : ArithmeticProblems.generate(6, 60)) {
      requests.add(
          Wire.object()
              .put("prompt", prompt(problem))
              .put("n", 3)
              .put("seed", problem.hashCode())
              .put("logprobs", 1)
              .put("max_tokens", 500));
    }
    Set<List<JsonNode>> runs = new HashSet<>();
    for (Latency latency : List.of(Latency.NONE, Latency.REALISTIC.scaled(2000))) {
      try (SimulatedFleet fleet =
          SimulatedFleet.start(WORLD, FleetSettings.loopback(2, 0, latency))) {
        runs.add(inOrder(fleet.policyUrls(), requests, 1));
        runs.add(inOrder(fleet.policyUrls(), requests, 2));
      }
    }
    assertThat(runs).hasSize(1);
  }

  /** Sends all at once in a shuffled order to any worker; the answers in the requests' order. */
  private static List<JsonNode> inOrder(List<URI> workers, List<ObjectNode> requests, int shuffle) {
    Random random = new Random(shuffle);
    List<Integer> order = new ArrayList<>(IntStream.range(0, requests.size()).boxed().toList());
    Collections.shuffle(order, random);
    List<CompletableFuture<Wire.Answer>> answers =
        new ArrayList<>(Collections.nCopies(requests.size(), new CompletableFuture<>()));
    for (int i : order) {
      URI worker = workers.get(random.nextInt(workers.size()));
      answers.set(i, Wire.postAsync(worker, "/v1/completions", requests.get(i)));
    }
    return answers.stream()
        .map(CompletableFuture::join)
        .peek(answer -> assertThat(answer.status()).as(answer.text()).isEqualTo(200))
        .map(Wire.Answer::json)
        .peek(json -> ((ObjectNode) json).remove("created"))
        .toList();
  }
}
