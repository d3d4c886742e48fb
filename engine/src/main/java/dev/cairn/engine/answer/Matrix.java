package dev.cairn.engine.answer;

import dev.cairn.engine.answer.Expression.Product;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Matrices and column vectors in any environment of LaTeX, with a factor before them or none. */
final class Matrix {
  private static final String NAME = "\\{(?:[pbB]?matrix|smallmatrix|array)\\}";
  private static final Pattern BEGIN = Pattern.compile("\\\\begin" + NAME + "(?:\\{[lcr| ]*\\})?");
  private static final Pattern END = Pattern.compile("\\\\end" + NAME);
  private static final Pattern LINE = Pattern.compile("\\\\\\\\|\\\\hline");

  private Matrix() {}

  /** The key of a cleaned text that is one matrix, or null. Entries are keyed one by one. */
  static @Nullable String key(String text, Budget budget, UnaryOperator<String> keys) {
    Matcher begin = BEGIN.matcher(text);
    if (!begin.find()) {
      return null;
    }
    Matcher end = END.matcher(text);
    if (!end.find(begin.end()) || end.end() != text.length() || begin.find()) {
      return null;
    }
    begin.find(0);
    String before = text.substring(0, begin.start()).strip();
    Expression factor = before.isEmpty() ? null : factor(before, budget);
    if (!before.isEmpty() && factor == null) {
      return null;
    }
    List<String> rows = new ArrayList<>();
    for (String line : LINE.split(text.substring(begin.end(), end.start()), -1)) {
      if (!line.isBlank()) {
        String row = row(line, factor, budget, keys);
        if (row == null) {
          return null;
        }
        rows.add(row);
      }
    }
    return rows.isEmpty() ? null : "m:[" + String.join(";", rows) + "]";
  }

  private static @Nullable Expression factor(String before, Budget budget) {
    String number = before.endsWith("\\cdot") ? before.substring(0, before.length() - 5) : before;
    return ExpressionParser.parse(number.equals("-") ? "-1" : number, budget);
  }

  private static @Nullable String row(
      String line, @Nullable Expression factor, Budget budget, UnaryOperator<String> keys) {
    List<String> entries = new ArrayList<>();
    for (String entry : Structure.split(line, "&")) {
      if (factor == null) {
        entries.add(keys.apply(entry));
        continue;
      }
      Expression value = ExpressionParser.parse(entry, budget);
      String key = value == null ? null : Fingerprint.of(new Product(factor, value));
      if (key == null) {
        return null;
      }
      entries.add(key);
    }
    return String.join(",", entries);
  }
}
