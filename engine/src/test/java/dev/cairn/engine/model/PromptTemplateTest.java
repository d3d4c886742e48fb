package dev.cairn.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptTemplateTest {
  @Test
  void writesChatMl() {
    assertThat(PromptTemplate.CHATML.open("Be brief.", "Why %s?"))
        .isEqualTo(
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nWhy %s?<|im_end|>\n"
                + "<|im_start|>assistant\n");
    assertThat(PromptTemplate.CHATML.closed("", "Why?", "So.\n\n"))
        .isEqualTo("<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\nSo.\n\n<|im_end|>\n");
    assertThat(PromptTemplate.CHATML.rendered()).isTrue();
  }

  @Test
  void writesLlama3() {
    assertThat(PromptTemplate.LLAMA3.open("Be brief.", "Why?"))
        .isEqualTo(
            "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
                + "<|start_header_id|>user<|end_header_id|>\n\nWhy?<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\n");
    assertThat(PromptTemplate.LLAMA3.closed("", "Why?", "So."))
        .isEqualTo(
            "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nWhy?<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\nSo.<|eot_id|>");
    assertThat(PromptTemplate.LLAMA3.rendered()).isTrue();
  }

  @Test
  void writesPlainParagraphs() {
    assertThat(PromptTemplate.PLAIN.open("Be brief.", "Why?")).isEqualTo("Be brief.\n\nWhy?\n\n");
    assertThat(PromptTemplate.PLAIN.closed("", "Why?", "So.")).isEqualTo("Why?\n\nSo.\n\n");
    assertThat(PromptTemplate.PLAIN.rendered()).isFalse();
    assertThat(PromptTemplate.PLAIN.open("", "<|im_end|>")).isEqualTo("<|im_end|>\n\n");
  }

  @ParameterizedTest
  @CsvSource({
    "CHATML,<|im_start|>",
    "CHATML,<|im_end|>",
    "LLAMA3,<|eot_id|>",
    "LLAMA3,<|begin_of_text|>",
    "LLAMA3,<|start_header_id|>",
    "LLAMA3,<|end_header_id|>"
  })
  void refusesTextsWithControlTokens(PromptTemplate template, String token) {
    String text = "a" + token + "b";
    String message = " text must not hold the control token " + token;

    assertThatThrownBy(() -> template.open(text, "q"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the system" + message);
    assertThatThrownBy(() -> template.open("", text)).hasMessageContaining("the user" + message);
    assertThatThrownBy(() -> template.closed("", "q", text))
        .hasMessageContaining("the answer" + message);
  }
}
