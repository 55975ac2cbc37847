package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import java.util.List;

/// What the server has to show or say by itself, drawn by whoever draws pages.
public interface Pages {
  /// An error that cannot be sent to the client: an element `#error` whose text begins with the
  /// OAuth error code. What [Mishap#of] finds in it is for the person to read.
  ///
  /// @param errorUri the page that explains this error
  Response error(Request request, ProtocolError error, String errorUri);

  /// The same for an error that is sent to the client once the person wants to go there.
  Response error(Request request, ProtocolError error, String errorUri, WayToClient way);

  /// The authorization response as a form that posts itself. OAuth 2.0 Form Post Response Mode §2.
  ///
  /// @param redirectUri verified
  /// @param fields of the response
  /// @param formTarget the source for `form-action` of the Content-Security-Policy
  Response formPost(
      Request request,
      String redirectUri,
      Parameters fields,
      String formTarget,
      List<String> uiLocales);

  /// The tags of the languages that they speak (BCP 47).
  List<String> languages();

  /// What a mail says.
  ///
  /// @param request of whoever caused it, in whose language it is
  /// @param uiLocales from the request, best first
  Letter letter(Request request, List<String> uiLocales, Occasion occasion);
}
