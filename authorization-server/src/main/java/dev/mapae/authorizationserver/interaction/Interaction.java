package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.Duration;
import java.util.Optional;

/// The steps of an authorization request that need a person, as the pages see them.
///
/// The authorization request travels in the query of the pages' own URLs and is validated again at
/// each step. Every method throws a [dev.mapae.protocol.ProtocolException] when there is no valid
/// request, when the step was forged, swapped or skipped, or when the browser is another one; the
/// page then shows the error.
public interface Interaction extends SignOutSteps {
  /// GET of the sign-in page.
  SignInPrompt signIn(Request request);

  /// POST of the sign-in page, with the form fields `username`, `password` and `step`.
  SignInOutcome submitSignIn(Request request);

  /// What those do then who have a second factor, or must.
  SecondFactorSteps secondFactor();

  /// GET of the consent page.
  ConsentOutcome consent(Request request);

  /// POST of the consent page, with the form fields `step`, `decision` (`approve` or `deny`) and
  /// one `scope` for each ticked box. The answer leads back to the client.
  Response submitConsent(Request request);

  /// The steps by which a device gets what it asks for.
  DeviceSteps device();

  /// The pages where people see what is kept about them.
  AccountPages accountPages();

  /// How people make an account for themselves; empty where they may not.
  Optional<AccountSteps> account();

  /// What people can do where the server sends mails; empty where it sends none.
  default Optional<MailSteps> mail() {
    return Optional.empty();
  }

  /// How people sign in by other providers; empty where they cannot.
  default Optional<UpstreamSteps> upstream() {
    return Optional.empty();
  }

  /// GET of the way from the sign-in page to another provider.
  ///
  /// @param provider its id
  default Response goUpstream(Request request, String provider) {
    throw noUpstream();
  }

  /// There is no such provider.
  static ProtocolException noUpstream() {
    return new ProtocolError.InvalidRequest("There is no such way to sign in.").exception();
  }

  /// Whether people sign in on pages of ours; otherwise there are none.
  default boolean signsInHere() {
    return true;
  }

  /// The origin of the site where they do; empty where there is none.
  default Optional<String> signInOrigin() {
    return Optional.empty();
  }

  /// Whether people are asked for consent on a page of ours, devices aside.
  default boolean asksConsentHere() {
    return true;
  }

  /// What came of a sign-in.
  sealed interface SignInOutcome {
    /// When who guessed too often may try again.
    Duration LATER = Duration.ofSeconds(30);

    /// Go on with this answer, which sets the session cookie, or leads to the second factor.
    record SignedIn(Response response) implements SignInOutcome {}

    /// Show the page again.
    record Again(SignInPrompt prompt, Reason reason) implements SignInOutcome {}

    enum Reason {
      /// Unknown person, wrong password, disabled: the page does not tell which.
      WRONG_CREDENTIALS,
      /// Nobody has this passkey here, or it did not answer as it should.
      WRONG_PASSKEY,
      /// Too many passwords were wrong lately, of this username or from there.
      TOO_MANY,
      /// They are who they say, but this account is of no use until its address is confirmed; the
      /// link went out once more.
      ADDRESS_UNCONFIRMED,
      /// The same, and too many mails were asked for lately: none went out.
      ADDRESS_UNCONFIRMED_TOO_MANY,
      /// The same, and nothing that they have here confirms it.
      ADDRESS_UNCONFIRMABLE,
      /// Too many are signing in just now.
      BUSY
    }
  }

  /// What the consent page has to do.
  sealed interface ConsentOutcome {
    record Ask(ConsentPrompt prompt) implements ConsentOutcome {}

    /// Nothing to ask (any more): go on with this answer.
    record GoOn(Response response) implements ConsentOutcome {}
  }
}
