package dev.cairn.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.TextFiles;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Judges the candidates of a finished run anew: with other votes, or other ways to read and judge
 * answers. Calls no worker, and leaves the run's own tables and metrics as they are.
 */
public final class VoteJob {
  private static final Set<String> TABLES = Set.of("problems", "candidates", "decisions");

  private final SparkSession spark;
  private final RunDirectory run;
  private final TextFiles files;
  private final RunSpec spec;

  /**
   * A job on the run in a directory.
   *
   * @throws UserException if the directory does not hold a finished run that can be read
   */
  public VoteJob(SparkSession spark, RunDirectory run) {
    this.spark = spark;
    this.run = run;
    this.files = new TextFiles(spark.sparkContext().hadoopConfiguration());
    require(run.run(), "no run begins without it; name a directory that cairn search has written");
    require(run.metrics(), "the run is not finished; submit it again with cairn search");
    require(run.outcomes(), "the candidates are lost; submit the run again with cairn search");
    this.spec = SpecReader.read(run.run().toString(), files.text(run.run()), List.of());
  }

  private void require(Path path, String otherwise) {
    if (!files.exists(path)) {
      throw new UserException("%s: is missing; %s".formatted(path, otherwise));
    }
  }

  /** The run's spec. */
  public RunSpec spec() {
    return spec;
  }

  /**
   * Judges every candidate and holds the votes that are wanted, and each experiment's own.
   *
   * @param target where tables and metrics go; not the run's own directory
   */
  public RunMetrics run(Voting voting, RunDirectory target) {
    Set<String> votes = new TreeSet<>();
    for (Experiment experiment : spec.experiments()) {
      votes.addAll(Judge.choices(experiment));
    }
    voting.requireKnown(votes);
    if (files.qualified(target.root()).equals(files.qualified(run.root()))) {
      throw new UserException(
          target.root() + ": is the run's own directory; name another one with --out");
    }
    JsonNode own = metrics();
    return new TableJob(spark, spec, voting, run)
        .write(target, TABLES, own.path("items").asLong(), own.path("seconds").asDouble());
  }

  private JsonNode metrics() {
    try {
      JsonNode metrics = new ObjectMapper().readTree(files.text(run.metrics()));
      if (metrics.path("items").isIntegralNumber() && metrics.path("seconds").isNumber()) {
        return metrics;
      }
    } catch (JsonProcessingException e) {
      throw new UserException(run.metrics() + ": is damaged; submit the run again", e);
    }
    throw new UserException(
        run.metrics() + ": was written by another version; submit the run again with cairn search");
  }
}
