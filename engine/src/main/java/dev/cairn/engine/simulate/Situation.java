package dev.cairn.engine.simulate;

import dev.cairn.engine.simulate.Operation.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a family of word problems is about: an opening sentence with a number, sentences for the
 * four operations, and a closing question. The same sentences write a problem and read it.
 *
 * @param opening sentence with the starting number
 * @param changes sentences that stand for an operation
 * @param ask the closing question, the same in all its problems
 */
record Situation(Sentence opening, List<Change> changes, String ask) {

  /** Words that may stand before a sentence that starts with a name. */
  static final List<String> CONNECTIVES = List.of("", "Then ", "Later, ", "After that, ");

  /** A sentence with the gaps {@code {name}} and {@code {n}}. */
  record Sentence(String template, Pattern pattern) {
    static Sentence of(String template) {
      String regex =
          Pattern.quote(template)
              .replace("{name}", "\\E[A-Z][a-z]+\\Q")
              .replace("{n}", "\\E(\\d{1,9})\\Q");
      return new Sentence(template, Pattern.compile(regex));
    }

    String fill(String name, long number) {
      return template.replace("{name}", name).replace("{n}", Long.toString(number));
    }

    boolean startsWithName() {
      return template.startsWith("{name}");
    }
  }

  /** A sentence that stands for an operation. */
  record Change(Operator operator, Sentence sentence) {}

  /** All of them. */
  static final List<Situation> ALL = parse(Situations.TEXT);

  /** The sentences of an operator. */
  List<Sentence> sentences(Operator operator) {
    return changes.stream()
        .filter(change -> change.operator == operator)
        .map(Change::sentence)
        .toList();
  }

  /**
   * Reads the problem whose closing question ends at {@code end}.
   *
   * @throws RequestRefused if a sentence is none of this situation's
   */
  WordProblem read(String text, int end) {
    int last = end - ask.length();
    Matcher start = opening.pattern.matcher(text).region(0, last);
    long value = -1;
    int begin = -1;
    int at = -1;
    while (start.find()) {
      value = Long.parseLong(start.group(1));
      begin = start.start();
      at = start.end();
    }
    if (at < 0) {
      throw unreadable(text.substring(Math.max(0, last - 80), end));
    }
    List<Operation> operations = new ArrayList<>();
    for (at = skipBlanks(text, at, last); at < last; at = skipBlanks(text, at, last)) {
      at = readChange(text, at, last, operations);
    }
    if (operations.isEmpty()) {
      throw unreadable(text.substring(last, end));
    }
    return new WordProblem(value, operations, Chance.of(text.substring(begin, end)), end);
  }

  private int readChange(String text, int at, int last, List<Operation> operations) {
    int from = at;
    for (String connective : CONNECTIVES) {
      from = text.startsWith(connective, at) ? at + connective.length() : from;
    }
    for (Change change : changes) {
      Matcher matcher = change.sentence.pattern.matcher(text).region(from, last);
      if (matcher.lookingAt()) {
        operations.add(new Operation(change.operator, Long.parseLong(matcher.group(1))));
        return matcher.end();
      }
    }
    throw unreadable(text.substring(at, last));
  }

  private static int skipBlanks(String text, int from, int end) {
    int at = from;
    while (at < end && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static RequestRefused unreadable(String what) {
    return RequestRefused.unservable(
        null,
        "The simulated workers only know word problems of their own making and cannot read: "
            + what.substring(0, Math.min(120, what.length())));
  }

  private static List<Situation> parse(String text) {
    List<Situation> all = new ArrayList<>();
    for (String block : Pattern.compile("\n\n").splitAsStream(text.strip()).toList()) {
      List<String> lines = block.lines().toList();
      List<Change> changes = new ArrayList<>();
      for (String line : lines.subList(1, lines.size() - 1)) {
        changes.add(new Change(Operator.of(line.charAt(0)), Sentence.of(line.substring(2))));
      }
      all.add(
          new Situation(
              Sentence.of(lines.get(0)), List.copyOf(changes), lines.get(lines.size() - 1)));
    }
    return List.copyOf(all);
  }
}
