package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.response.ClientJwts;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.function.Supplier;

/// Writes ID tokens. OIDC Core §2, §3.1.3.6, §12.2.
final class IdTokens {
  private final ClientJwts jwts;
  private final Supplier<Catalog> catalog;

  IdTokens(ClientJwts jwts, Supplier<Catalog> catalog) {
    this.jwts = jwts;
    this.catalog = catalog;
  }

  /// Makes sure that one can be written, before the code or refresh token is spent for it.
  ///
  /// @throws dev.mapae.protocol.ProtocolException when it is to be encrypted, and the client has no
  ///   key for that
  void requireKey(Client client) {
    jwts.requireKey(client, ResponseJwt.ID_TOKEN);
  }

  /// Writes the ID token of a redemption or refresh.
  ///
  /// @param subject what the client knows the person by
  /// @param accessToken that is issued with it, for `at_hash`
  /// @param first whether this is the redemption of the code: only then does `nonce` go in (OIDC
  ///   Core §12.2)
  String write(
      Client client,
      Grant grant,
      Person person,
      String subject,
      String accessToken,
      boolean first,
      Instant now,
      Duration lifetime) {
    String hash = jwts.algorithm(client, ResponseJwt.ID_TOKEN).hash();
    Json claims =
        jwts.claims(client)
            .with("sub", subject)
            .with("iat", now.getEpochSecond())
            .with("exp", now.plus(lifetime).getEpochSecond())
            .with("acr", grant.acr())
            .with("at_hash", leftHalf(hash, accessToken));
    Session.authTime(grant.authenticatedAt())
        .ifPresent(at -> claims.with("auth_time", at.getEpochSecond()));
    if (!grant.amr().isEmpty()) {
      claims.with("amr", grant.amr());
    }
    if (client.logout().isTold()) {
      claims.with("sid", jwts.sid(client, grant.firstSessionId()));
    }
    if (first) {
      grant.nonce().ifPresent(nonce -> claims.with("nonce", nonce));
    }
    claims.withAll(StandardClaims.of(person, names(client, grant, person)));
    return jwts.write(client, ResponseJwt.ID_TOKEN, claims);
  }

  /// What an approved scope releases here, and what was asked for by name.
  private Set<String> names(Client client, Grant grant, Person person) {
    Catalog known = catalog.get();
    Scope allowed = known.own(client.scope(), person);
    Set<String> names = known.idTokenClaims(grant.scope().retain(allowed));
    grant
        .claims()
        .map(ClaimsRequest::parse)
        .ifPresent(asked -> names.addAll(asked.idTokenNames(known, allowed)));
    return names;
  }

  /// OIDC Core §3.1.3.6.
  private static String leftHalf(String hashName, String accessToken) {
    try {
      byte[] hash =
          MessageDigest.getInstance(hashName)
              .digest(accessToken.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(hash, hash.length / 2));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
