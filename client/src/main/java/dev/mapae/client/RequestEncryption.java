package dev.mapae.client;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEEncrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.mapae.protocol.Json;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Encrypts signed requests to the server, by a key that it publishes. RFC 9101 §6.1, OIDC Core
/// §10.2.
///
/// The key is kept as the others of the server are, for ten minutes: a server that replaces it goes
/// on with the old one for as long as that.
record RequestEncryption(JWEAlgorithm algorithm, EncryptionMethod method) {
  private static final Map<String, KeyType> ALGORITHMS =
      Map.of(
          "RSA-OAEP-256", KeyType.RSA,
          "ECDH-ES", KeyType.EC,
          "ECDH-ES+A128KW", KeyType.EC,
          "ECDH-ES+A256KW", KeyType.EC);

  private static final List<String> METHODS = List.of("A128CBC-HS256", "A256GCM");
  private static final Set<Curve> CURVES = Set.of(Curve.P_256, Curve.P_384, Curve.P_521);
  private static final int MIN_RSA_BITS = 2048;

  /// @throws IllegalArgumentException for others than the library has
  static RequestEncryption by(String algorithm, String method) {
    if (!ALGORITHMS.containsKey(algorithm) || !METHODS.contains(method)) {
      throw new IllegalArgumentException(
          "Requests are encrypted by RSA-OAEP-256, ECDH-ES, ECDH-ES+A128KW or ECDH-ES+A256KW, with "
              + String.join(" or ", METHODS)
              + ".");
    }
    return new RequestEncryption(JWEAlgorithm.parse(algorithm), EncryptionMethod.parse(method));
  }

  /// Encrypts a signed request.
  ///
  /// @throws ClientException `Unsupported` when the server has no key for it
  String encrypt(String signed, Client client) {
    JWK key = key(client);
    JWEHeader header =
        new JWEHeader.Builder(algorithm, method).contentType("JWT").keyID(key.getKeyID()).build();
    JWEObject jwe = new JWEObject(header, new Payload(signed));
    try {
      jwe.encrypt(encrypter(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e); // the key was looked at
    }
    return jwe.serialize();
  }

  private static JWEEncrypter encrypter(JWK key) throws JOSEException {
    return key instanceof RSAKey rsa ? new RSAEncrypter(rsa) : new ECDHEncrypter(key.toECKey());
  }

  private JWK key(Client client) {
    return client.jwts().jwks().encrypting(this::fits).stream()
        .findFirst()
        .orElseThrow(() ->
            new ClientError.Unsupported(
                    "The issuer "
                        + client.server().issuer()
                        + " publishes no key (use: enc) to which requests are encrypted by "
                        + algorithm
                        + ".")
                .exception());
  }

  /// A key of a server's document, if it is one to encrypt to. RFC 7517 §4.2, §5.
  static Optional<JWK> parse(Object item) {
    try {
      if (item instanceof Map<?, ?> members) {
        Map<String, Object> named = new LinkedHashMap<>();
        members.forEach((name, value) -> named.put(String.valueOf(name), value));
        return Optional.of(JWK.parse(Json.write(named)))
            .filter(key -> KeyUse.ENCRYPTION.equals(key.getKeyUse()));
      }
    } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
      // Passed over.
    }
    return Optional.empty();
  }

  private boolean fits(JWK key) {
    boolean sound =
        key instanceof RSAKey rsa
            ? rsa.size() >= MIN_RSA_BITS
            : key instanceof ECKey ec && CURVES.contains(ec.getCurve());
    return sound
        && key.getKeyType().equals(ALGORITHMS.get(algorithm.getName()))
        && (key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm));
  }
}
