package dev.cairn.engine.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class SimulatedFleetTest {
  private static final World WORLD = new ArithmeticWorld(ArithmeticSettings.DEFAULT);

  private static ObjectNode step(ArithmeticProblem problem) {
    return Wire.object()
        .put("prompt", problem.question() + "\n\n")
        .put("max_tokens", 300)
        .put("stop", "\n\n")
        .put("include_stop_str_in_output", true);
  }

  private static List<CompletableFuture<Wire.Answer>> send(URI worker, int requests) {
    List<CompletableFuture<Wire.Answer>> answers = new ArrayList<>();
    for (ArithmeticProblem problem : ArithmeticProblems.generate(1, requests)) {
      answers.add(Wire.postAsync(worker, "/v1/completions", step(problem)));
    }
    return answers;
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("simulated-"))
        .count();
  }

  @Test
  void holdsFiveHundredAnswersBackWithAHandfulOfThreads() {
    Latency frozen = Latency.REALISTIC.scaled(1e-6);
    try (SimulatedFleet fleet = SimulatedFleet.start(WORLD, FleetSettings.loopback(1, 0, frozen))) {
      List<CompletableFuture<Wire.Answer>> answers = send(fleet.policyUrls().get(0), 512);

      await().until(() -> fleet.stats().peakSequences() == 512);
      assertThat(threads())
          .isLessThanOrEqualTo(1 + Math.max(4, Runtime.getRuntime().availableProcessors()));
      assertThat(answers).noneMatch(CompletableFuture::isDone);
    }
  }

  @Test
  void answersAllOfFiveHundredAtOnce() {
    try (SimulatedFleet fleet =
        SimulatedFleet.start(WORLD, FleetSettings.loopback(1, 1, Latency.REALISTIC.scaled(100)))) {
      for (CompletableFuture<Wire.Answer> answer : send(fleet.policyUrls().get(0), 512)) {
        assertThat(answer.join().status()).isEqualTo(200);
      }
      FleetStats stats = fleet.stats();
      assertThat(stats.sequences()).isEqualTo(512);
      assertThat(stats.refused()).isZero();
      assertThat(stats.lowerBound()).isPositive();
      await().until(() -> fleet.stats().busySlotSeconds() > 0);
    }
  }

  @Test
  void aStepBuildsOnTheStepBefore() {
    try (SimulatedFleet fleet =
        SimulatedFleet.start(WORLD, FleetSettings.loopback(2, 0, Latency.REALISTIC.scaled(1000)))) {
      ArithmeticProblem problem = ArithmeticProblems.generate(1, 1, 5, 1).get(0);
      ObjectNode first = step(problem);
      JsonNode answer = Wire.post(fleet.policyUrls().get(0), "/v1/completions", first).json();
      String next = first.path("prompt").asText() + answer.at("/choices/0/text").asText();
      // On another worker: the chain is the fleet's.
      JsonNode second =
          Wire.post(fleet.policyUrls().get(1), "/v1/completions", first.put("prompt", next)).json();
      int tokens =
          answer.at("/usage/completion_tokens").intValue()
              + second.at("/usage/completion_tokens").intValue();

      assertThat(fleet.stats().chainBound())
          .isEqualTo(tokens * Latency.REALISTIC.iteration(1) / 1000);
    }
  }

  @Test
  void countsFromZeroAfterAReset() {
    try (SimulatedFleet fleet =
        SimulatedFleet.start(WORLD, FleetSettings.loopback(1, 1, Latency.NONE))) {
      URI worker = fleet.policyUrls().get(0);
      Wire.post(worker, "/v1/completions", Wire.object());
      send(worker, 3).forEach(CompletableFuture::join);
      assertThat(fleet.stats().requests()).isEqualTo(4);
      assertThat(fleet.stats().refused()).isEqualTo(1);
      assertThat(Wire.get(worker, "/stats").json().path("sequences").intValue()).isEqualTo(3);

      assertThat(Wire.post(worker, "/reset", Wire.object()).status()).isEqualTo(200);
      assertThat(fleet.stats()).isEqualTo(FleetStats.NOTHING);
    }
  }

  @Test
  void closesItsPortsAndEndsItsThreads() {
    SimulatedFleet fleet =
        SimulatedFleet.start(WORLD, FleetSettings.loopback(2, 2, Latency.REALISTIC));
    URI worker = fleet.policyUrls().get(1);
    assertThat(Wire.get(worker, "/health").status()).isEqualTo(200);
    fleet.close();

    await().until(() -> threads() == 0);
    assertThatThrownBy(() -> Wire.get(worker, "/health"))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(ConnectException.class);
  }

  @Test
  void saysWhichPortIsTaken() {
    try (SimulatedFleet fleet =
        SimulatedFleet.start(WORLD, FleetSettings.loopback(1, 0, Latency.NONE))) {
      int taken = fleet.policyUrls().get(0).getPort();
      FleetSettings settings =
          new FleetSettings(0, 1, Latency.NONE, 0, taken, "127.0.0.1", 1000, 0);

      assertThatThrownBy(() -> SimulatedFleet.start(WORLD, settings))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + taken + " for simulated-prm");
    }
  }

  @Test
  void refusesSettingsThatMakeNoFleet() {
    assertThatThrownBy(() -> FleetSettings.loopback(0, 0, Latency.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be at least 0 and not both 0 but were 0 and 0");
    assertThatThrownBy(() -> new FleetSettings(9, 1, Latency.NONE, 65530, 0, "127.0.0.1", 10, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("policyPort must be 0 or leave 9 ports");
    assertThatThrownBy(() -> Latency.REALISTIC.scaled(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("timeScale must be a number of at least 0 but was NaN");
  }
}
