package dev.cairn.engine.simulate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.simulate.World.Continuation;
import dev.cairn.engine.simulate.World.Draw;
import dev.cairn.engine.simulate.World.Token;
import java.util.ArrayList;
import java.util.List;

/**
 * vLLM's {@code POST /v1/completions}, not streamed; with SGLang's field {@code matched_stop}
 * beside vLLM's {@code stop_reason}. Sample i of a prompt is drawn as by a request for one sample
 * with seed + i; a missing seed counts as 0, as the fleet has no chance of its own.
 *
 * <p>{@link Prefixes} says what of a prompt is cached.
 */
final class PolicyService implements Service {
  static final String MODEL = "simulated-policy";

  private static final int MAX_LOGPROBS = 20;
  private static final int MAX_SAMPLES = 16384;

  /** Fields that would change the answer and that no simulated worker can honour. */
  private static final List<String> UNSUPPORTED =
      List.of(
          "echo",
          "stream",
          "suffix",
          "prompt_logprobs",
          "stop_token_ids",
          "ignore_eos",
          "use_beam_search",
          "truncate_prompt_tokens");

  private final World world;
  private final int contextLength;
  private final Prefixes prefixes;
  private final Ledger ledger;

  PolicyService(World world, int contextLength, Prefixes prefixes, Ledger ledger) {
    this.world = world;
    this.contextLength = contextLength;
    this.prefixes = prefixes;
    this.ledger = ledger;
  }

  @Override
  public String path() {
    return "/v1/completions";
  }

  @Override
  public String model() {
    return MODEL;
  }

  private record Sampling(int samples, long seed, boolean greedy, Decoded.Limits limits) {}

  /** A prompt that was understood, with its tokens and those of them in the cache. */
  private record Prompt(String text, Continuation continuation, int tokens, Prefixes.Hit cached) {}

  @Override
  public Answer answer(RequestBody request) {
    request.checkModel(MODEL);
    request.refuseAnyOf(UNSUPPORTED);
    request.integer("logprobs", 0, 0, MAX_LOGPROBS);
    Sampling sampling = sampling(request);
    List<Prompt> prompts = new ArrayList<>();
    for (String text : promptTexts(request)) {
      prompts.add(prompt(text, sampling.limits().maxTokens()));
    }
    List<List<Decoded>> samples = new ArrayList<>();
    for (Prompt prompt : prompts) {
      samples.add(decode(prompt, sampling));
    }
    // Counted only now, when nothing of the request can be refused any more.
    for (int i = 0; i < prompts.size(); i++) {
      Prompt prompt = prompts.get(i);
      ledger.prompt(prompt.tokens, prompt.cached);
      prefixes.keep(prompt.text, samples.get(i));
      samples.get(i).forEach(sample -> ledger.sequence(prompt.text, sample));
    }
    return new Answer(
        body(prompts, samples, request.present("logprobs").isPresent()), costs(prompts, samples));
  }

  private static List<Cost> costs(List<Prompt> prompts, List<List<Decoded>> samples) {
    List<Cost> costs = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      // The prompt is read once, for its first sample.
      int prefill = prompts.get(i).tokens - prompts.get(i).cached.here();
      for (Decoded sample : samples.get(i)) {
        costs.add(new Cost(sample.tokens().size(), prefill));
        prefill = 0;
      }
    }
    return costs;
  }

  private static Sampling sampling(RequestBody request) {
    int samples = request.integer("n", 1, 1, MAX_SAMPLES);
    double temperature = request.number("temperature").orElse(1);
    if (!(temperature >= 0 && temperature <= 2)) {
      throw RequestRefused.unservable(
          "temperature", "temperature must be in [0, 2], got " + temperature + ".");
    }
    double topP = request.number("top_p").orElse(1);
    if (!(topP > 0 && topP <= 1)) {
      throw RequestRefused.unservable("top_p", "top_p must be in (0, 1], got " + topP + ".");
    }
    boolean greedy = temperature == 0;
    if (greedy && samples > 1) {
      throw RequestRefused.unservable(
          "n", "n must be 1 when using greedy sampling, got " + samples + ".");
    }
    List<String> stop = request.texts("stop");
    if (stop.contains("")) {
      throw RequestRefused.unservable("stop", "stop cannot contain an empty string.");
    }
    int maxTokens = request.integer("max_tokens", 16, 1, Integer.MAX_VALUE);
    // SGLang's name for the same.
    boolean includeStop =
        request.flag("include_stop_str_in_output") || request.flag("no_stop_trim");
    return new Sampling(
        samples,
        request.integer("seed").orElse(0),
        greedy,
        new Decoded.Limits(maxTokens, stop, includeStop));
  }

  private static List<String> promptTexts(RequestBody request) {
    List<String> prompts = request.texts("prompt");
    if (prompts.isEmpty()) {
      throw RequestRefused.malformed("prompt", "prompt must be a string or a list of strings.");
    }
    return prompts;
  }

  private Prompt prompt(String text, int maxTokens) {
    int tokens = Tokenizer.count(text);
    if ((long) tokens + maxTokens > contextLength) {
      throw RequestRefused.contextExceeded(tokens, maxTokens, contextLength);
    }
    Continuation continuation = world.read(text);
    return new Prompt(
        text, continuation, tokens, prefixes.find(text, tokens, continuation.started()));
  }

  private static List<Decoded> decode(Prompt prompt, Sampling sampling) {
    List<Decoded> samples = new ArrayList<>();
    for (int i = 0; i < sampling.samples(); i++) {
      Draw draw = new Draw(sampling.seed(), i, sampling.samples(), sampling.greedy());
      samples.add(Decoded.read(prompt.continuation.sample(draw), sampling.limits()));
    }
    return samples;
  }

  private static ObjectNode body(
      List<Prompt> prompts, List<List<Decoded>> samples, boolean logprobs) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", "cmpl-simulated")
            .put("object", "text_completion")
            .put("created", System.currentTimeMillis() / 1000)
            .put("model", MODEL);
    ArrayNode choices = body.putArray("choices");
    int generated = 0;
    for (List<Decoded> ofPrompt : samples) {
      for (Decoded sample : ofPrompt) {
        choices.add(choice(choices.size(), sample, logprobs));
        generated += sample.tokens().size();
      }
    }
    body.putNull("service_tier").putNull("system_fingerprint");
    body.set("usage", usage(prompts, generated));
    return body.putNull("kv_transfer_params");
  }

  private static ObjectNode choice(int index, Decoded sample, boolean logprobs) {
    ObjectNode choice =
        JsonNodeFactory.instance.objectNode().put("index", index).put("text", sample.text());
    boolean known = sample.tokens().stream().allMatch(token -> token.logProb() != null);
    if (logprobs && known) {
      choice.set("logprobs", logprobs(sample.tokens()));
    } else {
      choice.putNull("logprobs");
    }
    return choice
        .put("finish_reason", sample.finishReason())
        .put("stop_reason", sample.stopString())
        .put("matched_stop", sample.stopString())
        .putNull("token_ids")
        .putNull("prompt_logprobs")
        .putNull("prompt_token_ids");
  }

  /** The legacy shape: four parallel arrays over all generated tokens. */
  private static ObjectNode logprobs(List<Token> tokens) {
    ObjectNode logprobs = JsonNodeFactory.instance.objectNode();
    ArrayNode offsets = logprobs.putArray("text_offset");
    ArrayNode values = logprobs.putArray("token_logprobs");
    ArrayNode texts = logprobs.putArray("tokens");
    ArrayNode tops = logprobs.putArray("top_logprobs");
    int offset = 0;
    for (Token token : tokens) {
      offsets.add(offset);
      values.add(token.logProb());
      texts.add(token.text());
      tops.addObject().put(token.text(), token.logProb());
      offset += token.text().length();
    }
    return logprobs;
  }

  private static ObjectNode usage(List<Prompt> prompts, int generated) {
    int prompted = prompts.stream().mapToInt(Prompt::tokens).sum();
    int cached = prompts.stream().mapToInt(prompt -> prompt.cached.here()).sum();
    ObjectNode usage =
        JsonNodeFactory.instance
            .objectNode()
            .put("prompt_tokens", prompted)
            .put("completion_tokens", generated)
            .put("total_tokens", prompted + generated);
    usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
    return usage.putNull("completion_tokens_details");
  }
}
