package dev.cairn.engine.search.strategy;

import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Step;
import java.util.List;

/** Where the prior probability P of a child in a tree search comes from. */
public enum Prior {
  /** exp of the mean log-probability of the tokens of its step. */
  LOG_PROB {
    @Override
    double weight(List<Step> own, int samples) {
      double logProb = 0;
      int tokens = 0;
      for (Step step : own) {
        if (step.logProb() == null) {
          throw new IllegalStateException(
              "the policy told no log-probability, which the prior of mcts needs; ask the worker"
                  + " for log-probabilities or set the selection's prior to uniform");
        }
        logProb += step.logProb();
        tokens += step.tokens();
      }
      return tokens == 0 ? 1 : Math.exp(logProb / tokens);
    }
  },
  /** The share of the samples that have its text: the same for all where all are apart. */
  UNIFORM {
    @Override
    double weight(List<Step> own, int samples) {
      return samples;
    }
  };

  /** What a child weighs before the weights of all siblings are made to add up to 1. */
  abstract double weight(List<Step> own, int samples);

  /**
   * The priors of siblings; they add up to 1.
   *
   * @param siblings children of one node
   * @param samples how many samples each of them stands for
   * @param parentSteps steps of their parent's text
   */
  double[] of(List<Candidate> siblings, List<Integer> samples, int parentSteps) {
    double[] p = new double[siblings.size()];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      List<Step> steps = siblings.get(i).trajectory().steps();
      p[i] = weight(steps.subList(parentSteps, steps.size()), samples.get(i));
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] = sum > 0 ? p[i] / sum : 1.0 / p.length;
    }
    return p;
  }
}
