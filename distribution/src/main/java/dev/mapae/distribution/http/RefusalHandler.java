package dev.mapae.distribution.http;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// Answers what Jetty itself refuses (broken HTTP, too large a header section) in our words.
final class RefusalHandler implements Request.Handler {
  private final ExchangeHandler handler;

  RefusalHandler(ExchangeHandler handler) {
    this.handler = handler;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status =
        request.getAttribute(ErrorHandler.ERROR_STATUS) instanceof Integer s
            ? s
            : response.getStatus();
    handler.addSecurityHeaders(response);
    boolean ours = status >= 500;
    dev.mapae.authorizationserver.http.Response answer =
        handler
            .refusals()
            .error(
                status,
                ours ? "temporarily_unavailable" : "invalid_request",
                ours
                    ? "The server cannot answer now; try again."
                    : "This is no HTTP request that the server takes: " + reason(status) + ".");
    Answer.write(answer, request.getMethod().equals("HEAD"), response, callback);
    return true;
  }

  private static String reason(int status) {
    return HttpStatus.getMessage(status);
  }
}
