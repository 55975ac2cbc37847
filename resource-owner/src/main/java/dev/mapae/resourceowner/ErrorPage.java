package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.ProtocolError;

/// An error that cannot be sent to the client: an element `#error` whose text begins with the OAuth
/// error code.
final class ErrorPage {
  private ErrorPage() {}

  static Response of(Frame frame, ProtocolError error, String errorUri) {
    Response page =
        new Page(
                error.status(),
                frame.language(),
                ContentSecurityPolicy.noForms(),
                out -> JteerrorGenerated.render(out, NO_INTERCEPTOR, frame, error, errorUri))
            .response();
    return error instanceof ProtocolError.TemporarilyUnavailable
        ? page.with("Retry-After", "1")
        : page;
  }
}
