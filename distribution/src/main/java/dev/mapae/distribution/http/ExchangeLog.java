package dev.mapae.distribution.http;

import java.net.InetSocketAddress;
import java.time.Duration;
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
    observer.accept(
        new Exchange(
            request.getAttribute(ExchangeHandler.ID) instanceof String id ? id : "",
            request.getMethod() == null ? "" : request.getMethod(),
            path == null ? "" : path.substring(0, Math.min(path.length(), LONGEST_PATH)),
            response.getStatus(),
            Duration.ofNanos(System.nanoTime() - request.getBeginNanoTime()),
            Response.getContentBytesWritten(response),
            sender(request),
            request.getConnectionMetaData().getHttpVersion().asString()));
  }

  private static String sender(Request request) {
    if (request.getAttribute(ExchangeHandler.SENDER) instanceof String sender) {
      return sender;
    }
    return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress a
            && a.getAddress() != null
        ? a.getAddress().getHostAddress()
        : "";
  }
}
