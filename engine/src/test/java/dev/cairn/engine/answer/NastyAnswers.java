package dev.cairn.engine.answer;

import java.util.List;
import java.util.Random;

/**
 * Answers that nobody should give but models do: jumbles of fragments, and mutations of answers
 * that are well formed. The same seed gives the same answers.
 */
public final class NastyAnswers {
  private static final List<String> WELL_FORMED =
      List.of(
          "5",
          "-3",
          "1,234,567",
          "17{,}500",
          "0.125",
          "3/4",
          "\\frac{3}{56}",
          "1\\frac{4}{5}",
          "50\\%",
          "\\$18.90",
          "\u20ac18.90",
          "15\\text{ cm}^2",
          "90^\\circ",
          "1.2\\times10^{3}",
          "0.\\overline{3}",
          "\\text{(C)}",
          "B",
          "\\text{east}",
          "no solution",
          "forty-eight",
          "3\\sqrt{13}",
          "\\frac{\\pi}{6}",
          "6-5i",
          "e^{2}",
          "\\log_2 3",
          "\\tan 30^\\circ",
          "\\binom{10}{3}",
          "5!",
          "(3,\\frac{\\pi}{2})",
          "(3,4]",
          "[0,\\infty)",
          "(-\\infty,2)\\cup(3,\\infty)",
          "1,-2",
          "\\{1\\pm\\sqrt{5},-2\\}",
          "3\\pm2\\sqrt{2}",
          "\\begin{pmatrix}-1/3\\\\2/3\\end{pmatrix}",
          "52_8",
          "4210_{5}",
          "10:45\\text{ a.m.}",
          "x=5",
          "y = 2x + 3",
          "5x-7y+11z+4=0",
          "x>2",
          "-2\\le x\\le 7",
          "x\\in[-2,7]",
          "\\{x|-2\\le x<1\\}",
          "x^5-x^4+x^3-x^2+x-1",
          "(a+5)(b+2)",
          "\\frac{11+9a}{20}",
          "\\sin^2 x",
          "\\cot x",
          "|x-1|",
          "\\lfloor n/2\\rfloor",
          "\\sqrt[3]{x}",
          "2^{n+1}",
          "n!",
          "7 apples",
          "\\langle1,2,3\\rangle",
          "\\frac{x^3}{y^2}",
          "x_1+x_2");

  private static final List<String> FRAGMENTS =
      List.of(
          "\\frac",
          "\\sqrt",
          "\\binom",
          "\\text{",
          "\\left(",
          "\\right)",
          "\\begin{pmatrix}",
          "\\end{pmatrix}",
          "\\\\",
          "&",
          "{",
          "}",
          "(",
          ")",
          "[",
          "]",
          "|",
          "\\{",
          "\\}",
          "^",
          "_",
          "!",
          "%",
          "\\%",
          "$",
          "\\$",
          "\u00b0",
          "\\pm",
          "\\cup",
          "\\in",
          "\\infty",
          "\\pi",
          "\\theta",
          "\\sin",
          "\\ln",
          "\\log",
          "sqrt",
          "sin",
          "pi",
          "e",
          "i",
          "x",
          "y",
          "n",
          "A",
          "0",
          "1",
          "2",
          "23",
          "999",
          "000",
          "1e9",
          ".5",
          ".",
          ",",
          ";",
          ":",
          "+",
          "-",
          "*",
          "/",
          "=",
          "<",
          ">",
          "\\le",
          "\\ge",
          "\\ne",
          "\\cdot",
          "\\over",
          "\\overline{3}",
          "\\lfloor",
          "\\rfloor",
          " ",
          "\u00a0",
          "\u2009",
          "\u200b",
          "\u2212",
          "\u00bd",
          "\u221a",
          "\u03c0",
          "\u00b2",
          "\ud835\udfd9",
          "\uff11",
          "and",
          " or ",
          "cm",
          " dollars",
          "no",
          "a.m.",
          "\t",
          "\n",
          "\\",
          "**",
          "`",
          "\\boxed{",
          "\\root 3 \\of");

  private static final List<String> FRAMES =
      List.of("$%s$", "\\(%s\\)", " %s ", "%s.", "{%s}", "\\boxed{%s}", "\\displaystyle %s", "%s");

  private final Random random;

  /** Makes a source of answers. */
  public NastyAnswers(long seed) {
    this.random = new Random(seed);
  }

  /** The next answer: a jumble, or a mutated answer. */
  public String next() {
    if (random.nextInt(3) == 0) {
      StringBuilder jumble = new StringBuilder();
      for (int i = random.nextInt(14); i >= 0; i--) {
        jumble.append(pick(FRAGMENTS));
      }
      return jumble.toString();
    }
    StringBuilder answer = new StringBuilder(pick(WELL_FORMED));
    for (int i = random.nextInt(4); i > 0; i--) {
      mutate(answer);
    }
    return answer.toString();
  }

  /** An answer that prints another one in a frame that means nothing, or mutates it once. */
  public String relative(String answer) {
    if (random.nextInt(4) == 0) {
      StringBuilder mutated = new StringBuilder(answer);
      mutate(mutated);
      return mutated.toString();
    }
    return pick(FRAMES).replace("%s", answer);
  }

  private void mutate(StringBuilder answer) {
    int at = random.nextInt(answer.length() + 1);
    switch (random.nextInt(4)) {
      case 0 -> answer.insert(at, pick(FRAGMENTS));
      case 1 -> answer.delete(at, Math.min(answer.length(), at + 1 + random.nextInt(3)));
      case 2 -> answer.append(answer.substring(at));
      default -> answer.insert(at, pick(WELL_FORMED));
    }
  }

  private String pick(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}
