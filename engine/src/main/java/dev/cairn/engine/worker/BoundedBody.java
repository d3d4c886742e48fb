package dev.cairn.engine.worker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An answer's body, kept whole as the pieces in which it came, up to a number of bytes. */
final class BoundedBody {
  /** The body is longer than allowed. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1;

    TooLongException(long most) {
      super("longer than %d bytes".formatted(most));
    }
  }

  private final long most;
  private final List<InputStream> pieces = new ArrayList<>();
  private long received;

  BoundedBody(long most) {
    this.most = most;
  }

  /**
   * Keeps a copy of the next piece.
   *
   * @throws TooLongException if this is too much; what came before is given up
   */
  void add(ByteBuffer piece) throws TooLongException {
    received += piece.remaining();
    if (received > most) {
      pieces.clear();
      throw new TooLongException(most);
    }
    byte[] copy = new byte[piece.remaining()];
    piece.get(copy);
    pieces.add(new ByteArrayInputStream(copy));
  }

  /** What was received, to be read once. */
  InputStream stream() {
    return new SequenceInputStream(Collections.enumeration(pieces));
  }
}
