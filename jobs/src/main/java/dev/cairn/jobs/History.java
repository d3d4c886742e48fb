package dev.cairn.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.metrics.Estimate;
import dev.cairn.engine.run.Usage;
import dev.cairn.jobs.Report.Night;
import dev.cairn.jobs.RunMetrics.ExperimentMetrics;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.TextFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();
  private static final int VERSION = 1;

  private final TextFiles files;
  private final Path directory;

  /** A history in a directory, which need not be there yet. */
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
      @Nullable Boolean regression) {
    Night night() {
      return new Night(
          time,
          directory,
          experiment,
          problems,
          accuracy,
          low,
          high,
          generatedTokens,
          baseline,
          difference,
          pHolm,
          regression);
    }
  }

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

  /**
   * The experiments of all nights of a sweep, the oldest night first; none if there is no history.
   *
   * @param run the name of the sweep's spec
   * @throws UserException if a line is damaged, or of another version
   */
  List<Night> nights(String run) {
    List<Night> nights = new ArrayList<>();
    for (Path file : files.list(directory, ".jsonl")) {
      List<String> lines = files.lines(file);
      for (int i = 0; i < lines.size(); i++) {
        Line line = read(lines.get(i), "%s:%d".formatted(file, i + 1));
        if (line.run.equals(run)) {
          nights.add(line.night());
        }
      }
    }
    nights.sort(Comparator.comparing(night -> Instant.parse(night.time())));
    return nights;
  }

  private static Line read(String json, String place) {
    try {
      Line line = JSON.readValue(json, Line.class);
      if (line.version == VERSION) {
        return line;
      }
      throw new UserException(
          "%s: is of version %d of the history, and version %d is read; move the file elsewhere"
              .formatted(place, line.version, VERSION));
    } catch (JsonProcessingException e) {
      throw new UserException(
          "%s: is no line of a history: %s; mend it, or move the file elsewhere"
              .formatted(place, e.getOriginalMessage()));
    }
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
    return spec.prices().of(all, each.policy(), each.reward());
  }

  private static double of(Map<String, Double> means, String column) {
    return means.getOrDefault(column, Double.NaN);
  }
}
