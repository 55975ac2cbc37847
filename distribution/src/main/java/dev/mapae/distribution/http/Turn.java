package dev.mapae.distribution.http;

import java.util.Optional;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// One request under way.
///
/// @param end is told once when its answer is on the way, or that there will be none
/// @param admitted whether it is to be answered at all
record Turn(
    Request request,
    Response response,
    Callback end,
    ExchangeHandler.Seen seen,
    SlowPeers.Step step,
    ArrivingBody body,
    boolean admitted) {
  boolean isHttp1() {
    return request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2;
  }

  /// Says who reads the next request of this connection.
  ///
  /// @param stays whether the thread that watches connections
  void keep(boolean stays) {
    connection().ifPresent(c -> c.keep(stays));
  }

  boolean isKept() {
    return connection().filter(KeptEndPoint::isKept).isPresent();
  }

  /// Counts this request, and tells whether its connection has had more in a row than is fair to
  /// those that wait for the same thread.
  boolean countedBeyondItsShare() {
    return connection().filter(KeptEndPoint::countedBeyondItsShare).isPresent();
  }

  void fail(Throwable e) {
    end.failed(e);
  }

  private Optional<KeptEndPoint> connection() {
    return isHttp1()
            && request.getConnectionMetaData().getConnection().getEndPoint()
                instanceof KeptEndPoint endPoint
        ? Optional.of(endPoint)
        : Optional.empty();
  }
}
