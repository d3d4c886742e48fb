package dev.cairn.jobs.cli;

import dev.cairn.engine.metrics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tables for the terminal, and how figures are written in them. */
final class TextTable {
  private TextTable() {}

  /** The rows as lines, the first column to the left and the others to the right. */
  static String of(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        int width = row.get(column).length();
        if (column == widths.size()) {
          widths.add(width);
        }
        widths.set(column, Math.max(widths.get(column), width));
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append(line(row, widths)).append('\n');
    }
    return text.toString();
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String pad = " ".repeat(widths.get(column) - row.get(column).length());
      line.append(column == 0 ? row.get(column) + pad : "  " + pad + row.get(column));
    }
    return line.toString();
  }

  /** Such as 61.2 %; a dash for none. */
  static String percent(@Nullable Estimate estimate) {
    return estimate == null ? "-" : percent(estimate.value());
  }

  /** Such as 61.2 %. */
  static String percent(double share) {
    return number(100 * share) + " %";
  }

  /** Such as 55.4 - 66.7, in percent. */
  static String interval(Estimate estimate) {
    return "%s - %s".formatted(number(100 * estimate.low()), number(100 * estimate.high()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
