package dev.cairn.engine.model;

import dev.cairn.engine.model.Generation.Verdict;
import dev.cairn.engine.model.Sampler.Drawn;
import dev.cairn.engine.worker.Completion.Alternative;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Completion.Token;
import dev.cairn.engine.worker.CompletionRequest;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.Prompt.Message;
import dev.cairn.engine.worker.Sampling;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.WorkerException;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Draws judgements of one thing and reads a verdict from each. A judgement without a verdict is
 * drawn again, twice at most and with another seed; one that still has none is no vote, and a thing
 * without any vote is a failure.
 */
final class Jury {
  private static final int REDRAWS = 2;
  private static final long SEED_DISTANCE = 1L << 24;
  private static final int LIKELIEST = 20;

  private final ServedModel model;
  private final Generation generation;
  private final Sampler sampler;

  Jury(ServedModel model, Generation generation) {
    this.model = model;
    this.generation = generation;
    this.sampler = new Sampler(model.dialect(), model.worker());
  }

  /**
   * What is asked.
   *
   * @param messages the last of which may be the beginning of the judgement
   * @param stop that ends a judgement; empty for the end of the turn
   * @param maxTokens of a judgement
   * @param logProbs whether the verdict may be read from log-probabilities
   * @param affinity as of {@link dev.cairn.engine.worker.Call}
   */
  record Question(
      List<Message> messages,
      List<String> stop,
      int maxTokens,
      boolean logProbs,
      String affinity) {}

  /**
   * What the votes were.
   *
   * @param verdicts at least one
   * @param texts of the judgements that they are of
   * @param calls that it took
   * @param tokens that it took
   */
  record Votes<T>(List<T> verdicts, List<String> texts, int calls, TokenCount tokens) {}

  /** The votes on a question, as many as there are votes in a generation. */
  <T> CompletableFuture<Votes<T>> ask(Question question, Function<Choice, @Nullable T> reader) {
    return ask(question, generation.votes(), 0, reader);
  }

  /** One vote of another seed. */
  <T> CompletableFuture<Votes<T>> askOne(
      Question question, long seed, Function<Choice, @Nullable T> reader) {
    return ask(question, 1, seed, reader);
  }

  private <T> CompletableFuture<Votes<T>> ask(
      Question question, int votes, long seed, Function<Choice, @Nullable T> reader) {
    Votes<T> none = new Votes<>(List.of(), List.of(), 0, TokenCount.NONE);
    return Futures.map(
        draw(question, votes, seed, reader, none, 0),
        drawn -> {
          if (drawn.verdicts().isEmpty()) {
            throw new WorkerException(
                Kind.MALFORMED,
                model.name(),
                "no verdict in any of %d judgements".formatted(votes * (REDRAWS + 1)));
          }
          return drawn;
        });
  }

  private <T> CompletableFuture<Votes<T>> draw(
      Question question,
      int missing,
      long seed,
      Function<Choice, @Nullable T> reader,
      Votes<T> soFar,
      int redraws) {
    return Futures.then(
        sampler.drawAll(request(question, missing, seed + redraws * SEED_DISTANCE)),
        drawn -> {
          Votes<T> votes = counted(soFar, drawn, reader);
          int still = missing - (votes.verdicts().size() - soFar.verdicts().size());
          // At temperature 0 the same would come again.
          return still == 0 || redraws == REDRAWS || generation.temperature() == 0
              ? CompletableFuture.completedFuture(votes)
              : draw(question, still, seed, reader, votes, redraws + 1);
        });
  }

  private static <T> Votes<T> counted(
      Votes<T> soFar, Drawn drawn, Function<Choice, @Nullable T> reader) {
    List<T> verdicts = new ArrayList<>(soFar.verdicts());
    List<String> texts = new ArrayList<>(soFar.texts());
    for (Choice choice : drawn.completion().choices()) {
      T verdict = reader.apply(choice);
      if (verdict != null) {
        verdicts.add(verdict);
        texts.add(choice.text());
      }
    }
    return new Votes<>(
        verdicts,
        texts,
        soFar.calls() + drawn.calls(),
        soFar.tokens().plus(drawn.completion().tokens()));
  }

  private CompletionRequest request(Question question, int n, long seed) {
    return new CompletionRequest(
        model.name(),
        generation.template().prompt(question.messages()),
        n,
        question.maxTokens(),
        new Sampling(generation.temperature(), generation.topP(), generation.topK(), seed),
        question.stop(),
        question.logProbs() && generation.verdict() == Verdict.LOG_PROBS ? LIKELIEST : 0,
        question.affinity());
  }

  /**
   * The likeliest tokens where the character at {@code offset} of a judgement was written; null if
   * the server told none.
   */
  static @Nullable List<Alternative> at(Choice choice, int offset) {
    int end = 0;
    for (Token token : choice.tokens()) {
      end += token.text().length();
      if (end > offset) {
        return token.likeliest();
      }
    }
    return null;
  }

  /** The mean of verdicts that are probabilities. */
  static double mean(List<Double> verdicts) {
    return verdicts.stream().mapToDouble(Double::doubleValue).sum() / verdicts.size();
  }
}
