package dev.cairn.engine.metrics;

/**
 * PRMBench's figures as its public code has them, to be compared with published tables: what is
 * undefined is -1 and goes as -1 into the formulas, so that a harmless judgement can score below 0.
 * {@link PrmBench} has the sound figures.
 *
 * @param confusion of the steps, the correct step being positive
 */
public record MinusOne(Confusion confusion) {
  private static final double UNDEFINED = -1;

  public double accuracy() {
    return confusion.accuracy().orElse(UNDEFINED);
  }

  public double precision() {
    return confusion.precision().orElse(UNDEFINED);
  }

  public double recall() {
    return confusion.recall().orElse(UNDEFINED);
  }

  /** 2 p r / (p + r) of precision and recall, -1 where their sum is 0. */
  public double f1() {
    double sum = precision() + recall();
    return sum == 0 ? UNDEFINED : 2 * precision() * recall() / sum;
  }

  /** The same of the wrong steps. */
  public MinusOne negatives() {
    return new MinusOne(confusion.negatives());
  }

  /** (F1 + negative F1) / 2. */
  public double prmScore() {
    return 0.5 * f1() + 0.5 * negatives().f1();
  }

  /** PRMScore of a class: F1 alone for {@link PrmBench#MULTI_SOLUTIONS}. */
  public double prmScore(String classification) {
    return classification.equals(PrmBench.MULTI_SOLUTIONS) ? f1() : prmScore();
  }
}
