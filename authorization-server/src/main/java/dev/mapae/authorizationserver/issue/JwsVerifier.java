package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.key.VerifyingKey;
import dev.mapae.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Verifies what this server signed. RFC 7515 §5.2.
final class JwsVerifier<K extends VerifyingKey> {
  /// As much as a request may have.
  private static final int LONGEST = 64 * 1024;

  /// Several times what this server writes.
  private static final int LONGEST_HEADER = 1024;

  private final Function<String, Optional<K>> keys;
  private final Set<String> types;

  /// @param keys by their `kid`
  /// @param types the `typ`s of what is expected here (RFC 8725 §3.11); each key has one algorithm
  ///   (§3.1)
  JwsVerifier(Function<String, Optional<K>> keys, Set<String> types) {
    this.keys = keys;
    this.types = Set.copyOf(types);
  }

  /// What a key signed.
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Signed<K extends VerifyingKey>(K key, byte[] payload) {}

  /// The payload of a JWS in compact serialization.
  ///
  /// @return empty for anything that this server did not sign
  Optional<byte[]> payload(String jws) {
    return signed(jws).map(Signed::payload);
  }

  /// The same, with the key that signed it.
  Optional<Signed<K>> signed(String jws) {
    if (jws.length() > LONGEST) {
      return Optional.empty();
    }
    String[] parts = jws.split("\\.", 4);
    if (parts.length != 3 || parts[0].length() > LONGEST_HEADER) {
      return Optional.empty();
    }
    try {
      String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
      Map<String, Object> members =
          Json.parseObject(header).filter(JwsVerifier::isOfTexts).orElse(Map.of());
      return Optional.ofNullable(members.get("kid"))
          .map(String::valueOf)
          .flatMap(keys)
          .filter(key -> members.get("typ") instanceof String typ && types.contains(typ))
          .filter(key -> key.algorithm().algorithm().equals(members.get("alg")))
          .filter(key ->
              key.verifies(parts[0] + "." + parts[1], Base64.getUrlDecoder().decode(parts[2])))
          .map(key -> new Signed<>(key, Base64.getUrlDecoder().decode(parts[1])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Whether it could be one that was written here: nothing in it is nested, so that there is
  /// neither `crit` nor an unencoded payload. RFC 7515 §4.1.11, RFC 7797 §3.
  private static boolean isOfTexts(Map<String, Object> header) {
    for (Object value : header.values()) {
      if (!(value instanceof String)) {
        return false;
      }
    }
    return true;
  }
}
