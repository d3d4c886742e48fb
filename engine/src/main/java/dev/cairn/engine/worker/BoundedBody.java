package dev.cairn.engine.worker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Receives an answer's body whole, as the pieces in which it came, up to a number of bytes; a
 * longer one fails with {@link TooLongException} and the rest of it is not read.
 */
final class BoundedBody implements BodySubscriber<InputStream> {
  /** The body is longer than allowed. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1;

    TooLongException(long most) {
      super("longer than %d bytes".formatted(most));
    }
  }

  private final long most;
  private final CompletableFuture<InputStream> body = new CompletableFuture<>();
  private final List<InputStream> pieces = new ArrayList<>();
  private long received;
  private @Nullable Subscription subscription;

  BoundedBody(long most) {
    this.most = most;
  }

  @Override
  public CompletionStage<InputStream> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription begun) {
    subscription = begun;
    begun.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (body.isDone()) {
      return;
    }
    for (ByteBuffer buffer : buffers) {
      received += buffer.remaining();
      pieces.add(stream(buffer));
    }
    if (received > most && subscription != null) {
      pieces.clear();
      body.completeExceptionally(new TooLongException(most));
      subscription.cancel();
    }
  }

  private static InputStream stream(ByteBuffer buffer) {
    if (buffer.hasArray()) {
      return new ByteArrayInputStream(
          buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
    }
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(copy);
    return new ByteArrayInputStream(copy);
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(new SequenceInputStream(Collections.enumeration(pieces)));
  }
}
