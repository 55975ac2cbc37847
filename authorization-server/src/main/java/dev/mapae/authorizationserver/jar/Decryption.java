package dev.mapae.authorizationserver.jar;

import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import dev.mapae.authorizationserver.key.DecryptionKey;
import dev.mapae.authorizationserver.key.KeyKind;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Opens request objects that are encrypted for this server. RFC 9101 §6.1, RFC 7516.
///
/// @param keys those of the server
record Decryption(Supplier<KeyRing> keys) {
  /// RFC 7518 §4.1. RSA1_5 is none of them.
  static final List<String> ALGORITHMS =
      List.of("RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW");

  /// RFC 7518 §5.1.
  static final List<String> METHODS = List.of("A128CBC-HS256", "A256GCM");

  /// RFC 7519 §5.2: what is in it is a JWT.
  private static final Set<String> CONTENT_TYPES = Set.of("jwt", "oauth-authz-req+jwt");

  /// The length is that of the object that holds it.
  private static final int PARTS = 5;

  /// Whether an object is encrypted, by its form.
  static boolean isNeededFor(String object) {
    return object.split("\\.", PARTS + 1).length == PARTS;
  }

  /// Opens an object.
  ///
  /// @return what is in it, which has to be signed
  /// @throws ProtocolException `invalid_request_object`
  String open(String object) {
    JWEObject jwe = parse(object);
    JWEHeader header = jwe.getHeader();
    checkHeader(header);
    KeyKind kind = KeyKind.opening(header.getAlgorithm().getName());
    Optional<String> kid = Optional.ofNullable(header.getKeyID());
    return keys.get().opening(kind).stream()
        .filter(key -> kid.isEmpty() || kid.get().equals(key.id()))
        .flatMap(key -> opened(key, object).stream())
        .findFirst()
        .orElseThrow(() ->
            refused(
                "The request object is not encrypted for a key of this server; take the one with"
                    + " use=enc from the jwks_uri, anew if it was kept for long."));
  }

  /// Each key has a try of its own: an object of the library is opened once.
  private static Optional<String> opened(DecryptionKey key, String object) {
    return key.open(parse(object));
  }

  private static JWEObject parse(String object) {
    try {
      return JWEObject.parse(object);
    } catch (ParseException | RuntimeException e) {
      // Strangers choose these bytes, and some of them surprise the library.
      throw refused("The request object is no JWE in compact serialization (RFC 7516 7.1).");
    }
  }

  private static void checkHeader(JWEHeader header) {
    if (!ALGORITHMS.contains(String.valueOf(header.getAlgorithm()))
        || !METHODS.contains(String.valueOf(header.getEncryptionMethod()))) {
      throw refused(
          "The request object is encrypted with an alg or enc that there is not here; the metadata"
              + " has those that are in request_object_encryption_alg_values_supported and"
              + " request_object_encryption_enc_values_supported.");
    }
    if (header.getCompressionAlgorithm() != null || header.getCriticalParams() != null) {
      throw refused("The request object is compressed, or has crit; leave zip and crit out.");
    }
    if (header.getContentType() != null
        && !CONTENT_TYPES.contains(header.getContentType().toLowerCase(Locale.ROOT))) {
      throw refused("The cty of the encrypted request object is not JWT; what is in it is signed.");
    }
  }

  private static ProtocolException refused(String description) {
    return new ProtocolError.InvalidRequestObject(description).exception();
  }
}
