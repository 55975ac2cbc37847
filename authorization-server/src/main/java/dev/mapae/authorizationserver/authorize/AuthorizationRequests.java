package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authorize.AuthorizationRequest.Prompt;
import dev.mapae.authorizationserver.authorize.AuthorizationRequest.ReplyTo;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.binding.CertificateBinding;
import dev.mapae.authorizationserver.details.DetailsParameter;
import dev.mapae.authorizationserver.issue.ClaimsRequest;
import dev.mapae.authorizationserver.issue.IdTokenHints;
import dev.mapae.authorizationserver.jar.RequestObjects;
import dev.mapae.authorizationserver.par.PushedRequests;
import dev.mapae.authorizationserver.response.ClientJwts;
import dev.mapae.authorizationserver.response.ResponseMode;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.PendingRequest;
import dev.mapae.authorizationserver.store.ProfileRule;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.protocol.JwkThumbprint;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Reads authorization requests, in two steps: first who is to be answered and where, whose faults
/// are shown to the person and never sent anywhere; then the rest, whose faults are sent to the
/// client. RFC 6749 §4.1.2.1.
final class AuthorizationRequests {
  private static final int MAX_NONCE = 1024;

  /// As it is sent back in a URL: what is pushed or signed may hold more than came in one.
  private static final int MAX_STATE = 4096;

  private final Function<String, Optional<Client>> clients;
  private final IdTokenHints idTokenHints;
  private final ReceivedRequests received;
  private final RequestPolicy policy;
  private final ClientJwts jwts;

  AuthorizationRequests(
      Function<String, Optional<Client>> clients,
      IdTokenHints idTokenHints,
      RequestObjects objects,
      PushedRequests pushed,
      RequestPolicy policy,
      ClientJwts jwts) {
    this.clients = clients;
    this.idTokenHints = idTokenHints;
    this.received = new ReceivedRequests(this::client, policy, objects, pushed);
    this.policy = policy;
    this.jwts = jwts;
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
    return replyTo(client, redirectUri, parameters, received.pushed());
  }

  private static ReplyTo replyTo(
      Client client,
      VerifiedRedirectUri redirectUri,
      Parameters parameters,
      Optional<PendingRequest> pushed) {
    return new ReplyTo(
        client,
        redirectUri,
        ResponseMode.of(client, sole(parameters, "response_mode")),
        sole(parameters, "state"),
        sole(parameters, "ui_locales").map(Visits::locales).orElse(List.of()),
        sole(parameters, "prompt").filter("none"::equals).isPresent(),
        pushed);
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
    return readRest(replyTo, received.parameters());
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
    ReplyTo replyTo =
        replyTo(client, redirectUri(client, parameters), parameters, Optional.empty());
    return readRest(replyTo, parameters);
  }

  private AuthorizationRequest readRest(ReplyTo replyTo, Parameters parameters) {
    parameters.names().stream().filter(n -> !n.equals("resource")).forEach(parameters::one);
    refuseUnsupported(parameters);
    Client client = replyTo.client();
    if (!parameters.required("response_type").equals("code")) {
      throw new ProtocolError.UnsupportedResponseType(
              "There is only response_type=code here (RFC 9700 2.1.2).")
          .exception();
    }
    if (!client.grantTypes().contains("authorization_code")) {
      throw new ProtocolError.UnauthorizedClient(
              "This client is not registered for the grant_type authorization_code.")
          .exception();
    }
    ResponseMode.requireAllowed(client, parameters.one("response_mode"));
    if (replyTo.mode().isJwt()) {
      jwts.requireKey(client, ResponseJwt.AUTHORIZATION);
    }
    Optional<Scope> scope = parameters.one("scope").map(Scope::parse);
    ClaimsRequest claims =
        parameters.one("claims").map(ClaimsRequest::parse).orElse(ClaimsRequest.NONE);
    Optional<String> nonce = parameters.one("nonce");
    if (nonce.filter(n -> n.length() > MAX_NONCE).isPresent()) {
      throw invalid("The nonce is too long.");
    }
    return new AuthorizationRequest(
        replyTo,
        parameters.one("redirect_uri"),
        scope,
        parameters.all("resource"),
        DetailsParameter.parse(parameters.one(AuthorizationDetail.PARAMETER)),
        codeChallenge(client, parameters),
        nonce,
        dpopJkt(client, parameters),
        parameters.one("prompt").map(this::prompt).orElse(Set.of()),
        MaxAge.of(client, parameters),
        NeededAcr.values(client, parameters, claims),
        parameters.one("login_hint"),
        subjects(client, parameters, claims),
        claims);
  }

  /// OIDC Core §3.1.2.2: the client may insist on one person, in two ways.
  private List<String> subjects(Client client, Parameters parameters, ClaimsRequest claims) {
    Optional<String> hinted =
        parameters
            .one("id_token_hint")
            .map(hint ->
                idTokenHints
                    .subject(hint, client.id())
                    .orElseThrow(() ->
                        invalid(
                            "The id_token_hint is no ID token of this server for this client.")));
    List<String> wanted = claims.subjects();
    if (hinted.isEmpty()) {
      return wanted;
    }
    if (!wanted.isEmpty() && !wanted.contains(hinted.get())) {
      throw invalid("The id_token_hint and the claim sub are about different people.");
    }
    return List.of(hinted.get());
  }

  /// OIDC Core §3.1.2.1: then `redirect_uri` may not be left out.
  private static boolean isOpenId(Parameters parameters) {
    return parameters.all("scope").stream()
        .anyMatch(scope -> List.of(scope.split(" ")).contains("openid"));
  }

  private static void refuseUnsupported(Parameters parameters) {
    if (parameters.has("registration")) {
      throw new ProtocolError.RegistrationNotSupported(
              "Clients are not registered by an authorization request here.")
          .exception();
    }
  }

  private static Optional<String> codeChallenge(Client client, Parameters parameters) {
    Optional<String> challenge = CodeChallenge.of(parameters);
    if (challenge.isEmpty() && client.requirements().pkce()) {
      throw invalid(
          "The parameter code_challenge is missing; this client has to use PKCE with S256.");
    }
    return challenge;
  }

  /// RFC 9449 §10.
  private static Optional<String> dpopJkt(Client client, Parameters parameters) {
    Optional<String> jkt = parameters.one("dpop_jkt");
    jkt.ifPresent(any -> CertificateBinding.refuseKey(client));
    if (jkt.filter(value -> !JwkThumbprint.isThumbprint(value)).isPresent()) {
      throw invalid("The dpop_jkt is not the SHA-256 thumbprint of a key in base64url (RFC 7638).");
    }
    return jkt;
  }

  private Set<Prompt> prompt(String value) {
    Set<Prompt> prompt = EnumSet.noneOf(Prompt.class);
    for (String word : value.strip().split(" +", -1)) {
      switch (word) {
        case "none" -> prompt.add(Prompt.NONE);
        case "login" -> prompt.add(Prompt.LOGIN);
        case "consent" -> prompt.add(Prompt.CONSENT);
        case "select_account" -> prompt.add(Prompt.SELECT_ACCOUNT);
        case "create" -> {
          // §4.1 there: what is not in prompt_values_supported is refused.
          if (!policy.peopleMayRegister()) {
            throw invalid(
                "Nobody can register here, so that prompt=create cannot be met; leave create out.");
          }
          prompt.add(Prompt.CREATE);
        }
        default ->
            throw invalid(
                "There is no such prompt here; use none, login, consent or select_account"
                    + (policy.peopleMayRegister() ? ", or create." : "."));
      }
    }
    if (prompt.contains(Prompt.NONE) && prompt.size() > 1) {
      throw invalid("prompt=none stands alone.");
    }
    return prompt;
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
