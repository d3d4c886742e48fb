package dev.cairn.jobs.cli;

import dev.cairn.jobs.Gate;
import dev.cairn.jobs.Gate.Compared;
import java.util.Locale;

/** A comparison with a baseline as text: a line per regression, and what else is to be known. */
final class GateTable {
  private GateTable() {}

  static String of(Gate gate) {
    StringBuilder text = new StringBuilder();
    text.append(
        "Compared with %s: %d experiments, %d regressions (corrected p at most %s)%n"
            .formatted(
                gate.baseline(), gate.comparisons().size(), gate.regressions(), gate.alpha()));
    gate.comparisons().stream()
        .filter(Compared::regression)
        .forEach(each -> text.append("REGRESSION ").append(line(each)));
    gate.comparisons().stream()
        .filter(each -> !each.regression() && each.pHolm() <= gate.alpha())
        .forEach(each -> text.append("better     ").append(line(each)));
    if (!gate.onlyBaseline().isEmpty()) {
      text.append("Only in the baseline: %s%n".formatted(String.join(", ", gate.onlyBaseline())));
    }
    if (!gate.onlyHere().isEmpty()) {
      text.append("Not in the baseline: %s%n".formatted(String.join(", ", gate.onlyHere())));
    }
    return text.toString();
  }

  private static String line(Compared each) {
    return String.format(
        Locale.ROOT,
        "%s: %s, was %s: %+.1f points [%+.1f, %+.1f] on %d problems%s, p = %.2g, corrected %.2g (%s)%n",
        each.experiment(),
        TextTable.percent(each.now()),
        TextTable.percent(each.before()),
        100 * each.difference().value(),
        100 * each.difference().low(),
        100 * each.difference().high(),
        each.problems(),
        each.onlyNow() == null || each.onlyBefore() == null
            ? ""
            : ", %d lost and %d won".formatted(each.onlyBefore(), each.onlyNow()),
        each.p(),
        each.pHolm(),
        each.test());
  }
}
