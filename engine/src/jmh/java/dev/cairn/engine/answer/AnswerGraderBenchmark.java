package dev.cairn.engine.answer;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to grade an answer that is equal to the reference but written otherwise. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AnswerGraderBenchmark {
  /** Given, then reference, by the type of the answer. */
  public enum Pair {
    INTEGER("1,234", "1234"),
    DECIMAL("0.125", ".1250"),
    FRACTION("3/56", "\\frac{3}{56}"),
    MIXED("9/5", "1\\frac{4}{5}"),
    PERCENT("50", "50\\%"),
    UNIT("15", "15\\text{ cm}^2"),
    CHOICE("(C)", "\\text{(C)}"),
    WORDS("No solution", "\\text{no solution}"),
    TEXT("a \\to b", "a\\to b"),
    BASE_NUMERAL("4210_5", "4210_{5}"),
    TUPLE("(3, -13/2)", "\\left( 3, -\\frac{13}{2} \\right)"),
    INTERVAL("(-\\infty,2)\\cup(3,\\infty)", "(-\\infty, 2) \\cup (3, \\infty)"),
    LIST("-2, 1", "1,-2"),
    MATRIX("\\begin{bmatrix}1&0\\\\0&1\\end{bmatrix}", "\\begin{pmatrix}1&0\\\\0&1\\end{pmatrix}"),
    RADICAL("\\frac{22}{\\sqrt2}", "11\\sqrt{2}"),
    PI("\\pi/6", "\\frac{\\pi}{6}"),
    LOGARITHM("\\frac{\\ln 3}{\\ln 2}", "\\log_2 3"),
    POLYNOMIAL("(x-1)(x^4+x^2+1)", "x^5-x^4+x^3-x^2+x-1"),
    TRIGONOMETRY("2\\sin x\\cos x", "\\sin 2x"),
    POWER("2\\cdot 2^{n}", "2^{n+1}"),
    BINOMIAL("\\frac{(2n)!}{n!n!}", "\\binom{2n}{n}"),
    EQUATION("11z=7y-5x-4", "5x-7y+11z+4=0"),
    INEQUALITY("7\\ge x\\ge -2", "-2\\le x\\le 7");

    private final String given;
    private final String reference;

    Pair(String given, String reference) {
      this.given = given;
      this.reference = reference;
    }
  }

  @Param public Pair pair = Pair.INTEGER;

  private final AnswerGrader grader = new AnswerGrader();

  /** Refuses a pair that is not equal: it would be timed for the wrong thing. */
  @Setup
  public void check() {
    if (!grade()) {
      throw new IllegalStateException(pair + " is not equal");
    }
  }

  /** One comparison. */
  @Benchmark
  public boolean grade() {
    return grader.grade(pair.given, pair.reference).equal();
  }
}
