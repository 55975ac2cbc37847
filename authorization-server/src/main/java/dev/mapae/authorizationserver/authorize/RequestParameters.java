package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authorize.AuthorizationRequest.Prompt;
import dev.mapae.authorizationserver.authorize.AuthorizationRequest.ReplyTo;
import dev.mapae.authorizationserver.binding.CertificateBinding;
import dev.mapae.authorizationserver.details.DetailsParameter;
import dev.mapae.authorizationserver.issue.ClaimsRequest;
import dev.mapae.authorizationserver.issue.IdTokenHints;
import dev.mapae.authorizationserver.response.ClientJwts;
import dev.mapae.authorizationserver.response.ResponseMode;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
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

/// What an authorization request says besides who is to be answered. RFC 6749 §4.1.1, OIDC Core
/// §3.1.2.1.
record RequestParameters(IdTokenHints idTokenHints, RequestPolicy policy, ClientJwts jwts) {
  private static final int MAX_NONCE = 1024;

  /// Reads them.
  ///
  /// @throws ProtocolException to be sent to the client
  AuthorizationRequest read(ReplyTo replyTo, Parameters parameters) {
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

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidRequest(description).exception();
  }
}
