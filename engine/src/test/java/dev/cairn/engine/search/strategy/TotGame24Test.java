package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.search.strategy.BeamSearch.Duplicates;
import dev.cairn.engine.search.strategy.BeamSearch.FirstLevel;
import dev.cairn.engine.search.strategy.BeamSearch.Pad;
import dev.cairn.engine.search.strategy.BeamSearch.Trim;
import dev.cairn.engine.search.strategy.BeamSearch.Truncated;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Replays the breadth-first searches of Yao et al., Tree of Thoughts, 2023, on the game of 24: the
 * recorded children and values of every level, against the beam of five that was kept.
 */
class TotGame24Test {
  private static final Path LOG =
      Path.of(
          "..",
          "..",
          "shared",
          "data",
          "tot_game24",
          "gpt-4_0.7_propose1_value3_greedy5_start900_end1000.jsonl.gz");
  // A power of two above every recorded value, so that the division keeps order and ties.
  private static final double SCALE = 64;

  private int levels;

  @Test
  void keepsTheBeamOfEveryRecordedStep() throws IOException {
    assumeThat(LOG).as("this test needs the recorded searches in %s", LOG).exists();
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(LOG)), StandardCharsets.UTF_8));
        Stream<String> puzzles = lines.lines()) {
      for (String puzzle : (Iterable<String>) puzzles::iterator) {
        replay(json.readTree(puzzle).path("steps"));
      }
    }
    assertThat(levels).isEqualTo(400);
  }

  private void replay(JsonNode steps) {
    BeamSearch beam =
        new BeamSearch(
            5,
            1,
            FirstLevel.BEAMS,
            BeamSearch.Finished.COMPETE,
            Duplicates.KEEP,
            Truncated.FINISH,
            Trim.NONE,
            Pad.NONE,
            0,
            Aggregation.LAST);
    Search search = beam.start(Scripted.PROBLEM, new SplittableRandom(1));
    List<? extends Request> wishes = search.begin();
    for (int level = 0; level < steps.size(); level++) {
      boolean last = level == steps.size() - 1;
      wishes = search.advance(recorded(wishes, steps.get(level), last));
      List<String> kept = new ArrayList<>();
      wishes.forEach(wish -> kept.add(wish.from().text()));
      search.candidates().forEach(candidate -> kept.add(candidate.trajectory().text()));

      assertThat(kept).containsExactlyElementsOf(texts(steps.get(level), "select_new_ys"));
      levels++;
    }
  }

  /** The recorded children, each with the first of the prefixes that it continues. */
  private static List<List<Candidate>> recorded(
      List<? extends Request> wishes, JsonNode step, boolean last) {
    List<List<Candidate>> children = new ArrayList<>();
    wishes.forEach(wish -> children.add(new ArrayList<>()));
    List<String> texts = texts(step, "new_ys");
    int parent = 0;
    for (int i = 0; i < texts.size(); i++) {
      while (!texts.get(i).startsWith(wishes.get(parent).from().text())) {
        parent++;
      }
      Trajectory from = wishes.get(parent).from();
      String own = texts.get(i).substring(from.text().length());
      Trajectory child =
          from.append(
              children.get(parent).size(),
              List.of(new Step(own, 1, null)),
              last ? Finish.ANSWERED : Finish.SEPARATOR);
      double value = step.path("values").get(i).asDouble() / SCALE;
      children
          .get(parent)
          .add(new Candidate(child, Collections.nCopies(child.steps().size(), value)));
    }
    return children;
  }

  private static List<String> texts(JsonNode step, String field) {
    List<String> texts = new ArrayList<>();
    step.path(field).forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
