package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.registration.ClientIdMetadataDocuments;
import dev.mapae.authorizationserver.store.AuthenticationDefaults;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientLogout;
import dev.mapae.authorizationserver.store.Credentials;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Registration;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.authorizationserver.store.SubjectPolicy;
import dev.mapae.authorizationserver.store.TokenExchangePolicy;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.Scope;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes clients known that have a metadata document, and people signed in before: for nobody else
/// is it fetched. draft-ietf-oauth-client-id-metadata-document-02 §5.
///
/// Until then nothing in a request is believed, and no error is sent anywhere.
///
/// @param peopleMayRegister whether there is a page where somebody makes an account
record Introduction(
    ClientIdMetadataDocuments documents, SignIn signIn, Visits visits, boolean peopleMayRegister) {
  /// Whether nothing is known yet of the client of this request, but where it would be.
  boolean isNeeded(Visit visit) {
    return visit.parameters().one("client_id").filter(documents::isUnseen).isPresent();
  }

  /// Makes the client known.
  ///
  /// @return the way to the sign-in page, or that where an account is made, where nobody is signed
  ///   in; empty when it is known
  /// @throws dev.mapae.protocol.ProtocolException to be shown to the person
  Optional<Response> of(Request request, Visit visit) {
    return isNeeded(visit) ? of(request, visit, signIn.current(request)) : Optional.empty();
  }

  /// The same for a request of somebody else than the browser.
  ///
  /// @param session of the browser
  Optional<Response> of(Request request, Visit visit, Optional<Sessions.Found> session) {
    if (!isNeeded(visit)) {
      return Optional.empty();
    }
    if (session.isPresent()) {
      documents.see(
          request, visit.parameters().required("client_id"), session.get().person().subject());
      return Optional.empty();
    }
    if (visit.parameters().all("prompt").contains("none")) {
      throw new ProtocolError.LoginRequired(
              "The person has to sign in, and prompt=none forbids to ask.")
          .exception();
    }
    boolean creates =
        peopleMayRegister
            && visit.parameters().all("prompt").stream()
                .anyMatch(prompt -> List.of(prompt.split(" ", -1)).contains("create"));
    return Optional.of(visits.goTo(visit, creates ? Paths.CREATE_ACCOUNT : Paths.SIGN_IN));
  }

  /// When the query wants that somebody signed in, or later: no more of it is believed yet.
  static Optional<Instant> oldestSignIn(Visit visit) {
    Parameters asked = visit.parameters();
    return asked.has("max_age") || asked.has("prompt")
        ? Optional.of(visit.firstSight())
        : Optional.empty();
  }

  /// What the sign-in page shows meanwhile: the host of the client, which is in the request, and
  /// nothing else of it.
  SignInForm.Asking asking(Visit visit, Optional<String> typed) {
    Parameters asked = visit.parameters();
    return new SignInForm.Asking(
        Optional.of(unseen(asked.required("client_id"))),
        new Destination.Unknown(),
        typed.or(() -> asked.all("login_hint").stream().findFirst()),
        visit.uiLocales(),
        FormTargets.unread(asked));
  }

  /// Its name is its host until it says another.
  private static Client unseen(String clientId) {
    return new Client(
        clientId,
        Origin.SELF_REGISTERED,
        true,
        Credentials.of("none"),
        Optional.empty(),
        Set.of(),
        List.of(),
        Scope.empty(),
        false,
        Requirements.PRESET,
        RequestObjectPolicy.PRESET,
        Duration.ZERO,
        Lifetimes.PRESET,
        ResponseAlgorithms.PRESET,
        ClientLogout.PRESET,
        Map.of("client_name", URI.create(clientId).getRawAuthority()),
        Optional.of(Registration.ofDocument(Instant.EPOCH, Optional.empty(), Instant.EPOCH)),
        TokenExchangePolicy.PRESET,
        SubjectPolicy.PUBLIC,
        Map.of(),
        AuthenticationDefaults.PRESET);
  }
}
