package dev.cairn.engine.model;

import dev.cairn.engine.search.Step;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Completion.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Divides a continuation into steps. A step ends with its separator, which stays in its text; blank
 * text with its separator belongs to a neighbour, so that no step is blank; the texts put together
 * are the continuation again.
 */
final class StepSplitter {
  private final String separator;

  StepSplitter(String separator) {
    this.separator = separator;
  }

  /** The steps of a continuation, none if it is blank. */
  List<Step> steps(Choice choice, int tokenCount) {
    List<String> texts = split(choice.text());
    if (texts.isEmpty()) {
      return List.of();
    }
    if (texts.size() == 1) {
      return List.of(new Step(texts.get(0), tokenCount, choice.logProb()));
    }
    return choice.tokens().isEmpty() ? shared(texts, tokenCount) : counted(texts, choice.tokens());
  }

  List<String> split(String text) {
    List<String> texts = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    int from = 0;
    while (from < text.length()) {
      int at = text.indexOf(separator, from);
      int to = at < 0 ? text.length() : at + separator.length();
      String piece = text.substring(from, to);
      boolean blank = text.substring(from, at < 0 ? to : at).isBlank();
      if (blank && current.isEmpty() && !texts.isEmpty()) {
        texts.set(texts.size() - 1, texts.get(texts.size() - 1) + piece);
      } else {
        current.append(piece);
        if (!blank) {
          texts.add(current.toString());
          current.setLength(0);
        }
      }
      from = to;
    }
    return texts;
  }

  /** Gives every token to the step that it begins in. */
  private static List<Step> counted(List<String> texts, List<Token> tokens) {
    List<Step> steps = new ArrayList<>(texts.size());
    int next = 0;
    long position = 0;
    long end = 0;
    for (int i = 0; i < texts.size(); i++) {
      end += texts.get(i).length();
      boolean last = i == texts.size() - 1;
      int count = 0;
      double logProb = 0;
      while (next < tokens.size() && (last || position < end)) {
        logProb += tokens.get(next).logProb();
        position += tokens.get(next).text().length();
        next++;
        count++;
      }
      steps.add(new Step(texts.get(i), count, logProb));
    }
    return steps;
  }

  /**
   * Divides a count that the server told for the whole text only by the length of the steps, so
   * that the shares add up to it.
   */
  private static List<Step> shared(List<String> texts, int tokenCount) {
    List<Integer> lengths = texts.stream().map(String::length).toList();
    List<Integer> shares = share(tokenCount, lengths);
    List<Step> steps = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      steps.add(new Step(texts.get(i), shares.get(i), noLogProb()));
    }
    return steps;
  }

  private static @Nullable Double noLogProb() {
    return null;
  }

  /** Divides {@code total} in proportion to {@code weights}; the shares add up to it. */
  static List<Integer> share(long total, List<Integer> weights) {
    long sum = weights.stream().mapToLong(Integer::longValue).sum();
    List<Integer> shares = new ArrayList<>(weights.size());
    long weightSoFar = 0;
    long given = 0;
    for (int weight : weights) {
      weightSoFar += weight;
      long upTo = sum == 0 ? total : total * weightSoFar / sum;
      shares.add((int) (upTo - given));
      given = upTo;
    }
    return shares;
  }
}
