package dev.cairn.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.ProgressListener.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressLineTest {
  @Test
  void tellsShareRateTimeLeftTokensAndAccuracy() {
    assertThat(ProgressLine.text(new Progress(312, 800, 2, 155, 1_234_567, 0), 24))
        .isEqualTo("312/800 (39 %) | 13.0/s, 0:38 left | 1.2 M tokens | 50.0 % right | 2 failed");
  }

  @Test
  void countsOnlyItsOwnWorkInTheRate() {
    assertThat(ProgressLine.text(new Progress(150, 200, 0, 75, 0, 100), 10))
        .isEqualTo("150/200 (75 %) | 5.0/s, 0:10 left | 0 tokens | 50.0 % right | 0 failed");
  }

  @Test
  void knowsNothingOfTheRestBeforeTheFirstOutcome() {
    assertThat(ProgressLine.text(new Progress(0, 200, 0, 0, 0, 0), 3))
        .isEqualTo("0/200 (0 %) | 0.0/s, ? left | 0 tokens | ? right | 0 failed");
  }

  @Test
  void countsNoFailedItemAsRightOrWrong() {
    assertThat(ProgressLine.text(new Progress(4, 4, 4, 0, 0, 0), 1)).contains("? right | 4 failed");
  }

  @ParameterizedTest
  @CsvSource({"9999, 9999", "10000, 10.0 k", "999000, 999.0 k", "1000000, 1.0 M"})
  void shortensTheCountOfTokens(long tokens, String text) {
    assertThat(ProgressLine.text(new Progress(1, 2, 0, 1, tokens, 0), 1))
        .contains("| " + text + " tokens |");
  }

  @ParameterizedTest
  @CsvSource({"59, 0:59", "60, 1:00", "3599, 59:59", "3600, 1:00:00", "36061, 10:01:01"})
  void writesTheTimeLeftAsAClockDoes(int seconds, String text) {
    assertThat(ProgressLine.text(new Progress(1, 1 + seconds, 0, 1, 0, 0), 1))
        .contains(", " + text + " left");
  }

  @Test
  void printsTheEndOfARunOnceWhereThereIsNoTerminal() {
    StringWriter printed = new StringWriter();
    try (ProgressLine line = new ProgressLine(new PrintWriter(printed))) {
      line.update(new Progress(1, 2, 0, 1, 10, 0));
      line.update(new Progress(2, 2, 0, 1, 20, 0));
      line.update(new Progress(2, 2, 0, 1, 20, 0));
    }
    assertThat(printed.toString()).startsWith("2/2 (100 %)").hasLineCount(1);
  }
}
