package dev.mapae.resourceserver;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A JWS in compact serialization, taken apart and not verified. RFC 7515 §7.1.
///
/// The JOSE library makes sense of header and claims. They are decoded here, since its decoder,
/// which runs in constant time, would take a quarter of all the time that goes beside the
/// signature.
final class CompactJws {
  private static final int MAX_HEADER_LENGTH = 4096;

  /// That of ML-DSA-87 has 6,170.
  private static final int MAX_SIGNATURE_LENGTH = 6_500;

  private final String token;
  private final String[] parts;
  private final JWSHeader header;
  private final byte[] signature;

  private CompactJws(String token, String[] parts, JWSHeader header) {
    this.token = token;
    this.parts = parts;
    this.header = header;
    this.signature = Base64.getUrlDecoder().decode(parts[2]);
  }

  /// Takes a token apart, whose header nobody knows.
  ///
  /// @return empty for what is no JWS
  static Optional<CompactJws> parse(String token) {
    return parse(token, encoded -> Optional.empty());
  }

  /// Takes a token apart.
  ///
  /// @param headers what is known of headers, which are the same in all tokens of a key
  /// @return empty for what is no JWS
  static Optional<CompactJws> parse(String token, Function<String, Optional<JWSHeader>> headers) {
    String[] parts = token.split("\\.", -1);
    if (!Alphabet.COMPACT_JWS.hasAll(token)
        || parts.length != 3
        || parts[0].length() > MAX_HEADER_LENGTH
        || parts[2].length() > MAX_SIGNATURE_LENGTH) {
      return Optional.empty();
    }
    try {
      Optional<JWSHeader> known = headers.apply(parts[0]);
      JWSHeader header = known.isPresent() ? known.get() : JWSHeader.parse(new Base64URL(parts[0]));
      return Optional.of(new CompactJws(token, parts, header)).filter(CompactJws::isAsWritten);
    } catch (ParseException | RuntimeException e) {
      // Strangers choose these bytes, and some (a header of `null`) surprise the library.
      return Optional.empty();
    }
  }

  /// The last character has bits that mean nothing, and a token has just one spelling.
  private boolean isAsWritten() {
    return signature.length > 0
        && Base64.getUrlEncoder().withoutPadding().encodeToString(signature).equals(parts[2]);
  }

  /// The header as it came.
  String encodedHeader() {
    return parts[0];
  }

  JWSHeader header() {
    return header;
  }

  /// The payload as a JSON object.
  ///
  /// @return empty for any other payload
  Optional<Map<String, Object>> claims() {
    try {
      byte[] payload = Base64.getUrlDecoder().decode(parts[1]);
      return Json.parseObject(new String(payload, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Whether this key made the signature.
  boolean isSignedBy(VerificationKey key) {
    byte[] input =
        token
            .substring(0, parts[0].length() + 1 + parts[1].length())
            .getBytes(StandardCharsets.US_ASCII);
    return key.verifies(header, input, signature);
  }
}
