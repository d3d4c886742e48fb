package dev.cairn.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProblemRangeTest {
  @Test
  void isReadFromTheNamesThatItBegins() {
    ProblemRange range = ProblemRange.of(List.of(5, -3, 0x7fffffff));

    assertThat(range).hasToString("00000005-fffffffd");
    assertThat(ProblemRange.parse(range + "-ab-00000.calls")).isEqualTo(range);
    assertThat(ProblemRange.parse("other.calls")).isNull();
  }

  @Test
  void meetsRangesThatShareAPlaceWithItWithoutRegardToSigns() {
    ProblemRange range = new ProblemRange(0x70000000, 0x90000000);

    assertThat(range.meets(new ProblemRange(0, 0x70000000))).isTrue();
    assertThat(range.meets(new ProblemRange(0x80000000, 0x80000000))).isTrue();
    assertThat(range.meets(new ProblemRange(0, -1))).isTrue();
    assertThat(range.meets(new ProblemRange(0, 0x6fffffff))).isFalse();
    assertThat(range.meets(new ProblemRange(0x90000001, -1))).isFalse();
  }

  @Test
  void placesProblemsEvenlyWhateverTheirNames() {
    int[] counts = new int[16];
    IntStream.range(0, 1600).forEach(i -> counts[ProblemRange.hash("problem-" + i) >>> 28]++);

    assertThat(IntStream.of(counts).boxed()).allMatch(count -> count > 60 && count < 140);
  }
}
