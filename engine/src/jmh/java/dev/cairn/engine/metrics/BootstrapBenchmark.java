package dev.cairn.engine.metrics;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** 10,000 resamples of 500 problems with 32 candidates each. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class BootstrapBenchmark {
  private final double[][] problems = problems();

  private static double[][] problems() {
    Random random = new Random(1);
    double[][] problems = new double[500][32];
    for (double[] problem : problems) {
      double share = random.nextDouble();
      for (int i = 0; i < problem.length; i++) {
        problem[i] = random.nextDouble() < share ? 1 : 0;
      }
    }
    return problems;
  }

  /** The mean over problems. */
  @Benchmark
  public Estimate clusteredMean() {
    return Bootstrap.USUAL.clusteredMean(problems);
  }

  /** A quotient of sums of which every problem has its own divisor. */
  @Benchmark
  public Estimate ratio() {
    double[][] sums = new double[problems.length][];
    for (int i = 0; i < sums.length; i++) {
      double right = 0;
      for (double each : problems[i]) {
        right += each;
      }
      sums[i] = new double[] {right, problems[i].length};
    }
    return Bootstrap.USUAL.ofSums(sums, each -> Figure.ratio(each[0], each[1], "nothing"));
  }
}
