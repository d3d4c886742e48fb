package dev.cairn.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.config.RunIdentity;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.SpecReader;
import dev.cairn.engine.config.UserException;
import dev.cairn.jobs.io.RunDirectory;
import dev.cairn.jobs.io.TextFiles;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of one name in one directory: a sweep that is run again and again.
 *
 * @param files of their file system
 * @param parent the directory
 * @param name of the spec
 */
public record Nights(TextFiles files, Path parent, String name) {
  private static final Logger LOG = LoggerFactory.getLogger(Nights.class);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

  /** The directory of a run that begins now. */
  public RunDirectory fresh(Instant now) {
    return new RunDirectory(new Path(parent, name + "-" + TIME.format(now)));
  }

  /** The newest run, if it is of this spec and has not ended. */
  public Optional<RunDirectory> unfinished(RunSpec spec) {
    return newestFirst()
        .findFirst()
        .filter(run -> !files.exists(run.metrics()))
        .filter(
            run ->
                readable(run)
                    .map(begun -> RunIdentity.difference(begun, spec) == null)
                    .orElse(false));
  }

  /** The newest run but one that has ended and is not known for a regression. */
  public Optional<RunDirectory> lastGood(RunDirectory but) {
    Path excepted = files.qualified(but.root());
    return newestFirst()
        .filter(run -> !files.qualified(run.root()).equals(excepted))
        .filter(run -> files.exists(run.metrics()) && passed(run) && readable(run).isPresent())
        .findFirst();
  }

  private Stream<RunDirectory> newestFirst() {
    List<Path> runs = files.directories(parent, name + "-");
    return runs.stream()
        .filter(path -> path.getName().substring(name.length()).matches("-\\d{8}T\\d{6}"))
        .sorted(Comparator.comparing(Path::getName).reversed())
        .map(RunDirectory::new);
  }

  private Optional<RunSpec> readable(RunDirectory run) {
    try {
      return Optional.of(SpecReader.read(run.run().toString(), files.text(run.run()), List.of()));
    } catch (UserException e) {
      LOG.warn("{} is passed over: {}", run.root(), e.getMessage());
      return Optional.empty();
    }
  }

  private boolean passed(RunDirectory run) {
    if (!files.exists(run.gate())) {
      return true;
    }
    try {
      return new ObjectMapper().readTree(files.text(run.gate())).path("regressions").asInt(-1) == 0;
    } catch (JsonProcessingException e) {
      LOG.warn("{} is passed over: its gate.json is damaged", run.root());
      return false;
    }
  }
}
