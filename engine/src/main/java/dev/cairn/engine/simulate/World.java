package dev.cairn.engine.simulate;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of a fleet know: how a policy continues a prompt and what a reward model thinks
 * of a solution. Stateless towards its callers and safe for use by many threads; every answer is a
 * function of the arguments alone.
 */
public interface World {
  /** Ends every step of a solution that is to be scored; Qwen2.5-Math-PRM's. */
  String STEP_TAG = "<extra_0>";

  /**
   * Reads a prompt: the question, and what is written of its solution, in any template.
   *
   * @throws RequestRefused if the world does not know the question
   */
  Continuation read(String prompt);

  /**
   * The reward of every step of a solution, each in [0, 1].
   *
   * @param text the question and its solution in any template, each step ended by {@link #STEP_TAG}
   * @return one per tag, in order
   * @throws RequestRefused if the world does not know the question or cannot score the solution
   */
  List<Double> rewards(String text);

  /** A prompt that was understood, ready to be continued any number of times. */
  interface Continuation {
    /** Whether some of the solution is written already. */
    boolean started();

    /**
     * One sample's tokens from here to the end of the answer, the last of them being {@link
     * Token#end}; made only as far as they are read.
     *
     * @throws RequestRefused if the world has no such sample
     */
    Iterator<Token> sample(Draw draw);
  }

  /**
   * Which of all possible continuations is wanted.
   *
   * @param seed the request's seed, or 0 where it had none
   * @param index the sample's number among the request's samples of this prompt, from 0
   * @param samples how many samples of this prompt the request asks for
   * @param greedy whether the temperature is 0; the seed is of no effect then
   */
  record Draw(long seed, int index, int samples, boolean greedy) {}

  /**
   * A generated token.
   *
   * @param text as it appears in the answer, or the end token's spelling
   * @param logProb natural log-probability, or null where the world knows none
   * @param end whether it ends the answer; then its text is not part of the answer
   */
  record Token(String text, @Nullable Double logProb, boolean end) {
    /** A token of the answer. */
    static Token of(String text, @Nullable Double logProb) {
      return new Token(text, logProb, false);
    }

    /** The token after the last. */
    static Token end(@Nullable Double logProb) {
      return new Token("<|im_end|>", logProb, true);
    }
  }
}
