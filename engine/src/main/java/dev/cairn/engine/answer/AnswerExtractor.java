package dev.cairn.engine.answer;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the final answer in the text of a solution, in time linear in its length.
 *
 * <p>If {@code </think>} occurs and anything follows its last occurrence, only that is read. Then
 * the first of these rules that finds something decides:
 *
 * <ol>
 *   <li>the last complete, non-blank box, see {@link Boxes};
 *   <li>{@code final answer is $X$. I hope}, the first one (Lewkowycz et al., Solving Quantitative
 *       Reasoning Problems with Language Models, 2022, arXiv 2206.14858);
 *   <li>{@code #### X}, the first one, up to the end of its line (Cobbe et al., Training Verifiers
 *       to Solve Math Word Problems, 2021, arXiv 2110.14168); a line such as {@code #### Step 1:
 *       Read} is a heading in Markdown and no answer;
 *   <li>{@code answer is}, {@code answer:} or {@code answer =}, the last one, in any case: one math
 *       environment if it starts with one, else up to the end of the sentence or line;
 *   <li>the last number, if the fallback is {@link Fallback#LAST_NUMBER}.
 * </ol>
 */
public final class AnswerExtractor {
  /** What is done where no rule that looks for a stated answer finds one. */
  public enum Fallback {
    /** Takes the last number, which turns the text of a solution that was cut off into a guess. */
    LAST_NUMBER,
    /** Leaves the solution without an answer. */
    NONE
  }

  private static final String THOUGHT_END = "</think>";
  private static final String FINAL_ANSWER = "final answer is $";
  private static final String HASHES = "####";
  private static final String ANSWER = "answer";
  private static final String[][] MATH = {{"$$", "$$"}, {"$", "$"}, {"\\(", "\\)"}, {"\\[", "\\]"}};

  private final Fallback fallback;

  /** Makes an extractor that falls back as told. */
  public AnswerExtractor(Fallback fallback) {
    this.fallback = fallback;
  }

  /** The final answer, or null if the solution states none: it is wrong, and outside every vote. */
  public @Nullable Answer extract(String solution) {
    String text = afterThought(solution);
    Answer answer = answer(Boxes.last(text), Rule.BOXED);
    if (answer == null) {
      answer = answer(finalAnswer(text), Rule.FINAL_ANSWER);
    }
    if (answer == null) {
      answer = answer(hashes(text), Rule.HASHES);
    }
    if (answer == null) {
      answer = answer(answerIs(text), Rule.ANSWER_IS);
    }
    if (answer == null && fallback == Fallback.LAST_NUMBER) {
      answer = answer(LastNumber.of(text), Rule.LAST_NUMBER);
    }
    return answer;
  }

  private static @Nullable Answer answer(@Nullable String text, Rule rule) {
    return text == null ? null : new Answer(text, rule);
  }

  private static String afterThought(String solution) {
    int end = solution.lastIndexOf(THOUGHT_END);
    if (end < 0) {
      return solution;
    }
    String rest = solution.substring(end + THOUGHT_END.length());
    return rest.isBlank() ? solution : rest;
  }

  private static @Nullable String finalAnswer(String text) {
    for (int at = text.indexOf(FINAL_ANSWER); at >= 0; at = text.indexOf(FINAL_ANSWER, at + 1)) {
      int start = at + FINAL_ANSWER.length();
      int end = text.indexOf('$', start);
      if (end < 0) {
        return null;
      }
      if (text.startsWith("$. I hope", end) && !text.substring(start, end).isBlank()) {
        return text.substring(start, end).strip();
      }
    }
    return null;
  }

  private static @Nullable String hashes(String text) {
    for (int at = text.indexOf(HASHES); at >= 0; at = text.indexOf(HASHES, at)) {
      int start = at + HASHES.length();
      int end = lineEnd(text, start);
      boolean longer = start < text.length() && text.charAt(start) == '#';
      String found = withoutPeriod(text.substring(start, end));
      if (!longer && !found.isBlank() && !isHeading(found)) {
        return found;
      }
      at = start;
      while (at < text.length() && text.charAt(at) == '#') {
        at++;
      }
    }
    return null;
  }

  private static boolean isHeading(String line) {
    return line.endsWith(":") || line.endsWith("**") || line.contains(": ");
  }

  private static @Nullable String answerIs(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    // Lower case changes the length for a few letters; then the marks are looked for as printed.
    String searched = lower.length() == text.length() ? lower : text;
    int at = searched.lastIndexOf(ANSWER);
    int bound = text.length();
    while (at >= 0) {
      int start = afterMark(searched, at + ANSWER.length());
      if (start >= 0) {
        // Blank lines before the answer are read once only, whatever follows each mark.
        String found = start < bound ? stated(text, start, bound) : null;
        if (found != null) {
          return found;
        }
        bound = at;
      }
      at = at == 0 ? -1 : searched.lastIndexOf(ANSWER, at - 1);
    }
    return null;
  }

  /** The index after "is", ":" or "=" that follows {@code at}, or -1. */
  private static int afterMark(String text, int at) {
    int mark = skipBlanks(text, at, text.length());
    if (mark >= text.length()) {
      return -1;
    }
    if (text.charAt(mark) == ':' || text.charAt(mark) == '=') {
      return mark + 1;
    }
    boolean is = mark > at && text.startsWith("is", mark);
    boolean whole = mark + 2 >= text.length() || !Character.isLetterOrDigit(text.charAt(mark + 2));
    return is && whole ? mark + 2 : -1;
  }

  private static @Nullable String stated(String text, int from, int bound) {
    int start = from;
    while (start < bound
        && (isBlank(text.charAt(start)) || ":*".indexOf(text.charAt(start)) >= 0)) {
      start++;
    }
    for (String[] environment : MATH) {
      if (text.startsWith(environment[0], start)) {
        int open = start + environment[0].length();
        int close = text.indexOf(environment[1], open);
        if (close > open && !text.substring(open, close).isBlank()) {
          return text.substring(open, close).strip();
        }
      }
    }
    String found = text.substring(start, sentenceEnd(text, start, lineEnd(text, start)));
    found = withoutPeriod(found.replace("**", "").replace("$", ""));
    return found.isBlank() ? null : found;
  }

  private static int sentenceEnd(String text, int start, int end) {
    for (int i = start; i + 2 < end; i++) {
      if (text.charAt(i) == '.'
          && isBlank(text.charAt(i + 1))
          && Character.isUpperCase(text.charAt(skipBlanks(text, i + 1, end - 1)))) {
        return i;
      }
    }
    return end;
  }

  private static String withoutPeriod(String text) {
    String stripped = text.strip();
    return stripped.endsWith(".") ? stripped.substring(0, stripped.length() - 1).strip() : stripped;
  }

  private static int lineEnd(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  private static int skipBlanks(String text, int from, int end) {
    int at = from;
    while (at < end && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || c == '\u00a0';
  }
}
