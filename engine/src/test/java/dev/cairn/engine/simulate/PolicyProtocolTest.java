package dev.cairn.engine.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyProtocolTest {
  private static final ArithmeticProblem PROBLEM = ArithmeticProblems.generate(5, 1, 4, 3).get(0);
  private static final String PROMPT =
      "<|im_start|>system\nReason step by step.<|im_end|>\n<|im_start|>user\n"
          + PROBLEM.question()
          + "<|im_end|>\n<|im_start|>assistant\n";

  @SuppressWarnings("NullAway.Init")
  private SimulatedFleet fleet;

  @SuppressWarnings("NullAway.Init")
  private URI worker;

  @BeforeAll
  void start() {
    FleetSettings settings = FleetSettings.loopback(1, 0, Latency.NONE);
    fleet =
        SimulatedFleet.start(
            new ArithmeticWorld(ArithmeticSettings.DEFAULT),
            new FleetSettings(
                1, 0, settings.latency(), 0, 0, settings.host(), /* contextLength= */ 4096, 0));
    worker = fleet.policyUrls().get(0);
  }

  @AfterAll
  void stop() {
    fleet.close();
  }

  private static ObjectNode step() {
    ObjectNode request =
        Wire.object()
            .put("model", "simulated-policy")
            .put("prompt", PROMPT)
            .put("max_tokens", 256)
            .put("temperature", 0.8)
            .put("top_p", 0.95)
            .put("seed", 1234)
            .put("include_stop_str_in_output", true)
            .put("return_token_ids", true)
            .put("an_unknown_field", 1);
    request.putArray("stop").add("\n\n");
    return request;
  }

  private Wire.Answer complete(ObjectNode request) {
    return Wire.post(worker, "/v1/completions", request);
  }

  private JsonNode choice(ObjectNode request) {
    Wire.Answer answer = complete(request);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path("choices").path(0);
  }

  private void refused(ObjectNode request, int status, String type, String message) {
    Wire.Answer answer = complete(request);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.error().path("message").asText()).contains(message);
    assertThat(answer.error().path("type").asText()).isEqualTo(type);
    assertThat(answer.error().path("code").intValue()).isEqualTo(status);
  }

  @Test
  void answersInTheShapeOfVllm() {
    JsonNode body = complete(step().put("n", 2).put("logprobs", 1)).json();

    assertThat(body.path("object").asText()).isEqualTo("text_completion");
    assertThat(body.path("model").asText()).isEqualTo("simulated-policy");
    assertThat(body.path("choices")).hasSize(2);
    for (int i = 0; i < 2; i++) {
      JsonNode choice = body.path("choices").path(i);
      assertThat(choice.path("index").intValue()).isEqualTo(i);
      assertThat(choice.path("text").asText()).endsWith("\n\n");
      assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
      assertThat(choice.path("stop_reason").asText()).isEqualTo("\n\n");
    }
    JsonNode usage = body.path("usage");
    int prompt = Tokenizer.count(PROMPT);
    assertThat(usage.path("prompt_tokens").intValue()).isEqualTo(prompt);
    assertThat(usage.path("total_tokens").intValue())
        .isEqualTo(prompt + usage.path("completion_tokens").intValue());
    assertThat(usage.path("prompt_tokens_details").path("cached_tokens").intValue()).isZero();
  }

  @Test
  void cutsTheStopStringOffUnlessAskedToKeepIt() {
    String kept = choice(step()).path("text").asText();
    String cut = choice(step().put("include_stop_str_in_output", false)).path("text").asText();

    assertThat(kept).isEqualTo(cut + "\n\n");
  }

  @Test
  void listsTheEndTokenAmongTheTokensButNotInTheText() {
    ObjectNode request = step().put("logprobs", 0);
    request.remove("stop");
    JsonNode choice = choice(request);

    assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
    assertThat(choice.path("stop_reason").isNull()).isTrue();
    assertThat(choice.path("text").asText()).contains("\\boxed{").doesNotContain("<|im_end|>");
    JsonNode logprobs = choice.path("logprobs");
    List<String> tokens = new ArrayList<>();
    logprobs.path("tokens").forEach(token -> tokens.add(token.asText()));
    assertThat(String.join("", tokens)).isEqualTo(choice.path("text").asText() + "<|im_end|>");
    for (String array : List.of("token_logprobs", "top_logprobs", "text_offset")) {
      assertThat(logprobs.path(array)).hasSameSizeAs(tokens);
    }
    assertThat(logprobs.path("text_offset").path(tokens.size() - 1).intValue())
        .isEqualTo(choice.path("text").asText().length());
    logprobs.path("token_logprobs").forEach(p -> assertThat(p.doubleValue()).isNotPositive());
  }

  @Test
  void saysNothingOfLogProbabilitiesUnlessAsked() {
    assertThat(choice(step()).path("logprobs").isNull()).isTrue();
  }

  @Test
  void endsAtTheTokenLimit() {
    JsonNode body = complete(step().put("max_tokens", 3)).json();

    assertThat(body.path("choices").path(0).path("finish_reason").asText()).isEqualTo("length");
    assertThat(body.path("choices").path(0).path("stop_reason").isNull()).isTrue();
    assertThat(body.path("usage").path("completion_tokens").intValue()).isEqualTo(3);
  }

  @Test
  void numbersTheChoicesOfSeveralPromptsThroughAndDrawsSamplesBySeedPlusIndex() {
    ObjectNode request = step().put("n", 3);
    request.putArray("prompt").add(PROMPT).add(PROMPT + "An aside.\n\n");
    JsonNode choices = complete(request).json().path("choices");

    assertThat(choices).hasSize(6);
    for (int i = 0; i < 6; i++) {
      assertThat(choices.path(i).path("index").intValue()).isEqualTo(i);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(choice(step().put("seed", 1234 + i)).path("text"))
          .isEqualTo(choices.path(i).path("text"));
    }
  }

  @Test
  void findsFullBlocksOfAContinuedPromptCached() {
    String next = PROMPT + choice(step()).path("text").asText();
    JsonNode usage = complete(step().put("prompt", next)).json().path("usage");

    assertThat(usage.path("prompt_tokens_details").path("cached_tokens").intValue())
        .isEqualTo((Tokenizer.count(next) - 1) / 16 * 16);
  }

  @Test
  void refusesWhatVllmRefusesInItsWords() {
    refused(
        step().put("temperature", 0).put("n", 4),
        400,
        "BadRequestError",
        "n must be 1 when using greedy sampling, got 4.");
    refused(
        step().put("model", "gpt-nope"),
        404,
        "NotFoundError",
        "The model `gpt-nope` does not exist.");
    int tokens = Tokenizer.count(PROMPT);
    refused(
        step().put("max_tokens", 4096),
        400,
        "BadRequestError",
        "You passed %d input tokens and requested 4096 output tokens. However, the model's context length is only 4096 tokens, resulting in a maximum input length of 0 tokens. Please reduce the length of the input prompt. (parameter=input_tokens, value=%d)"
            .formatted(tokens, tokens));
    refused(step().put("n", "two"), 400, "Bad Request", "n must be an integer");
    refused(step().put("temperature", true), 400, "Bad Request", "temperature must be a number");
    refused(step().put("prompt", 7), 400, "Bad Request", "prompt must be a string");
    refused(step().putNull("prompt"), 400, "Bad Request", "prompt must be a string");
    refused(step().put("top_p", 0), 400, "BadRequestError", "top_p must be in (0, 1], got 0.0.");
    refused(step().put("logprobs", 21), 400, "BadRequestError", "logprobs must be in [0, 20]");
    refused(step().put("stop", ""), 400, "BadRequestError", "stop cannot contain an empty");
    refused(step().put("echo", true), 400, "BadRequestError", "does not support echo");
    refused(step().put("stream", true), 400, "BadRequestError", "does not support stream");
    refused(step().put("prompt", "Hello?"), 400, "BadRequestError", "found none in the text");
  }

  @Test
  void refusesBodiesThatAreNotJson() {
    Wire.Answer broken =
        Wire.postText(worker, "/v1/completions", "{\"prompt\": ", "application/json");
    assertThat(broken.status()).isEqualTo(400);
    assertThat(broken.error().path("message").asText()).startsWith("The body is not valid JSON");

    assertThat(Wire.postText(worker, "/v1/completions", "[]", "application/json").status())
        .isEqualTo(400);
    assertThat(Wire.postText(worker, "/v1/completions", "", "application/json").status())
        .isEqualTo(400);
    assertThat(Wire.postText(worker, "/v1/completions", "{}", "text/plain").error().toString())
        .contains("Only 'application/json' is allowed");
  }

  @Test
  void saysWhatItIs() {
    assertThat(Wire.get(worker, "/health")).isEqualTo(new Wire.Answer(200, ""));
    assertThat(Wire.get(worker, "/version").json().path("version").isTextual()).isTrue();
    JsonNode model = Wire.get(worker, "/v1/models").json().path("data").path(0);
    assertThat(model.path("id").asText()).isEqualTo("simulated-policy");
    assertThat(model.path("owned_by").asText()).isEqualTo("cairn-simulate");
    assertThat(model.path("max_model_len").intValue()).isEqualTo(4096);
    assertThat(Wire.get(worker, "/stats").json().path("generated_tokens").isNumber()).isTrue();
    assertThat(Wire.get(worker, "/nowhere").status()).isEqualTo(404);
    assertThat(Wire.get(worker, "/v1/completions").status()).isEqualTo(405);
    assertThat(Wire.post(worker, "/pooling", Wire.object()).status()).isEqualTo(404);
  }
}
