package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.store.AssertionPolicy;
import dev.mapae.authorizationserver.store.AuthenticationDefaults;
import dev.mapae.authorizationserver.store.CertificateSubject;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.ClientLogout;
import dev.mapae.authorizationserver.store.Credentials;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.SubjectPolicy;
import dev.mapae.authorizationserver.store.TokenExchangePolicy;
import dev.mapae.distribution.settings.TlsReader.Tls;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads one entry of `clients`: RFC 7591 §2 metadata, `client_id`, `client_secret` and what is
/// ours.
final class ClientReader {
  private static final int LEAST_SECRET = 32;
  private static final Pattern VISIBLE = Pattern.compile("[\\x20-\\x7E]+");
  private static final Pattern CLIENT_ID = Pattern.compile("[\\x20-\\x7E]{1,255}");

  private static final List<String> AUTH_METHODS =
      List.of(
          "client_secret_basic",
          "client_secret_post",
          "client_secret_jwt",
          "private_key_jwt",
          "tls_client_auth",
          "self_signed_tls_client_auth",
          "none");
  private static final Set<String> WITH_SECRET =
      Set.of("client_secret_basic", "client_secret_post", "client_secret_jwt");
  private static final List<String> GRANT_TYPES =
      List.of(
          "authorization_code",
          "client_credentials",
          "refresh_token",
          "urn:ietf:params:oauth:grant-type:device_code",
          TokenExchangeReader.GRANT_TYPE,
          TrustedIssuerReader.GRANT_TYPE);
  private static final Set<String> LATER_GRANT_TYPES = Set.of("urn:openid:params:grant-type:ciba");

  private final Section section;
  private final Secrets secrets;
  private final Set<String> scopes;
  private final Set<String> detailsTypes;
  private final ClientCertificateReader certificates;

  /// @param scopes all that are declared
  /// @param detailsTypes all types of authorization details that are declared
  ClientReader(
      Section section, Secrets secrets, Set<String> scopes, Set<String> detailsTypes, Tls tls) {
    this.section = section;
    this.secrets = secrets;
    this.scopes = scopes;
    this.detailsTypes = detailsTypes;
    this.certificates = new ClientCertificateReader(section, tls);
  }

  Optional<DeclaredClient> read() {
    Optional<String> id = section.required("client_id", "my-app").flatMap(this::clientId);
    String authMethod = authMethod();
    List<String> clientSecrets = clientSecrets(authMethod);
    Set<String> grantTypes = grantTypes();
    List<String> redirectUris = redirectUris(grantTypes);
    ApplicationReader.read(section);
    ClientLogout logout =
        LogoutReader.read(section, uris("post_logout_redirect_uris"), redirectUris);
    Scope scope = section.scalar("scope").map(this::scope).orElse(Scope.empty());
    boolean skipConsent = section.flag("skip_consent", false);
    Requirements requirements = ProfileReader.read(section, requirements(authMethod));
    Duration grace =
        section
            .duration("refresh_token_reuse_grace", Duration.ZERO, Duration.ofSeconds(60))
            .orElse(Duration.ZERO);
    Lifetimes lifetimes = LifetimesReader.ofClient(section);
    Optional<ClientKeySource> keySource = KeySourceReader.read(section);
    ResponseAlgorithms responses = Algorithms.responses(section, keySource);
    AssertionPolicy assertionPolicy = AssertionPolicyReader.read(section, authMethod, keySource);
    Optional<CertificateSubject> subject = certificates.subject(authMethod, keySource);
    RequestObjectPolicy requestObjects = RequestObjectReader.read(section, keySource, grantTypes);
    TokenExchangePolicy tokenExchange = TokenExchangeReader.read(section, authMethod, grantTypes);
    SubjectPolicy subjects = SubjectReader.read(section, redirectUris);
    Map<String, Object> claims = ClaimsReader.values(section);
    Map<String, String> display = DisplayReader.read(section);
    AuthenticationDefaults authentication = AuthenticationDefaultsReader.read(section);
    responseTypes();
    // BrandingReader's own to read: no part of the client, but of the pages.
    section.section("branding");
    // The client's own to know: where the server is reached by mutual TLS (FAPI 2.0 §5.2.2.1.1).
    section.flag("use_mtls_endpoint_aliases", false);
    section.noMore();
    return id.map(i ->
        new DeclaredClient(
            new Client(
                    i,
                    Origin.DECLARED,
                    true,
                    new Credentials(authMethod, List.of(), assertionPolicy, subject),
                    keySource,
                    grantTypes,
                    redirectUris,
                    scope,
                    skipConsent,
                    requirements,
                    requestObjects,
                    grace,
                    lifetimes,
                    responses,
                    logout,
                    display)
                .withTokenExchange(tokenExchange)
                .with(subjects)
                .withClaims(claims)
                .with(authentication),
            clientSecrets));
  }

  private Optional<String> clientId(Yaml.Scalar scalar) {
    if (CLIENT_ID.matcher(scalar.value()).matches()) {
      return Optional.of(scalar.value());
    }
    section.mistake(
        "client_id", "'client_id' has to have 1 to 255 printable ASCII characters (RFC 6749 §A.1)");
    return Optional.empty();
  }

  private String authMethod() {
    String key = "token_endpoint_auth_method";
    String method = section.text(key).orElse("client_secret_basic");
    if (!AUTH_METHODS.contains(method)) {
      section.mistake(
          key,
          "'%s' is '%s', which is none (RFC 7591 §2); did you mean '%s'?"
              .formatted(key, method, EditDistance.nearest(method, AUTH_METHODS)));
    }
    return method;
  }

  private List<String> clientSecrets(String authMethod) {
    List<String> clear = new ArrayList<>();
    List<Yaml.Scalar> given = section.oneOrMore("client_secret");
    for (Yaml.Scalar scalar : given) {
      secrets
          .read("client_secret", scalar)
          .ifPresent(s -> {
            if (s.length() < LEAST_SECRET || !VISIBLE.matcher(s).matches()) {
              section
                  .mistakes()
                  .add(
                      scalar.line(),
                      "'client_secret' has to have at least 32 printable ASCII characters; make one with: openssl rand -hex 32");
            }
            clear.add(s);
          });
    }
    if (given.size() > 2) {
      section.mistake(
          "client_secret",
          "'client_secret' takes two at most: the new one and the one that it replaces");
    }
    boolean withoutSecret = AUTH_METHODS.contains(authMethod) && !WITH_SECRET.contains(authMethod);
    if (withoutSecret && !given.isEmpty()) {
      section.mistake(
          "client_secret",
          "a client with 'token_endpoint_auth_method: %s' has no secret; remove one of both"
              .formatted(authMethod));
    }
    if (!withoutSecret && section.entry("client_secret").isEmpty()) {
      section.mistake(
          "client_secret",
          "a client has no 'client_secret'; add one, or 'token_endpoint_auth_method: none' for an app that cannot keep it");
    }
    return clear;
  }

  private Set<String> grantTypes() {
    if (section.entry("grant_types").isEmpty()) {
      return Set.of("authorization_code");
    }
    Set<String> types = new LinkedHashSet<>();
    for (Yaml.Scalar type : section.list("grant_types")) {
      if (GRANT_TYPES.contains(type.value())) {
        types.add(type.value());
      } else if (LATER_GRANT_TYPES.contains(type.value())) {
        section
            .mistakes()
            .warn(
                type.line(),
                "the grant type '" + type.value() + "' is not built yet; the client does without");
      } else {
        section
            .mistakes()
            .add(
                type.line(),
                "'%s' is no grant type of this server; did you mean '%s'?"
                    .formatted(type.value(), EditDistance.nearest(type.value(), GRANT_TYPES)));
      }
    }
    return types;
  }

  private List<String> redirectUris(Set<String> grantTypes) {
    if (grantTypes.contains("authorization_code") && section.entry("redirect_uris").isEmpty()) {
      section.mistake(
          "redirect_uris",
          "a client of the grant type authorization_code has no 'redirect_uris'; add them, or change 'grant_types'");
    }
    return uris("redirect_uris");
  }

  private List<String> uris(String key) {
    List<String> uris = new ArrayList<>();
    for (Yaml.Scalar uri : section.list(key)) {
      RedirectUris.mistake(uri.value())
          .ifPresent(m ->
              section.mistakes().add(uri.line(), "the redirect URI '" + uri.value() + "': " + m));
      uris.add(uri.value());
    }
    return uris;
  }

  private Scope scope(Yaml.Scalar scalar) {
    List<String> tokens = List.of(scalar.value().strip().split(" +"));
    for (String token : tokens) {
      if (!scopes.contains(token)) {
        section
            .mistakes()
            .add(
                scalar.line(),
                "no resource declares the scope '%s'; declare it, or did you mean '%s'?"
                    .formatted(token, EditDistance.nearest(token, scopes)));
      }
    }
    return Scope.of(tokens);
  }

  private Requirements requirements(String authMethod) {
    return new Requirements(
            requirePkce(authMethod),
            section.flag("require_pushed_authorization_requests", false),
            section.flag("dpop_bound_access_tokens", false),
            certificates.bound())
        .withDetailsTypes(authorizationDetailsTypes());
  }

  private Set<String> authorizationDetailsTypes() {
    Set<String> types = new LinkedHashSet<>();
    for (Yaml.Scalar type : section.list("authorization_details_types")) {
      if (!detailsTypes.contains(type.value())) {
        section
            .mistakes()
            .add(
                type.line(),
                detailsTypes.isEmpty()
                    ? "no resource declares 'authorization_details_types'; declare '%s' there"
                        .formatted(type.value())
                    : "no resource declares the type of authorization details '%s'; declare it, or did you mean '%s'?"
                        .formatted(type.value(), EditDistance.nearest(type.value(), detailsTypes)));
      }
      types.add(type.value());
    }
    return types;
  }

  private boolean requirePkce(String authMethod) {
    boolean required = section.flag("require_pkce", true);
    if (!required && authMethod.equals("none")) {
      section.mistake(
          "require_pkce",
          "'require_pkce: false' is not for a client with 'token_endpoint_auth_method: none', which nothing else protects (RFC 9700 §2.1.1); remove it");
    }
    return required;
  }

  private void responseTypes() {
    for (Yaml.Scalar type : section.list("response_types")) {
      if (!type.value().equals("code")) {
        section
            .mistakes()
            .add(
                type.line(),
                "'%s' is no response type of this server; there is only code (RFC 9700 §2.1.2)"
                    .formatted(type.value()));
      }
    }
  }
}
