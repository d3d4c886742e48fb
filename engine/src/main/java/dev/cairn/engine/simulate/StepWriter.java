package dev.cairn.engine.simulate;

import dev.cairn.engine.simulate.Operation.Operator;
import java.util.List;

/** Puts a step of a derivation into words, in one of several ways. */
final class StepWriter {
  static final String SEPARATOR = "\n\n";

  private static final List<String> LEADS =
      List.of(
          "",
          "",
          "Next, ",
          "Now we look at the following change. ",
          "Let us go on with what the problem says next and keep careful track of the number. ",
          "Reading on, we see that the number changes again, so we have to work out what it becomes"
              + " before we can continue. ");
  private static final List<String> TAILS =
      List.of(
          "",
          "",
          " That is where we stand now.",
          " We write this number down, since the next part builds on it.",
          " It is worth checking this once more before going on, as every later result depends on"
              + " it; it looks fine.");
  private static final List<String> CONCLUSIONS =
      List.of(
          " So the answer is $\\boxed{%d}$.",
          " Nothing else happens, and the final answer is \\boxed{%d}.",
          " Therefore the result is $\\boxed{%d}$.");

  private StepWriter() {}

  /**
   * A step without its separator.
   *
   * @param key chooses the words
   * @param operand as it was read, right or not
   */
  static String write(long key, Derivation before, Operator operator, long operand, long result) {
    String lead = LEADS.get(Chance.below(Chance.mix(key, 1), LEADS.size()));
    List<String> phrases = phrases(operator);
    String phrase = phrases.get(Chance.below(Chance.mix(key, 2), phrases.size()));
    String equation = before.value() + " " + operator.sign() + " " + operand + " = " + result;
    String sentence = phrase.replace("{b}", Long.toString(operand)).replace("{eq}", equation);
    boolean inSentence = lead.endsWith(", ");
    String step =
        lead
            + (inSentence
                ? Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1)
                : sentence);
    List<String> ends = before.nextIsLast() ? CONCLUSIONS : TAILS;
    return step
        + ends.get(Chance.below(Chance.mix(key, 3), ends.size())).replace("%d", "" + result);
  }

  private static List<String> phrases(Operator operator) {
    if (operator == Operator.ADD) {
      return List.of(
          "Adding {b} gives {eq}.", "There are {b} more, so we get {eq}.", "We compute {eq}.");
    }
    if (operator == Operator.SUBTRACT) {
      return List.of(
          "Taking away {b} leaves {eq}.", "There are {b} fewer: {eq}.", "We subtract: {eq}.");
    }
    if (operator == Operator.MULTIPLY) {
      return List.of(
          "It becomes {b} times as much, which is {eq}.",
          "Multiplying by {b}, {eq}.",
          "The new number is {eq}.");
    }
    return List.of(
        "One of {b} equal parts is {eq}.", "Dividing by {b} yields {eq}.", "We share out: {eq}.");
  }
}
