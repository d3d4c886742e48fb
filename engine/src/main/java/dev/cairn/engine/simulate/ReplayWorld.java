package dev.cairn.engine.simulate;

import dev.cairn.engine.simulate.RecordedPool.RecordedCandidate;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A world of recorded solutions and recorded step scores, so that a real model's outputs go through
 * a real search.
 *
 * <p><b>Policy.</b> The problem is the one whose question stands in the prompt, letter by letter. A
 * request for as many samples as the pool has gets the pool in its recorded order: sample j is
 * candidate j, whatever the seed, so that ties are broken as in the recording. A request for fewer
 * gets candidate (seed + j) modulo the pool's size for sample j: one that asks for the pool in
 * several calls with consecutive seeds gets all of it. Greedy decoding gives candidate 0. A request
 * for more than there are is refused, and so is one that continues a solution: whole solutions were
 * recorded, not what might have followed their steps. The steps are joined by the separator; the
 * text ends with the last step. There are no log-probabilities: {@code logprobs} is null.
 *
 * <p>An answer has the recorded number of tokens, the end token included, its text cut into equally
 * long pieces; or, where none was recorded, those of the fleet's own tokenizer.
 *
 * <p><b>Reward model.</b> The scores are those recorded for the solution whose steps, each without
 * the blanks around it, stand in the text. The beginning of a recorded solution has the scores of
 * that solution's beginning. Any other solution is refused.
 */
public final class ReplayWorld implements World {
  private final String separator;
  private final QuestionIndex questions;
  private final Map<String, RecordedScores> scores;

  private ReplayWorld(
      String separator, QuestionIndex questions, Map<String, RecordedScores> scores) {
    this.separator = separator;
    this.questions = questions;
    this.scores = scores;
  }

  /**
   * Reads recorded pools and scores, JSON Lines, packed by gzip if the name ends in {@code .gz}.
   *
   * @param pools rows of {@code problem_id}, {@code question} and {@code candidates}, a list of
   *     objects with {@code steps} and, if known, {@code num_tokens}
   * @param scores rows of {@code problem_id} and {@code step_scores}: for each candidate a list of
   *     one score in [0, 1] per step
   * @param separator between steps, occurring in none
   * @throws IOException if a file cannot be read, or a line is wrong: the message says which
   */
  public static ReplayWorld read(Path pools, Path scores, String separator) throws IOException {
    try (Reader poolRows = RecordedRows.open(pools);
        Reader scoreRows = RecordedRows.open(scores)) {
      return of(
          RecordedRows.pools(pools.toString(), poolRows),
          RecordedRows.scores(scores.toString(), scoreRows),
          separator);
    }
  }

  /** Reads recorded pools and scores, as {@link #read(Path, Path, String)}, from open readers. */
  public static ReplayWorld read(Reader pools, Reader scores, String separator) throws IOException {
    return of(RecordedRows.pools("pools", pools), RecordedRows.scores("scores", scores), separator);
  }

  /** How many candidates have the text of an earlier one of their problem, yet other scores. */
  public int conflicts() {
    return scores.values().stream().mapToInt(RecordedScores::conflicts).sum();
  }

  @Override
  public Continuation read(String prompt) {
    QuestionIndex.Match match = find(prompt);
    RecordedPool pool = match.pool();
    String rest = prompt.substring(match.end());
    for (RecordedCandidate candidate : pool.candidates()) {
      if (rest.contains(candidate.steps().get(0) + separator)) {
        throw RequestRefused.unservable(
            "prompt",
            "The replayed policy has whole solutions only and cannot continue one of problem "
                + pool.problemId()
                + "; ask for solutions, not for steps.");
      }
    }
    return new Continuation() {
      @Override
      public boolean started() {
        return false;
      }

      @Override
      public Iterator<Token> sample(Draw draw) {
        return tokens(pool.candidates().get(index(pool, draw)));
      }
    };
  }

  @Override
  public List<Double> rewards(String text) {
    QuestionIndex.Match match = find(text);
    List<String> steps = new ArrayList<>();
    int from = match.end();
    for (int at = text.indexOf(STEP_TAG, from); at >= 0; at = text.indexOf(STEP_TAG, from)) {
      steps.add(text.substring(from, at));
      from = at + STEP_TAG.length();
    }
    if (steps.isEmpty()) {
      return List.of();
    }
    RecordedScores recorded = scores.get(match.pool().problemId());
    List<Double> found = recorded == null ? null : recorded.find(steps);
    if (found == null) {
      throw RequestRefused.unservable(
          "input",
          "The replayed reward model has no scores for this solution of problem %s with %d steps:"
                  .formatted(match.pool().problemId(), steps.size())
              + " it is not one of the recorded candidates. Check that steps are separated as they"
              + " were recorded.");
    }
    return found;
  }

  private QuestionIndex.Match find(String text) {
    QuestionIndex.Match match = questions.find(text);
    if (match == null) {
      throw RequestRefused.unservable(
          "prompt", "The text contains none of the recorded questions letter by letter.");
    }
    return match;
  }

  private static int index(RecordedPool pool, Draw draw) {
    int size = pool.candidates().size();
    if (draw.samples() > size) {
      throw RequestRefused.unservable(
          "n",
          "n must be at most %d, the recorded candidates of problem %s, got %d."
              .formatted(size, pool.problemId(), draw.samples()));
    }
    if (draw.greedy()) {
      return 0;
    }
    return draw.samples() == size ? draw.index() : Math.floorMod(draw.seed() + draw.index(), size);
  }

  private Iterator<Token> tokens(RecordedCandidate candidate) {
    String text = String.join(separator, candidate.steps());
    Integer recorded = candidate.tokens();
    List<String> pieces = recorded == null ? Tokenizer.tokens(text) : pieces(text, recorded - 1);
    List<Token> tokens = new ArrayList<>(pieces.size() + 1);
    pieces.forEach(piece -> tokens.add(Token.of(piece, null)));
    tokens.add(Token.end(null));
    return tokens.iterator();
  }

  /** A text in so many pieces of equal length but for rounding, no character being cut in two. */
  private static List<String> pieces(String text, int count) {
    List<String> pieces = new ArrayList<>(count);
    int from = 0;
    for (int i = 1; i <= count; i++) {
      int to = Math.max(from, (int) ((long) text.length() * i / count));
      if (to > 0 && to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
        to++;
      }
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }

  private static ReplayWorld of(
      Map<String, RecordedPool> pools, Map<String, List<List<Double>>> scores, String separator)
      throws IOException {
    if (separator.isEmpty()) {
      throw new IllegalArgumentException("separator must not be empty");
    }
    if (pools.isEmpty()) {
      throw new IOException("the recorded pools must not be empty but have no row");
    }
    if (!pools.keySet().equals(scores.keySet())) {
      Set<String> odd = new HashSet<>(pools.keySet());
      odd.removeAll(scores.keySet());
      Set<String> other = new HashSet<>(scores.keySet());
      other.removeAll(pools.keySet());
      throw new IOException(
          "recorded pools and scores must have the same problems but %d have no scores and %d no pool, for example %s"
              .formatted(
                  odd.size(),
                  other.size(),
                  odd.isEmpty() ? other.iterator().next() : odd.iterator().next()));
    }
    Map<String, RecordedScores> byProblem = new HashMap<>();
    Set<String> questions = new HashSet<>();
    for (RecordedPool pool : pools.values()) {
      if (!questions.add(pool.question())) {
        throw new IOException(
            "the question of problem " + pool.problemId() + " must be that of no other problem");
      }
      byProblem.put(
          pool.problemId(),
          join(pool, scores.getOrDefault(pool.problemId(), List.of()), separator));
    }
    return new ReplayWorld(separator, new QuestionIndex(List.copyOf(pools.values())), byProblem);
  }

  private static RecordedScores join(RecordedPool pool, List<List<Double>> scores, String separator)
      throws IOException {
    if (scores.size() != pool.candidates().size()) {
      throw new IOException(
          "problem %s must have scores for each of its %d candidates but has them for %d"
              .formatted(pool.problemId(), pool.candidates().size(), scores.size()));
    }
    RecordedScores recorded = new RecordedScores();
    for (int i = 0; i < scores.size(); i++) {
      List<String> steps = pool.candidates().get(i).steps();
      if (scores.get(i).size() != steps.size()) {
        throw new IOException(
            "candidate %d of problem %s must have a score for each of its %d steps but has %d"
                .formatted(i, pool.problemId(), steps.size(), scores.get(i).size()));
      }
      if (steps.stream().anyMatch(step -> step.contains(separator))) {
        throw new IOException(
            "candidate %d of problem %s has a step that contains the separator; choose one that no step contains"
                .formatted(i, pool.problemId()));
      }
      recorded.add(steps, scores.get(i));
    }
    return recorded;
  }
}
