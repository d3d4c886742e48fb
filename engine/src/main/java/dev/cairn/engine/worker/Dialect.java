package dev.cairn.engine.worker;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How one kind of server is spoken to. Everything that differs from server to server is here.
 *
 * <p>Calls that are no {@link Ability} of the dialect throw {@link UnsupportedOperationException}.
 */
public interface Dialect {
  /** What its servers can be asked for. */
  Set<Ability> abilities();

  /** The most continuations that one call can bring. */
  default int samplesPerCall() {
    return Integer.MAX_VALUE;
  }

  /** A call for continuations of a prompt, at most {@link #samplesPerCall} of them. */
  Call<Completion> complete(CompletionRequest request);

  /**
   * A call for the log-probabilities of a prompt.
   *
   * @param likeliest how many tokens are told at every position beside the one that stands there
   */
  default Call<PromptLogProbs> promptLogProbs(
      String model, Prompt prompt, int likeliest, String affinity) {
    throw unsupported(Ability.PROMPT_LOG_PROBS);
  }

  /** A call for the token ids of a text, without any that a server would add. */
  default Call<List<Integer>> tokenize(String model, String text, String affinity) {
    throw unsupported(Ability.TOKENIZE);
  }

  /**
   * A call for class numbers: of each prompt one row per step tag or token, of each row one number
   * per class, in the order of the prompts.
   *
   * @param prompts text or token ids, all of one kind
   */
  default Call<Pooling> pool(String model, List<Prompt> prompts, String affinity) {
    throw unsupported(Ability.POOL);
  }

  /**
   * A call for a classifier's logits of each prompt.
   *
   * @param prompts text or token ids, all of one kind
   */
  default Call<Vectors> classify(String model, List<Prompt> prompts, String affinity) {
    throw unsupported(Ability.CLASSIFY);
  }

  /** A call for one score per document, each read together with the query. */
  default Call<Vectors> score(String model, String query, List<String> documents, String affinity) {
    throw unsupported(Ability.SCORE);
  }

  /** A call for what a server that embeds says of token ids. */
  default Call<Vectors> embed(String model, List<Prompt.Tokens> prompts, String affinity) {
    throw unsupported(Ability.EMBED);
  }

  /** A call for the names of the models that the server serves. */
  default Call<List<String>> models() {
    return OpenAi.models();
  }

  /** A call that succeeds on a server that is well, and costs it nothing. */
  default Call<?> health() {
    return Call.get("/health", answer -> true);
  }

  /**
   * What an answer of a status other than 2xx means.
   *
   * @param headers by name in any case; each may have several values
   */
  default WorkerException error(
      String endpoint, int status, Map<String, List<String>> headers, byte[] body) {
    return ErrorAnswer.read(status, headers, body).at(endpoint);
  }

  private UnsupportedOperationException unsupported(Ability ability) {
    return new UnsupportedOperationException(
        "%s servers cannot %s".formatted(getClass().getSimpleName(), ability));
  }
}
