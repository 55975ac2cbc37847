package dev.mapae.authorizationserver.clientkey;

import dev.mapae.protocol.CertificateThumbprint;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.VerificationKey;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The keys that a client published as its JWK Set, all of them public. RFC 7517 §5, RFC 7591 §2.
///
/// @param keys as they came
public record ClientKeySet(List<Map<String, Object>> keys) {
  private static final int MAX_KEYS = 20;

  /// What only the owner of a key may know. RFC 7518 §6.2.2, §6.3.2 and §6.4.1, RFC 8037 §2, RFC
  /// 9964 §3.
  private static final Set<String> PRIVATE =
      Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv");

  private static final Set<String> TEXTS = Set.of("kty", "kid", "use", "alg", "crv");

  public ClientKeySet {
    keys = List.copyOf(keys);
  }

  /// A JWK Set that no client may have. The message is a clause that says why, and how to mend it.
  public static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Unusable(String reason) {
      super(reason, null, false, false);
    }

    /// Why, as a clause.
    public String reason() {
      return String.valueOf(getMessage());
    }
  }

  /// Reads a JWK Set. Keys of types that are not known here are fine: they are passed over when one
  /// is looked for.
  ///
  /// @throws Unusable when it is none, has more than 20 keys, or has a key that is symmetric or
  ///   private
  public static ClientKeySet parse(String json) {
    if (!(Json.parseObject(json).orElse(Map.of()).get("keys") instanceof List<?> list)) {
      throw new Unusable("it is no JWK Set; give an object with the array 'keys' (RFC 7517 §5)");
    }
    if (list.size() > MAX_KEYS) {
      throw new Unusable("it has more than " + MAX_KEYS + " keys; remove those out of use");
    }
    List<Map<String, Object>> keys = new ArrayList<>();
    for (Object key : list) {
      keys.add(key(key, keys.size() + 1));
    }
    return new ClientKeySet(keys);
  }

  private static Map<String, Object> key(Object key, int number) {
    if (!(key instanceof Map<?, ?> members) || !members.containsKey("kty")) {
      throw new Unusable("key %d is no JWK; it has no 'kty' (RFC 7517 §4.1)".formatted(number));
    }
    Map<String, Object> jwk = new LinkedHashMap<>();
    members.forEach((name, value) -> jwk.put(String.valueOf(name), value));
    for (String name : jwk.keySet()) {
      if (PRIVATE.contains(name)) {
        throw new Unusable(
            "key %d is private or symmetric, it has '%s'; publish the public key alone, and make another if this one was seen"
                .formatted(number, name));
      }
      if (TEXTS.contains(name) && !(jwk.get(name) instanceof String)) {
        throw new Unusable(
            "the '%s' of key %d is no text; put it in quotes".formatted(name, number));
      }
    }
    return jwk;
  }

  /// Whether there is a key that verifies signatures here.
  public boolean canVerify() {
    return keys.stream().anyMatch(key -> VerificationKey.parse(key).isPresent());
  }

  /// Whether a client could do mutual TLS with one of the keys.
  public boolean hasCertificate() {
    return !certificates().isEmpty();
  }

  /// The thumbprints of the certificates of the keys. Behind its own certificate a key has those of
  /// its issuers (RFC 7517 §4.7), who are not the client.
  Set<String> certificates() {
    return keys.stream().flatMap(key -> certificate(key).stream()).collect(Collectors.toSet());
  }

  private static Optional<String> certificate(Map<String, Object> key) {
    if (!(key.get("x5c") instanceof List<?> chain)
        || chain.isEmpty()
        || !(chain.getFirst() instanceof String base64)) {
      return Optional.empty();
    }
    try {
      byte[] der = Base64.getDecoder().decode(base64);
      return CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der))
              instanceof X509Certificate certificate
          ? Optional.of(CertificateThumbprint.of(certificate))
          : Optional.empty();
    } catch (CertificateException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Those keys that verify signatures here, made ready for it.
  List<VerificationKey> verificationKeys() {
    return keys.stream().flatMap(key -> VerificationKey.parseForMany(key).stream()).toList();
  }
}
