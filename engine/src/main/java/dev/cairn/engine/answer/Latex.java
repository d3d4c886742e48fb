package dev.cairn.engine.answer;

import java.util.Map;
import java.util.Set;

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

  private static final Map<Character, String> SYMBOLS =
      Map.ofEntries(
          Map.entry('\u2212', "-"),
          Map.entry('\u2010', "-"),
          Map.entry('\u2011', "-"),
          Map.entry('\u2012', "-"),
          Map.entry('\u2013', "-"),
          Map.entry('\u2014', "-"),
          Map.entry('\u2044', "/"),
          Map.entry('\u2215', "/"),
          Map.entry('\u00f7', "/"),
          Map.entry('\u00d7', "\\times "),
          Map.entry('\u00b7', "\\cdot "),
          Map.entry('\u22c5', "\\cdot "),
          Map.entry('\u2219', "\\cdot "),
          Map.entry('\u03c0', "\\pi "),
          Map.entry('\u03b8', "\\theta "),
          Map.entry('\u221e', "\\infty "),
          Map.entry('\u221a', "\\sqrt "),
          Map.entry('\u2264', "\\le "),
          Map.entry('\u2a7d', "\\le "),
          Map.entry('\u2265', "\\ge "),
          Map.entry('\u2a7e', "\\ge "),
          Map.entry('\u2260', "\\ne "),
          Map.entry('\u00b1', "\\pm "),
          Map.entry('\u222a', "\\cup "),
          Map.entry('\u2229', "\\cap "),
          Map.entry('\u2208', "\\in "),
          Map.entry('\u2205', "\\emptyset "),
          Map.entry('\u00bd', " \\frac{1}{2}"),
          Map.entry('\u00bc', " \\frac{1}{4}"),
          Map.entry('\u00be', " \\frac{3}{4}"),
          Map.entry('\u2153', " \\frac{1}{3}"),
          Map.entry('\u2154', " \\frac{2}{3}"));

  private static final String SUPERSCRIPTS =
      "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

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
    String ascii = ascii(text);
    String stripped = ascii.strip();
    if (stripped.length() > 4 && stripped.startsWith("**") && stripped.endsWith("**")) {
      ascii = stripped.substring(2, stripped.length() - 2);
    }
    String plain = new Latex(ascii.replace("**", "^")).commands();
    Latex pass = new Latex(plain);
    pass.arguments();
    return pass.out
        .toString()
        .replace("^{\\circ}", "\u00b0")
        .replace("^{\u00b0}", "\u00b0")
        .strip();
  }

  static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String ascii(String text) {
    StringBuilder ascii = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        ascii.append(Character.isWhitespace(c) ? ' ' : c);
      } else if (SYMBOLS.containsKey(c)) {
        ascii.append(SYMBOLS.get(c));
      } else if (c >= '\uff01' && c <= '\uff5e') {
        ascii.append((char) (c - '\uff01' + '!'));
      } else if (SUPERSCRIPTS.indexOf(c) >= 0) {
        ascii.append("^{").append(SUPERSCRIPTS.indexOf(c)).append('}');
      } else if (Character.isSpaceChar(c) || Character.isWhitespace(c)) {
        ascii.append(' ');
      } else if (Character.getType(c) != Character.FORMAT) {
        ascii.append(c);
      }
    }
    return ascii.toString();
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
        skipBlanks();
        if (at < source.length() && source.charAt(at) != '[') {
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
    if (source.charAt(at) == '-') {
      // Not LaTeX, but what people mean by 10^-4.
      out.append('-');
      at++;
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
