package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;

/// Signs people in, in this process, in place of the sign-in page of this server: who has a sign-in
/// of their own implements this one method and keeps all the rest. It is asked wherever somebody
/// has to sign in: for a client, for a device, for the account pages. OIDC Core §3.1.2.3.
@FunctionalInterface
public interface OwnSignIn {
  /// Says who is in this browser, or what it is shown.
  ///
  /// It is called with each GET of the URL that `wanted.page().action()` is, and with each POST of
  /// a form to it that has `wanted.page().step()` as its hidden field `step`: no other site can
  /// post one, and sign somebody in as somebody else by that.
  ///
  /// @throws dev.mapae.protocol.ProtocolException what becomes the error page
  Outcome signIn(Request request, SignInWanted wanted);

  /// What has to be done.
  sealed interface Outcome {
    /// It is this person. They go on if that is accepted.
    record SignedIn(SignedInPerson person) implements Outcome {}

    /// Show this page, or send the browser there; it comes back to the same URL.
    record Answer(Response response) implements Outcome {}

    /// They do not want to: whoever asked is told `access_denied`.
    record Declined() implements Outcome {}
  }
}
