package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Mishap;
import dev.mapae.authorizationserver.interaction.WayToClient;
import dev.mapae.protocol.ProtocolError;
import java.util.Optional;

/// An error that cannot be sent to the client: an element `#error` whose text begins with the OAuth
/// error code.
final class ErrorPage {
  private ErrorPage() {}

  /// What a person reads before the error itself.
  ///
  /// @param details what the error says, for the people who run the application; empty where all of
  ///   it is in the lead
  record Words(String title, String lead, String details) {
    /// That the code of a device is over is no fault of anybody's, and there is no application to
    /// go back to.
    static Words of(ProtocolError error, Messages messages) {
      if (error instanceof ProtocolError.ExpiredToken) {
        return new Words(messages.deviceExpiredTitle(), messages.deviceExpired(), "");
      }
      return Mishap.of(error)
          .map(mishap ->
              new Words(
                  messages.errorTitle(),
                  messages.mishap(mishap.fault()) + " " + messages.remedy(mishap.remedy()),
                  ""))
          .orElseGet(() ->
              new Words(
                  messages.errorTitle(),
                  isForNow(error) ? messages.errorLater() : messages.errorLead(),
                  error.description()));
    }
  }

  static Response of(Frame frame, ProtocolError error, String errorUri) {
    return of(frame, error, errorUri, Optional.empty());
  }

  /// @param way to the client, for a person who wants to go there
  static Response of(Frame frame, ProtocolError error, String errorUri, Optional<WayToClient> way) {
    Words words = Words.of(error, frame.messages());
    Response page =
        new Page(
                error.status(),
                frame.language(),
                ContentSecurityPolicy.noForms(),
                out ->
                    JteerrorGenerated.render(
                        out, NO_INTERCEPTOR, frame, words, error, errorUri, way))
            .response();
    return isForNow(error)
        ? page.with("Retry-After", String.valueOf(ErrorBoundary.retryAfter(error).toSeconds()))
        : page;
  }

  private static boolean isForNow(ProtocolError error) {
    return error.code().equals("temporarily_unavailable");
  }
}
