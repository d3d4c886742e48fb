package dev.cairn.engine.model;

import dev.cairn.engine.model.Generation.Verdict;
import dev.cairn.engine.model.Sampler.Drawn;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Completion.Ending;
import dev.cairn.engine.worker.Completion.Token;
import dev.cairn.engine.worker.CompletionRequest;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.MalformedAnswerException;
import dev.cairn.engine.worker.Prompt.Message;
import dev.cairn.engine.worker.Sampling;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.WorkerException;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Draws judgements of one thing and reads a verdict from each. A judgement without a verdict, for
 * which a reader gives null or says why in a {@link MalformedAnswerException}, is drawn again,
 * twice at most and with another seed; one that still has none is no vote, and a thing without any
 * vote is a failure.
 */
final class Jury {
  /** Ends the thoughts of a model that thinks before it answers. */
  static final String THOUGHT_END = "</think>";

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
   * @param verdicts of the judgements that have one
   * @param texts of these judgements
   * @param judgements that were drawn
   * @param fault of the last judgement without a verdict, if its reader said which
   * @param calls that it took
   * @param tokens that it took
   */
  record Votes<T>(
      List<T> verdicts,
      List<String> texts,
      int judgements,
      @Nullable String fault,
      int calls,
      TokenCount tokens) {}

  /** The votes on a question, of as many judgements as a generation has; at least one. */
  <T> CompletableFuture<Votes<T>> ask(Question question, Function<Choice, @Nullable T> reader) {
    return Futures.map(
        draw(question, generation.votes(), 0, reader),
        votes -> {
          if (votes.verdicts().isEmpty()) {
            throw undecided(votes);
          }
          return votes;
        });
  }

  /** One judgement of another seed, or none if it comes to no verdict. */
  <T> CompletableFuture<Votes<T>> askOne(
      Question question, long seed, Function<Choice, @Nullable T> reader) {
    return draw(question, 1, seed, reader);
  }

  /** The failure of a thing without any vote. */
  WorkerException undecided(Votes<?> votes) {
    String fault = votes.fault() == null ? "" : ", the last is one " + votes.fault();
    return new WorkerException(
        Kind.MALFORMED,
        model.name(),
        "no verdict in any of %d judgements%s".formatted(votes.judgements(), fault));
  }

  private <T> CompletableFuture<Votes<T>> draw(
      Question question, int votes, long seed, Function<Choice, @Nullable T> reader) {
    Votes<T> none = new Votes<>(List.of(), List.of(), 0, /* fault= */ null, 0, TokenCount.NONE);
    return draw(question, votes, seed, reader, none, 0);
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
    String fault = soFar.fault();
    for (Choice choice : drawn.completion().choices()) {
      try {
        T verdict = reader.apply(choice);
        if (verdict != null) {
          verdicts.add(verdict);
          texts.add(choice.text());
        }
      } catch (MalformedAnswerException e) {
        fault = e.getMessage();
      }
    }
    return new Votes<>(
        verdicts,
        texts,
        soFar.judgements() + drawn.completion().choices().size(),
        fault,
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
   * A judgement's text, whose verdict comes last.
   *
   * @throws MalformedAnswerException if it was cut off before it came to that
   */
  static String whole(Choice choice) {
    if (choice.ending() == Ending.LENGTH) {
      throw new MalformedAnswerException("cut off at max-tokens");
    }
    return choice.text();
  }

  /**
   * The text in which verdicts are to be found: the thoughts that a server may have split off and
   * the judgement; where log-probabilities count, as the tokens spell it. The two differ where a
   * character takes several tokens, none of which has it in its text.
   *
   * @throws MalformedAnswerException if the server told no tokens
   */
  String text(Choice choice) {
    if (generation.verdict() == Verdict.TEXT) {
      String thoughts = choice.reasoning();
      return thoughts == null ? choice.text() : thoughts + THOUGHT_END + choice.text();
    }
    if (choice.tokens().isEmpty()) {
      throw new MalformedAnswerException("without the log-probabilities of a verdict");
    }
    return choice.tokens().stream().map(Token::text).collect(Collectors.joining());
  }

  /**
   * What a verdict is worth, in [0, 1].
   *
   * @param at where its word begins in {@link #text}
   * @param says whether the word is the good one
   */
  double worth(Choice choice, int at, boolean says, String good, String bad) {
    if (generation.verdict() == Verdict.TEXT) {
      return says ? 1 : 0;
    }
    int end = 0;
    for (Token token : choice.tokens()) {
      end += token.text().length();
      if (end > at) {
        return Odds.of(token.likeliest(), good, bad);
      }
    }
    throw new IllegalArgumentException("no verdict at " + at);
  }

  /** The mean of verdicts that are probabilities. */
  static double mean(List<Double> verdicts) {
    return verdicts.stream().mapToDouble(Double::doubleValue).sum() / verdicts.size();
  }
}
