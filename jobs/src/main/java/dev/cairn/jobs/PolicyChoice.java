package dev.cairn.jobs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses one option for every bin so that together they solve most within so many tokens: a
 * multiple-choice knapsack, solved exactly by dynamic programming over the choices that no other
 * beats in both (Kellerer, Pferschy and Pisinger, Knapsack Problems, 2004, chapter 11).
 */
final class PolicyChoice {
  /**
   * What a method does on the problems of a bin.
   *
   * @param method its name
   * @param correct problems solved, or the sum of shares of repetitions
   * @param tokens generated for all of them
   */
  record Option(String method, double correct, double tokens) {}

  private record Chosen(List<Option> options, double correct, double tokens) {
    Chosen with(Option option) {
      List<Option> longer = new ArrayList<>(options);
      longer.add(option);
      return new Chosen(longer, correct + option.correct(), tokens + option.tokens());
    }
  }

  private PolicyChoice() {}

  /**
   * The best choice, of equally good ones the cheapest; null if even the cheapest costs more.
   *
   * @param bins the options of each
   * @param tokens that all together may cost
   */
  static @Nullable List<Option> best(List<List<Option>> bins, double tokens) {
    List<Chosen> front = List.of(new Chosen(List.of(), 0, 0));
    for (List<Option> options : bins) {
      List<Chosen> all = new ArrayList<>();
      for (Chosen chosen : front) {
        for (Option option : options) {
          Chosen with = chosen.with(option);
          if (with.tokens() <= tokens) {
            all.add(with);
          }
        }
      }
      front = unbeaten(all);
    }
    return front.isEmpty() ? null : front.get(front.size() - 1).options();
  }

  /** Those that no other beats, by ascending tokens and so by ascending number solved. */
  private static List<Chosen> unbeaten(List<Chosen> all) {
    all.sort(
        Comparator.comparingDouble(Chosen::tokens)
            .thenComparing(Comparator.comparingDouble(Chosen::correct).reversed()));
    List<Chosen> front = new ArrayList<>();
    for (Chosen chosen : all) {
      if (front.isEmpty() || chosen.correct() > front.get(front.size() - 1).correct()) {
        front.add(chosen);
      }
    }
    return front;
  }
}
