package dev.cairn.engine.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place in a cleaned text, and the words and numerals that stand there. Skips blanks. */
final class Scanner {
  private static final char END = '\0';
  private static final int MAX_INDEX = 10;

  private final String text;
  private int at;
  private boolean integer;

  Scanner(String text) {
    this.text = text;
  }

  boolean atEnd() {
    skipBlanks();
    return at == text.length();
  }

  int position() {
    return at;
  }

  void back(int position) {
    at = position;
  }

  void skip(int characters) {
    at += characters;
  }

  /** The next character that is no blank, or 0 at the end. */
  char peek() {
    skipBlanks();
    return charAt(at);
  }

  /** Whether a character follows at once, without a blank. */
  boolean follows(char c) {
    return charAt(at) == c;
  }

  /** Whether what was read last, but for blanks, is a character. */
  boolean endsWith(char c) {
    int last = at - 1;
    while (last >= 0 && text.charAt(last) == ' ') {
      last--;
    }
    return last >= 0 && text.charAt(last) == c;
  }

  /** Whether a command comes next. */
  boolean sees(String command) {
    skipBlanks();
    return text.startsWith(command, at) && !Latex.isLetter(charAt(at + command.length()));
  }

  boolean seesCommandOf(List<String> names) {
    return names.stream().anyMatch(name -> sees("\\" + name));
  }

  /** Whether a group of text comes next that is a number or a single letter. */
  boolean seesPlainText() {
    int end = text.indexOf('}', at);
    String inner = end < 0 || charAt(at) != '{' ? "" : text.substring(at + 1, end).strip();
    return (inner.length() == 1 && Latex.isLetter(inner.charAt(0)))
        || (!inner.isEmpty() && inner.chars().allMatch(c -> Latex.isDigit((char) c) || c == '.'));
  }

  /** Takes a sign or a command if it comes next. */
  boolean accept(String token) {
    skipBlanks();
    boolean found = token.charAt(0) == '\\' ? sees(token) : text.startsWith(token, at);
    if (found) {
      at += token.length();
    }
    return found;
  }

  /** Takes a command and gives its name, which is empty if it has no letters. */
  String command() {
    int start = at + 1;
    at = start;
    while (Latex.isLetter(charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  /** The letters that come next, without taking them. */
  String letters() {
    int end = at;
    while (Latex.isLetter(charAt(end))) {
      end++;
    }
    return text.substring(at, end);
  }

  /** Takes the index of a symbol: {@code _{12}}, or nothing. Null if it is no plain index. */
  @Nullable String index() {
    if (charAt(at) != '_') {
      return "";
    }
    int end = text.indexOf('}', at);
    if (end < 0 || end - at > MAX_INDEX || charAt(at + 1) != '{') {
      return null;
    }
    String index = text.substring(at + 2, end);
    if (index.isEmpty()
        || !index.chars().allMatch(c -> c == '\\' || c == ',' || Character.isLetterOrDigit(c))) {
      return null;
    }
    at = end + 1;
    return "_" + index;
  }

  /** Whether the numeral that was taken last was an integer without a point or an exponent. */
  boolean lastWasInteger() {
    return integer;
  }

  /** Takes a numeral, with thousands separated by well-formed commas if {@code grouped}. */
  @Nullable Rational numeral(boolean grouped) {
    int start = at;
    skipDigits();
    integer = at > start && !follows('.');
    if (integer && grouped && at - start <= 3) {
      while (text.startsWith(",", at) && Thousands.groupAt(text, at + 1)) {
        at += 4;
      }
    }
    if (follows('.')) {
      at++;
      skipDigits();
      if (text.startsWith("\\overline{", at)) {
        return repeating(text.substring(start, at));
      }
    }
    if (exponentFollows()) {
      at += charAt(at + 1) == '+' || charAt(at + 1) == '-' ? 2 : 1;
      skipDigits();
      integer = false;
    }
    return Rational.ofDecimal(text.substring(start, at).replace(",", ""));
  }

  /** Takes the digits under the bar, which repeat for ever. */
  private @Nullable Rational repeating(String before) {
    int start = at + "\\overline{".length();
    at = start;
    skipDigits();
    String period = text.substring(start, at);
    if (period.isEmpty() || !accept("}")) {
      return null;
    }
    Rational whole = before.equals(".") ? Rational.of(0) : Rational.ofDecimal(before);
    int decimals = before.length() - before.indexOf('.') - 1;
    Rational nines = Rational.ofDecimal("9".repeat(period.length()));
    Rational digits = Rational.ofDecimal(period);
    Rational shift = Rational.ofDecimal("1e-" + decimals);
    Rational part = digits == null || nines == null ? null : digits.over(nines);
    part = part == null || shift == null ? null : part.times(shift);
    return whole == null || part == null ? null : whole.plus(part);
  }

  /** Takes a fraction of two numerals, {@code \frac{4}{5}} or after a blank {@code 4/5}. */
  @Nullable Rational fractionAfterInteger() {
    boolean blank = charAt(at) == ' ';
    skipBlanks();
    Rational above;
    Rational below;
    if (accept("\\frac")) {
      above = braced();
      below = above == null ? null : braced();
    } else {
      above = blank ? digits() : null;
      below = above != null && accept("/") ? digits() : null;
    }
    return above == null || below == null ? null : above.over(below);
  }

  private @Nullable Rational braced() {
    if (!accept("{")) {
      return null;
    }
    boolean inner = accept("\\text") && accept("{");
    Rational digits = digits();
    boolean closed = digits != null && (!inner || accept("}")) && accept("}");
    return closed ? digits : null;
  }

  private @Nullable Rational digits() {
    skipBlanks();
    int start = at;
    skipDigits();
    return at == start ? null : Rational.ofDecimal(text.substring(start, at));
  }

  private boolean exponentFollows() {
    if (!follows('e') && !follows('E')) {
      return false;
    }
    char next = charAt(at + 1);
    return Latex.isDigit(next == '+' || next == '-' ? charAt(at + 2) : next);
  }

  private char charAt(int index) {
    return index < text.length() ? text.charAt(index) : END;
  }

  private void skipDigits() {
    while (Latex.isDigit(charAt(at))) {
      at++;
    }
  }

  private void skipBlanks() {
    while (charAt(at) == ' ') {
      at++;
    }
  }
}
