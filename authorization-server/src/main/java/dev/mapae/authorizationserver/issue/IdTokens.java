package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.SigningKey;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.userinfo.StandardClaims;
import dev.mapae.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;

/// Writes ID tokens. OIDC Core §2, §3.1.3.6, §12.2.
final class IdTokens {
  /// What an OpenID Connect client gets that registered no algorithm. OIDC Registration §2.
  private static final String PRESET_ALGORITHM = "RS256";

  private final String issuer;
  private final Supplier<KeyRing> keys;

  IdTokens(String issuer, Supplier<KeyRing> keys) {
    this.issuer = issuer;
    this.keys = keys;
  }

  /// Writes the ID token of a redemption or refresh.
  ///
  /// @param accessToken that is issued with it, for `at_hash`
  /// @param first whether this is the redemption of the code: only then does `nonce` go in (OIDC
  ///   Core §12.2)
  String write(
      Client client,
      Grant grant,
      Person person,
      String accessToken,
      boolean first,
      Instant now,
      Duration lifetime) {
    Json claims =
        Json.object()
            .with("iss", issuer)
            .with("sub", person.subject())
            .with("aud", client.id())
            .with("iat", now.getEpochSecond())
            .with("exp", now.plus(lifetime).getEpochSecond())
            .with("auth_time", grant.authenticatedAt().getEpochSecond())
            .with("acr", grant.acr())
            .with("amr", grant.amr())
            .with("at_hash", leftHalf(accessToken));
    if (first) {
      grant.nonce().ifPresent(nonce -> claims.with("nonce", nonce));
    }
    grant
        .claims()
        .map(ClaimsRequest::parse)
        .ifPresent(
            asked -> claims.withAll(StandardClaims.of(person, asked.idTokenNames(client.scope()))));
    String algorithm = client.responses().idToken().orElse(PRESET_ALGORITHM);
    SigningKey key =
        keys.get()
            .signing(algorithm)
            .orElseThrow(() -> new IllegalStateException("there is no key for " + algorithm));
    return key.sign("JWT", claims.bytes());
  }

  /// OIDC Core §3.1.3.6.
  private static String leftHalf(String accessToken) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(accessToken.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(hash, hash.length / 2));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
