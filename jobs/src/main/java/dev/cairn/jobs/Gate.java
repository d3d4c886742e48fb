package dev.cairn.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.metrics.Estimate;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.TextFiles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run compared with a baseline, as {@code gate.json} has it.
 *
 * @param version of this format
 * @param baseline the baseline's directory
 * @param alpha the chance of calling anything worse that is not
 * @param regressions how many experiments are worse
 * @param comparisons of all experiments of the same names
 * @param onlyBaseline experiments that only the baseline has
 * @param onlyHere experiments that only this run has
 */
public record Gate(
    int version,
    String baseline,
    double alpha,
    int regressions,
    List<Compared> comparisons,
    List<String> onlyBaseline,
    List<String> onlyHere) {
  static final int VERSION = 1;

  /**
   * The directory of the baseline that the {@code gate.json} of a run names.
   *
   * @throws UserException if the file is damaged
   */
  public static String baselineOf(RunDirectory run, TextFiles files) {
    try {
      String named = new ObjectMapper().readTree(files.text(run.gate())).path("baseline").asText();
      if (!named.isEmpty()) {
        return named;
      }
    } catch (JsonProcessingException e) {
      // Told below, like a file that names none.
    }
    throw new UserException(
        run.gate() + ": is damaged and names no baseline; give --baseline RUN, or --baseline none");
  }

  /**
   * One experiment in both runs, each time by its own vote.
   *
   * @param experiment its name
   * @param problems that both solved or not
   * @param before accuracy in the baseline
   * @param now accuracy in this run
   * @param difference now - before, with a paired bootstrap over problems
   * @param onlyNow problems that only this run solves; null with repetitions
   * @param onlyBefore problems that only the baseline solves; null with repetitions
   * @param test that gives p
   * @param p two-sided
   * @param pHolm the same, corrected for the number of experiments
   * @param regression whether it is worse, with a corrected p of at most alpha
   */
  public record Compared(
      String experiment,
      long problems,
      double before,
      double now,
      Estimate difference,
      @Nullable Integer onlyNow,
      @Nullable Integer onlyBefore,
      String test,
      double p,
      double pHolm,
      boolean regression) {}
}
