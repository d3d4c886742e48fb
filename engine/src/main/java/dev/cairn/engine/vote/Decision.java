package dev.cairn.engine.vote;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a vote chose from a pool, and how clearly.
 *
 * @param candidate index in the pool of the candidate that stands for the choice; null if no
 *     candidate has an answer
 * @param answer that candidate's answer as printed; null with {@code candidate}
 * @param share how much of the vote is for the chosen answer, in [0, 1]; each vote says of what. 0
 *     if nothing was chosen
 * @param classes number of distinct answers
 * @param tied whether another class had exactly the weight of the chosen one, so that a rule for
 *     ties decided on the answer
 * @param ties the candidates of which the vote might have chosen any, was there no rule for ties,
 *     ascending and the chosen one among them; empty if nothing was chosen. The mean of their
 *     correctness is the decision's expected correctness if ties are broken at random
 * @param weights the weight of each answer class by its key, in the order in which the classes
 *     first occur in the pool; each vote says what it weighs
 */
public record Decision(
    @Nullable Integer candidate,
    @Nullable String answer,
    double share,
    int classes,
    boolean tied,
    List<Integer> ties,
    Map<String, Double> weights) {
  /** Refuses a share out of range, and a candidate without an answer or not among the ties. */
  public Decision {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be in [0, 1] but was " + share);
    }
    if ((candidate == null) != (answer == null)) {
      throw new IllegalArgumentException("candidate and answer must be given together");
    }
    ties = List.copyOf(ties);
    if (candidate == null ? !ties.isEmpty() : !ties.contains(candidate)) {
      throw new IllegalArgumentException(
          "ties must contain the candidate %s but were %s".formatted(candidate, ties));
    }
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  /** The decision on a pool in which no candidate has an answer. */
  static Decision none() {
    return new Decision(null, null, 0, 0, false, List.of(), Map.of());
  }
}
