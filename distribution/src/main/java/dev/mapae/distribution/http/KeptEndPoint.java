package dev.mapae.distribution.http;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;

/// Our end of one connection, which either stays with the thread that watches connections or goes
/// to a thread of its own whenever something arrives (docs/decisions/0062).
final class KeptEndPoint extends SocketChannelEndPoint {
  /// How many requests of one connection are answered before others have their turn.
  private static final int SHARE = 16;

  private volatile boolean kept;

  /// One thread at a time reads a connection, and Jetty hands it from one to the next.
  private int inARow;

  KeptEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
    super(channel, selector, key, scheduler);
  }

  /// Says where the next request is to be read.
  ///
  /// @param stays whether by the thread that watches connections, which then must not wait for
  ///   anything
  void keep(boolean stays) {
    kept = stays;
  }

  boolean isKept() {
    return kept;
  }

  boolean countedBeyondItsShare() {
    inARow++;
    return inARow > SHARE;
  }

  /// What follows on HTTP/1.1 is not ours to keep.
  @Override
  public void upgrade(Connection newConnection) {
    kept = false;
    super.upgrade(newConnection);
  }

  @Override
  public void fillInterested(Callback callback) {
    inARow = 0;
    super.fillInterested(
        kept
            ? Callback.from(InvocationType.NON_BLOCKING, callback::succeeded, callback::failed)
            : callback);
  }
}
