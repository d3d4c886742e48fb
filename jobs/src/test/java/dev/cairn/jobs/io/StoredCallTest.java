package dev.cairn.jobs.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.worker.LoggedCall;
import dev.cairn.engine.worker.TokenCount;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredCallTest {
  private static StoredCall call(String answer, @Nullable TokenCount tokens)
      throws JsonProcessingException {
    return StoredCall.of(
        new LoggedCall(
            "ab".repeat(32), "prm", "m", "p", 0.25, tokens, new ObjectMapper().readTree(answer)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":[0.1,-1e-308,5e-324,1.7976931348623157e308,0.30000000000000004]}",
        "{\"a\":12345678901234567890123,\"b\":-9223372036854775808,\"c\":1}",
        "{\"a\":1e3,\"b\":1000,\"c\":null,\"d\":true,\"e\":\"\"}",
        "{\"a\":\"x² ≤ 3\\u0000 \\ud83d\\ude00\\n\"}",
        "{\"a\":\"\\ud83d half of it \\ude00\"}",
        "[]"
      })
  void keepsAnAnswerExactly(String answer) throws JsonProcessingException {
    StoredCall call = call(answer, new TokenCount(3, 2, 1));

    assertThat(StoredCall.inflated(call.deflated())).isEqualTo(call);
  }

  @Test
  void keepsACallWhoseTokensAreNotKnown() throws JsonProcessingException {
    StoredCall call = call("{}", null);

    assertThat(StoredCall.inflated(call.deflated())).isEqualTo(call);
  }

  @Test
  void refusesWhatIsNoCall() {
    assertThatThrownBy(() -> StoredCall.inflated("no call".getBytes(UTF_8)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot be read");
  }
}
