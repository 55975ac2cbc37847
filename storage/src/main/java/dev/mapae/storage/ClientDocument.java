package dev.mapae.storage;

import dev.mapae.authorizationserver.store.AuthenticationDefaults;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.ClientLogout;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.Registration;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.ResponseEncryption;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.authorizationserver.store.SubjectPolicy;
import dev.mapae.authorizationserver.store.TokenExchangePolicy;
import dev.mapae.protocol.Json;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The metadata of a client as one document, with the names of RFC 7591 §2.
final class ClientDocument {
  private static final String PKCE = "require_pkce";
  private static final String PUSHED = "require_pushed_authorization_requests";
  private static final String DPOP_BOUND = "dpop_bound_access_tokens";
  private static final String CERTIFICATE_BOUND = Requirements.CERTIFICATE_BOUND;
  private static final String PROFILE = "profile";
  private static final String RESPONSE_MODES = "response_modes";
  private static final String DETAILS_TYPES = "authorization_details_types";
  private static final String POST_LOGOUT = "post_logout_redirect_uris";
  private static final String BACKCHANNEL_URI = "backchannel_logout_uri";
  private static final String FRONTCHANNEL_URI = "frontchannel_logout_uri";
  private static final String SIGNED_REQUEST = "require_signed_request_object";
  private static final String REQUEST_EXP = "require_request_object_exp";
  private static final String REQUEST_URIS = "request_uris";
  private static final String REQUEST_ALG = "request_object_signing_alg";
  private static final String REQUEST_ENCRYPTION_ALG = "request_object_encryption_alg";
  private static final String REQUEST_ENCRYPTION_ENC = "request_object_encryption_enc";
  private static final String TOKEN_EXCHANGE = "token_exchange";
  private static final String SUBJECT_TYPE = "subject_type";
  private static final String PAIRWISE = "pairwise";
  private static final String SECTOR_IDENTIFIER_URI = "sector_identifier_uri";
  private static final String CLAIMS = "claims";
  private static final String FRESH_UNTIL = "document_fresh_until";
  private static final String REFRESHES_SINCE = "refreshes_since";
  private static final String STATEMENT = "software_statement";
  private static final String DEFAULT_MAX_AGE = "default_max_age";
  private static final String DEFAULT_ACR_VALUES = "default_acr_values";

  private ClientDocument() {}

  static String of(Client client) {
    Json json = Json.object();
    CredentialDocument.credentials(client.credentials(), json);
    client.keySource().ifPresent(source -> keySource(source, json));
    json.with("grant_types", client.grantTypes())
        .with("redirect_uris", client.redirectUris())
        .with("scope", client.scope().toString())
        .with("skip_consent", client.skipConsent());
    requirements(client.requirements(), json);
    requestObjects(client.requestObjects(), json);
    json.with("refresh_token_reuse_grace", client.refreshTokenReuseGrace().toString())
        .with("lifetimes", lifetimes(client.lifetimes()));
    client.responses().signing().forEach((jwt, alg) -> json.with(jwt.signedResponseAlg(), alg));
    client
        .responses()
        .encryption()
        .forEach((jwt, how) ->
            json.with(jwt.encryptedResponseAlg(), how.alg())
                .with(jwt.encryptedResponseEnc(), how.enc()));
    logout(client.logout(), json);
    json.with("display", client.display());
    client.registration().ifPresent(registration -> registration(registration, json));
    tokenExchange(client.tokenExchange(), json);
    if (client.subjects().pairwise()) {
      json.with(SUBJECT_TYPE, PAIRWISE);
    }
    client.subjects().sectorIdentifierUri().ifPresent(u -> json.with(SECTOR_IDENTIFIER_URI, u));
    if (!client.claims().isEmpty()) {
      json.with(CLAIMS, client.claims());
    }
    authentication(client.authentication(), json);
    return Document.checked(json.toString());
  }

  private static void keySource(ClientKeySource source, Json json) {
    switch (source) {
      case ClientKeySource.Jwks(var set) -> json.with("jwks", set);
      case ClientKeySource.JwksUri(var uri) -> json.with("jwks_uri", uri);
    }
  }

  private static Json lifetimes(Lifetimes lifetimes) {
    Json json = Json.object();
    lifetimes
        .chosen()
        .forEach((lifetime, duration) -> json.with(lifetime.key(), duration.toString()));
    return json;
  }

  /// Reads the id, the origin, whether it is enabled, the document, and when it expires.
  static Client client(Row row) throws SQLException {
    String id = row.text();
    Origin origin = Origin.valueOf(row.text());
    boolean enabled = row.flag();
    Document document = row.document();
    Optional<String> profile = document.textIfAny(PROFILE);
    return new Client(
        id,
        origin,
        // One that a newer version wrote asks for what this one cannot hold the client to.
        enabled && profile.map(Profile::of).map(Optional::isPresent).orElse(true),
        CredentialDocument.credentials(document),
        keySource(document),
        Set.copyOf(document.texts("grant_types")),
        document.texts("redirect_uris"),
        Document.scope(document.text("scope")),
        document.flag("skip_consent"),
        requirements(document, profile.flatMap(Profile::of)),
        requestObjects(document),
        Duration.parse(document.text("refresh_token_reuse_grace")),
        lifetimes(document.textMap("lifetimes")),
        responses(document),
        logout(document),
        document.textMap("display"),
        registration(document, row.timeIfAny()),
        tokenExchange(document),
        new SubjectPolicy(
            document.textIfAny(SUBJECT_TYPE).filter(PAIRWISE::equals).isPresent(),
            document.textIfAny(SECTOR_IDENTIFIER_URI)),
        document.members().containsKey(CLAIMS) ? document.object(CLAIMS) : Map.of(),
        authentication(document));
  }

  private static void registration(Registration registration, Json json) {
    json.with("client_id_issued_at", registration.issuedAt().toString())
        .with(
            "registration_access_token",
            CredentialDocument.documents(registration.accessToken().stream().toList()))
        .with("registered", registration.metadata());
    registration
        .softwareStatement()
        .ifPresent(statement ->
            json.with(STATEMENT, CredentialDocument.documents(List.of(statement)).getFirst()));
    registration.freshUntil().ifPresent(until -> json.with(FRESH_UNTIL, until.toString()));
    registration.refreshesSince().ifPresent(at -> json.with(REFRESHES_SINCE, at.toString()));
  }

  private static Optional<Registration> registration(
      Document document, Optional<Instant> expiresAt) {
    return document
        .textIfAny("client_id_issued_at")
        .map(issuedAt ->
            new Registration(
                Instant.parse(issuedAt),
                expiresAt,
                document.documents("registration_access_token").stream()
                    .map(CredentialDocument::secret)
                    .findFirst(),
                document.textIfAny(FRESH_UNTIL).map(Instant::parse),
                document.textIfAny(REFRESHES_SINCE).map(Instant::parse),
                document.documentIfAny(STATEMENT).map(CredentialDocument::secret),
                document.object("registered")));
  }

  private static void tokenExchange(TokenExchangePolicy policy, Json json) {
    if (!policy.equals(TokenExchangePolicy.PRESET)) {
      Json member =
          Json.object()
              .with("resources", policy.resources())
              .with("impersonation", policy.impersonation());
      policy.mayAct().ifPresent(sub -> member.with("may_act", sub));
      json.with(TOKEN_EXCHANGE, member);
    }
  }

  private static TokenExchangePolicy tokenExchange(Document document) {
    return document
        .documentIfAny(TOKEN_EXCHANGE)
        .map(policy ->
            new TokenExchangePolicy(
                Set.copyOf(policy.texts("resources")),
                policy.flag("impersonation"),
                policy.textIfAny("may_act")))
        .orElse(TokenExchangePolicy.PRESET);
  }

  private static void authentication(AuthenticationDefaults defaults, Json json) {
    defaults.maxAge().ifPresent(age -> json.with(DEFAULT_MAX_AGE, age.toString()));
    if (!defaults.acrValues().isEmpty()) {
      json.with(DEFAULT_ACR_VALUES, defaults.acrValues());
    }
  }

  private static AuthenticationDefaults authentication(Document document) {
    return new AuthenticationDefaults(
        document.textIfAny(DEFAULT_MAX_AGE).map(Duration::parse),
        document.textsIfAny(DEFAULT_ACR_VALUES));
  }

  private static ResponseAlgorithms responses(Document document) {
    Map<ResponseJwt, String> signing = new EnumMap<>(ResponseJwt.class);
    Map<ResponseJwt, ResponseEncryption> encryption = new EnumMap<>(ResponseJwt.class);
    for (ResponseJwt jwt : ResponseJwt.values()) {
      document.textIfAny(jwt.signedResponseAlg()).ifPresent(alg -> signing.put(jwt, alg));
      document
          .textIfAny(jwt.encryptedResponseAlg())
          .map(alg -> new ResponseEncryption(alg, document.text(jwt.encryptedResponseEnc())))
          .ifPresent(how -> encryption.put(jwt, how));
    }
    return new ResponseAlgorithms(signing, encryption);
  }

  private static Requirements requirements(Document document, Optional<Profile> profile) {
    return new Requirements(
        document.flag(PKCE),
        document.flagOr(PUSHED, false),
        document.flagOr(DPOP_BOUND, false),
        document.flagOr(CERTIFICATE_BOUND, false),
        Set.copyOf(document.textsIfAny(DETAILS_TYPES)),
        profile,
        document.textsIfAny(RESPONSE_MODES),
        Set.of());
  }

  private static void requirements(Requirements requirements, Json json) {
    json.with(PKCE, requirements.pkce())
        .with(PUSHED, requirements.pushedAuthorizationRequests())
        .with(DPOP_BOUND, requirements.dpopBoundAccessTokens())
        .with(CERTIFICATE_BOUND, requirements.certificateBoundAccessTokens());
    if (!requirements.authorizationDetailsTypes().isEmpty()) {
      json.with(DETAILS_TYPES, requirements.authorizationDetailsTypes());
    }
    requirements.profile().ifPresent(profile -> json.with(PROFILE, profile.value()));
    if (!requirements.responseModes().isEmpty()) {
      json.with(RESPONSE_MODES, requirements.responseModes());
    }
  }

  private static RequestObjectPolicy requestObjects(Document document) {
    return new RequestObjectPolicy(
        document.flagOr(SIGNED_REQUEST, false),
        document.textsIfAny(REQUEST_URIS),
        document.textIfAny(REQUEST_ALG),
        document.textIfAny(REQUEST_ENCRYPTION_ALG),
        document.textIfAny(REQUEST_ENCRYPTION_ENC),
        document.flagOr(REQUEST_EXP, true));
  }

  private static void requestObjects(RequestObjectPolicy policy, Json json) {
    if (policy.required()) {
      json.with(SIGNED_REQUEST, true);
    }
    if (!policy.uris().isEmpty()) {
      json.with(REQUEST_URIS, policy.uris());
    }
    policy.signingAlg().ifPresent(alg -> json.with(REQUEST_ALG, alg));
    policy.encryptionAlg().ifPresent(alg -> json.with(REQUEST_ENCRYPTION_ALG, alg));
    policy.encryptionEnc().ifPresent(enc -> json.with(REQUEST_ENCRYPTION_ENC, enc));
    if (!policy.expRequired()) {
      json.with(REQUEST_EXP, false);
    }
  }

  private static Optional<ClientKeySource> keySource(Document document) {
    Optional<ClientKeySource> jwks = document.textIfAny("jwks").map(ClientKeySource.Jwks::new);
    return jwks.or(() -> document.textIfAny("jwks_uri").map(ClientKeySource.JwksUri::new));
  }

  private static ClientLogout logout(Document document) {
    return new ClientLogout(
        document.textsIfAny(POST_LOGOUT),
        document.textIfAny(BACKCHANNEL_URI),
        document.textIfAny(FRONTCHANNEL_URI));
  }

  private static void logout(ClientLogout logout, Json json) {
    json.with(POST_LOGOUT, logout.postLogoutRedirectUris());
    logout.backchannelUri().ifPresent(uri -> json.with(BACKCHANNEL_URI, uri));
    logout.frontchannelUri().ifPresent(uri -> json.with(FRONTCHANNEL_URI, uri));
  }

  private static Lifetimes lifetimes(Map<String, String> durations) {
    Map<Lifetime, Duration> chosen = new EnumMap<>(Lifetime.class);
    for (Lifetime lifetime : Lifetime.values()) {
      String duration = durations.get(lifetime.key());
      if (duration != null) {
        chosen.put(lifetime, Duration.parse(duration));
      }
    }
    return new Lifetimes(chosen);
  }
}
