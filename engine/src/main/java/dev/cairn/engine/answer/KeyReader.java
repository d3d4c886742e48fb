package dev.cairn.engine.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one {@link Latex#clean cleaned} answer for {@link AnswerKey}. */
final class KeyReader {
  private static final int MAX_DEPTH = 8;

  private static final Pattern WORDS = Pattern.compile("[A-Za-z][A-Za-z' -]*");
  private static final Pattern LONG_WORD = Pattern.compile("[A-Za-z]{3}");
  private static final Pattern CHOICE = Pattern.compile("\\(?([A-Z])\\)?");
  private static final Pattern POINTS = Pattern.compile("[A-Z]{2}");
  private static final Pattern TEXT_AND = Pattern.compile("\\\\text\\{ ?(and|or) ?\\}");
  private static final Pattern AND = Pattern.compile(",? *\\b(?:and|or)\\b *");
  private static final Pattern UNION = Pattern.compile("(?<=[)\\]}]) *U *(?=[(\\[\\\\])");
  private static final Pattern BASE =
      Pattern.compile("\\(?\\{?([0-9A-Z]+)\\}?\\)?_\\{([0-9]{1,2})\\}");
  private static final Pattern TIME =
      Pattern.compile("([0-9]{1,2}):([0-9]{2})([ap]\\.?m\\.?)?", Pattern.CASE_INSENSITIVE);

  private final Budget budget = new Budget();
  private int depth;

  /** The key of a cleaned text. */
  String key(String cleaned) {
    String text = Structure.bare(cleaned);
    if (depth == MAX_DEPTH) {
      return "s:" + Structure.compact(text);
    }
    depth++;
    String key = named(text);
    if (key == null) {
      key = formula(text);
    }
    if (key == null) {
      key = structured(text);
    }
    depth--;
    return key == null ? "s:" + Structure.compact(text) : key;
  }

  /** The keys of the elements of a list, tuple or set in their order; one for anything else. */
  List<String> elementKeys(String text) {
    String inner = Structure.within(text, "([", ")]");
    if (inner == null && text.startsWith("\\{") && text.endsWith("\\}")) {
      inner = text.substring(2, text.length() - 2);
    }
    return elements(inner == null ? text : inner).stream().map(this::key).toList();
  }

  /** The key of an equation even where one side is a name, or null if there is none. */
  @Nullable String equationKey(String text) {
    Relation relation = elements(text).size() > 1 ? null : Relation.read(text);
    return relation == null ? null : relation.equationKey(budget);
  }

  /** The key of what is known by its looks: a letter, words, a numeral in a base, a time. */
  private @Nullable String named(String text) {
    String compact = Structure.compact(text);
    Matcher choice = CHOICE.matcher(compact);
    if (choice.matches()) {
      return "c:" + choice.group(1);
    }
    boolean words = LONG_WORD.matcher(compact).find() || compact.equalsIgnoreCase("no");
    if (words && WORDS.matcher(compact).matches() && !isCall(compact)) {
      String lower = compact.toLowerCase(Locale.ROOT);
      Integer number = NumberWords.read(lower);
      return number == null ? "w:" + lower : "q:" + number;
    }
    if (POINTS.matcher(compact).matches() || compact.endsWith("\\infty")) {
      return "s:" + compact;
    }
    Matcher base = BASE.matcher(compact);
    if (base.matches()) {
      return "b:" + base.group(1) + "_" + Integer.parseInt(base.group(2));
    }
    Matcher time = TIME.matcher(compact);
    if (time.matches()) {
      String half = time.group(3) == null ? "" : time.group(3).toLowerCase(Locale.ROOT);
      return "h:" + time.group(1) + ":" + time.group(2) + half.replace(".", "");
    }
    return null;
  }

  /** Whether words are the name of a function and its argument, as in cot x. */
  private static boolean isCall(String words) {
    int blank = words.indexOf(' ');
    String first = blank < 0 ? "" : words.substring(0, blank);
    return Symbols.FUNCTIONS.contains(first) && words.length() - blank <= Symbols.MAX_RUN;
  }

  private @Nullable String formula(String text) {
    Expression expression = Quantity.read(text, budget);
    return expression == null ? null : Fingerprint.of(expression);
  }

  private @Nullable String structured(String text) {
    String matrix = Matrix.key(text, budget, this::key);
    if (matrix != null) {
      return matrix;
    }
    List<String> member = Structure.split(text, "\\in");
    if (member.size() == 2 && Relation.isName(member.get(0)) && !member.get(1).isEmpty()) {
      return key(member.get(1));
    }
    List<String> parts = Structure.split(UNION.matcher(text).replaceAll("\\\\cup "), "\\cup");
    if (parts.size() > 1) {
      return parts.contains("") ? null : "u:" + unordered(parts);
    }
    String bracketed = bracketed(text);
    if (bracketed != null) {
      return bracketed;
    }
    boolean set = text.startsWith("\\{") && text.endsWith("\\}");
    String listed = set ? text.substring(2, text.length() - 2) : text;
    parts = elements(listed);
    if (parts.size() == 1) {
      String relation = set ? condition(listed) : relation(text);
      if (relation != null) {
        return relation;
      }
    }
    boolean list = set || parts.size() > 1 || signed(text);
    return list && !parts.contains("") ? "l:" + unordered(parts) : null;
  }

  /** The key of a tuple, an interval or a vector; null if the text is none. */
  private @Nullable String bracketed(String text) {
    String inner = Structure.within(text, "([", ")]");
    String open = text.substring(0, Math.min(1, text.length()));
    String close = text.isEmpty() ? "" : text.substring(text.length() - 1);
    if (text.startsWith("\\langle") && text.endsWith("\\rangle")) {
      inner = text.substring("\\langle".length(), text.length() - "\\rangle".length());
      open = "<";
      close = ">";
    } else if (text.length() > 2 && text.startsWith("<") && text.endsWith(">")) {
      inner = text.substring(1, text.length() - 1);
    }
    List<String> parts = inner == null ? List.of() : Structure.split(inner, ",");
    if (parts.size() < 2 || parts.contains("")) {
      return null;
    }
    List<String> keys = new ArrayList<>();
    parts.forEach(part -> keys.add(element(part)));
    return "t:" + open + String.join(",", keys) + close;
  }

  private static List<String> elements(String listed) {
    String commas = TEXT_AND.matcher(listed).replaceAll(" $1 ");
    return Structure.split(AND.matcher(commas).replaceAll(","), ",");
  }

  private static boolean signed(String text) {
    return text.contains("\\pm") || text.contains("\\mp");
  }

  /** The keys of distinct elements in their order; both values where a sign is plus or minus. */
  private String unordered(List<String> parts) {
    TreeSet<String> names = new TreeSet<>();
    for (String part : parts) {
      Relation relation = Relation.read(part);
      String name = relation == null ? null : relation.name();
      if (name != null) {
        names.add(name);
      }
    }
    boolean several = names.size() > 1;
    TreeSet<String> keys = new TreeSet<>();
    for (String part : parts) {
      Relation relation = Relation.read(part);
      String name = relation == null ? null : relation.name();
      String value = relation == null ? null : relation.value();
      String prefix = several && name != null ? name + "=" : "";
      String text = value == null ? part : value;
      if (signed(text)) {
        keys.add(prefix + element(text.replace("\\pm", "+").replace("\\mp", "-")));
        keys.add(prefix + element(text.replace("\\pm", "-").replace("\\mp", "+")));
      } else {
        keys.add(prefix + element(text));
      }
    }
    return String.join(",", keys);
  }

  private String element(String part) {
    String key = key(part);
    return key.startsWith("l:") || key.startsWith("u:") ? "{" + key + "}" : key;
  }

  /** The key of a set that is given by a condition: {@code x | x > 2}; null if it is none. */
  private @Nullable String condition(String inner) {
    for (String separator : List.of("|", ":")) {
      List<String> parts = Structure.split(inner, separator);
      if (parts.size() == 2 && !parts.contains("")) {
        return "d:" + Structure.compact(parts.get(0)) + "|" + key(parts.get(1));
      }
    }
    return null;
  }

  private @Nullable String relation(String text) {
    Relation relation = Relation.read(text);
    if (relation == null) {
      return null;
    }
    String value = relation.value();
    if (value != null) {
      return key(value);
    }
    if (relation.isEquation()) {
      String constant = constant(relation.sides());
      if (constant != null) {
        return constant;
      }
    }
    String equation = relation.equationKey(budget);
    return equation != null ? equation : relation.inequalityKey(budget, this::key);
  }

  /** The one number that all sides of an equation are, but for a name at its start, or null. */
  private @Nullable String constant(List<String> sides) {
    int first = sides.size() > 2 && Relation.isName(sides.get(0)) ? 1 : 0;
    TreeSet<String> keys = new TreeSet<>();
    sides.subList(first, sides.size()).forEach(side -> keys.add(key(side)));
    String key = keys.first();
    return keys.size() == 1 && (key.startsWith("q:") || key.startsWith("n:")) ? key : null;
  }
}
