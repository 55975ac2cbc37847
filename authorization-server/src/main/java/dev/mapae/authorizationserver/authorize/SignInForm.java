package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.Cookies;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.protocol.Parameters;
import java.util.Optional;
import java.util.function.Function;

/// What a person types on the sign-in page, whatever it is that they sign in for. OIDC Core
/// §3.1.2.3.
public record SignInForm(SignIn signIn, Cookies cookies, Visits visits, Audit audit) {
  /// Signs in.
  ///
  /// @param visit of the browser, whose form this is
  /// @param clientId of the client who asks, if one does
  /// @param goOnAt the path to go on at
  /// @param again the prompt with what was typed
  public SignInOutcome submit(
      Request request,
      Visit visit,
      Optional<String> clientId,
      String goOnAt,
      Function<Optional<String>, SignInPrompt> again) {
    Parameters form = request.form();
    String username = form.one("username").orElse("");
    try {
      Optional<Session> session =
          signIn.byPassword(request, username, form.one("password").orElse(""));
      if (session.isEmpty()) {
        audit.record(by(clientId, AuditEvent.of(AuditEvent.Type.SIGN_IN_REFUSED, request)));
        return new SignInOutcome.Again(
            again.apply(Optional.of(username)), SignInOutcome.Reason.WRONG_CREDENTIALS);
      }
      audit.record(
          by(
              clientId,
              AuditEvent.of(AuditEvent.Type.SIGN_IN, request)
                  .with("sub", session.get().subject())));
      return new SignInOutcome.SignedIn(
          cookies.withSession(visits.goTo(visit, goOnAt), session.get().id()));
    } catch (SignIn.TooManyGuesses e) {
      audit.record(
          by(clientId, AuditEvent.of(AuditEvent.Type.SIGN_IN_REFUSED, request))
              .with("reason", "too_many"));
      return new SignInOutcome.Again(
          again.apply(Optional.of(username)), SignInOutcome.Reason.TOO_MANY);
    } catch (Passwords.Busy e) {
      return new SignInOutcome.Again(again.apply(Optional.of(username)), SignInOutcome.Reason.BUSY);
    }
  }

  private static AuditEvent by(Optional<String> clientId, AuditEvent fact) {
    return clientId.map(id -> fact.with("client_id", id)).orElse(fact);
  }
}
