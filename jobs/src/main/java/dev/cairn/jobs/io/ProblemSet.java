package dev.cairn.jobs.io;

import dev.cairn.engine.config.RunSpec.DataSpec;
import dev.cairn.engine.config.UserException;
import dev.cairn.engine.search.Problem;
import dev.cairn.jobs.io.format.BadFieldException;
import dev.cairn.jobs.io.format.Format;
import dev.cairn.jobs.io.format.Place;
import dev.cairn.jobs.io.format.Problems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/**
 * Reads the problem set of a run: our own problems, with fields of the names that the run gives.
 */
public final class ProblemSet {
  private ProblemSet() {}

  /**
   * The problems of a set in their order.
   *
   * @throws UserException naming file, line and field, for a file that is missing or empty, a row
   *     that is malformed, or an id that occurs twice
   */
  public static List<Problem> read(Configuration hadoop, DataSpec data) {
    Format<Problem> format = new Problems(data.idField(), data.questionField(), data.answerField());
    RowFiles files = new RowFiles(hadoop);
    List<Problem> problems = new ArrayList<>();
    Map<String, Place> places = new HashMap<>();
    int number = 0;
    for (FileStatus file : files.list(List.of(data.path()))) {
      try (RowSource rows = files.open(files.whole(file, number++))) {
        for (RawRow row = rows.next(); row != null; row = rows.next()) {
          if (data.limit() > 0 && problems.size() == data.limit()) {
            return problems;
          }
          problems.add(problem(row, format, places));
        }
      } catch (IOException e) {
        throw RowFiles.unreadable(file.getPath().toString(), e);
      }
    }
    if (problems.isEmpty()) {
      throw new UserException(data.path() + ": there is no problem in it");
    }
    return problems;
  }

  private static Problem problem(RawRow row, Format<Problem> format, Map<String, Place> places) {
    try {
      Problem problem = JsonRows.read(row, format).value();
      Place earlier = places.putIfAbsent(problem.id(), row.place());
      if (earlier != null) {
        throw new BadFieldException(
            "id", "must be unique, but %s stands already in %s".formatted(problem.id(), earlier));
      }
      return problem;
    } catch (BadFieldException e) {
      throw new UserException("%s: %s: %s".formatted(row.place(), e.field(), e.reason()), e);
    }
  }
}
