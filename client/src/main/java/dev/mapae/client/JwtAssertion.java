package dev.mapae.client;

import dev.mapae.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// An assertion about somebody that this program itself signs, to get a token for them with. RFC
/// 7523 §2.1 and §3.
///
/// @param issuer who says it; the authorization server knows its key
/// @param subject of whom
/// @param audience to whom: the issuer identifier of the authorization server, or what it wants
///   instead
/// @param key signs it
/// @param claims others
public record JwtAssertion(
    String issuer, String subject, String audience, SigningKey key, Map<String, Object> claims) {
  private static final Duration LIFE = Duration.ofMinutes(2);

  private static final Set<String> OURS = Set.of("iss", "sub", "aud", "iat", "exp", "jti");

  /// @throws IllegalArgumentException for a claim that the library sets itself
  public JwtAssertion {
    for (String name : claims.keySet()) {
      // RFC 7519 §4: of two with one name, each reader believes another.
      if (OURS.contains(name)) {
        throw new IllegalArgumentException(name + " is set by the library.");
      }
    }
    claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
  }

  /// An assertion about somebody else.
  public static JwtAssertion of(String issuer, String subject, String audience, SigningKey key) {
    return new JwtAssertion(issuer, subject, audience, key, Map.of());
  }

  /// The same with another claim.
  ///
  /// @param value as JSON has them
  /// @throws IllegalArgumentException for a claim that the library sets itself
  public JwtAssertion with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(claims);
    more.put(name, value);
    return new JwtAssertion(issuer, subject, audience, key, more);
  }

  /// Signs one that is good for two minutes.
  String sign(Environment environment) {
    Instant now = environment.clock().instant();
    return key.sign(
        "JWT",
        Json.object()
            .with("iss", issuer)
            .with("sub", subject)
            .with("aud", audience)
            .with("iat", now.getEpochSecond())
            .with("exp", now.plus(LIFE).getEpochSecond())
            .with("jti", environment.randomValue())
            .withAll(claims));
  }

  /// Tells nothing of the claims.
  @Override
  public String toString() {
    return "JwtAssertion[" + issuer + " to " + audience + "]";
  }
}
