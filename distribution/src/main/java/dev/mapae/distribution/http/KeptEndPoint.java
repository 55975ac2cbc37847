package dev.mapae.distribution.http;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;

/// Our end of one connection, which either stays with the thread that watches connections or goes
/// to a thread of its own whenever something arrives (docs/decisions/0062).
final class KeptEndPoint extends SocketChannelEndPoint {
  private volatile boolean kept;

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

  @Override
  public void fillInterested(Callback callback) {
    super.fillInterested(
        kept
            ? Callback.from(InvocationType.NON_BLOCKING, callback::succeeded, callback::failed)
            : callback);
  }
}
