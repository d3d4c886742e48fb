package dev.cairn.engine.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerKeyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "5 | q:5",
        "+05.0 | q:5",
        "5. | q:5",
        "-0 | q:0",
        ".5 | q:1/2",
        "10/2 | q:5",
        "-35/9 | q:-35/9",
        "\\frac{24}{-25} | q:-24/25",
        "\\frac12 | q:1/2",
        "\\dfrac 12 | q:1/2",
        "\\tfrac{1}2 | q:1/2",
        "{1\\over 3} | q:1/3",
        "\\frac{{1}}{{2}} | q:1/2",
        "1\\frac45 | q:9/5",
        "-1 4/5 | q:-9/5",
        "137 \\frac{1}{2} | q:275/2",
        "3+1/5 | q:16/5",
        "16*5^{-1} | q:16/5",
        "2^3! | q:40320",
        "\\sqrt{25} | q:5",
        "50\\% | q:1/2",
        "33\\frac{1}{3}\\% | q:1/3",
        "50 \\text{ percent} | q:1/2",
        "1.2e3 | q:1200",
        "1.2E-1 | q:3/25",
        "1.2\\times10^{3} | q:1200",
        "10^-4 | q:1/10000",
        "1234567890123456788 | q:1234567890123456788",
        "1 million | q:1000000",
        "\\frac{20,000}{3} | q:20000/3",
      })
  void readsNumbersExactly(String answer, String key) {
    assertThat(AnswerKey.of(answer)).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "17,500",
        "17{,}500",
        "17,\\!500",
        "17,\\! 500",
        "17\\,500",
        "17 500",
        "17\u00a0500",
        "17\u2009500",
        "$17,500",
        "\\$17,500.00",
        "\u20ac17,500",
        "17,500 dollars"
      })
  void joinsThousandsInGroupsOfThree(String answer) {
    assertThat(AnswerKey.of(answer)).isEqualTo("q:17500");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"175,00", "1750,0", "1,75,00", "(17,500)", "17, 500", "17 50", "0.17 500"})
  void joinsNoOtherGroups(String answer) {
    assertThat(AnswerKey.of(answer)).doesNotStartWith("q:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "15",
        "15\\text{ cm}^2",
        "15 cm^2",
        "15\\,\\mathrm{cm}^{2}",
        "15 \\mbox{ inches}^2",
        "15\\text{ m/s}",
        "15 square feet",
        "15^\\circ",
        "15^{\\circ}",
        "15\u00b0",
        "15\\degree",
        "15 degrees",
        "15 dollars."
      })
  void dropsKnownUnits(String answer) {
    assertThat(AnswerKey.of(answer)).isEqualTo("q:15");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"15 apples", "15x", "15m", "15 or more", "\\text{cm}", "15 cm 3", "15:30"})
  void readsNoOtherWordsAsUnits(String answer) {
    assertThat(AnswerKey.of(answer)).doesNotStartWith("q:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3/56",
        "$\\frac{3}{56}$",
        "$$\\frac{3}{56}$$",
        "\\(\\frac{3}{56}\\)",
        "\\[\\frac{3}{56}\\]",
        "\\boxed{\\frac{3}{56}}",
        "\\displaystyle\\frac{3}{56}",
        "\\left(\\frac{3}{56}\\right)",
        "\\left.\\frac{3}{56}\\right.",
        "\\mathbf{\\frac{3}{56}}",
        "**\\frac{3}{56}**",
        "`\\frac{3}{56}`",
        "\\frac{\\mathrm{3}}{\\mathrm{56}}",
        "P=\\frac{3}{56}",
        "x_1 = 3/56",
        "f(x) = 3/56",
        "\\text{x}=3/56",
        "\\theta=3/56",
        "3/56 = x",
        "\u200b3\u204456\\ "
      })
  void looksThroughWrappersAndSymbols(String answer) {
    assertThat(AnswerKey.of(answer)).isEqualTo("q:3/56");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\\text{(C)} | c:C",
        "(C). | c:C",
        "C) | c:C",
        "\\text{ No  solution } | w:no solution",
        "YES | w:yes",
        "no | w:no",
        "AB | s:AB",
        "forty-eight | q:48",
        "Ten | q:10",
        "forty-ten | w:forty-ten",
        "(6, 31,-1.0) | t:(q:6,q:31,q:-1)",
        "(x,y)=\\left(1,2\\right) | t:(q:1,q:2)",
        "(3,4] | t:(q:3,q:4]",
        "x \\in [2,+\\infty) | t:[q:2,s:\\infty)",
        "(-\\infty,2)\\cup(3,\\infty) | u:t:(q:3,s:\\infty),t:(s:-\\infty,q:2)",
        "2, 1 | l:q:1,q:2",
        "\\{1,2,2\\} | l:q:1,q:2",
        "3, 5, \\text{ and } 7 | l:q:3,q:5,q:7",
        "2 \\text{ or } 3 | l:q:2,q:3",
        "\\{\\} | s:\\emptyset",
        "3 \\sqrt {13} | n:10.8166538263919678793576638024",
        "3\\;\\sqrt13 | s:3\\sqrt{1}3",
        "4210_{5} | b:4210_5",
        "(1,2)\\to 3 | s:(1,2)\\to3",
        "x^{2}+\\dots | s:x^{2}+\\dots",
        "\\text{} | s:",
        "$$ | s:",
      })
  void namesWhatItRead(String answer, String key) {
    assertThat(AnswerKey.of(answer)).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "(3,4) | (3,4]",
        "x<2 | x>2",
        "x\\ge2 | x>2",
        "1 | 1,-2",
        "1,2 | 1,-2",
        "(5r)^5 | 5r^5",
        "5000\\% | 50\\%",
        "1000001 | 1000000",
        "225 | 15\\mbox{ cm}^2",
        "137\\cdot\\frac12 | 137\\frac12",
        "\\text{(A) } 6 | \\text{(A) } 5",
        "4210_6 | 4210_5",
        "528 | 52_8",
        "\\frac12{}3 | \\frac12",
        "\\frac{1}{2}\\frac{1}{2} | \\frac12",
        "\\sqrt{2} | \\sqrt[3]{2}",
        "0.3 | 0.\\overline{3}",
        "(32,348) | \\$32,\\!348",
        "2 | 2 \\text{ or } 3",
        "9007199254740993 | 9007199254740992",
        "\\sqrt{1 4} | \\sqrt{14}",
        "x^{23} | x^23",
        "(1,2) | (2,1)",
      })
  void keepsApartWhatDiffers(String one, String other) {
    assertThat(AnswerKey.of(one)).isNotEqualTo(AnswerKey.of(other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\frac{1}{0}",
        "9^{9^{9^{9}}}",
        "9e999999999",
        "1e-99999",
        "999999!",
        "0^0",
        "2^{99999}",
        "\\frac{1}{",
        "}{",
        "\\",
        "x^",
        "x^^2",
        "\\frac",
        "\\sqrt[",
        "=",
        "\\text{",
        ",",
        "%",
        "-"
      })
  void readsNoNumberFromWhatHasNone(String answer) {
    assertThat(AnswerKey.of(answer)).startsWith("s:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", "{", "^", "_", "\\frac{", "\\text{", "\\sqrt", "-", "1+", "9,", "\\{", "a="})
  void boundsEveryText(String unit) {
    for (int length : new int[] {500, 2_000, 1_000_000}) {
      String text = unit.repeat(length / unit.length());
      assertThatCode(() -> AnswerKey.of(text)).doesNotThrowAnyException();
    }
  }

  @Test
  void hasAKeyForEveryJumbleThatDoesNotDependOnDollarsAround() {
    String[] parts = {
      "\\frac", "{", "}", "(", ")", "1", "23", "/", "^", "_", ",", " ", "\\text{", "%", "e", "-",
      ".", "\\over", "=", "x", "\\sqrt", "[", "]", "\u00bd", "\\{", "\\}", "and", "\\", "\u00b0",
      "cm", "!"
    };
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(12); j >= 0; j--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      // A backslash at the end would take the dollar sign for its own.
      text.append('5');
      assertThat(AnswerKey.of("$" + text + "$")).isEqualTo(AnswerKey.of(text.toString()));
    }
  }
}
