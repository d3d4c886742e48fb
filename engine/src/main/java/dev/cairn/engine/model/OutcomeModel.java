package dev.cairn.engine.model;

import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Call;
import dev.cairn.engine.worker.MalformedAnswerException;
import dev.cairn.engine.worker.Prompt;
import dev.cairn.engine.worker.Vectors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A reward model of whole answers, ORM (Cobbe et al., Training Verifiers to Solve Math Word
 * Problems, 2021, arXiv 2110.14168). It judges the text as far as it is written, and every step of
 * a trajectory has the reward of the whole, so that all aggregations but the product give it.
 */
public final class OutcomeModel implements RewardModel {
  /** How the model is served. */
  public enum Route {
    /**
     * A classifier of one label that reads the conversation; the reward is the logistic function of
     * its logit, which leaves the order of answers to a question as it is.
     */
    CLASSIFY,
    /** A cross-encoder that reads question and answer; its score is the reward. */
    SCORE
  }

  private final ServedModel model;
  private final Route route;
  private final PromptTemplate template;
  private final String system;

  /**
   * A reward model.
   *
   * @param template of the reward model, for {@link Route#CLASSIFY}
   * @param system may be empty
   */
  public OutcomeModel(ServedModel model, Route route, PromptTemplate template, String system) {
    this.model = model;
    this.route = route;
    this.template = template;
    this.system = system;
  }

  @Override
  public CompletableFuture<Scored> score(List<Trajectory> trajectories) {
    Call<Vectors> call =
        route == Route.CLASSIFY ? classify(trajectories) : scorePairs(trajectories);
    return model.send(
        call.map(vectors -> new Scored(rewards(vectors, trajectories), 1, vectors.tokens())));
  }

  private Call<Vectors> classify(List<Trajectory> trajectories) {
    List<Prompt> prompts = new ArrayList<>(trajectories.size());
    for (Trajectory each : trajectories) {
      prompts.add(template.closed(system, each.problem().question(), each.text().strip()));
    }
    return model.dialect().classify(model.name(), prompts, trajectories.get(0).problem().id());
  }

  private Call<Vectors> scorePairs(List<Trajectory> trajectories) {
    return model
        .dialect()
        .score(
            model.name(),
            trajectories.get(0).problem().question(),
            trajectories.stream().map(each -> each.text().strip()).toList(),
            trajectories.get(0).problem().id());
  }

  private List<List<Double>> rewards(Vectors vectors, List<Trajectory> trajectories) {
    List<List<Double>> rewards = new ArrayList<>(trajectories.size());
    for (int i = 0; i < trajectories.size(); i++) {
      List<Double> values = vectors.values().get(i);
      if (values.size() != 1) {
        throw new MalformedAnswerException(
            "%d numbers for an answer where one was expected".formatted(values.size()));
      }
      rewards.add(Collections.nCopies(trajectories.get(i).steps().size(), reward(values.get(0))));
    }
    return rewards;
  }

  private double reward(double value) {
    if (route == Route.CLASSIFY) {
      return Odds.sigmoid(Odds.finite(value));
    }
    if (!(value >= 0 && value <= 1)) {
      throw new MalformedAnswerException("a score that must be in [0, 1] but was " + value);
    }
    return value;
  }
}
