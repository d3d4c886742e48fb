package dev.cairn.jobs.io;

import dev.cairn.jobs.io.format.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a split of a file with one row a line. Only a line feed ends a line, since the other
 * marks that Unicode counts as ends of lines may stand in a JSON text.
 */
final class LineRows implements RowSource {
  private static final byte[] LINE_FEED = {'\n'};
  private static final String BLANK = " \t\r";

  private final Split split;
  private final LineRecordReader reader = new LineRecordReader(LINE_FEED);
  private long line;

  LineRows(Split split, Configuration hadoop) throws IOException {
    this.split = split;
    this.line = split.linesBefore();
    reader.initialize(
        new FileSplit(new Path(split.file()), split.start(), split.length(), new String[0]),
        new TaskAttemptContextImpl(hadoop, new TaskAttemptID()));
  }

  @Override
  public @Nullable RawRow next() throws IOException {
    while (reader.nextKeyValue()) {
      line++;
      Text text = reader.getCurrentValue();
      if (!isBlank(text)) {
        return row(new Place(split.file(), split.number(), line), text);
      }
    }
    return null;
  }

  /** How many lines the split has. */
  long count() throws IOException {
    long lines = 0;
    while (reader.nextKeyValue()) {
      lines++;
    }
    return lines;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  private static RawRow row(Place place, Text text) {
    try {
      String row =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(text.getBytes(), 0, text.getLength()))
              .toString();
      return RawRow.of(place, row);
    } catch (CharacterCodingException e) {
      return new RawRow(place, text.toString(), "must be UTF-8 but is not", false);
    }
  }

  private static boolean isBlank(Text text) {
    for (int i = 0; i < text.getLength(); i++) {
      if (BLANK.indexOf(text.getBytes()[i]) < 0) {
        return false;
      }
    }
    return true;
  }
}
