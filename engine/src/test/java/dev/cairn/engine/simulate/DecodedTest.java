package dev.cairn.engine.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.simulate.World.Token;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DecodedTest {

  private static Decoded read(int maxTokens, boolean include, List<String> stop, String... texts) {
    Stream<Token> tokens =
        Stream.concat(
            Stream.of(texts).map(text -> Token.of(text, null)), Stream.of(Token.end(null)));
    return Decoded.read(tokens.iterator(), new Decoded.Limits(maxTokens, stop, include));
  }

  @Test
  void findsAStopStringOverTokenBorders() {
    Decoded decoded = read(9, false, List.of("END"), "a", " E", "N", "Dx", "y");

    assertThat(decoded.text()).isEqualTo("a ");
    assertThat(decoded.tokens()).hasSize(4);
    assertThat(decoded.finishReason()).isEqualTo("stop");
    assertThat(decoded.stopString()).isEqualTo("END");
  }

  @Test
  void dropsWhatFollowsAKeptStopStringInItsToken() {
    assertThat(read(9, true, List.of("\n\n"), "x.", "\n\n\n").text()).isEqualTo("x.\n\n");
  }

  @Test
  void aStopStringInTheLastAllowedTokenStillCounts() {
    assertThat(read(2, true, List.of("b"), "a", "b", "c").finishReason()).isEqualTo("stop");
    assertThat(read(1, true, List.of("b"), "a", "b", "c").finishReason()).isEqualTo("length");
  }

  @Test
  void theEndTokenCountsAsATokenButIsNoText() {
    Decoded decoded = read(9, true, List.of(), "a");

    assertThat(decoded.text()).isEqualTo("a");
    assertThat(decoded.tokens()).hasSize(2);
    assertThat(decoded.stopString()).isNull();
  }

  @Test
  void tokensJoinToTheirText() {
    String text = "So 12 - 2 = 10,\nthen<extra_0> \\boxed{10}.\n\n<|im_end|> été \uD83D\uDE00 <b";

    List<String> tokens = Tokenizer.tokens(text);

    assertThat(String.join("", tokens)).isEqualTo(text);
    assertThat(Tokenizer.count(text)).isEqualTo(tokens.size());
    assertThat(tokens).contains("So", "<extra_0>", "<|im_end|>", ".\n\n", " été", " \uD83D\uDE00");
  }
}
