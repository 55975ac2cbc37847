package dev.mapae.distribution.http;

import dev.mapae.distribution.http.ExchangeHandler.Seen;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;

/// Tells the observer of every request that was answered, by us or by Jetty.
final class ExchangeLog implements RequestLog {
  private static final int LONGEST_PATH = 512;

  private final Consumer<Exchange> observer;

  ExchangeLog(Consumer<Exchange> observer) {
    this.observer = observer;
  }

  @Override
  public void log(Request request, Response response) {
    String path = request.getHttpURI() == null ? null : request.getHttpURI().getPath();
    Optional<Seen> seen =
        request.getAttribute(ExchangeHandler.SEEN) instanceof Seen s
            ? Optional.of(s)
            : Optional.empty();
    observer.accept(
        new Exchange(
            seen.map(Seen::id).orElse(""),
            request.getMethod() == null ? "" : request.getMethod(),
            path == null ? "" : path.substring(0, Math.min(path.length(), LONGEST_PATH)),
            response.getStatus(),
            Duration.ofNanos(System.nanoTime() - request.getBeginNanoTime()),
            Response.getContentBytesWritten(response),
            seen.map(Seen::sender).orElseGet(() -> peer(request)),
            request.getConnectionMetaData().getHttpVersion().asString()));
  }

  private static String peer(Request request) {
    return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress a
            && a.getAddress() != null
        ? a.getAddress().getHostAddress()
        : "";
  }
}
