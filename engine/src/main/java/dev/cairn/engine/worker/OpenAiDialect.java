package dev.cairn.engine.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.OpenAi.Ended;
import java.util.EnumSet;
import java.util.Set;

/**
 * OpenAI's hosted models and whatever else serves its API and nothing more: only fields of the
 * published API are sent, since the hosted servers refuse others. A text that a stop string ended
 * and one that the model ended look alike, and the stop string is never in the text. Hosted models
 * do not continue an answer that has begun; servers that do (llama.cpp, TGI) need no field for it.
 */
public final class OpenAiDialect implements Dialect {
  private static final int MAX_SAMPLES = 128;
  private static final OpenAi ROUTES = new OpenAi(OpenAiDialect::dress, OpenAiDialect::ended);

  @Override
  public Set<Ability> abilities() {
    return EnumSet.of(Ability.TEXT, Ability.CHAT);
  }

  @Override
  public int samplesPerCall() {
    return MAX_SAMPLES;
  }

  @Override
  public Call<Completion> complete(CompletionRequest request) {
    return ROUTES.complete(request);
  }

  private static void dress(ObjectNode body, CompletionRequest request) {
    if (request.prompt() instanceof Prompt.Chat) {
      body.set("max_completion_tokens", body.remove("max_tokens"));
    }
  }

  private static Ended ended(JsonNode choice, String reason) {
    return reason.equals("stop") ? new Ended(Ending.STOP_OR_END, null) : OpenAi.cutOff(reason);
  }
}
