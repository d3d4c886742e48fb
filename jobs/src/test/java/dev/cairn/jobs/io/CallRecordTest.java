package dev.cairn.jobs.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallRecordTest {
  private static final List<CallRecord> RECORDS =
      List.of(
          record("0a", -1, "the first answer"),
          record("ff", 7, "another answer, which is longer"),
          CallRecord.replayed("ab".repeat(32), Integer.MIN_VALUE),
          record("00", 0, "the last answer"));

  private static CallRecord record(String digits, int problem, String body) {
    return new CallRecord(digits.repeat(32), problem, body.getBytes(UTF_8));
  }

  private static byte[] segment(List<CallRecord> records) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    records.forEach(record -> out.writeBytes(record.toBytes()));
    return out.toByteArray();
  }

  /** What a scan finds, and at its end in how many places there is damage. */
  private static List<String> scan(byte[] segment) {
    List<String> found = new ArrayList<>();
    int damaged = CallRecord.scan(segment, record -> found.add(text(record)));
    found.add(String.valueOf(damaged));
    return found;
  }

  /** As it was written, so that equal texts are equal records. */
  private static String text(CallRecord record) {
    return record.address() + record.problem() + HexFormat.of().formatHex(record.toBytes());
  }

  private static List<String> texts(List<CallRecord> records, int damaged) {
    List<String> texts = new ArrayList<>(records.stream().map(CallRecordTest::text).toList());
    texts.add(String.valueOf(damaged));
    return texts;
  }

  @Test
  void readsWhatWasWritten() {
    assertThat(scan(segment(RECORDS))).isEqualTo(texts(RECORDS, 0));
    assertThat(scan(new byte[0])).isEqualTo(texts(List.of(), 0));
  }

  @Test
  void losesOnlyTheLastRecordWhereverItIsTorn() {
    byte[] whole = segment(RECORDS);
    int last = whole.length - RECORDS.get(3).toBytes().length;

    assertThat(scan(Arrays.copyOf(whole, last))).isEqualTo(texts(RECORDS.subList(0, 3), 0));
    for (int cut = last + 1; cut < whole.length; cut++) {
      assertThat(scan(Arrays.copyOf(whole, cut))).isEqualTo(texts(RECORDS.subList(0, 3), 1));
    }
  }

  @Test
  void losesOnlyTheRecordInWhichABitFlips() {
    byte[] whole = segment(RECORDS);
    List<CallRecord> others = List.of(RECORDS.get(0), RECORDS.get(2), RECORDS.get(3));
    int from = RECORDS.get(0).toBytes().length;
    int to = from + RECORDS.get(1).toBytes().length;

    for (int bit = from * 8; bit < to * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(scan(flipped)).as("bit %d", bit).isEqualTo(texts(others, 1));
    }
  }

  @Test
  void findsTheRecordsAfterBytesThatAreLostOrTooMany() {
    byte[] whole = segment(RECORDS);
    byte[] shorter = segment(RECORDS.subList(0, 1));
    ByteArrayOutputStream spliced = new ByteArrayOutputStream();
    spliced.write(shorter, 0, shorter.length - 5);
    spliced.write(whole, shorter.length, whole.length - shorter.length);
    spliced.writeBytes("what has no place here".getBytes(UTF_8));

    assertThat(scan(spliced.toByteArray())).isEqualTo(texts(RECORDS.subList(1, 4), 2));
  }
}
