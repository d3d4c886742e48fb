package dev.cairn.engine.answer;

import java.util.Map;

/** The Unicode characters of mathematics and their spelling in LaTeX. */
final class Glyphs {
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

  private Glyphs() {}

  /**
   * Spells what a person types without LaTeX, such as a multiplication sign, a raised digit, a
   * full-width letter or a no-break space, as LaTeX does; drops marks without width.
   */
  static String spell(String text) {
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
}
