package dev.mapae.authorizationserver.logout;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authorize.VerifiedRedirectUri;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.issue.IdTokenHints;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.Optional;
import java.util.function.Function;

/// Reads what a client asks for that sends a person to sign out. OpenID Connect RP-Initiated Logout
/// §2, §3.
record SignOutRequests(
    Function<String, Optional<Client>> clients, IdTokenHints hints, Audit audit) {
  /// As long as it is in the URL that it goes back in, which is twice on a page beside what is
  /// framed: whoever makes a request must not take the room of those that hear of the sign-out.
  private static final int LONGEST_STATE = 2048;

  /// Reads a request. An ID token that expired is as good a hint as any.
  ///
  /// @throws ProtocolException `invalid_request`, which is shown to the person: nobody is sent
  ///   anywhere then
  SignOutRequest read(Parameters parameters) {
    Optional<Client> client = client(parameters);
    Optional<String> wanted = parameters.one("post_logout_redirect_uri");
    if (wanted.isPresent() && client.isEmpty()) {
      throw refused(
          "There is a post_logout_redirect_uri, and nothing says whose it is; send a client_id with"
              + " it, or an id_token_hint that is an ID token of this server.");
    }
    Optional<VerifiedRedirectUri> backTo =
        wanted.map(uri ->
            VerifiedRedirectUri.afterSignOut(client.orElseThrow(), uri)
                .orElseThrow(() ->
                    refused(
                        "The post_logout_redirect_uri is none that the client registered; register"
                            + " it among its post_logout_redirect_uris, letter for letter.")));
    Optional<String> state = parameters.one("state");
    if (state.filter(s -> Parameters.encode(s).length() > LONGEST_STATE).isPresent()) {
      throw refused("The state has more than " + LONGEST_STATE + " characters as it is in a URL.");
    }
    return new SignOutRequest(client, backTo, state);
  }

  private Optional<Client> client(Parameters parameters) {
    Optional<String> named = parameters.one("client_id");
    // One that cannot be read, under a key that was withdrawn for example, must keep nobody from
    // signing out.
    Optional<String> hinted = parameters.one("id_token_hint").flatMap(hints::clientId);
    if (named.isPresent() && hinted.isPresent() && !named.equals(hinted)) {
      throw refused("The id_token_hint was not issued to the client that client_id names.");
    }
    return named
        .or(() -> hinted)
        .map(id ->
            clients
                .apply(id)
                .filter(Client::enabled)
                .orElseThrow(() -> refused("There is no such client.")));
  }

  /// Writes a refusal down, with the client that it concerns as far as that can be told.
  void record(Request request, ProtocolError error) {
    audit.record(
        AuditEvent.of(AuditEvent.Type.SIGN_OUT_REFUSED, request)
            .with("client_id", concerned(request))
            .with("error", error.code()));
  }

  private String concerned(Request request) {
    try {
      return client(request.queryParameters())
          .or(() -> request.method().equals("POST") ? client(request.form()) : Optional.empty())
          .map(Client::id)
          .orElse("");
    } catch (ProtocolException e) {
      return "";
    }
  }

  private static ProtocolException refused(String description) {
    return new ProtocolError.InvalidRequest(description).exception();
  }
}
