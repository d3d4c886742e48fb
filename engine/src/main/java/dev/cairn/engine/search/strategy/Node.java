package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A node of a search tree: what the models said of it and what was found below it. */
final class Node {
  final Candidate candidate;
  final @Nullable Node parent;

  /** The reward of the trajectory up to here; 0 for the root, which nobody judges. */
  final double reward;

  /** P, the prior probability among its siblings. */
  final double prior;

  List<Node> children = List.of();
  boolean expanded;

  /** Whether nothing is left to be found here. */
  boolean retired;

  /** Simulations that are here or below and have not ended. */
  int pending;

  private int visits;
  private double valueSum;
  private double highestValue = Double.NEGATIVE_INFINITY;

  Node(Candidate candidate, @Nullable Node parent, double reward, double prior) {
    this.candidate = candidate;
    this.parent = parent;
    this.reward = reward;
    this.prior = prior;
  }

  boolean open() {
    return candidate.open();
  }

  /** Steps of its parent's text. */
  int parentSteps() {
    return parent == null ? 0 : parent.candidate.trajectory().steps().size();
  }

  /** N, the values that were backed up through it. */
  int visits() {
    return visits;
  }

  /** The mean of these values, of which there must be one. */
  double meanValue() {
    return valueSum / visits;
  }

  /** The highest of these values. */
  double highestValue() {
    return highestValue;
  }

  /** Adds a value to it and all its ancestors, to each what it is worth there. */
  void backUp(ToDoubleFunction<Node> value) {
    for (Node node = this; node != null; node = node.parent) {
      double worth = value.applyAsDouble(node);
      node.visits++;
      node.valueSum += worth;
      node.highestValue = Math.max(node.highestValue, worth);
    }
  }

  /** Changes the number of pending simulations of it and all its ancestors. */
  void pend(int change) {
    for (Node node = this; node != null; node = node.parent) {
      node.pending += change;
    }
  }

  /** Retires it and its ancestors as far up as there is nothing left to be found. */
  void retireIfNothingIsLeft() {
    for (Node node = this; node != null; node = node.parent) {
      if (node.children.stream().anyMatch(child -> !child.retired)) {
        return;
      }
      node.retired = true;
    }
  }
}
