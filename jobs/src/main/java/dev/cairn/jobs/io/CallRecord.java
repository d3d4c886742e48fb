package dev.cairn.jobs.io;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a call segment: a call's answer, or without a body the note that an answer was
 * replayed.
 *
 * <p>In the file: a mark of 4 bytes that also tells the version; the length of what follows the
 * checksum; the CRC-32C of length and what follows; 32 bytes of address; the problem's hash; the
 * body. All numbers are big-endian and of 4 bytes. What is torn or damaged fails its checksum, and
 * the next mark with a right one goes on, so that damage costs the records that it touches and no
 * others.
 */
public final class CallRecord {
  private static final int MARK = 0xca111e01;
  private static final int HEADER = 3 * Integer.BYTES;
  private static final int ADDRESS = 32;
  private static final int FIXED = ADDRESS + Integer.BYTES;

  private final String address;
  private final int problem;
  private final byte[] body;

  /**
   * A record.
   *
   * @param address of the call
   * @param problem hash of the problem
   * @param body of {@link StoredCall}, or empty
   */
  CallRecord(String address, int problem, byte[] body) {
    this.address = address;
    this.problem = problem;
    this.body = body;
  }

  /** That an answer was replayed. */
  static CallRecord replayed(String address, int problem) {
    return new CallRecord(address, problem, new byte[0]);
  }

  /** The address of the call. */
  public String address() {
    return address;
  }

  int problem() {
    return problem;
  }

  /** Whether this holds an answer. */
  public boolean answered() {
    return body.length > 0;
  }

  /**
   * The answer.
   *
   * @throws java.io.UncheckedIOException if it cannot be read, or there is none
   */
  public StoredCall call() {
    return StoredCall.inflated(body);
  }

  byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(HEADER + FIXED + body.length);
    out.putInt(MARK).putInt(FIXED + body.length).putInt(0);
    out.put(HexFormat.of().parseHex(address)).putInt(problem).put(body);
    out.putInt(2 * Integer.BYTES, checksum(out.array(), 0, FIXED + body.length));
    return out.array();
  }

  /**
   * Reads a segment.
   *
   * @return in how many places it is torn or damaged
   */
  static int scan(byte[] segment, Consumer<CallRecord> each) {
    int damaged = 0;
    int at = 0;
    while (at < segment.length) {
      CallRecord record = at(segment, at);
      if (record == null) {
        damaged++;
      }
      while (record == null && at < segment.length) {
        at++;
        record = at(segment, at);
      }
      if (record != null) {
        each.accept(record);
        at += HEADER + FIXED + record.body.length;
      }
    }
    return damaged;
  }

  private static @Nullable CallRecord at(byte[] segment, int at) {
    ByteBuffer in = ByteBuffer.wrap(segment);
    if (in.limit() - at < HEADER + FIXED || in.getInt(at) != MARK) {
      return null;
    }
    int length = in.getInt(at + Integer.BYTES);
    if (length < FIXED
        || length > in.limit() - at - HEADER
        || in.getInt(at + 2 * Integer.BYTES) != checksum(segment, at, length)) {
      return null;
    }
    byte[] address = new byte[ADDRESS];
    byte[] body = new byte[length - FIXED];
    in.get(at + HEADER, address);
    in.get(at + HEADER + FIXED, body);
    return new CallRecord(
        HexFormat.of().formatHex(address), in.getInt(at + HEADER + ADDRESS), body);
  }

  private static int checksum(byte[] frame, int at, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(frame, at + Integer.BYTES, Integer.BYTES);
    checksum.update(frame, at + HEADER, length);
    return (int) checksum.getValue();
  }
}
