package dev.mapae.client.servlet;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The body of an answer on its way to the browser, of any length: no more of it is in memory than
/// came at once, and whoever sends it must not be silent for long.
final class StreamedBody implements BodySubscriber<StreamedBody>, AutoCloseable {
  /// What came at once.
  ///
  /// @param failure why nothing comes any more
  private record Piece(List<ByteBuffer> bytes, boolean isLast, Optional<Throwable> failure) {}

  private final Duration patience;
  private final BooleanSupplier over;
  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean closed;

  /// @param patience how long the sender may be silent
  /// @param over whether whom it is for has signed out
  StreamedBody(Duration patience, BooleanSupplier over) {
    this.patience = patience;
    this.over = over;
  }

  @Override
  public CompletionStage<StreamedBody> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    // Java's client may subscribe once the answer was dropped already.
    if (closed) {
      given.cancel();
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    pieces.add(new Piece(bytes, false, Optional.empty()));
  }

  @Override
  public void onError(Throwable failure) {
    pieces.add(new Piece(List.of(), true, Optional.of(failure)));
  }

  @Override
  public void onComplete() {
    pieces.add(new Piece(List.of(), true, Optional.empty()));
  }

  /// Hands it on until it ends, each piece at once.
  ///
  /// @throws IOException when either side breaks off or is silent for too long, and when the person
  ///   has signed out
  void writeTo(OutputStream out) throws IOException {
    while (true) {
      Piece piece = next();
      if (over.getAsBoolean()) {
        throw new IOException("Whom the answer of the API is for has signed out.");
      }
      if (piece.failure().isPresent()) {
        throw new IOException("The API broke off its answer.", piece.failure().get());
      }
      if (piece.isLast()) {
        return;
      }
      for (ByteBuffer buffer : piece.bytes()) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        out.write(bytes);
      }
      out.flush();
      more();
    }
  }

  private void more() {
    Flow.Subscription from = subscription;
    if (from != null) {
      from.request(1);
    }
  }

  private Piece next() throws IOException {
    try {
      return Optional.ofNullable(pieces.poll(patience.toMillis(), TimeUnit.MILLISECONDS))
          .orElseThrow(() -> new HttpTimeoutException("The API went silent."));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the API answered");
    }
  }

  /// Lets go of what has not come yet.
  @Override
  public void close() {
    closed = true;
    Flow.Subscription from = subscription;
    if (from != null) {
      from.cancel();
    }
  }
}
