package dev.cairn.engine.answer;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer as a grader sees it.
 *
 * @param printed the answer as it is printed
 * @param text the same in one spelling, without what encloses it; empty if it is too long to read
 * @param key its canonical key
 */
record Reading(String printed, String text, String key) {
  private static final Pattern DECIMAL = Pattern.compile("-?\\d*\\.\\d+");

  static Reading of(String answer) {
    if (answer.length() > AnswerKey.MAX_LENGTH) {
      return new Reading(answer, "", AnswerKey.of(answer));
    }
    String cleaned = Latex.clean(Thousands.join(answer));
    return new Reading(answer, Structure.bare(cleaned), new KeyReader().key(cleaned));
  }

  boolean isBlank() {
    return key.equals(AnswerKey.BLANK);
  }

  AnswerType type() {
    return AnswerType.of(key);
  }

  boolean isPercentage() {
    return text.endsWith("%");
  }

  /** The key of the number before a percent sign, or null if there is none. */
  @Nullable String share() {
    if (!isPercentage()) {
      return null;
    }
    String share = new KeyReader().key(text.substring(0, text.length() - 1));
    return share.startsWith("q:") || share.startsWith("n:") ? share : null;
  }

  /** Whether it is written with a decimal point and no more than a number. */
  boolean isDecimal() {
    return DECIMAL.matcher(Structure.compact(text).replace(",", "")).matches();
  }

  /** The exact rational number that this is, or null. */
  @Nullable Rational rational() {
    if (!key.startsWith("q:")) {
      return null;
    }
    String[] parts = key.substring(2).split("/", 2);
    Rational above = Rational.ofDecimal(parts[0]);
    Rational below = parts.length == 1 ? Rational.of(1) : Rational.ofDecimal(parts[1]);
    return above == null || below == null ? null : above.over(below);
  }

  /** The real number that this is to {@value Value#SHOWN} digits or more, or null. */
  @Nullable BigDecimal number() {
    Rational rational = rational();
    if (rational != null) {
      BigDecimal above = new BigDecimal(rational.numerator());
      return above.divide(new BigDecimal(rational.denominator()), Value.CONTEXT);
    }
    boolean real = key.startsWith("n:") && !key.endsWith("i");
    return real ? new BigDecimal(key.substring(2)) : null;
  }

  /** The keys of the elements of a list, tuple or set in their order; one for anything else. */
  List<String> elements() {
    return new KeyReader().elementKeys(text);
  }

  /** Whether the two differ by at most a share of the second. */
  static boolean near(BigDecimal one, BigDecimal other, String share) {
    BigDecimal bound = other.abs().multiply(new BigDecimal(share));
    return one.subtract(other).abs().compareTo(bound) <= 0;
  }
}
