package dev.cairn.engine.model;

import dev.cairn.engine.model.Jury.Question;
import dev.cairn.engine.model.Jury.Votes;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Completion.Choice;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.Prompt.Message;
import dev.cairn.engine.worker.TokenCount;
import dev.cairn.engine.worker.WorkerException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * GenPRM without its code execution (Zhao et al., GenPRM: Scaling Test-Time Compute of Process
 * Reward Models via Generative Reasoning, 2025, arXiv 2504.00891): a conversation in which the user
 * gives one step a turn and the model first analyses it and then says Yes or No; what it said of
 * earlier steps stays in its context. Every vote is such a conversation of its own, all votes run
 * at once, and the reward of a step is the mean of the votes on it. A conversation that comes to no
 * verdict on a step is no vote on any.
 *
 * <p>Deviation from the authors' code: a step without any verdict is a failure, not 0.5.
 */
public final class GenPrm implements OneByOne {
  private static final String SYSTEM =
      "You are a math teacher. Your task is to review and critique the paragraphs in solution step"
          + " by step.";
  private static final String ANALYSIS_END = "</analyze>\n";
  private static final String OUTPUT = "<output>\n**Judgement**: $\\boxed";
  private static final String OUTPUT_END = "</output>\n";
  private static final int OUTPUT_TOKENS = 20;
  private static final String[] TAGS = {"<analyze>", "</analyze>", "<output>", "</output>"};
  private static final Pattern VERDICT =
      Pattern.compile("\\{\\s*(Yes|No)\\s*\\}", Pattern.CASE_INSENSITIVE);

  private final Jury jury;
  private final Generation generation;

  public GenPrm(ServedModel model, Generation generation) {
    this.jury = new Jury(model, generation);
    this.generation = generation;
  }

  @Override
  public CompletableFuture<Scored> score(Trajectory trajectory) {
    List<CompletableFuture<Review>> reviews = new ArrayList<>();
    Review begun =
        new Review(
            List.of(new Message("system", SYSTEM)),
            List.of(),
            List.of(),
            /* undecided= */ null,
            0,
            TokenCount.NONE);
    for (int vote = 0; vote < generation.votes(); vote++) {
      reviews.add(review(trajectory, StepTexts.of(trajectory, TAGS), begun, vote));
    }
    return Futures.map(Futures.all(reviews), GenPrm::mean);
  }

  /** The conversation of one vote as far as it has come, and why it comes no further. */
  private record Review(
      List<Message> messages,
      List<Double> rewards,
      List<String> analyses,
      @Nullable WorkerException undecided,
      int calls,
      TokenCount tokens) {
    /** With a turn of the user and the beginning of the model's. */
    List<Message> asking(String user, String opening) {
      List<Message> longer = new ArrayList<>(messages);
      longer.add(new Message("user", user));
      longer.add(new Message("assistant", opening));
      return longer;
    }
  }

  private CompletableFuture<Review> review(
      Trajectory trajectory, List<String> steps, Review soFar, long seed) {
    int k = soFar.rewards().size();
    if (k == steps.size() || soFar.undecided() != null) {
      return CompletableFuture.completedFuture(soFar);
    }
    String user =
        k == 0
            ? "Question: %s\n\n%s".formatted(StepTexts.question(trajectory, TAGS), steps.get(0))
            : steps.get(k);
    String opening = "<analyze>\nLet's analyze the Paragraph %d step by step: ".formatted(k + 1);
    Question analysis =
        new Question(
            soFar.asking(user, opening),
            List.of(ANALYSIS_END),
            generation.maxTokens(),
            /* logProbs= */ false,
            trajectory.problem().id());
    return Futures.then(
        jury.askOne(analysis, seed, Choice::text),
        analysed -> {
          String judging = opening + closed(analysed.verdicts().get(0), ANALYSIS_END) + OUTPUT;
          Question judgement =
              new Question(
                  soFar.asking(user, judging),
                  List.of(OUTPUT_END),
                  OUTPUT_TOKENS,
                  /* logProbs= */ true,
                  trajectory.problem().id());
          return Futures.then(
              jury.askOne(judgement, seed, this::verdict),
              judged -> {
                String output = judged.texts().isEmpty() ? "" : judged.texts().get(0);
                String said = judging + closed(output, OUTPUT_END);
                return review(trajectory, steps, next(soFar, user, said, analysed, judged), seed);
              });
        });
  }

  private Review next(
      Review soFar, String user, String said, Votes<String> analysed, Votes<Double> judged) {
    List<Double> rewards = new ArrayList<>(soFar.rewards());
    rewards.addAll(judged.verdicts());
    List<String> analyses = new ArrayList<>(soFar.analyses());
    analyses.add(analysed.verdicts().get(0).replace(ANALYSIS_END.strip(), "").strip());
    return new Review(
        soFar.asking(user, said),
        rewards,
        analyses,
        judged.verdicts().isEmpty() ? jury.undecided(judged) : null,
        soFar.calls() + analysed.calls() + judged.calls(),
        soFar.tokens().plus(analysed.tokens()).plus(judged.tokens()));
  }

  private static String closed(String text, String end) {
    String body = text.stripTrailing();
    return body.endsWith(end.strip()) ? body + "\n" : body + end;
  }

  /** The verdict of an output that goes on after the box was opened; null if there is none. */
  private @Nullable Double verdict(Choice choice) {
    Matcher boxes = VERDICT.matcher(jury.text(choice));
    Double last = null;
    while (boxes.find()) {
      boolean yes = boxes.group(1).equalsIgnoreCase("yes");
      last = jury.worth(choice, boxes.start(1), yes, "yes", "no");
    }
    return last;
  }

  /** The mean reward of every step, and what the vote that thinks least of it says. */
  private static Scored mean(List<Review> reviews) {
    List<Review> votes = reviews.stream().filter(each -> each.undecided() == null).toList();
    if (votes.isEmpty()) {
      throw Objects.requireNonNull(reviews.get(0).undecided());
    }
    int steps = votes.get(0).rewards().size();
    List<Double> rewards = new ArrayList<>(steps);
    List<String> critiques = new ArrayList<>(steps);
    for (int k = 0; k < steps; k++) {
      int step = k;
      rewards.add(Jury.mean(votes.stream().map(each -> each.rewards().get(step)).toList()));
      critiques.add(
          Collections.min(votes, Comparator.comparingDouble(each -> each.rewards().get(step)))
              .analyses()
              .get(step));
    }
    int calls = reviews.stream().mapToInt(Review::calls).sum();
    TokenCount tokens =
        reviews.stream().map(Review::tokens).reduce(TokenCount.NONE, TokenCount::plus);
    return Scored.critique(rewards, critiques, calls, tokens);
  }
}
