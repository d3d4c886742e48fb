package dev.cairn.engine.answer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The boxes of a solution: {@code \boxed} and {@code \fbox} as whole control words.
 *
 * <p>With braces, a box ends where they balance; escaped braces do not count. Without braces, as in
 * {@code \boxed 5}, it ends before {@code $}, the end of the math environment or the end of the
 * line. A box that never ends and a blank one are no boxes: the one before it counts.
 */
final class Boxes {
  /** A box whose content begins at {@code start}; {@code end} is -1 where there are no braces. */
  private record Box(int start, int end) {}

  private Boxes() {}

  /** The content of the last box by where it starts, without surrounding blanks, or null. */
  static @Nullable String last(String text) {
    List<Box> boxes = boxes(text);
    boxes.sort((a, b) -> Integer.compare(b.start(), a.start()));
    for (Box box : boxes) {
      String content = content(text, box);
      if (!content.isEmpty()) {
        return content;
      }
    }
    return null;
  }

  private static List<Box> boxes(String text) {
    List<Box> boxes = new ArrayList<>();
    // One entry per open brace: where the content of its box starts, or -1 for any other brace.
    Deque<Integer> open = new ArrayDeque<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\') {
        int end = wordEnd(text, at + 1);
        if (isBox(text, at + 1, end)) {
          int brace = skipBlanks(text, end);
          if (brace < text.length() && text.charAt(brace) == '{') {
            open.push(brace + 1);
            end = brace + 1;
          } else {
            boxes.add(new Box(end, -1));
          }
        }
        // A control symbol is the backslash and one character, which is then no brace.
        at = Math.max(end, at + 2);
        continue;
      }
      if (c == '{') {
        open.push(-1);
      } else if (c == '}' && !open.isEmpty()) {
        int start = open.pop();
        if (start >= 0) {
          boxes.add(new Box(start, at));
        }
      }
      at++;
    }
    return boxes;
  }

  private static String content(String text, Box box) {
    if (box.end() >= 0) {
      return text.substring(box.start(), box.end()).strip();
    }
    int end = box.start();
    boolean blank = true;
    while (end < text.length() && !endsLine(text, end)) {
      blank &= Character.isWhitespace(text.charAt(end));
      end++;
    }
    return blank ? "" : text.substring(box.start(), end).strip();
  }

  private static boolean endsLine(String text, int at) {
    char c = text.charAt(at);
    return c == '\n' || c == '$' || text.startsWith("\\)", at) || text.startsWith("\\]", at);
  }

  private static boolean isBox(String text, int from, int end) {
    return (end - from == 5 && text.startsWith("boxed", from))
        || (end - from == 4 && text.startsWith("fbox", from));
  }

  private static int wordEnd(String text, int from) {
    int end = from;
    while (end < text.length() && Latex.isLetter(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static int skipBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
