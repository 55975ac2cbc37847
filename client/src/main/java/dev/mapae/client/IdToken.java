package dev.mapae.client;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// An ID token that passed every check of OIDC Core §3.1.3.7. There is no other way to make one.
public final class IdToken {
  private final String serialized;
  private final Map<String, Object> claims;

  IdToken(String serialized, Map<String, Object> claims) {
    this.serialized = serialized;
    this.claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
  }

  /// The person, unique within the issuer and never reassigned. OIDC Core §2.
  public String subject() {
    return string("sub").orElseThrow();
  }

  /// The server that signed it.
  public String issuer() {
    return string("iss").orElseThrow();
  }

  /// When the person last signed in actively. OIDC Core §2.
  public Optional<Instant> authTime() {
    return claims.get("auth_time") instanceof Number seconds
        ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
        : Optional.empty();
  }

  /// A claim that is a string.
  public Optional<String> string(String name) {
    return claims.get(name) instanceof String value ? Optional.of(value) : Optional.empty();
  }

  /// All claims, as JSON values.
  public Map<String, Object> claims() {
    return claims;
  }

  /// The token for `id_token_hint`: as it came, or, if it was encrypted, the signed one that was
  /// inside. OIDC Core §3.1.2.1.
  public String serialized() {
    return serialized;
  }

  /// Tells nothing of the token.
  @Override
  public String toString() {
    return "IdToken[" + issuer() + ", " + subject() + "]";
  }
}
