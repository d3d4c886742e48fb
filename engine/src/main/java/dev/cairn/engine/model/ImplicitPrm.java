package dev.cairn.engine.model;

import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Completion.Alternative;
import dev.cairn.engine.worker.Counted;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.MalformedAnswerException;
import dev.cairn.engine.worker.Prompt;
import dev.cairn.engine.worker.PromptLogProbs;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.WorkerException;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * An implicit PRM, such as EurusPRM (Yuan et al., Free Process Rewards without Process Labels,
 * 2024, arXiv 2412.01981, proposition 3.1): with r_i = beta (ln p(y_i) - ln p_ref(y_i)) for the
 * tokens y_i of an answer, the value after step k is q_k, the sum of r_i up to the end of step k.
 * Both models read the same token ids. Token positions follow the authors' evaluation code, in
 * which a step but the last reaches into the label of its successor.
 */
public final class ImplicitPrm implements OneByOne {
  /** What a step is worth. */
  public enum Reward {
    /** The logistic function of q_k. */
    CUMULATIVE,
    /** The logistic function of q_k - q_(k-1). */
    SINGLE
  }

  /**
   * How the models are asked.
   *
   * @param template of the trained model
   * @param system may be empty
   * @param beta above 0
   * @param reward what a step is worth
   */
  public record Settings(PromptTemplate template, String system, double beta, Reward reward) {
    /** Refuses a template that only a server knows, and beta out of range. */
    public Settings {
      if (template == PromptTemplate.SERVER) {
        throw new IllegalArgumentException("template must not be server, since ids are sent");
      }
      if (!(beta > 0)) {
        throw new IllegalArgumentException("beta must be above 0 but was " + beta);
      }
    }
  }

  private final ServedModel trained;
  private final ServedModel reference;
  private final Settings settings;
  private final Vocabulary vocabulary;

  public ImplicitPrm(ServedModel trained, ServedModel reference, Settings settings) {
    this.trained = trained;
    this.reference = reference;
    this.settings = settings;
    this.vocabulary = new Vocabulary(trained);
  }

  @Override
  public CompletableFuture<Scored> score(Trajectory trajectory) {
    String affinity = trajectory.problem().id();
    return Futures.then(
        vocabulary.all(prefixes(trajectory), affinity),
        prefixes -> {
          List<Integer> ids = prefixes.get(prefixes.size() - 1);
          return Futures.map(
              Futures.all(List.of(ask(trained, ids, affinity), ask(reference, ids, affinity))),
              told -> scored(told.get(0), told.get(1), prefixes));
        });
  }

  /**
   * The answer empty, after every step but the last with the blank line that follows, and whole.
   */
  private List<String> prefixes(Trajectory trajectory) {
    List<String> steps = StepTexts.numbered(trajectory);
    List<String> texts = new ArrayList<>(steps.size() + 1);
    for (int k = 0; k <= steps.size(); k++) {
      Prompt.Text text =
          settings
              .template()
              .closed(
                  settings.system(),
                  trajectory.problem().question(),
                  String.join("\n\n", steps.subList(0, k)));
      boolean between = k > 0 && k < steps.size();
      texts.add((text.start() + text.text()).strip() + (between ? "\n\n" : ""));
    }
    return texts;
  }

  /**
   * What a model told of the ids.
   *
   * @param logProbs the first, which has none, counts as 0
   * @param texts as it decodes them; empty where it did not tell
   */
  private record Told(List<Double> logProbs, List<String> texts, TokenCount tokens)
      implements Counted {}

  private static CompletableFuture<Told> ask(
      ServedModel model, List<Integer> ids, String affinity) {
    return model.send(
        model
            .dialect()
            .promptLogProbs(model.name(), new Prompt.Tokens(ids), 0, affinity)
            .map(told -> new Told(logProbs(told, ids.size()), texts(told), told.tokens())));
  }

  private static List<Double> logProbs(PromptLogProbs told, int size) {
    if (told.positions().size() != size) {
      throw new MalformedAnswerException(
          "%d log-probabilities for %d tokens".formatted(told.positions().size(), size));
    }
    List<Double> logProbs = new ArrayList<>(size);
    logProbs.add(0.0);
    for (int i = 1; i < size; i++) {
      Alternative token = told.positions().get(i).token();
      if (token == null || !Double.isFinite(token.logProb())) {
        throw new MalformedAnswerException("without a finite log-probability of token " + i);
      }
      logProbs.add(token.logProb());
    }
    return logProbs;
  }

  private static List<String> texts(PromptLogProbs told) {
    return told.positions().stream()
        .map(each -> each.token() == null ? "" : each.token().text())
        .toList();
  }

  /** Ids of another vocabulary are read without complaint, as other words. */
  private void checkVocabularies(Told trainedTold, Told referenceTold) {
    for (int i = 0; i < trainedTold.texts().size(); i++) {
      String own = trainedTold.texts().get(i);
      String other = referenceTold.texts().get(i);
      if (!own.isEmpty() && !other.isEmpty() && !own.equals(other)) {
        throw new WorkerException(
            Kind.REFUSED,
            reference.name(),
            "reads token %d as \"%s\" where %s reads \"%s\"; both must have one tokenizer"
                .formatted(i, other, trained.name(), own));
      }
    }
  }

  private Scored scored(Told trainedTold, Told referenceTold, List<List<Integer>> prefixes) {
    checkVocabularies(trainedTold, referenceTold);
    int first = prefixes.get(0).size() - 1;
    List<Integer> ends = new ArrayList<>(prefixes.size() - 1);
    for (List<Integer> prefix : prefixes.subList(1, prefixes.size())) {
      ends.add(Math.min(prefix.size(), trainedTold.logProbs().size()) - 1);
    }
    List<Double> values =
        cumulative(trainedTold.logProbs(), referenceTold.logProbs(), first, ends, settings.beta());
    List<Double> rewards = new ArrayList<>(values.size());
    for (int k = 0; k < values.size(); k++) {
      double before = k == 0 || settings.reward() == Reward.CUMULATIVE ? 0 : values.get(k - 1);
      rewards.add(Odds.sigmoid(values.get(k) - before));
    }
    return new Scored(List.of(rewards), 2, trainedTold.tokens().plus(referenceTold.tokens()));
  }

  /**
   * The values q_1 .. q_N.
   *
   * @param first position of the answer's first token
   * @param ends position of every step's last token
   */
  static List<Double> cumulative(
      List<Double> trained, List<Double> reference, int first, List<Integer> ends, double beta) {
    List<Double> values = new ArrayList<>(ends.size());
    for (int end : ends) {
      double sum = 0;
      for (int i = first; i <= end; i++) {
        sum += trained.get(i) - reference.get(i);
      }
      values.add(beta * sum);
    }
    return values;
  }
}
