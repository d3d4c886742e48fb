package dev.cairn.engine.answer;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Brings a short mathematical text into one spelling that means the same.
 *
 * <p>What is left of LaTeX and Unicode: braces around every argument of {@code \frac}, {@code
 * \sqrt}, {@code ^} and {@code _}; {@code \text} for every font and text command; one blank for
 * every kind of space; no math delimiters, sizes or styles.
 */
final class Latex {
  private static final Map<String, String> COMMANDS =
      Map.ofEntries(
          Map.entry("dfrac", "\\frac"),
          Map.entry("tfrac", "\\frac"),
          Map.entry("cfrac", "\\frac"),
          Map.entry("leq", "\\le"),
          Map.entry("leqslant", "\\le"),
          Map.entry("geq", "\\ge"),
          Map.entry("geqslant", "\\ge"),
          Map.entry("neq", "\\ne"),
          Map.entry("varnothing", "\\emptyset"),
          Map.entry("infin", "\\infty"),
          Map.entry("lbrack", "["),
          Map.entry("rbrack", "]"),
          Map.entry("lbrace", "\\{"),
          Map.entry("rbrace", "\\}"),
          Map.entry("mid", "|"),
          Map.entry("vert", "|"),
          Map.entry("lvert", "|"),
          Map.entry("rvert", "|"),
          Map.entry("colon", ":"),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("degree", "\u00b0"),
          Map.entry("div", "/"));

  private static final Set<String> TEXTS =
      Set.of(
          "text",
          "textbf",
          "textit",
          "textrm",
          "texttt",
          "textnormal",
          "textup",
          "mathrm",
          "mathbf",
          "mathit",
          "mathsf",
          "mbox",
          "hbox",
          "operatorname");

  private static final Set<String> SPACES = Set.of("quad", "qquad", "thinspace", "enspace");

  private static final Set<String> NOTHING =
      Set.of(
          "left",
          "right",
          "displaystyle",
          "textstyle",
          "big",
          "Big",
          "bigg",
          "Bigg",
          "bigl",
          "bigr",
          "Bigl",
          "Bigr",
          "bf",
          "rm",
          "it",
          "limits",
          "boxed",
          "fbox");

  private static final Pattern ROOT = Pattern.compile("\\\\root *([^\\\\ ]{1,9}) *\\\\of");

  /** Deeper nesting is copied as it is, so that no text exhausts the stack. */
  private static final int MAX_DEPTH = 100;

  private final String source;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int depth;

  private Latex(String source) {
    this.source = source;
  }

  /** The one spelling of a text, without surrounding blanks. */
  static String clean(String text) {
    String ascii = Glyphs.spell(text);
    String stripped = ascii.strip();
    if (stripped.length() > 4 && stripped.startsWith("**") && stripped.endsWith("**")) {
      ascii = stripped.substring(2, stripped.length() - 2);
    }
    String plain = new Latex(ascii.replace("**", "^")).commands();
    plain = plain.replace(">=", "\\ge ").replace("<=", "\\le ");
    plain = ROOT.matcher(plain).replaceAll("\\\\sqrt[$1]");
    Latex pass = new Latex(balanced(plain));
    pass.arguments();
    return pass.out
        .toString()
        .replace("^{\\circ}", "\u00b0")
        .replace("^{\u00b0}", "\u00b0")
        .strip();
  }

  /** Drops closing braces that nothing opened and closes what nothing closed. */
  private static String balanced(String text) {
    StringBuilder balanced = new StringBuilder(text.length());
    int open = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        balanced.append(c).append(text.charAt(++i));
      } else if (c != '}' || open > 0) {
        open += c == '{' ? 1 : c == '}' ? -1 : 0;
        balanced.append(c);
      }
    }
    return open == 0 ? balanced.toString() : balanced.append("}".repeat(open)).toString();
  }

  static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Replaces and drops commands, delimiters and the marks of Markdown. */
  private String commands() {
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '\\' && at + 1 < source.length()) {
        command();
      } else {
        at++;
        if (c == '~') {
          out.append(' ');
        } else if (c != '$' && c != '`') {
          out.append(c);
        }
      }
    }
    return out.toString();
  }

  private void command() {
    int end = at + 1;
    while (end < source.length() && isLetter(source.charAt(end))) {
      end++;
    }
    if (end == at + 1) {
      symbol(source.charAt(end));
      at = end + 1;
      return;
    }
    String word = source.substring(at + 1, end);
    at = end;
    if (NOTHING.contains(word)) {
      boolean delimiter = word.equals("left") || word.equals("right");
      if (delimiter && at < source.length() && source.charAt(at) == '.') {
        at++;
      }
    } else if (SPACES.contains(word)) {
      out.append(' ');
    } else if (TEXTS.contains(word)) {
      out.append("\\text");
    } else {
      out.append(COMMANDS.getOrDefault(word, "\\" + word));
    }
  }

  private void symbol(char c) {
    if (",;: ".indexOf(c) >= 0) {
      out.append(' ');
    } else if ("%#&_".indexOf(c) >= 0) {
      out.append(c);
    } else if ("!()[]$".indexOf(c) < 0) {
      out.append('\\').append(c);
    }
  }

  /** Puts every argument into braces and folds blanks. */
  private void arguments() {
    while (at < source.length()) {
      argument();
    }
  }

  /** Copies one token, or a command with all its arguments. */
  private void argument() {
    char c = source.charAt(at);
    if (c == '\\' && at + 1 < source.length()) {
      int end = at + 2;
      while (isLetter(source.charAt(end - 1))
          && end < source.length()
          && isLetter(source.charAt(end))) {
        end++;
      }
      String command = source.substring(at, end);
      at = end;
      out.append(command);
      if (command.equals("\\frac")) {
        braced();
        braced();
      } else if (command.equals("\\sqrt")) {
        index();
        if (at < source.length() && source.charAt(at) != '(') {
          braced();
        }
      }
    } else if (c == ' ') {
      skipBlanks();
      out.append(' ');
    } else {
      out.append(c);
      at++;
      if (c == '^' || c == '_') {
        braced();
      }
    }
  }

  /** Copies the index of a root. */
  private void index() {
    skipBlanks();
    int end = at < source.length() && source.charAt(at) == '[' ? source.indexOf(']', at) : -1;
    if (end > 0) {
      out.append(source, at, end + 1);
      at = end + 1;
      skipBlanks();
    }
  }

  private void braced() {
    skipBlanks();
    if (at >= source.length() || source.charAt(at) == '}' || depth == MAX_DEPTH) {
      return;
    }
    if (source.charAt(at) == '{') {
      group();
      return;
    }
    depth++;
    out.append('{');
    if (source.charAt(at) == '-' || source.charAt(at) == '.') {
      // Not LaTeX, but what people mean by 10^-4 and 2^.5.
      out.append(source.charAt(at++));
      while (at < source.length() && isDigit(source.charAt(at))) {
        out.append(source.charAt(at++));
      }
    } else {
      argument();
    }
    out.append('}');
    depth--;
  }

  private void group() {
    out.append('{');
    at++;
    if (depth == MAX_DEPTH) {
      return;
    }
    depth++;
    skipBlanks();
    while (at < source.length() && source.charAt(at) != '}') {
      if (source.charAt(at) == '{') {
        group();
      } else {
        argument();
      }
    }
    while (out.charAt(out.length() - 1) == ' ') {
      out.setLength(out.length() - 1);
    }
    if (at < source.length()) {
      out.append('}');
      at++;
    }
    depth--;
  }

  private void skipBlanks() {
    while (at < source.length() && source.charAt(at) == ' ') {
      at++;
    }
  }
}
