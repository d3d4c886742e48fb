package dev.cairn.engine.model;

import dev.cairn.engine.answer.AnswerKey;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.TokenCount;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recalculates the equations of numbers that a step states, such as {@code 3 * 12 = 36}: 1 if none
 * is false, 0 if one is. A step that states none is worth 1, for nothing speaks against it. A
 * result may be rounded or cut to the decimals that it is printed with. Asks no server.
 *
 * <p>Only numbers, {@code + - * /} and their signs and commands, powers, fractions and brackets are
 * read; what stands next to a letter or after a word such as "of" or "times" is left out, since it
 * may be a term of something else.
 */
public final class ArithmeticCheck implements RewardModel {
  private static final Pattern SEGMENT =
      Pattern.compile(
          "(?:[\\d.,+\\-\u2212*/\u00d7\u00f7\u00b7()=$ {}^!]"
              + "|\\\\(?:times|cdot|div|frac|left|right)(?![A-Za-z]))+");
  private static final Pattern OPERATION =
      Pattern.compile("[\\d)}]\\s*(?:[+\\-*/^]|\\\\(?:times|cdot))|\\\\frac");

  /** A word that makes what follows it a term of what stands before. */
  private static final Pattern BINDING =
      Pattern.compile("(?i)(?:^|[^a-z])(?:of|times|twice|thrice|plus|minus|than|from|by)$");

  private static final int LONGEST_BINDING = 8;

  private static final Pattern NUMBER = Pattern.compile("q:(-?\\d+)(?:/(\\d+))?");
  private static final Pattern DECIMALS = Pattern.compile("\\.(\\d+)\\D*$");

  @Override
  public CompletableFuture<Scored> score(List<Trajectory> trajectories) {
    List<List<Double>> rewards =
        trajectories.stream()
            .map(each -> each.steps().stream().map(ArithmeticCheck::reward).toList())
            .toList();
    return CompletableFuture.completedFuture(new Scored(rewards, 0, TokenCount.NONE));
  }

  private static double reward(Step step) {
    return holds(step.text()) ? 1 : 0;
  }

  /** Whether no equation in a text is false. */
  static boolean holds(String text) {
    Matcher segment = SEGMENT.matcher(text);
    while (segment.find()) {
      if (segment.group().contains("=")) {
        boolean joinedBefore =
            segment.start() > 0
                && (!segment.group().startsWith(" ") || bound(text, segment.start()));
        boolean joinedAfter = segment.end() < text.length() && !segment.group().endsWith(" ");
        boolean term = segment.end() < text.length() && text.charAt(segment.end()) == '\\';
        boolean newline = segment.end() < text.length() && text.charAt(segment.end()) == '\n';
        boolean begins = segment.start() > 0 && text.charAt(segment.start() - 1) == '\n';
        if (!holds(segment.group(), joinedBefore && !begins, (joinedAfter && !newline) || term)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean bound(String text, int start) {
    return BINDING.matcher(text.substring(Math.max(0, start - LONGEST_BINDING), start)).find();
  }

  private static boolean holds(String segment, boolean joinedBefore, boolean joinedAfter) {
    String plain =
        segment
            .replace('\u2212', '-')
            .replace('\u00d7', '*')
            .replace('\u00b7', '*')
            .replace('\u00f7', '/')
            .replace("\\div", "/")
            .replace("$", "");
    // A period or comma before a blank ends a sentence and no number.
    String[] statements = plain.split("[.,](?=\\s|$)", -1);
    for (int i = 0; i < statements.length; i++) {
      String[] sides = statements[i].split("=", -1);
      for (int side = 0; side + 1 < sides.length; side++) {
        boolean first = i == 0 && side == 0;
        boolean last = i == statements.length - 1 && side + 2 == sides.length;
        boolean partOfMore =
            (first && (joinedBefore || sides[0].strip().matches("[+\\-*/^].*")))
                || (last && joinedAfter);
        if (!partOfMore && isFalse(sides[side], sides[side + 1])) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isFalse(String left, String right) {
    if (!OPERATION.matcher(left).find() && !OPERATION.matcher(right).find()) {
      return false;
    }
    Matcher computed = NUMBER.matcher(AnswerKey.of(left.strip()));
    Matcher stated = NUMBER.matcher(AnswerKey.of(right.strip()));
    if (!computed.matches() || !stated.matches()) {
      return false;
    }
    return !computed.group().equals(stated.group()) && !rounded(computed, stated, right);
  }

  private static boolean rounded(Matcher computed, Matcher stated, String right) {
    Matcher decimals = DECIMALS.matcher(right.strip());
    if (!decimals.find() || OPERATION.matcher(right).find()) {
      return false;
    }
    int scale = decimals.group(1).length();
    BigDecimal printed = decimal(stated, scale, RoundingMode.HALF_UP);
    return decimal(computed, scale, RoundingMode.HALF_UP).compareTo(printed) == 0
        || decimal(computed, scale, RoundingMode.DOWN).compareTo(printed) == 0;
  }

  private static BigDecimal decimal(Matcher number, int scale, RoundingMode mode) {
    String denominator = number.group(2) == null ? "1" : number.group(2);
    return new BigDecimal(number.group(1)).divide(new BigDecimal(denominator), scale, mode);
  }
}
