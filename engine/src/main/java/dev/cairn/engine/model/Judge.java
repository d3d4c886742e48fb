package dev.cairn.engine.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.model.Generation.Verdict;
import dev.cairn.engine.model.Jury.Question;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.MalformedAnswerException;
import dev.cairn.engine.worker.Prompt.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A general model as a judge of single steps (Zheng et al., Judging LLM-as-a-Judge with MT-Bench
 * and Chatbot Arena, 2023, arXiv 2306.05685; the words are ours). Shown the solution up to a step,
 * it says how good that step is: a score from 0 to 10 in JSON, which is divided by 10, or Yes or No
 * as one word, whose probability is the reward. The mean of the votes; one question per step, all
 * at once.
 */
public final class Judge implements OneByOne {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CRITERION =
      "You check solutions of math problems step by step. A step is good if everything in it is"
          + " true and follows from the problem and the steps before it.";
  private static final String SCORE =
      "Answer with one JSON object and nothing else: {\"reasoning\": why, \"score\": how good the"
          + " last step is, from 0 for wrong to 10 for certainly right}.";
  private static final String YES_NO = "Is the last step right? Answer with Yes or No.";
  private static final Pattern FIELD =
      Pattern.compile("\"score\"\\s*:\\s*(-?\\d{1,9}(?:\\.\\d{1,9})?)");

  private final Jury jury;
  private final Generation generation;

  public Judge(ServedModel model, Generation generation) {
    this.jury = new Jury(model, generation);
    this.generation = generation;
  }

  @Override
  public CompletableFuture<Scored> score(Trajectory trajectory) {
    List<String> steps = StepTexts.numbered(trajectory);
    List<CompletableFuture<Scored>> parts = new ArrayList<>(steps.size());
    boolean word = generation.verdict() == Verdict.LOG_PROBS;
    for (int k = 1; k <= steps.size(); k++) {
      String user =
          "[Problem]\n%s\n\n[Solution]\n%s\n\n%s"
              .formatted(
                  StepTexts.question(trajectory),
                  String.join("\n", steps.subList(0, k)),
                  word ? YES_NO : SCORE);
      Question question =
          new Question(
              List.of(new Message("system", CRITERION), new Message("user", user)),
              List.of(),
              word ? 1 : generation.maxTokens(),
              /* logProbs= */ true,
              trajectory.problem().id());
      parts.add(
          Futures.map(
              jury.ask(question, word ? Judge::probability : choice -> scoreOf(Jury.whole(choice))),
              votes ->
                  new Scored(
                      List.of(List.of(Jury.mean(votes.verdicts()))),
                      votes.calls(),
                      votes.tokens())));
    }
    return Futures.map(Futures.all(parts), Scored::chained);
  }

  private static double probability(Choice choice) {
    if (choice.tokens().isEmpty()) {
      throw new MalformedAnswerException("without the log-probabilities of a verdict");
    }
    return Odds.of(choice.tokens().get(0).likeliest(), "yes", "no");
  }

  /**
   * The score of a judgement, in [0, 1]: of the last JSON object in it that has one, or of what
   * looks like the field where none is to be read; null if there is none from 0 to 10.
   */
  static @Nullable Double scoreOf(String text) {
    Double last = null;
    boolean found = false;
    int open = text.indexOf('{');
    while (open >= 0) {
      int end = open + 1;
      try (JsonParser parser = JSON.createParser(text.substring(open))) {
        JsonNode score = JSON.<JsonNode>readTree(parser).path("score");
        end = open + (int) parser.currentLocation().getCharOffset();
        if (score.isNumber()) {
          found = true;
          last = inRange(score.doubleValue());
        }
      } catch (IOException e) {
        // Braces of something else.
      }
      open = text.indexOf('{', end);
    }
    Matcher field = FIELD.matcher(text);
    while (!found && field.find()) {
      last = inRange(Double.parseDouble(field.group(1)));
    }
    return last;
  }

  private static @Nullable Double inRange(double score) {
    return score >= 0 && score <= 10 ? Double.valueOf(score / 10) : null;
  }
}
