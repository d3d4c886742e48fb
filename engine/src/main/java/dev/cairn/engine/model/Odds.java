package dev.cairn.engine.model;

import dev.cairn.engine.worker.Completion.Alternative;
import dev.cairn.engine.worker.MalformedAnswerException;
import java.util.List;
import java.util.Locale;

/**
 * Probability of a good verdict against a bad one, from what a model would write at one position:
 * p(good) / (p(good) + p(bad)), each the sum over all spellings of the label. A label that is not
 * among the likeliest tokens counts for as much as it can: as the least likely of them, or as what
 * all of them leave.
 */
final class Odds {
  private Odds() {}

  /**
   * The odds in [0, 1].
   *
   * @param likeliest tokens at the position of the verdict
   * @throws MalformedAnswerException if neither label is among them
   */
  static double of(List<Alternative> likeliest, String good, String bad) {
    double least =
        likeliest.stream().mapToDouble(Alternative::logProb).map(Math::exp).min().orElse(0);
    double better = mass(likeliest, good);
    double worse = mass(likeliest, bad);
    if (better < 0 && worse < 0) {
      throw new MalformedAnswerException(
          "without \"%s\" or \"%s\" among the %d likeliest tokens of a verdict"
              .formatted(good, bad, likeliest.size()));
    }
    double told = likeliest.stream().mapToDouble(Alternative::logProb).map(Math::exp).sum();
    double most = Math.min(least, Math.max(0, 1 - told));
    double p = better < 0 ? most : better;
    double q = worse < 0 ? most : worse;
    if (!(p + q > 0)) {
      throw new MalformedAnswerException("a verdict of no probability");
    }
    return p / (p + q);
  }

  /** The probability of a label in all its spellings; negative if it is not there. */
  private static double mass(List<Alternative> likeliest, String spelling) {
    String label = spelling.strip().toLowerCase(Locale.ROOT);
    double sum = -1;
    for (Alternative alternative : likeliest) {
      String text = alternative.text().strip().toLowerCase(Locale.ROOT);
      // A word that is no token of its own begins with one.
      if (text.equals(label) || (text.length() >= 2 && label.startsWith(text))) {
        sum = Math.max(sum, 0) + Math.exp(alternative.logProb());
      }
    }
    return sum;
  }

  /** The logistic function: a logit as a probability. */
  static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  /** Refuses what is no finite number. */
  static double finite(double logit) {
    if (!Double.isFinite(logit)) {
      throw new MalformedAnswerException("a logit that is no number: " + logit);
    }
    return logit;
  }

  /**
   * The second of two class probabilities.
   *
   * @throws MalformedAnswerException if the row is no pair of probabilities
   */
  static double goodOf(List<Double> row) {
    if (row.size() != 2) {
      throw new MalformedAnswerException(
          "a row of %d numbers where p_bad and p_good were expected".formatted(row.size()));
    }
    double bad = row.get(0);
    double good = row.get(1);
    boolean probabilities = bad >= 0 && bad <= 1 && good >= 0 && good <= 1;
    if (!probabilities || Math.abs(bad + good - 1) > 1e-2) {
      throw new MalformedAnswerException(
          "no pair of probabilities: %s; the server must apply its softmax".formatted(row));
    }
    return good;
  }

  /** Refuses a number of scores other than the number of steps. */
  static void checkCount(int scores, int steps) {
    if (scores != steps) {
      throw new MalformedAnswerException("%d step scores for %d steps".formatted(scores, steps));
    }
  }
}
