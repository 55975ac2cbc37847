package dev.mapae.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The claims of a JWT that the authorization server signed, and what is checked of them. RFC 7519
/// §4.1.
///
/// @param name how errors call it
/// @param now when it is checked
record ServerJwt(String name, Map<String, Object> claims, Instant now) {
  /// Refuses the JWT unless this holds.
  void check(boolean holds, String otherwise) {
    if (!holds) {
      throw untrusted(name, otherwise);
    }
  }

  /// None may have expired, or come from the future.
  void checkTimes(Duration leeway) {
    Instant latest = now.plus(leeway);
    check(time("exp").filter(exp -> !now.isBefore(exp.plus(leeway))).isEmpty(), "it has expired");
    check(time("iat").filter(iat -> iat.isAfter(latest)).isEmpty(), "iat lies in the future");
    check(time("nbf").filter(nbf -> nbf.isAfter(latest)).isEmpty(), "nbf lies in the future");
  }

  Optional<String> string(String claim) {
    return claims.get(claim) instanceof String value ? Optional.of(value) : Optional.empty();
  }

  Set<String> audiences() {
    Object aud = claims.get("aud");
    List<?> values = aud instanceof List<?> list ? list : aud == null ? List.of() : List.of(aud);
    Set<String> audiences = new TreeSet<>();
    for (Object value : values) {
      if (!(value instanceof String audience)) {
        throw untrusted(name, "aud is of the wrong type");
      }
      audiences.add(audience);
    }
    return audiences;
  }

  /// It is for this client, and for nobody whom the client does not trust. OIDC Core §3.1.3.7.
  void checkAudience(String clientId, IdTokenPolicy policy) {
    Set<String> audiences = audiences();
    check(audiences.contains(clientId), "aud does not name this client");
    check(
        audiences.stream()
            .allMatch(a -> a.equals(clientId) || policy.trustedAudiences().contains(a)),
        "aud names others whom this client does not trust");
  }

  Optional<Instant> time(String claim) {
    Object value = claims.get(claim);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Number seconds)
        || seconds.doubleValue() < 0
        || seconds.doubleValue() > 1e11) {
      throw untrusted(name, claim + " is not a time");
    }
    return Optional.of(Instant.ofEpochSecond(seconds.longValue()));
  }

  static ClientException untrusted(String name, String why) {
    return new ClientError.Untrusted("The " + name + " is refused: " + why + ".").exception();
  }

  /// Tells nothing of the claims.
  @Override
  public String toString() {
    return "ServerJwt[" + name + "]";
  }
}
