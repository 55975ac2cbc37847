package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import java.util.function.Function;

/// The steps of signing out, as the page sees them. OpenID Connect RP-Initiated Logout §2.
public interface SignOutSteps {
  /// GET of the sign-out page; the prompt says whether anybody is signed in.
  ///
  /// @throws dev.mapae.protocol.ProtocolException when a client asks in a way that it may not
  SignOutPrompt signOut(Request request);

  /// POST of the sign-out page, with the form field `step`, and `others` with the value `end` to
  /// end also what the person allowed for when they are away. Ends the session.
  ///
  /// @param page to show, unless the person goes back to a client at once
  /// @return the answer, whose cookies have to be kept
  Response submitSignOut(Request request, Function<SignedOut, Response> page);
}
