package dev.cairn.engine.worker;

/** What a kind of server can be asked for. */
public enum Ability {
  /** Continuing text that is written for the model already. */
  TEXT("continue rendered prompts"),
  /** Continuing a conversation that the server writes down. */
  CHAT("serve chat completions"),
  /** Log-probabilities of given text. */
  PROMPT_LOG_PROBS("tell the log-probabilities of a prompt"),
  /** Token ids of a text. */
  TOKENIZE("tokenize"),
  /** A row of numbers for every step or token. */
  POOL("pool per step or token"),
  /** Logits of a whole conversation. */
  CLASSIFY("classify"),
  /** One number for a question and an answer. */
  SCORE("score pairs of texts"),
  /** One number per token in place of an embedding. */
  EMBED("embed token ids");

  private final String words;

  Ability(String words) {
    this.words = words;
  }

  /** A verb phrase: what such a server can do. */
  @Override
  public String toString() {
    return words;
  }
}
