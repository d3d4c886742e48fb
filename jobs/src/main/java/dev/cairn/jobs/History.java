package dev.cairn.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.run.Usage;
import dev.cairn.jobs.RunMetrics.ExperimentMetrics;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.TextFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The figures of many nights: a directory in which every finished sweep has one file, so that no
 * two write into the same one.
 */
public final class History {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VERSION = 1;

  private final TextFiles files;
  private final Path directory;

  public History(TextFiles files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /** One line: an experiment of a night. {@code jobs/README.md} explains each field. */
  record Line(
      int version,
      String time,
      String run,
      String directory,
      String experiment,
      String strategy,
      String reward,
      String vote,
      boolean simulated,
      String workers,
      long problems,
      int repetitions,
      long failed,
      double accuracy,
      double low,
      double high,
      @Nullable Double rankAt1,
      double coverage,
      double generatedTokens,
      double policyCalls,
      double rewardCalls,
      double secondsPerSearch,
      @Nullable Double cost,
      String currency,
      @Nullable String baseline,
      @Nullable Double difference,
      @Nullable Double differenceLow,
      @Nullable Double differenceHigh,
      @Nullable Double p,
      @Nullable Double pHolm,
      @Nullable Boolean regression) {}

  /**
   * Adds a night.
   *
   * @param gate its comparison with a baseline; null for none
   */
  public void add(
      Instant now, RunSpec spec, RunDirectory run, RunMetrics metrics, @Nullable Gate gate) {
    List<String> lines = new ArrayList<>();
    for (ExperimentMetrics each : metrics.experiments()) {
      lines.add(json(line(now, spec, run, metrics, each, gate)));
    }
    String name =
        "%s-%s-%s.jsonl"
            .formatted(
                now.toString().replaceAll("[-:]|\\.\\d+", ""),
                spec.name(),
                UUID.randomUUID().toString().substring(0, 8));
    files.write(new Path(directory, name), lines.iterator());
  }

  private static String json(Line line) {
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a line of history cannot be written as JSON", e);
    }
  }

  private static Line line(
      Instant now,
      RunSpec spec,
      RunDirectory run,
      RunMetrics metrics,
      ExperimentMetrics each,
      @Nullable Gate gate) {
    Gate.Compared compared = compared(gate, each.name());
    Estimate difference = compared == null ? null : compared.difference();
    Map<String, Double> mean = each.perSearch();
    return new Line(
        VERSION,
        now.toString(),
        spec.name(),
        run.root().toString(),
        each.name(),
        each.strategy(),
        each.reward(),
        each.vote(),
        metrics.simulated(),
        metrics.workers(),
        each.problems(),
        each.repetitions(),
        each.failed(),
        each.accuracy().value(),
        each.accuracy().low(),
        each.accuracy().high(),
        each.rankAt1() == null ? null : each.rankAt1().value(),
        each.coverage().value(),
        of(mean, "generated_tokens"),
        of(mean, "policy_calls"),
        of(mean, "reward_calls"),
        of(mean, "seconds"),
        spec.prices().given() ? cost(spec, each) : null,
        spec.prices().currency(),
        compared == null || gate == null ? null : gate.baseline(),
        difference == null ? null : difference.value(),
        difference == null ? null : difference.low(),
        difference == null ? null : difference.high(),
        compared == null ? null : compared.p(),
        compared == null ? null : compared.pHolm(),
        compared == null ? null : compared.regression());
  }

  private static Gate.@Nullable Compared compared(@Nullable Gate gate, String experiment) {
    return gate == null
        ? null
        : gate.comparisons().stream()
            .filter(each -> each.experiment().equals(experiment))
            .findFirst()
            .orElse(null);
  }

  /** Money for all searches of an experiment, whether others asked the same or not. */
  private static double cost(RunSpec spec, ExperimentMetrics each) {
    Map<String, Double> mean = each.perSearch();
    double searches = (double) each.problems() * each.repetitions();
    Usage all =
        new Usage(
            0,
            0,
            0,
            Math.round(of(mean, "prompt_tokens") * searches),
            Math.round(of(mean, "cached_tokens") * searches),
            Math.round(of(mean, "generated_tokens") * searches),
            0,
            0,
            Math.round(of(mean, "reward_tokens") * searches),
            Math.round(of(mean, "reward_generated_tokens") * searches));
    return spec.prices().of(all, each.reward());
  }

  private static double of(Map<String, Double> means, String column) {
    return means.getOrDefault(column, Double.NaN);
  }
}
