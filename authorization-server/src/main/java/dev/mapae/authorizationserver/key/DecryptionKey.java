package dev.mapae.authorizationserver.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEDecrypter;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.JWK;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/// A key pair that opens what others encrypt for this server. It carries its algorithm: of elliptic
/// curves that is ECDH-ES, with or without a key that is wrapped. RFC 7516, RFC 7518 §4.3, §4.6.
public final class DecryptionKey implements OpenedKey {
  private final String id;
  private final KeyKind kind;
  private final JWK pair;
  private final Map<String, Object> publicJwk;

  private DecryptionKey(KeyKind kind, JWK pair) {
    this.id = pair.getKeyID();
    this.kind = kind;
    this.pair = pair;
    this.publicJwk = Collections.unmodifiableMap(pair.toPublicJWK().toJSONObject());
  }

  /// Opens what [NewKeys] made.
  static DecryptionKey parse(String algorithm, byte[] kept) {
    try {
      return new DecryptionKey(
          KeyKind.opening(algorithm), JWK.parse(new String(kept, StandardCharsets.UTF_8)));
    } catch (ParseException e) {
      throw new IllegalStateException("an encryption key in the database is not one", e);
    }
  }

  /// The `kid`.
  @Override
  public String id() {
    return id;
  }

  @Override
  public KeyKind kind() {
    return kind;
  }

  /// What the world may see of it, as the members of a JWK.
  public Map<String, Object> publicJwk() {
    return publicJwk;
  }

  /// Opens a JWE. Its header has been checked: nothing else of it chooses an algorithm.
  ///
  /// @return empty when it was not made for this key, or was changed
  public Optional<String> open(JWEObject jwe) {
    try {
      jwe.decrypt(decrypter());
      return Optional.of(jwe.getPayload().toString());
    } catch (JOSEException | RuntimeException e) {
      // Strangers choose these bytes, and some of them surprise the library.
      return Optional.empty();
    }
  }

  private JWEDecrypter decrypter() throws JOSEException {
    return kind.algorithm().equals(KeyKind.RSA_OAEP)
        ? new RSADecrypter(pair.toRSAKey())
        : new ECDHDecrypter(pair.toECKey());
  }

  /// Tells nothing of the private key.
  @Override
  public String toString() {
    return "DecryptionKey[" + id + "]";
  }
}
