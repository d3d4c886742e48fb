package dev.cairn.engine.model;

/**
 * How a conversation is written down for a model. Rendered here and not by the server, since only
 * then is the text of a continued answer kept to the letter: chat templates strip the separator
 * that a step ends with.
 */
public enum PromptTemplate {
  /** ChatML, of Qwen and others. */
  CHATML("<|im_start|>%s\n", "<|im_end|>\n", "", "<|im_start|>", "<|im_end|>"),
  /** Llama 3 and later. */
  LLAMA3(
      "<|start_header_id|>%s<|end_header_id|>\n\n",
      "<|eot_id|>",
      "<|begin_of_text|>",
      "<|start_header_id|>",
      "<|end_header_id|>",
      "<|eot_id|>",
      "<|begin_of_text|>"),
  /** No roles: paragraphs. For base models. */
  PLAIN("", "\n\n", "");

  private final String header;
  private final String end;
  private final String start;

  @SuppressWarnings("ImmutableEnumChecker") // never changed, never handed out
  private final String[] control;

  PromptTemplate(String header, String end, String start, String... control) {
    this.header = header;
    this.end = end;
    this.start = start;
    this.control = control;
  }

  /**
   * System text and question, up to where the answer begins.
   *
   * @param system may be empty
   * @throws IllegalArgumentException if a text holds one of the template's control tokens, which
   *     would end its turn
   */
  public String open(String system, String question) {
    String turn = system.isEmpty() ? "" : turn("system", system);
    return start + turn + turn("user", question) + header.formatted("assistant");
  }

  /** A whole conversation, its answer ended. */
  public String closed(String system, String question, String answer) {
    return open(system, question) + checked("answer", answer) + end;
  }

  /** Whether the rendered text carries the model's control tokens, so that a server adds none. */
  public boolean rendered() {
    return control.length > 0;
  }

  private String turn(String role, String text) {
    return header.formatted(role) + checked(role, text) + end;
  }

  private String checked(String role, String text) {
    for (String token : control) {
      if (text.contains(token)) {
        throw new IllegalArgumentException(
            "the %s text must not hold the control token %s, which would end it"
                .formatted(role, token));
      }
    }
    return text;
  }
}
