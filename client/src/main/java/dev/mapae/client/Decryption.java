package dev.mapae.client;

import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/// Opens what the server signs and then encrypts for this client. RFC 7516, RFC 7519 §5.2, OIDC
/// Core §10.2.
///
/// Whoever has the public key of the client can encrypt to it, so that this proves nothing: what is
/// inside is verified like any other.
///
/// @param keys of the client; none where nothing is encrypted
record Decryption(List<DecryptionKey> keys) {
  /// RFC 7518 §5.1.
  private static final List<String> METHODS = List.of("A128CBC-HS256", "A256GCM");

  private static final int MAX_LENGTH = 512 * 1024;
  private static final int PARTS = 5;

  Decryption {
    keys = List.copyOf(keys);
  }

  /// @throws IllegalArgumentException for no key
  static Decryption by(DecryptionKey... keys) {
    if (keys.length == 0) {
      throw new IllegalArgumentException("What is encrypted needs a key that opens it.");
    }
    return new Decryption(List.of(keys));
  }

  static Decryption none() {
    return new Decryption(List.of());
  }

  boolean isExpected() {
    return !keys.isEmpty();
  }

  /// Opens a JWT that has to be encrypted if there are keys, and must not be if there are none.
  ///
  /// @param name how errors call it
  /// @return the signed JWT inside
  /// @throws ClientException `Untrusted`, saying which check failed
  String open(String serialized, String name) {
    if (isExpected()) {
      return decrypted(serialized, name);
    }
    if (isEncrypted(serialized)) {
      throw ServerJwt.untrusted(name, "it is encrypted, which this client does not expect");
    }
    return serialized;
  }

  /// The same for a JWT that servers may leave unencrypted.
  String openIfEncrypted(String serialized, String name) {
    return isEncrypted(serialized) ? open(serialized, name) : serialized;
  }

  private static boolean isEncrypted(String serialized) {
    return serialized.split("\\.", PARTS + 1).length == PARTS;
  }

  private String decrypted(String serialized, String name) {
    JWEHeader header = parse(serialized, name).getHeader();
    checkHeader(header, name);
    Optional<String> kid = Optional.ofNullable(header.getKeyID());
    return keys.stream()
        .filter(key -> key.algorithm().equals(String.valueOf(header.getAlgorithm())))
        .filter(key -> key.isNamed(kid))
        // An object of the library is opened once.
        .flatMap(key -> key.open(parse(serialized, name)).stream())
        .findFirst()
        .orElseThrow(
            () -> ServerJwt.untrusted(name, "it is not encrypted to a key of this client"));
  }

  private static JWEObject parse(String serialized, String name) {
    try {
      if (serialized.length() > MAX_LENGTH) {
        throw new ParseException("too long", 0);
      }
      return JWEObject.parse(serialized);
    } catch (ParseException | RuntimeException e) {
      // Some bytes surprise the library.
      throw ServerJwt.untrusted(name, "it is not encrypted, which this client expects");
    }
  }

  private void checkHeader(JWEHeader header, String name) {
    List<String> algorithms = keys.stream().map(DecryptionKey::algorithm).distinct().toList();
    if (!algorithms.contains(String.valueOf(header.getAlgorithm()))
        || !METHODS.contains(String.valueOf(header.getEncryptionMethod()))) {
      throw ServerJwt.untrusted(
          name,
          "it is not encrypted by " + String.join(" or ", algorithms) + " with one of " + METHODS);
    }
    // What is compressed may be a thousand times as long.
    if (header.getCompressionAlgorithm() != null || header.getCriticalParams() != null) {
      throw ServerJwt.untrusted(name, "it is compressed, or has crit");
    }
    if (header.getContentType() != null && !header.getContentType().equalsIgnoreCase("JWT")) {
      throw ServerJwt.untrusted(name, "what is encrypted is no JWT");
    }
  }
}
