package dev.cairn.engine.model;

import dev.cairn.engine.worker.Ability;
import dev.cairn.engine.worker.Prompt;
import dev.cairn.engine.worker.Prompt.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
  PLAIN("", "\n\n", ""),
  /** The server's own, by way of its chat completions. */
  SERVER("", "", "");

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
   * A question whose answer is to be written or continued.
   *
   * @param system may be empty
   * @param answer so far, possibly empty
   */
  public Prompt prompt(String system, String question, String answer) {
    List<Message> messages = new ArrayList<>();
    if (!system.isEmpty()) {
      messages.add(new Message("system", system));
    }
    messages.add(new Message("user", question));
    messages.add(new Message("assistant", answer));
    return prompt(messages);
  }

  /**
   * A conversation that the model is to go on with.
   *
   * @param messages if the last is the assistant's, it is continued, else answered
   * @throws IllegalArgumentException if a text holds one of the template's control tokens, which
   *     would end its turn; only the message to be continued may
   */
  public Prompt prompt(List<Message> messages) {
    if (this == SERVER) {
      return new Prompt.Chat(messages);
    }
    Message last = messages.get(messages.size() - 1);
    boolean continued = last.role().equals("assistant");
    String before = turns(continued ? messages.subList(0, messages.size() - 1) : messages);
    return new Prompt.Text(
        start,
        before + header.formatted("assistant") + (continued ? last.content() : ""),
        rendered());
  }

  /**
   * A whole conversation, its answer ended.
   *
   * @param system may be empty
   */
  public Prompt.Text closed(String system, String question, String answer) {
    if (this == SERVER) {
      throw new UnsupportedOperationException("only the server knows its template");
    }
    List<Message> messages =
        List.of(
            new Message("system", system),
            new Message("user", question),
            new Message("assistant", answer));
    return new Prompt.Text(
        start, turns(system.isEmpty() ? messages.subList(1, 3) : messages), rendered());
  }

  /** Whether the rendered text carries the model's control tokens, so that a server adds none. */
  public boolean rendered() {
    return control.length > 0;
  }

  /** What a server must be able to do to be asked with this template. */
  public Set<Ability> needs() {
    return Set.of(this == SERVER ? Ability.CHAT : Ability.TEXT);
  }

  private String turns(List<Message> messages) {
    StringBuilder text = new StringBuilder();
    for (Message message : messages) {
      text.append(header.formatted(message.role()))
          .append(checked(message.role(), message.content()))
          .append(end);
    }
    return text.toString();
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
