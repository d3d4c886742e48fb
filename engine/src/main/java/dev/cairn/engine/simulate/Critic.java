package dev.cairn.engine.simulate;

import dev.cairn.engine.simulate.World.Continuation;
import dev.cairn.engine.simulate.World.Draw;
import dev.cairn.engine.simulate.World.Token;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The policy of the arithmetic world as a critic, asked for the first wrong paragraph of a solution
 * as in ProcessBench, or for one step after the other as GenPRM is. Of every step it judges rightly
 * with the same probability whether all up to it is right, independently of the other steps and
 * votes; of paragraphs it stops at the first that it finds wrong.
 *
 * @param right of every step, whether all up to it is right
 * @param wanted what is to be written
 * @param accuracy of one judgement, in [0, 1]
 * @param key of all that is drawn
 */
record Critic(List<Boolean> right, Wanted wanted, double accuracy, long key)
    implements Continuation {
  private static final Pattern PARAGRAPH =
      Pattern.compile("(?s)<paragraph_(\\d+)>\n(.*?)\n</paragraph_\\1>");
  private static final Pattern ANALYSIS = Pattern.compile("<analyze>\n[^<]*$");
  private static final String JUDGEMENT = "<output>\n**Judgement**: $\\boxed";

  /** What a critic is to write. */
  enum Wanted {
    /** A critique of all steps, with the index of the first wrong one. */
    CRITIQUE,
    /** What there is to say of the last step. */
    ANALYSIS,
    /** Whether the last step is right. */
    JUDGEMENT
  }

  /** The critic that a prompt is for; null if it is for a writer of solutions. */
  static @Nullable Critic in(String prompt, WordProblem problem, double accuracy, long seed) {
    String text = prompt.substring(problem.end());
    List<String> steps = new ArrayList<>();
    Wanted wanted = Wanted.CRITIQUE;
    for (Matcher each = PARAGRAPH.matcher(text); each.find(); ) {
      steps.add(each.group(2));
    }
    if (steps.isEmpty()) {
      wanted = text.endsWith(JUDGEMENT) ? Wanted.JUDGEMENT : Wanted.ANALYSIS;
      if (wanted == Wanted.ANALYSIS && !ANALYSIS.matcher(text).find()) {
        return null;
      }
      steps = Draft.said(text);
    }
    Derivation derivation = new Derivation(problem);
    List<Boolean> right = new ArrayList<>();
    long key = Chance.mix(seed, problem.key());
    for (String step : steps) {
      derivation.read(step);
      right.add(derivation.right());
      key = Chance.mix(key, Chance.of(step));
    }
    return new Critic(right, wanted, accuracy, key);
  }

  @Override
  public boolean started() {
    return false;
  }

  @Override
  public Iterator<Token> sample(Draw draw) {
    long sample = Chance.mix(key, draw.greedy() ? 0 : draw.seed() + draw.index() + 1);
    List<Token> tokens = new ArrayList<>();
    for (String token : Tokenizer.tokens(text(sample))) {
      boolean verdict = wanted == Wanted.JUDGEMENT && (token.equals("Yes") || token.equals("No"));
      tokens.add(Token.of(token, verdict ? Math.log(Math.max(accuracy, 1 - accuracy)) : 0));
    }
    tokens.add(Token.end(0.0));
    return tokens.iterator();
  }

  private String text(long sample) {
    int last = right.size() - 1;
    return switch (wanted) {
      case CRITIQUE -> critique(sample);
      case ANALYSIS ->
          finds(sample, last)
              ? "The number follows from the problem.</analyze>\n"
              : "The number does not follow from the problem.</analyze>\n";
      case JUDGEMENT -> (finds(sample, last) ? "{Yes}" : "{No}") + "$\n</output>\n";
    };
  }

  private String critique(long sample) {
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < right.size(); k++) {
      if (!finds(sample, k)) {
        return text.append("Its number in paragraph %d is wrong. \\boxed{%d}".formatted(k, k))
            .toString();
      }
      text.append("Paragraph %d is right. ".formatted(k));
    }
    return text + "No paragraph is wrong. \\boxed{-1}";
  }

  /** Whether a vote finds a step right. */
  private boolean finds(long sample, int step) {
    boolean judgesRightly = Chance.uniform(Chance.mix(sample, step)) < accuracy;
    return judgesRightly == right.get(step);
  }
}
