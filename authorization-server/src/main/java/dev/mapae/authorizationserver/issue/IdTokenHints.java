package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.VerifyingKey;
import dev.mapae.authorizationserver.response.ClientJwts;
import dev.mapae.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Reads ID tokens that clients bring back as `id_token_hint`. OIDC Core §3.1.2.1, §3.1.2.2, OpenID
/// Connect RP-Initiated Logout §2.
public final class IdTokenHints {
  private final String issuer;
  private final JwsVerifier<VerifyingKey> verifier;

  public IdTokenHints(String issuer, Supplier<KeyRing> keys) {
    this.issuer = issuer;
    this.verifier = new JwsVerifier<>(kid -> keys.get().verifyingHint(kid), Set.of(ClientJwts.TYP));
  }

  /// Whom a hint is about; an ID token that expired is as good a hint.
  ///
  /// @return the subject; empty for anything but an ID token that this server issued to this client
  public Optional<String> subject(String hint, String clientId) {
    return claims(hint)
        .filter(claims -> clientId.equals(claims.get("aud")))
        .flatMap(claims -> text(claims, "sub"));
  }

  /// Which client a hint was issued to; an ID token that expired is as good a hint.
  ///
  /// @return empty for anything but an ID token of this server
  public Optional<String> clientId(String hint) {
    return claims(hint).flatMap(claims -> text(claims, "aud"));
  }

  private Optional<Map<String, Object>> claims(String hint) {
    return verifier
        .payload(hint)
        .flatMap(json -> Json.parseObject(new String(json, StandardCharsets.UTF_8)))
        .filter(claims -> issuer.equals(claims.get("iss")))
        // Access tokens and the other responses to clients are signed by the same server.
        .filter(claims -> claims.containsKey("at_hash") && !claims.containsKey("client_id"));
  }

  private static Optional<String> text(Map<String, Object> claims, String name) {
    return Optional.ofNullable(claims.get(name)).map(String::valueOf);
  }
}
