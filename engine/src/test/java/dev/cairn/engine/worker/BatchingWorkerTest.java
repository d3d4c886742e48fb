package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.simulate.ArithmeticProblems;
import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.ArithmeticWorld;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.SimulatedFleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchingWorkerTest {
  private static final Duration LINGER = Duration.ofMillis(5);

  private final SimulatedFleet fleet =
      SimulatedFleet.start(
          new ArithmeticWorld(ArithmeticSettings.DEFAULT),
          FleetSettings.loopback(0, 1, Latency.NONE));
  private final ManualTimer timer = new ManualTimer();
  private final Worker server = Pools.server(fleet.rewardUrls().get(0));
  private final BatchingWorker batching = new BatchingWorker(server, LINGER, 8, timer);

  @AfterEach
  void close() {
    fleet.close();
  }

  private static Call<Pooling> call(String model, String... texts) {
    List<Prompt> prompts = Stream.of(texts).<Prompt>map(Prompt.Text::rendered).toList();
    return Pools.DIALECT.pool(model, prompts, "p");
  }

  private static Call<Pooling> call(int number) {
    String question = ArithmeticProblems.generate(4, 9).get(number).problem().question();
    String asked = "<|im_start|>user\n" + question + "<|im_end|>\n<|im_start|>assistant\n";
    String step = "We add: 1 + %d = %d.<extra_0>".formatted(number, number + 1);
    return call("simulated-prm", asked + step, asked + step + step);
  }

  @Test
  void givesEveryCallTheRowsThatItWouldHaveGotAlone() {
    List<CompletableFuture<Pooling>> together = new ArrayList<>();
    List<Pooling> alone = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      together.add(batching.send(call(i)));
      alone.add(server.send(call(i)).join());
    }
    timer.pass(LINGER);

    for (int i = 0; i < 3; i++) {
      assertThat(together.get(i).join().rows()).isEqualTo(alone.get(i).rows());
    }
    assertThat(together.stream().mapToLong(each -> each.join().tokens().prompt()).sum())
        .isEqualTo(alone.stream().mapToLong(each -> each.tokens().prompt()).sum());
    assertThat(fleet.stats().rewardCalls()).isEqualTo(3 + 1);
  }

  @Test
  void sendsAFullBatchWithoutWaiting() {
    List<CompletableFuture<Pooling>> sent = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      sent.add(batching.send(call(i)));
    }
    assertThat(sent.subList(0, 4)).allSatisfy(each -> assertThat(each.join().rows()).hasSize(2));
    assertThat(sent.get(4)).isNotDone();
    assertThat(fleet.stats().rewardCalls()).isEqualTo(1);

    timer.pass(LINGER);
    assertThat(sent.get(4).join().rows()).hasSize(2);
  }

  @Test
  void sendsCallsOfDifferentModelsApart() {
    CompletableFuture<Pooling> known = batching.send(call(1));
    CompletableFuture<Pooling> unknown = batching.send(call("other", "x<extra_0>"));
    timer.pass(LINGER);

    assertThat(known.join().rows()).hasSize(2);
    assertThatThrownBy(unknown::join).hasMessageContaining("404");
  }

  @Test
  void letsNoCallSufferForAnother() {
    CompletableFuture<Pooling> good = batching.send(call(1));
    CompletableFuture<Pooling> tooLong =
        batching.send(call("simulated-prm", "word ".repeat(40_000) + "<extra_0>"));
    timer.pass(LINGER);

    assertThat(good.join().rows()).hasSize(2);
    assertThatThrownBy(tooLong::join).hasMessageContaining("context length");
  }

  @Test
  void dropsACallThatWasCancelledWhileItWaited() {
    CompletableFuture<Pooling> cancelled = batching.send(call(1));
    CompletableFuture<Pooling> kept = batching.send(call(2));
    cancelled.cancel(true);
    timer.pass(LINGER);

    assertThat(kept.join().rows()).hasSize(2);
    assertThat(fleet.stats().rewardTexts()).isEqualTo(2);
  }
}
