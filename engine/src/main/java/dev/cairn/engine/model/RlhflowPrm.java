package dev.cairn.engine.model;

import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.worker.Completion;
import dev.cairn.engine.worker.Completion.Token;
import dev.cairn.engine.worker.CompletionRequest;
import dev.cairn.engine.worker.Futures;
import dev.cairn.engine.worker.MalformedAnswerException;
import dev.cairn.engine.worker.Prompt.Message;
import dev.cairn.engine.worker.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The PRMs of RLHFlow on Llama 3.1 8B (Xiong et al., An Implementation of Generative PRM, 2024,
 * RLHFlow/RLHF-Reward-Modeling): a conversation in which the user says the question with the first
 * step, then one step a turn, and the assistant says {@code +} to each. The reward of a step is the
 * probability of {@code +} against {@code -} as the assistant's next word, whatever was thought of
 * the steps before. One call of one token per step, all at once; they share their prefix.
 */
public final class RlhflowPrm implements OneByOne {
  private static final int LIKELIEST = 20;
  private static final String[] TAGS = {
    "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|begin_of_text|>"
  };

  private final ServedModel model;
  private final PromptTemplate template;
  private final String joint;

  /**
   * A reward model.
   *
   * @param joint between the question and the first step
   */
  public RlhflowPrm(ServedModel model, PromptTemplate template, String joint) {
    this.model = model;
    this.template = template;
    this.joint = joint;
  }

  @Override
  public CompletableFuture<Scored> score(Trajectory trajectory) {
    List<String> steps = StepTexts.of(trajectory, TAGS);
    List<Message> messages = new ArrayList<>();
    List<CompletableFuture<Scored>> parts = new ArrayList<>(steps.size());
    String question = StepTexts.question(trajectory, TAGS);
    for (int k = 0; k < steps.size(); k++) {
      messages.add(new Message("user", k == 0 ? question + joint + steps.get(0) : steps.get(k)));
      parts.add(ask(messages, trajectory.problem().id()));
      messages.add(new Message("assistant", "+"));
    }
    return Futures.map(Futures.all(parts), Scored::chained);
  }

  private CompletableFuture<Scored> ask(List<Message> messages, String affinity) {
    CompletionRequest request =
        new CompletionRequest(
            model.name(),
            template.prompt(List.copyOf(messages)),
            1,
            1,
            Sampling.GREEDY,
            List.of(),
            LIKELIEST,
            affinity);
    return model.send(
        model
            .dialect()
            .complete(request)
            .map(
                completion ->
                    new Scored(List.of(List.of(reward(completion))), 1, completion.tokens())));
  }

  private static double reward(Completion completion) {
    List<Token> tokens = completion.choices().get(0).tokens();
    if (tokens.isEmpty()) {
      throw new MalformedAnswerException("without the log-probabilities of a verdict");
    }
    return Odds.of(tokens.get(0).likeliest(), "+", "-");
  }
}
