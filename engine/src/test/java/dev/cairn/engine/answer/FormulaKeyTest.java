package dev.cairn.engine.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of what must be computed: constants, formulas, equations, inequalities, matrices. */
class FormulaKeyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      value = {
        "\\sqrt{117} ~ 3\\sqrt{13}",
        "\\frac{44}{\\sqrt5-1} ~ 11+11\\sqrt5",
        "\\sqrt{3+2\\sqrt2} ~ 1+\\sqrt2",
        "\\sqrt[3]{2+\\sqrt5}+\\sqrt[3]{2-\\sqrt5} ~ 1",
        "(\\sqrt5+1)(\\sqrt5-1) ~ 4",
        "\\sqrt[3]2 ~ 2^{1/3}",
        "2^.5 ~ \\sqrt{2}",
        "\\root 3 \\of 2 ~ \\sqrt[3]{2}",
        "(-8)^{1/3} ~ -2",
        "\\sin 30^\\circ ~ \\frac12",
        "4\\sin 80^\\circ-\\tan 80^\\circ ~ -\\sqrt3",
        "\\cos\\frac{\\pi}{7}\\cos\\frac{2\\pi}{7}\\cos\\frac{3\\pi}{7} ~ \\frac18",
        "\\tan 60^\\circ ~ \\sqrt3",
        "\\arctan 1 ~ \\frac{\\pi}{4}",
        "\\sin^{-1} 1 ~ \\pi/2",
        "e^{i\\pi} ~ -1",
        "i^2 ~ -1",
        "\\frac{1+i}{1-i} ~ i",
        "|3+4i| ~ 5",
        "\\log_2 3 ~ \\frac{\\log 3}{\\log 2}",
        "\\log_{10}1000 ~ 3",
        "-\\ln\\frac12 ~ \\ln 2",
        "\\binom{16}{2} ~ 120",
        "{10 \\choose 3} ~ 120",
        "\\frac{7!}{5!} ~ 42",
        "0.\\overline{142857} ~ 1/7",
        "1.2\\overline{3} ~ 37/30",
        "\\lfloor 3.7\\rfloor ~ 3",
        "\\lceil -\\pi\\rceil ~ -3",
        "5\\sqrt2\\text{ cm} ~ 5\\sqrt2",
      })
  void computesConstants(String one, String other) {
    assertThat(AnswerKey.of(one)).isEqualTo(AnswerKey.of(other)).doesNotStartWith("s:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      value = {
        "(x-1)(x^4+x^2+1) ~ x^5-x^4+x^3-x^2+x-1",
        "\\frac{x^9-1}{x-1} ~ x^8+x^7+x^6+x^5+x^4+x^3+x^2+x+1",
        "(1+x)^{40} ~ (x^2+2x+1)^{20}",
        "ab+2a+5b+10 ~ (a+5)(b+2)",
        "x^3y^{-2} ~ \\frac{x^3}{y^2}",
        "\\frac{11}{20}+\\frac{9a}{20} ~ (11+9a)/20",
        "3*R**2 ~ 3R^2",
        "\\sin^2 x+\\cos^2 x ~ 1",
        "2\\sin x\\cos x ~ \\sin 2x",
        "\\frac{1-\\cos 2x}{2} ~ \\sin^2 x",
        "cot x ~ \\frac{1}{\\tan{x}}",
        "2^{n+1} ~ 2\\cdot 2^n",
        "\\frac{n!}{(n-2)!} ~ n(n-1)",
        "\\binom{n}{2} ~ \\frac{n^2-n}{2}",
        "\\binom{2n}{n} ~ \\frac{(2n)!}{n!^2}",
        "\\sqrt{x^2} ~ |x|",
        "|1-x| ~ |x-1|",
        "\\lfloor n/2 \\rfloor ~ \\lfloor \\frac{n}{2} \\rfloor",
        "x_1+x_{2} ~ x_2+x_1",
        "\\alpha\\beta ~ \\beta \\alpha",
        "f(x)=2x+1 ~ 1+2x",
        "M=2^{N-2}+1 ~ \\frac{2^N}{4}+1",
        "\\frac{2x}{x} ~ 2",
        "e^{\\ln 2+x} ~ 2e^x",
      })
  void findsTheSameFormulaInAnotherForm(String one, String other) {
    assertThat(AnswerKey.of(one)).isEqualTo(AnswerKey.of(other)).doesNotStartWith("s:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      value = {
        "5x-7y+11z+4=0 ~ 11z=7y-5x-4",
        "x^2+y^2=25 ~ 25=x^2+y^2",
        "10x=14y ~ 5x-7y=0",
        "2<x ~ x>\\frac42",
        "2x-4>0 ~ x>2",
        "7\\ge x\\ge -2 ~ -2\\le x\\le 7",
        "a>=3 ~ 3 \\le a",
        "\\{x|-2\\le x<1\\} ~ \\{ x : -2 \\leq x < 1 \\}",
        "x=1 \\text{ or } x=-2 ~ -2, 1",
        "x=2,y=1 ~ y=1,x=2",
        "1\\pm\\sqrt{19} ~ 1-\\sqrt{19},1+\\sqrt{19}",
        "\\{1\\pm\\sqrt5,-2\\} ~ \\{-2,1+\\sqrt5,1-\\sqrt5\\}",
        "\\frac{2\\pm\\sqrt{76}}{2} ~ 1\\mp\\sqrt{19}",
        "(-\\infty,2) U (3,inf) ~ (3,\\infty)\\cup(-\\infty,2)",
        "<1,2,3> ~ \\langle 1,2,3\\rangle",
        "{12}_3 ~ 12_{3}",
        "\\frac13\\begin{pmatrix}-1\\\\2\\end{pmatrix} ~ \\begin{bmatrix}-1/3\\\\2/3\\\\\\end{bmatrix}",
        "\\left(\\begin{array}{cc}1&x+x\\\\0&1\\end{array}\\right) ~ \\begin{pmatrix}1&2x\\\\0&1\\end{pmatrix}",
        "2\\cdot7=14 ~ 14",
        "\\frac{1}{2 ~ \\frac12",
        "\\frac12\\\\ ~ \\frac12",
      })
  void findsTheSameStatementInAnotherForm(String one, String other) {
    assertThat(AnswerKey.of(one)).isEqualTo(AnswerKey.of(other)).doesNotStartWith("s:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      value = {
        "\\sqrt{x^2} ~ x",
        "\\ln x^2 ~ 2\\ln x",
        "\\sqrt{x}\\sqrt{y} ~ \\sqrt{xy}",
        "\\log 2 ~ \\ln 2",
        "\\log 2 ~ \\log_{10}2",
        "x+1 ~ y+1",
        "5r^5 ~ 5R^5",
        "f(2x) ~ 2f(x)",
        "n! ~ n!!",
        "5!! ~ 120",
        "\\sqrt2+10^{-40} ~ \\sqrt2",
        "10^{40}+\\pi ~ 10^{40}+e",
        "2^{100000}+1 ~ 2^{100000}",
        "\\frac{355}{113} ~ \\pi",
        "x<2 ~ x>2",
        "x\\ge2 ~ x>2",
        "x>2 ~ -x>-2",
        "-2\\le x\\le7 ~ -7\\le x\\le 2",
        "x=2,y=1 ~ x=1,y=2",
        "x=y ~ x=-y",
        "x \\ne 2 ~ x=2",
        "(\\{1,2\\},3) ~ (\\{1\\},2,3)",
        "52_7 ~ 52_8",
        "\\begin{pmatrix}1&0\\\\0&-1\\end{pmatrix} ~ \\begin{pmatrix}1&0&0&-1\\end{pmatrix}",
        "\\begin{vmatrix}1&0\\\\0&2\\end{vmatrix} ~ \\begin{pmatrix}1&0\\\\0&2\\end{pmatrix}",
        "2\\cdot7=15 ~ 14",
        "\\langle 1,2,4\\rangle ~ \\langle 1,2,3\\rangle",
        "\\{x|-2<x<1\\} ~ \\{x|-2\\le x<1\\}",
        "\\pm\\sqrt{19} ~ 1\\pm\\sqrt{19}",
        "90^{0} ~ 90^\\circ",
        "\\sin x^2 ~ \\sin^2 x",
        "\\frac{\\pi^2}{8} ~ \\frac{\\pi}{8}",
      })
  void keepsApartWhatDiffers(String one, String other) {
    assertThat(AnswerKey.of(one)).isNotEqualTo(AnswerKey.of(other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\frac{x}{x-x}",
        "\\tan 90^\\circ",
        "\\ln 0",
        "x^{x^{x^{9999999}}}",
        "e^{e^{e^{e^e}}}",
        "\\sin 10^{100}",
        "(10^9)!",
        "\\binom{10^9}{10^8}",
        "x 2",
        "\\sum_{k=1}^n k",
        "1+2+\\dots+n",
      })
  void comparesAsWrittenWhatItCannotCompute(String answer) {
    assertThat(AnswerKey.of(answer)).startsWith("s:");
  }

  @Test
  void stopsAtABudgetOfFunctionsWhateverTheirArguments() {
    String many = "x!".repeat(65);
    assertThat(AnswerKey.of(many)).startsWith("s:");
    assertThat(AnswerKey.of("x!,".repeat(300) + "2")).startsWith("l:");
  }
}
