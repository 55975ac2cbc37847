package dev.mapae.resourceserver;

import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An access token that was checked: signed by the issuer, in time, and for this API. RFC 9068 §4.
///
/// @param issuer `iss`
/// @param subject `sub`: the person, or the client itself where no person is involved. Where
///   clients may choose their `client_id`, one may choose the `sub` of a person (RFC 9068 §5)
/// @param clientId `client_id`, or else `azp`; some issuers leave out both
/// @param scope `scope`, or else `scp`, each a text or a list; empty when the token has neither
/// @param roles `roles` of the subject (RFC 9068 §2.2.3.1), or what [TrustedIssuer#rolesClaim]
///   names; empty when the token has none
/// @param expiresAt `exp`
/// @param claims all claims as they are in the token, unmodifiable down to the last list; a JSON
///   null counts as absent
public record VerifiedToken(
    String issuer,
    String subject,
    Optional<String> clientId,
    Scope scope,
    Set<String> roles,
    Instant expiresAt,
    Map<String, Object> claims) {
  public VerifiedToken {
    roles = Set.copyOf(roles);
    claims = frozen(claims);
  }

  /// One claim.
  public Optional<Object> claim(String name) {
    return Optional.ofNullable(claims.get(name));
  }

  /// What the token was given for in detail, as far as it is of one type. RFC 9396 §9. Those with
  /// `locations` of other APIs (§2.2) are among them, where the issuer leaves them in the token.
  ///
  /// @return the objects of `authorization_details` with this `type`, all their members; empty when
  ///   there is none
  public List<Map<String, Object>> authorizationDetails(String type) {
    List<Map<String, Object>> details = new ArrayList<>();
    if (claims.get("authorization_details") instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof Map<?, ?> detail && type.equals(detail.get("type"))) {
          details.add(frozen(detail));
        }
      }
    }
    return details;
  }

  private static Map<String, Object> frozen(Map<?, ?> members) {
    Map<String, Object> copy = new LinkedHashMap<>();
    for (Map.Entry<?, ?> member : members.entrySet()) {
      Object value = member.getValue();
      if (value != null) {
        copy.put((String) member.getKey(), frozenValue(value));
      }
    }
    return Collections.unmodifiableMap(copy);
  }

  private static Object frozenValue(Object value) {
    if (value instanceof Map<?, ?> map) {
      return frozen(map);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      for (Object item : list) {
        if (item != null) {
          copy.add(frozenValue(item));
        }
      }
      return Collections.unmodifiableList(copy);
    }
    return value;
  }

  /// Names who and what for; the other claims may be personal.
  @Override
  public String toString() {
    return "VerifiedToken[" + subject + ", " + scope + "]";
  }
}
