package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authorize.AuthorizationRequest.ReplyTo;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.interaction.PageRoom;
import dev.mapae.authorizationserver.issue.IdTokenHints;
import dev.mapae.authorizationserver.jar.RequestObjects;
import dev.mapae.authorizationserver.par.PushedRequests;
import dev.mapae.authorizationserver.response.ClientJwts;
import dev.mapae.authorizationserver.response.ResponseMode;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.PendingRequest;
import dev.mapae.authorizationserver.store.ProfileRule;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reads authorization requests, in two steps: first who is to be answered and where, whose faults
/// are shown to the person and never sent anywhere; then the rest, whose faults are sent to the
/// client. RFC 6749 §4.1.2.1.
final class AuthorizationRequests {
  /// As it is sent back in a URL: what is pushed or signed may hold more than came in one.
  private static final int MAX_STATE = 4096;

  private final Function<String, Optional<Client>> clients;
  private final ReceivedRequests received;
  private final RequestPolicy policy;
  private final RequestParameters rest;

  AuthorizationRequests(
      Function<String, Optional<Client>> clients,
      IdTokenHints idTokenHints,
      RequestObjects objects,
      PushedRequests pushed,
      RequestPolicy policy,
      ClientJwts jwts,
      Visits visits) {
    this.clients = clients;
    this.received = new ReceivedRequests(this::client, policy, objects, pushed, visits);
    this.policy = policy;
    this.rest = new RequestParameters(idTokenHints, policy, jwts);
  }

  /// What a browser came with to the authorization endpoint.
  ///
  /// @throws ProtocolException to be shown to the person
  Received arrived(Visit visit) {
    return received.arrived(visit);
  }

  /// What a browser came with to one of our pages.
  ///
  /// @throws ProtocolException to be shown to the person
  Received received(Visit visit) {
    return received.received(visit);
  }

  /// Finds out who is to be answered. What a request object says that does not hold is not
  /// believed: where it goes then is what stands beside it, and is registered.
  ///
  /// @throws ProtocolException to be shown to the person
  ReplyTo replyTo(Received received) {
    Parameters parameters = received.parameters();
    Client client = client(parameters);
    VerifiedRedirectUri redirectUri =
        received.fault().isPresent()
            ? parameters
                .one("redirect_uri")
                .flatMap(uri -> VerifiedRedirectUri.match(client, uri))
                .orElseThrow(received.fault()::get)
            : redirectUri(client, parameters);
    if (received.isSigned()) {
      requireShortState(parameters);
    }
    int carried = PageRoom.ofRequest(received.visit().parameters().encode());
    return replyTo(client, redirectUri, parameters, received.pushed(), carried);
  }

  private static ReplyTo replyTo(
      Client client,
      VerifiedRedirectUri redirectUri,
      Parameters parameters,
      Optional<PendingRequest> pushed,
      int carried) {
    return new ReplyTo(
        client,
        redirectUri,
        ResponseMode.of(client, sole(parameters, "response_mode")),
        sole(parameters, "state"),
        sole(parameters, "ui_locales").map(Visits::locales).orElse(List.of()),
        sole(parameters, "prompt").filter("none"::equals).isPresent(),
        pushed,
        carried);
  }

  private static void requireShortState(Parameters parameters) {
    if (sole(parameters, "state")
        .filter(s -> Parameters.encode(s).length() > MAX_STATE)
        .isPresent()) {
      throw invalid(
          "The state is too long to be sent back in a URL; keep it, and send a name of it.");
    }
  }

  private static VerifiedRedirectUri redirectUri(Client client, Parameters parameters) {
    Optional<String> requested = parameters.one("redirect_uri");
    return requested.isPresent()
        ? VerifiedRedirectUri.match(client, requested.get())
            .orElseThrow(() ->
                invalid(
                    "The redirect_uri is not registered for this client; it has to be the"
                        + " same to the letter."))
        : VerifiedRedirectUri.only(client)
            .filter(uri -> !isOpenId(parameters) && !isNamed(client))
            .orElseThrow(() -> invalid("The parameter redirect_uri is missing."));
  }

  /// FAPI 2.0 Security Profile §5.3.2.2: whether a redirect URI has to be there also where it is
  /// the only one.
  private static boolean isNamed(Client client) {
    return client.requirements().holds(ProfileRule.REDIRECT_URI_NAMED);
  }

  private Client client(Parameters parameters) {
    return clients
        .apply(parameters.required("client_id"))
        .filter(Client::enabled)
        .orElseThrow(() -> invalid("There is no client with this client_id here."));
  }

  /// Reads the rest.
  ///
  /// @throws ProtocolException to be sent to the client
  AuthorizationRequest read(ReplyTo replyTo, Received received) {
    if (received.pushed().isEmpty() && policy.isPushRequired(replyTo.client())) {
      throw invalid(
          "This request has to be pushed (RFC 9126): post it to the"
              + " pushed_authorization_request_endpoint, and send client_id and request_uri here.");
    }
    if (received.fault().isPresent()) {
      throw received.fault().get();
    }
    requireSignature(replyTo.client(), received.isSigned());
    return rest.read(replyTo, received.parameters());
  }

  /// RFC 9101 §10.5: nothing else is taken from a client that signs.
  private void requireSignature(Client client, boolean signed) {
    if (!signed && policy.isSignatureRequired(client)) {
      throw invalid(
          "This request has to be signed (RFC 9101): send it as a request object, in request.");
    }
  }

  /// Reads a request that is being pushed, all of it.
  ///
  /// @throws ProtocolException to be told the client
  AuthorizationRequest readPushing(PushedRequests.Pushing pushing) {
    Parameters parameters = pushing.parameters();
    requireShortState(parameters);
    Client client = client(parameters);
    requireSignature(client, pushing.signed());
    VerifiedRedirectUri redirectUri = redirectUri(client, parameters);
    return rest.read(replyTo(client, redirectUri, parameters, Optional.empty(), 0), parameters);
  }

  /// OIDC Core §3.1.2.1: then `redirect_uri` may not be left out.
  private static boolean isOpenId(Parameters parameters) {
    return parameters.all("scope").stream()
        .anyMatch(scope -> List.of(scope.split(" ")).contains("openid"));
  }

  /// The value of a parameter that is needed to send an error at all: a repeated one counts as
  /// absent here, and is refused by [#read].
  private static Optional<String> sole(Parameters parameters, String name) {
    List<String> all = parameters.all(name);
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidRequest(description).exception();
  }
}
