package dev.cairn.engine.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.worker.Completion.Alternative;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.Completion.Token;
import dev.cairn.engine.worker.OpenAi.Ended;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Text Generation Inference 3. Completions tell no log-probabilities; where these are wanted, its
 * own {@code /generate} is asked, which tells the number of prompt tokens only with their
 * log-probabilities (server flag {@code --enable-prefill-logprobs}). One continuation a call, since
 * {@code n} is ignored. A conversation loses the blanks at the end of an answer that has begun.
 */
public final class TgiDialect implements Dialect {
  private static final OpenAi ROUTES = new OpenAi(TgiDialect::dress, TgiDialect::ended);

  @Override
  public Set<Ability> abilities() {
    return EnumSet.of(Ability.TEXT, Ability.CHAT);
  }

  @Override
  public int samplesPerCall() {
    return 1;
  }

  @Override
  public Call<Completion> complete(CompletionRequest request) {
    return request.logProbs() > 0 && !(request.prompt() instanceof Prompt.Chat)
        ? generate(request)
        : ROUTES.complete(request);
  }

  private static void dress(ObjectNode body, CompletionRequest request) {
    body.remove("n");
    // A nucleus of all tokens is refused as out of range.
    if (request.sampling().topP() >= 1) {
      body.remove("top_p");
    }
  }

  private static Ended ended(JsonNode choice, String reason) {
    return switch (reason) {
      case "stop_sequence" -> new Ended(Ending.STOP, null);
      case "stop", "eos_token" -> new Ended(Ending.END, null);
      default -> OpenAi.cutOff(reason);
    };
  }

  private static Call<Completion> generate(CompletionRequest request) {
    ObjectNode body = OpenAi.JSON.createObjectNode();
    body.set("inputs", OpenAi.prompt(request.prompt()));
    Sampling sampling = request.sampling();
    ObjectNode parameters = body.putObject("parameters");
    parameters.put("max_new_tokens", request.maxTokens());
    if (sampling.temperature() > 0) {
      parameters.put("do_sample", true).put("temperature", sampling.temperature());
      parameters.put("seed", sampling.seed());
    }
    if (sampling.topP() < 1) {
      parameters.put("top_p", sampling.topP());
    }
    if (sampling.topK() > 0) {
      parameters.put("top_k", sampling.topK());
    }
    if (!request.stop().isEmpty()) {
      request.stop().forEach(parameters.putArray("stop")::add);
    }
    parameters.put("details", true).put("decoder_input_details", true);
    if (request.logProbs() > 1) {
      parameters.put("top_n_tokens", request.logProbs());
    }
    return new Call<>(
        "/generate", body.toString(), request.affinity(), request.n(), TgiDialect::generated);
  }

  private static Completion generated(JsonNode answer) {
    JsonNode details = answer.path("details");
    List<Token> tokens = new ArrayList<>();
    JsonNode listed = Fields.array(details, "tokens");
    for (int i = 0; i < listed.size(); i++) {
      tokens.add(token(listed.get(i), details.path("top_tokens").path(i)));
    }
    JsonNode prefill = Fields.array(details, "prefill");
    if (prefill.isEmpty()) {
      throw new MalformedAnswerException(
          "without the prompt's tokens; start TGI with --enable-prefill-logprobs or ask for no"
              + " log-probabilities");
    }
    long generated = Fields.count(details, "generated_tokens");
    Choice choice =
        new Choice(
            Fields.text(answer, "generated_text"),
            ended(details, Fields.text(details, "finish_reason")).ending(),
            Math.toIntExact(generated),
            OpenAi.sum(tokens),
            tokens);
    return new Completion(List.of(choice), new TokenCount(prefill.size(), 0, generated));
  }

  private static Token token(JsonNode node, @Nullable JsonNode top) {
    List<Alternative> likeliest = new ArrayList<>();
    if (top != null) {
      top.forEach(
          other ->
              likeliest.add(
                  new Alternative(
                      Fields.text(other, "text"), LogProbs.value(other.path("logprob")))));
    }
    return new Token(Fields.text(node, "text"), LogProbs.value(node.path("logprob")), likeliest);
  }
}
