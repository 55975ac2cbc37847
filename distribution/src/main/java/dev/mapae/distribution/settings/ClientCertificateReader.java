package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.clientkey.ClientKeySet;
import dev.mapae.authorizationserver.store.CertificateSubject;
import dev.mapae.authorizationserver.store.CertificateSubject.Name;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.distribution.settings.TlsReader.Tls;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads what a client says of its certificate. RFC 8705 §2.1.2, §2.2.2, §3.4.
final class ClientCertificateReader {
  private static final String METHOD = "token_endpoint_auth_method";
  private static final String TLS_CLIENT_AUTH = "tls_client_auth";
  private static final String SELF_SIGNED = "self_signed_tls_client_auth";
  private static final String BOUND = Requirements.CERTIFICATE_BOUND;

  private final Section client;
  private final Tls tls;

  ClientCertificateReader(Section client, Tls tls) {
    this.client = client;
    this.tls = tls;
  }

  /// The name in its certificate, and whether a client that authenticates with one can.
  Optional<CertificateSubject> subject(String authMethod, Optional<ClientKeySource> keys) {
    List<Name> given =
        Stream.of(Name.values()).filter(name -> client.entry(name.member()).isPresent()).toList();
    switch (authMethod) {
      case TLS_CLIENT_AUTH -> {
        requireCertificates(authMethod, tls.clientCa(), "'tls: {client_ca: ca.pem}'");
        requireOne(given);
      }
      case SELF_SIGNED -> {
        requireCertificates(
            authMethod,
            tls.takesCertificates(),
            "'tls: {client_ca: ca.pem}' or 'client_certificate_header'");
        requireKeys(keys);
        refuse(given);
      }
      default -> refuse(given);
    }
    return given.stream()
        .flatMap(name ->
            client.text(name.member()).stream()
                .filter(value -> isUsable(name, value))
                .map(value -> new CertificateSubject(name, value)))
        .findFirst();
  }

  private void requireCertificates(String authMethod, boolean can, String how) {
    if (!can) {
      client.mistake(
          METHOD,
          "'%s' is '%s', and no certificate of it could be checked; add %s"
              .formatted(METHOD, authMethod, how));
    }
  }

  private void requireOne(List<Name> given) {
    if (given.size() != 1) {
      client.mistake(
          given.isEmpty() ? METHOD : given.getLast().member(),
          "a client with '%s: %s' has exactly one of %s; %s (RFC 8705 §2.1.2)"
              .formatted(
                  METHOD,
                  TLS_CLIENT_AUTH,
                  Stream.of(Name.values()).map(Name::member).collect(Collectors.joining(", ")),
                  given.isEmpty() ? "add it" : "keep one"));
    }
  }

  private void refuse(List<Name> given) {
    given.forEach(name ->
        client.mistake(
            name.member(),
            "'%s' is of no use, since the client does not authenticate by it; remove it, or make '%s' %s"
                .formatted(name.member(), METHOD, TLS_CLIENT_AUTH)));
  }

  private void requireKeys(Optional<ClientKeySource> keys) {
    if (keys.isEmpty() && client.entry("jwks").isEmpty()) {
      client.mistake(
          METHOD,
          "a client with '%s: %s' has no certificate; add 'jwks' with an 'x5c', or 'jwks_uri' (RFC 8705 §2.2.2)"
              .formatted(METHOD, SELF_SIGNED));
    }
    if (keys.isPresent()
        && keys.get() instanceof ClientKeySource.Jwks(var json)
        && !hasCertificate(json)) {
      client.mistake(
          "jwks", "'jwks' has no certificate; add 'x5c: [BASE64]' to its key (RFC 7517 §4.7)");
    }
  }

  /// True also for one that is none, which is a mistake of its own.
  private static boolean hasCertificate(String jwks) {
    try {
      return ClientKeySet.parse(jwks).hasCertificate();
    } catch (ClientKeySet.Unusable e) {
      return true;
    }
  }

  private boolean isUsable(Name name, String value) {
    Optional<String> mistake =
        switch (name) {
          case SUBJECT_DN ->
              CertificateSubject.distinguishedName(value).isPresent()
                  ? Optional.empty()
                  : Optional.of("is no distinguished name; write it like CN=app,O=Example,C=KR");
          case SAN_IP ->
              CertificateSubject.address(value).isPresent()
                  ? Optional.empty()
                  : Optional.of("is no address; write it like 192.0.2.1 or 2001:db8::1");
          case SAN_DNS, SAN_URI, SAN_EMAIL ->
              value.isBlank()
                  ? Optional.of("is empty; write what is in the certificate")
                  : Optional.empty();
        };
    mistake.ifPresent(m ->
        client.mistake(name.member(), "'%s' is '%s', which %s".formatted(name.member(), value, m)));
    return mistake.isEmpty();
  }

  /// Whether its tokens are bound to its certificate.
  boolean bound() {
    boolean bound = client.flag(BOUND, false);
    if (bound && !tls.takesCertificates()) {
      client.mistake(
          BOUND,
          "'%s' is true, and no certificate can come in, so that the client could never get a token; add 'tls: {client_ca: ca.pem}' or 'client_certificate_header'"
              .formatted(BOUND));
    }
    if (bound && client.flag("dpop_bound_access_tokens", false)) {
      client.mistake(
          BOUND,
          "'%s' stands beside 'dpop_bound_access_tokens', and a token is bound to one key; keep one"
              .formatted(BOUND));
    }
    return bound;
  }
}
