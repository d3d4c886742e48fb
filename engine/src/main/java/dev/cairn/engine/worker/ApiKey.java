package dev.cairn.engine.worker;

/** A secret that servers ask for. Shows itself to nobody but the server. */
public final class ApiKey {
  private static final String SHOWN = "[API key]";

  private final String value;

  private ApiKey(String value) {
    this.value = value;
  }

  /**
   * A key.
   *
   * @param value visible ASCII characters, at least one
   * @throws IllegalArgumentException for any other; the message does not repeat it
   */
  public static ApiKey of(String value) {
    // Refused here, since the client's own refusal would repeat the key.
    if (!value.matches("[!-~]+")) {
      throw new IllegalArgumentException("the API key must be visible ASCII characters only");
    }
    return new ApiKey(value);
  }

  /** What is sent. */
  String bearer() {
    return "Bearer " + value;
  }

  /** A text without the key: some servers repeat the one that they refuse. */
  String removedFrom(String text) {
    return text.replace(value, SHOWN);
  }

  /** Not the key. */
  @Override
  public String toString() {
    return SHOWN;
  }
}
