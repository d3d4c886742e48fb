package dev.cairn.engine.model;

import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Completion.Alternative;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.MalformedAnswerException;
import dev.cairn.engine.worker.Prompt;
import dev.cairn.engine.worker.PromptLogProbs;
import dev.cairn.engine.worker.PromptLogProbs.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * How sure a model is of the tokens of a step, as it reads them: no reward model is needed. The
 * model is shown question and solution as a policy is; one call per trajectory for the
 * log-probabilities of all its tokens.
 */
public final class TokenConfidence implements OneByOne {
  private static final int LIKELIEST = 20;

  /** What is measured of the tokens of a step. */
  public enum Measure {
    /** exp of their mean log-probability: the geometric mean of their probabilities. */
    MEAN_LOG_PROB(0) {
      @Override
      double of(List<Position> tokens) {
        double sum = 0;
        for (Position position : tokens) {
          sum += logProb(position);
        }
        return Math.exp(sum / tokens.size());
      }
    },
    /**
     * 1 - exp(-c), where c is the mean divergence of the uniform distribution from the model's over
     * its {@value TokenConfidence#LIKELIEST} likeliest tokens (self-certainty: Kang et al.,
     * Scalable Best-of-N Selection for Large Language Models via Self-Certainty, 2025, arXiv
     * 2502.18581, there over the whole vocabulary).
     */
    SELF_CERTAINTY(LIKELIEST) {
      @Override
      double of(List<Position> tokens) {
        double sum = 0;
        for (Position position : tokens) {
          double[] p = probabilities(position);
          double divergence = 0;
          for (double each : p) {
            divergence -= Math.log(Math.max(each, Double.MIN_NORMAL) * p.length) / p.length;
          }
          sum += divergence;
        }
        return 1 - Math.exp(-Math.max(sum, 0) / tokens.size());
      }
    },
    /**
     * 1 - H / ln m, where H is the mean entropy of the model's m = {@value
     * TokenConfidence#LIKELIEST} likeliest tokens, taken as all there are.
     */
    ENTROPY(LIKELIEST) {
      @Override
      double of(List<Position> tokens) {
        double sum = 0;
        for (Position position : tokens) {
          double[] p = probabilities(position);
          double entropy = 0;
          for (double each : p) {
            entropy -= each > 0 ? each * Math.log(each) : 0;
          }
          sum += p.length == 1 ? 0 : entropy / Math.log(p.length);
        }
        return Math.min(1, Math.max(0, 1 - sum / tokens.size()));
      }
    };

    private final int likeliest;

    Measure(int likeliest) {
      this.likeliest = likeliest;
    }

    abstract double of(List<Position> tokens);

    private static double logProb(Position position) {
      if (position.token() == null) {
        throw new MalformedAnswerException("without the log-probability of a token");
      }
      return position.token().logProb();
    }

    /** The probabilities of the likeliest tokens, made to add up to 1. */
    private static double[] probabilities(Position position) {
      double[] p =
          position.likeliest().stream().mapToDouble(Alternative::logProb).map(Math::exp).toArray();
      double sum = java.util.Arrays.stream(p).sum();
      if (!(sum > 0)) {
        throw new MalformedAnswerException("without the likeliest tokens of a position");
      }
      for (int i = 0; i < p.length; i++) {
        p[i] /= sum;
      }
      return p;
    }
  }

  private final ServedModel model;
  private final PromptTemplate template;
  private final String system;
  private final Measure measure;
  private final Vocabulary vocabulary;

  /**
   * A measure of confidence.
   *
   * @param template of the model; not {@link PromptTemplate#SERVER}
   * @param system may be empty
   */
  public TokenConfidence(
      ServedModel model, PromptTemplate template, String system, Measure measure) {
    this.model = model;
    this.template = template;
    this.system = system;
    this.measure = measure;
    this.vocabulary = new Vocabulary(model);
  }

  @Override
  public CompletableFuture<Scored> score(Trajectory trajectory) {
    List<Prompt.Text> prefixes = prefixes(trajectory);
    String affinity = trajectory.problem().id();
    List<String> texts = prefixes.stream().map(each -> each.start() + each.text()).toList();
    return Futures.then(
        vocabulary.all(texts, affinity),
        ids -> {
          List<Integer> ends = ids.stream().map(List::size).toList();
          Prompt whole = prefixes.get(prefixes.size() - 1);
          return model.send(
              model
                  .dialect()
                  .promptLogProbs(model.name(), whole, measure.likeliest, affinity)
                  .map(told -> new Scored(List.of(rewards(told, ends)), 1, told.tokens())));
        });
  }

  /** The prompt before the first step and after each. */
  private List<Prompt.Text> prefixes(Trajectory trajectory) {
    List<Prompt.Text> prefixes = new ArrayList<>();
    StringBuilder answer = new StringBuilder();
    for (int k = 0; k <= trajectory.steps().size(); k++) {
      String question = trajectory.problem().question();
      Prompt prompt = template.prompt(system, question, answer.toString());
      if (!(prompt instanceof Prompt.Text text)) {
        throw new IllegalArgumentException("template must not be server: given text is measured");
      }
      prefixes.add(text);
      if (k < trajectory.steps().size()) {
        answer.append(trajectory.steps().get(k).text());
      }
    }
    return prefixes;
  }

  private List<Double> rewards(PromptLogProbs told, List<Integer> ends) {
    // A server may have put a begin-of-text token before the text.
    int before = told.positions().size() - ends.get(ends.size() - 1);
    if (before < 0 || before > 1) {
      throw new MalformedAnswerException(
          "%d log-probabilities for %d tokens"
              .formatted(told.positions().size(), ends.get(ends.size() - 1)));
    }
    List<Double> rewards = new ArrayList<>(ends.size() - 1);
    for (int k = 1; k < ends.size(); k++) {
      int from = before + Math.min(ends.get(k - 1), ends.get(k) - 1);
      rewards.add(measure.of(told.positions().subList(from, before + ends.get(k))));
    }
    return rewards;
  }
}
