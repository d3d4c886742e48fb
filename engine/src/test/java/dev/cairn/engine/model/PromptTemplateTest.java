package dev.cairn.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.worker.Prompt;
import dev.cairn.engine.worker.Prompt.Message;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptTemplateTest {
  private static String open(PromptTemplate template, String system, String question) {
    return written(template.prompt(system, question, ""));
  }

  private static String closed(
      PromptTemplate template, String system, String question, String answer) {
    return written(template.closed(system, question, answer));
  }

  private static String written(Prompt prompt) {
    Prompt.Text text = (Prompt.Text) prompt;
    return text.start() + text.text();
  }

  @Test
  void writesChatMl() {
    assertThat(open(PromptTemplate.CHATML, "Be brief.", "Why %s?"))
        .isEqualTo(
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nWhy %s?<|im_end|>\n"
                + "<|im_start|>assistant\n");
    assertThat(closed(PromptTemplate.CHATML, "", "Why?", "So.\n\n"))
        .isEqualTo("<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\nSo.\n\n<|im_end|>\n");
    assertThat(PromptTemplate.CHATML.rendered()).isTrue();
  }

  @Test
  void writesLlama3() {
    assertThat(open(PromptTemplate.LLAMA3, "Be brief.", "Why?"))
        .isEqualTo(
            "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
                + "<|start_header_id|>user<|end_header_id|>\n\nWhy?<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\n");
    assertThat(closed(PromptTemplate.LLAMA3, "", "Why?", "So."))
        .isEqualTo(
            "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nWhy?<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\nSo.<|eot_id|>");
    assertThat(PromptTemplate.LLAMA3.rendered()).isTrue();
  }

  @Test
  void writesPlainParagraphs() {
    assertThat(open(PromptTemplate.PLAIN, "Be brief.", "Why?")).isEqualTo("Be brief.\n\nWhy?\n\n");
    assertThat(closed(PromptTemplate.PLAIN, "", "Why?", "So.")).isEqualTo("Why?\n\nSo.\n\n");
    assertThat(PromptTemplate.PLAIN.rendered()).isFalse();
    assertThat(open(PromptTemplate.PLAIN, "", "<|im_end|>")).isEqualTo("<|im_end|>\n\n");
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

    assertThatThrownBy(() -> open(template, text, "q"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the system" + message);
    assertThatThrownBy(() -> open(template, "", text)).hasMessageContaining("the user" + message);
    assertThatThrownBy(() -> template.closed("", "q", text))
        .hasMessageContaining("the assistant" + message);
  }

  @Test
  void continuesAnAnswerWithItsBlanks() {
    assertThat(written(PromptTemplate.CHATML.prompt("", "Why?", "So.\n\n")))
        .endsWith("<|im_start|>assistant\nSo.\n\n");
  }

  @Test
  void writesAConversationOfManyTurnsAndLeavesOnlyTheLastOpen() {
    List<Message> messages =
        List.of(new Message("user", "a"), new Message("assistant", "b"), new Message("user", "c"));

    assertThat(written(PromptTemplate.CHATML.prompt(messages)))
        .isEqualTo(
            "<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\nb<|im_end|>\n"
                + "<|im_start|>user\nc<|im_end|>\n<|im_start|>assistant\n");
  }

  @Test
  void leavesTheWritingToTheServerThatOwnsTheTemplate() {
    assertThat(PromptTemplate.SERVER.prompt("Be brief.", "Why?", "So.\n\n"))
        .isEqualTo(
            new Prompt.Chat(
                List.of(
                    new Message("system", "Be brief."),
                    new Message("user", "Why?"),
                    new Message("assistant", "So.\n\n"))));
  }
}
