package dev.cairn.engine.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RewardProtocolTest {
  private static final String QUESTION =
      "Hana keeps 7 marbles in a glass jar. Hana finds 5 more marbles under the sofa and drops them"
          + " in. A little brother takes 2 marbles out of the jar. How many marbles are in the jar"
          + " now?";
  private static final String GOOD = "7 + 5 = 12.<extra_0>So 12 - 2 = 10, \\boxed{10}.<extra_0>";
  private static final String BAD = "7 + 5 = 13.<extra_0>So 13 - 2 = 11, \\boxed{11}.<extra_0>";

  @SuppressWarnings("NullAway.Init")
  private SimulatedFleet fleet;

  @SuppressWarnings("NullAway.Init")
  private URI worker;

  @BeforeAll
  void start() {
    fleet =
        SimulatedFleet.start(
            new ArithmeticWorld(ArithmeticSettings.DEFAULT),
            new FleetSettings(0, 1, Latency.NONE, 0, 0, "127.0.0.1", 300, 0));
    worker = fleet.rewardUrls().get(0);
  }

  @AfterAll
  void stop() {
    fleet.close();
  }

  private static String chatMl(String solution) {
    return "<|im_start|>user\n"
        + QUESTION
        + "<|im_end|>\n<|im_start|>assistant\n"
        + solution
        + "<|im_end|>\n";
  }

  private Wire.Answer pool(ObjectNode request) {
    return Wire.post(worker, "/pooling", request.put("model", "simulated-prm"));
  }

  @Test
  void givesARowOfTwoProbabilitiesPerStepAndItem() {
    ObjectNode request = Wire.object();
    request.putArray("input").add(chatMl(GOOD)).add(chatMl(BAD)).add(chatMl(""));
    JsonNode body = pool(request).json();

    assertThat(body.path("object").asText()).isEqualTo("list");
    assertThat(body.path("data")).hasSize(3);
    assertThat(body.path("data").path(1).path("index").intValue()).isEqualTo(1);
    assertThat(body.path("data").path(1).path("object").asText()).isEqualTo("pooling");
    assertThat(body.path("data").path(0).path("data")).hasSize(2);
    assertThat(body.path("data").path(2).path("data")).isEmpty();
    for (JsonNode row : body.path("data").path(1).path("data")) {
      assertThat(row).hasSize(2);
      assertThat(row.path(0).doubleValue() + row.path(1).doubleValue()).isCloseTo(1, within(1e-9));
    }
    assertThat(body.path("usage").path("prompt_tokens").intValue())
        .isEqualTo(
            Tokenizer.count(chatMl(GOOD))
                + Tokenizer.count(chatMl(BAD))
                + Tokenizer.count(chatMl("")));
    assertThat(body.path("usage").path("completion_tokens").intValue()).isZero();
  }

  @Test
  void rendersAConversationAsChatMl() {
    ObjectNode chat = Wire.object();
    chat.putArray("messages")
        .add(Wire.object().put("role", "user").put("content", QUESTION))
        .add(Wire.object().put("role", "assistant").put("content", GOOD));

    assertThat(pool(chat).json().path("data"))
        .isEqualTo(pool(Wire.object().put("input", chatMl(GOOD))).json().path("data"));
  }

  @Test
  void keepsTheRewardOfAStepWhenTheSolutionGrows() {
    String first = GOOD.substring(0, GOOD.indexOf(">") + 1);
    JsonNode shorter = pool(Wire.object().put("input", chatMl("") + first)).json();
    JsonNode longer = pool(Wire.object().put("input", chatMl("") + GOOD)).json();

    assertThat(shorter.at("/data/0/data")).hasSize(1);
    assertThat(shorter.at("/data/0/data/0")).isEqualTo(longer.at("/data/0/data/0"));
  }

  @Test
  void refusesWhatItCannotScore() {
    assertThat(pool(Wire.object()).status()).isEqualTo(400);
    assertThat(pool(Wire.object().put("input", 3)).error().path("type").asText())
        .isEqualTo("Bad Request");
    assertThat(pool(Wire.object().put("input", "1 + 1 = 2<extra_0>")).error().toString())
        .contains("found none in the text");
    assertThat(pool(Wire.object().put("input", chatMl(GOOD.repeat(20)))).error().toString())
        .contains("context length is only 300 tokens");
    ObjectNode other = Wire.object().put("input", chatMl(GOOD)).put("model", "no");
    assertThat(Wire.post(worker, "/pooling", other).status()).isEqualTo(404);
  }
}
