package dev.cairn.engine.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayWorldTest {
  private static final String SEPARATOR = "\u001e";
  private static final String POOLS =
      """
      {"problem_id": "a", "question": "What is 1 + 1?", "more": 1, "candidates": [{"steps": ["One and one.", "Two\\n\\nso 2."], "num_tokens": 9}, {"steps": ["It is 3."]}, {"steps": ["One and one.", "Three."], "num_tokens": 40}]}
      {"problem_id": "b", "question": "What is 1 + 1? And 2 + 2?", "candidates": [{"steps": ["2 and 4"]}, {"steps": ["2 and 4"]}]}
      """;
  private static final String SCORES =
      """
      {"problem_id": "a", "step_scores": [[0.5, 0.25], [0.125], [0.75, 0.0]]}
      {"problem_id": "b", "step_scores": [[0.5], [0.625]]}
      """;

  private static ReplayWorld world(String pools, String scores) throws IOException {
    return ReplayWorld.read(new StringReader(pools), new StringReader(scores), SEPARATOR);
  }

  private static SimulatedFleet fleet(ReplayWorld world) {
    return SimulatedFleet.start(world, FleetSettings.loopback(1, 1, Latency.NONE));
  }

  private static ObjectNode request(String question, int n) {
    return Wire.object()
        .put("prompt", "user: " + question + "\nassistant: ")
        .put("n", n)
        .put("seed", 4)
        .put("logprobs", 1)
        .put("max_tokens", 4000);
  }

  private static Wire.Answer complete(SimulatedFleet fleet, ObjectNode request) {
    return Wire.post(fleet.policyUrls().get(0), "/v1/completions", request);
  }

  private static Wire.Answer score(SimulatedFleet fleet, String text) {
    return Wire.post(fleet.rewardUrls().get(0), "/pooling", Wire.object().put("input", text));
  }

  private static List<String> texts(Wire.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    List<String> texts = new ArrayList<>();
    answer.json().path("choices").forEach(choice -> texts.add(choice.path("text").asText()));
    return texts;
  }

  @Test
  void servesAPoolInItsRecordedOrder() throws IOException {
    try (SimulatedFleet fleet = fleet(world(POOLS, SCORES))) {
      Wire.Answer answer = complete(fleet, request("What is 1 + 1?", 3));

      assertThat(texts(answer))
          .containsExactly(
              "One and one.\u001eTwo\n\nso 2.", "It is 3.", "One and one.\u001eThree.");
      for (JsonNode choice : answer.json().path("choices")) {
        assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
        assertThat(choice.path("stop_reason").isNull()).isTrue();
        assertThat(choice.path("logprobs").isNull()).isTrue();
      }
      int own = Tokenizer.count("It is 3.") + 1;
      assertThat(answer.json().at("/usage/completion_tokens").intValue()).isEqualTo(9 + own + 40);
    }
  }

  @Test
  void servesAPartOfThePoolBySeed() throws IOException {
    try (SimulatedFleet fleet = fleet(world(POOLS, SCORES))) {
      assertThat(texts(complete(fleet, request("What is 1 + 1?", 2))))
          .containsExactly("It is 3.", "One and one.\u001eThree.");
      assertThat(texts(complete(fleet, request("What is 1 + 1?", 1).put("seed", -3))))
          .containsExactly("One and one.\u001eTwo\n\nso 2.");
      assertThat(texts(complete(fleet, request("What is 1 + 1?", 1).put("temperature", 0))))
          .containsExactly("One and one.\u001eTwo\n\nso 2.");
    }
  }

  @Test
  void prefersTheLongerOfTwoQuestionsThatStartAlike() throws IOException {
    try (SimulatedFleet fleet = fleet(world(POOLS, SCORES))) {
      assertThat(texts(complete(fleet, request("What is 1 + 1? And 2 + 2?", 2))))
          .containsExactly("2 and 4", "2 and 4");
    }
  }

  @Test
  void scoresRecordedSolutionsAndTheirBeginnings() throws IOException {
    try (SimulatedFleet fleet = fleet(world(POOLS, SCORES))) {
      String head = "Q: What is 1 + 1?\nA: ";
      JsonNode whole =
          score(fleet, head + "One and one. <extra_0>Three.<extra_0> Next")
              .json()
              .at("/data/0/data");
      assertThat(whole.toString()).isEqualTo("[[0.25,0.75],[1.0,0.0]]");
      JsonNode part = score(fleet, head + "One and one.<extra_0>").json().at("/data/0/data");
      assertThat(part.toString()).isEqualTo("[[0.5,0.5]]");
    }
  }

  @Test
  void scoresOneTextRecordedTwiceByItsFirstScores() throws IOException {
    ReplayWorld world = world(POOLS, SCORES);

    assertThat(world.conflicts()).isEqualTo(1);
    assertThat(world.rewards("What is 1 + 1? And 2 + 2?\n2 and 4<extra_0>")).containsExactly(0.5);
  }

  @Test
  void refusesWhatWasNotRecorded() throws IOException {
    try (SimulatedFleet fleet = fleet(world(POOLS, SCORES))) {
      assertThat(complete(fleet, request("What is 2 + 2?", 1)).error().toString())
          .contains("none of the recorded questions");
      Wire.Answer tooMany = complete(fleet, request("What is 1 + 1?", 4));
      assertThat(tooMany.status()).isEqualTo(400);
      assertThat(tooMany.error().path("message").asText())
          .isEqualTo("n must be at most 3, the recorded candidates of problem a, got 4.");
      ObjectNode begun = request("What is 1 + 1?", 1);
      begun.put("prompt", begun.path("prompt").asText() + "One and one." + SEPARATOR);
      assertThat(complete(fleet, begun).error().toString()).contains("whole solutions only");
      Wire.Answer unknown = score(fleet, "What is 1 + 1? Four.<extra_0>");
      assertThat(unknown.status()).isEqualTo(400);
      assertThat(unknown.error().toString()).contains("no scores for this solution of problem a");
    }
  }

  @Test
  void saysWhichLineIsWrong() {
    String[][] cases = {
      {POOLS + "{oops", SCORES, "pools:3: must be a JSON object but is not JSON"},
      {POOLS + POOLS, SCORES, "pools:3: problem_id a must occur once"},
      {POOLS.replace("\"It is 3.\"", "7"), SCORES, "pools:1: a step must be a string"},
      {POOLS.replace(": 40", ": 1"), SCORES, "pools:1: num_tokens must be an integer of at least"},
      {
        POOLS.replace("What is 1 + 1? And", " "), SCORES.replace("0.625", "1.5"), "scores:2: a step"
      },
      {POOLS, SCORES.replace("[0.125], ", ""), "each of its 3 candidates but has them for 2"},
      {POOLS, SCORES.replace("0.125", "0.1, 0.2"), "each of its 1 steps but has 2"},
      {POOLS, SCORES.replace("\"b\"", "\"c\""), "1 have no scores and 1 no pool"},
      {POOLS.replace(" And 2 + 2?", ""), SCORES, "must be that of no other problem"},
      {POOLS.replace("and 4", "\\u001e4"), SCORES, "step that contains the separator"},
      {"", "", "must not be empty"},
    };
    for (String[] wrong : cases) {
      assertThatThrownBy(() -> world(wrong[0], wrong[1]))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(wrong[2]);
    }
  }

  @Test
  void readsPackedFiles(@TempDir Path folder) throws IOException {
    Path pools = folder.resolve("pools.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(pools))) {
      out.write(POOLS.getBytes(StandardCharsets.UTF_8));
    }
    Path scores = Files.writeString(folder.resolve("scores.jsonl"), SCORES);

    ReplayWorld world = ReplayWorld.read(pools, scores, SEPARATOR);

    assertThat(world.rewards("What is 1 + 1? It is 3.<extra_0>")).containsExactly(0.125);
  }

  @Test
  void replaysRealPoolsWithoutLoss() throws IOException {
    Path folder = Path.of("..", "..", "shared", "data", "strictprm_pools");
    assumeThat(folder).as("recorded pools beside the project's folder").exists();
    for (String set : List.of("gsm8k", "math500")) {
      Path pools = folder.resolve(set + "_pool.jsonl.gz");
      Path scores = folder.resolve("scores_" + set + "_qwen_prm.jsonl.gz");
      ReplayWorld world = ReplayWorld.read(pools, scores, SEPARATOR);
      assertThat(world.conflicts()).isZero();
      try (SimulatedFleet fleet = fleet(world);
          Reader poolRows = RecordedRows.open(pools);
          Reader scoreRows = RecordedRows.open(scores)) {
        BufferedReader poolLines = new BufferedReader(poolRows);
        BufferedReader scoreLines = new BufferedReader(scoreRows);
        for (int i = 0; i < 500; i++) {
          replay(
              fleet,
              Wire.JSON.readTree(poolLines.readLine()),
              Wire.JSON.readTree(scoreLines.readLine()));
        }
        assertThat(fleet.stats().rewardTexts()).isEqualTo(16_000);
      }
    }
  }

  private static void replay(SimulatedFleet fleet, JsonNode pool, JsonNode scores) {
    String question = pool.path("question").asText();
    Wire.Answer answer = complete(fleet, request(question, 32));
    List<String> texts = texts(answer);
    ObjectNode scoring = Wire.object();
    ArrayNode input = scoring.putArray("input");
    int tokens = 0;
    for (int i = 0; i < 32; i++) {
      JsonNode candidate = pool.path("candidates").path(i);
      List<String> steps = new ArrayList<>();
      candidate.path("steps").forEach(step -> steps.add(step.asText()));
      assertThat(texts.get(i)).isEqualTo(String.join(SEPARATOR, steps));
      tokens += candidate.path("num_tokens").intValue();
      input.add(
          "<|im_start|>user\n"
              + question
              + "<|im_end|>\n<|im_start|>assistant\n"
              + texts.get(i).replace(SEPARATOR, "<extra_0>")
              + "<extra_0><|im_end|>\n");
    }
    assertThat(answer.json().at("/usage/completion_tokens").intValue()).isEqualTo(tokens);
    Wire.Answer scored = Wire.post(fleet.rewardUrls().get(0), "/pooling", scoring);
    assertThat(scored.status()).as(scored.text()).isEqualTo(200);
    JsonNode rows = scored.json().path("data");
    for (int i = 0; i < 32; i++) {
      List<Double> rewards = new ArrayList<>();
      List<Double> recorded = new ArrayList<>();
      rows.path(i).path("data").forEach(row -> rewards.add(row.path(1).doubleValue()));
      scores.path("step_scores").path(i).forEach(score -> recorded.add(score.doubleValue()));
      assertThat(rewards).isEqualTo(recorded);
    }
  }
}
