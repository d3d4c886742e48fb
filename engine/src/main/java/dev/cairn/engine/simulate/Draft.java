package dev.cairn.engine.simulate;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a prompt holds of solutions: the one that is being written, and the one that it is to
 * replace. That is the answer before it in the conversation, as ChatML and Llama 3 mark answers, or
 * what stands before the last "Wait".
 *
 * @param written the solution being written, as far as it is
 * @param before the solution before it; null if there is none
 * @param named the step of that one which the policy is told is wrong, from 0; -1 for none
 * @param rechecking whether nothing is written yet after a "Wait"
 */
record Draft(Derivation written, @Nullable Derivation before, int named, boolean rechecking) {
  static final String WAIT = "Wait";

  private static final int NONE = -1;
  private static final Pattern ANSWER =
      Pattern.compile(
          "<\\|im_start\\|>assistant\n"
              + "|<\\|start_header_id\\|>assistant<\\|end_header_id\\|>\n\n");
  private static final Pattern USER =
      Pattern.compile("<\\|im_start\\|>user\n|<\\|start_header_id\\|>user<\\|end_header_id\\|>");
  private static final Pattern NAMED = Pattern.compile("Step (\\d{1,4}) of your solution is wrong");

  /** Reads what follows the question. */
  static Draft of(WordProblem problem, String text) {
    List<String> answers = List.of(ANSWER.split(text, -1));
    String last = answers.get(answers.size() - 1);
    int wait = last.lastIndexOf(WAIT);
    if (wait >= 0) {
      String checked = last.substring(wait + WAIT.length());
      Derivation written = read(problem, checked);
      return new Draft(written, read(problem, last.substring(0, wait)), NONE, checked.isBlank());
    }
    if (answers.size() < 3) {
      return new Draft(read(problem, text), null, NONE, false);
    }
    String[] before = USER.split(answers.get(answers.size() - 2), 2);
    Matcher named = NAMED.matcher(before.length == 2 ? before[1] : "");
    return new Draft(
        read(problem, last),
        read(problem, before[0]),
        named.find() ? Integer.parseInt(named.group(1)) - 1 : NONE,
        false);
  }

  /** What the user said, turn by turn. */
  static List<String> said(String text) {
    return USER.splitAsStream(text).map(turn -> ANSWER.split(turn, 2)[0]).toList();
  }

  private static Derivation read(WordProblem problem, String text) {
    Derivation derivation = new Derivation(problem);
    derivation.read(text);
    return derivation;
  }

  /** The probability that the next step is right, {@code fresh} where nothing was before. */
  double accuracy(Derivation soFar, Revising revising, double fresh) {
    int step = soFar.steps();
    if (before == null || !soFar.right() || step >= before.steps()) {
      return fresh;
    }
    int firstError = before.right() ? before.steps() : before.rightSteps();
    return step > firstError ? fresh : revising.accuracy(step == named, step < firstError);
  }
}
