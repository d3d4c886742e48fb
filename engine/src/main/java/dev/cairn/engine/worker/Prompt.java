package dev.cairn.engine.worker;

import java.util.List;

/** What a model is asked to read and, of a policy, to continue. */
public sealed interface Prompt {

  /**
   * Text that is written for the model already.
   *
   * @param start the model's begin-of-text token, for servers that can be told to add none; empty
   *     if there is none
   * @param text all that follows
   * @param rendered whether the text carries its own control tokens, so that the server should add
   *     none
   */
  record Text(String start, String text, boolean rendered) implements Prompt {
    /** Text with its own control tokens and no begin-of-text token. */
    public static Text rendered(String text) {
      return new Text("", text, true);
    }
  }

  /**
   * Token ids, sent as they are.
   *
   * @param ids of the model's own vocabulary
   */
  record Tokens(List<Integer> ids) implements Prompt {
    /** Copies the list. */
    public Tokens {
      ids = List.copyOf(ids);
    }
  }

  /**
   * A conversation that the server writes down by its own template.
   *
   * @param messages in order; if the last is the assistant's, it is to be continued
   */
  record Chat(List<Message> messages) implements Prompt {
    /** Copies the list. */
    public Chat {
      messages = List.copyOf(messages);
    }

    /** Whether the last message is the assistant's. */
    boolean continues() {
      return !messages.isEmpty() && messages.get(messages.size() - 1).role().equals("assistant");
    }
  }

  /**
   * A turn of a conversation.
   *
   * @param role system, user or assistant
   * @param content its text
   */
  record Message(String role, String content) {}
}
