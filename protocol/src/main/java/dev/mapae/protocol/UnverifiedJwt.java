package dev.mapae.protocol;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/// A signed JWT in compact serialization, taken apart, and not verified: whatever it says is what a
/// stranger says. RFC 7515 §7.1, RFC 7519 §7.2.
public final class UnverifiedJwt {
  /// How deep header and claims may be nested.
  private static final int MAX_DEPTH = 8;

  private final String text;
  private final Map<String, Object> header;
  private final Map<String, Object> claims;

  private UnverifiedJwt(String text, Map<String, Object> header, Map<String, Object> claims) {
    this.text = text;
    this.header = Collections.unmodifiableMap(header);
    this.claims = Collections.unmodifiableMap(claims);
  }

  /// Takes a text apart.
  ///
  /// @param maxLength in characters
  /// @return empty for what is no signed JWT, is longer, or is nested more than eight deep
  public static Optional<UnverifiedJwt> parse(String text, int maxLength) {
    if (text.length() > maxLength || !text.chars().allMatch(c -> c == '.' || isBase64url(c))) {
      return Optional.empty();
    }
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3 || parts[2].isEmpty()) {
      return Optional.empty();
    }
    return object(parts[0])
        .flatMap(header -> object(parts[1]).map(claims -> new UnverifiedJwt(text, header, claims)))
        .filter(jwt -> isDecodable(parts[2]));
  }

  /// The JOSE header.
  public Map<String, Object> header() {
    return header;
  }

  /// What it claims, which nobody has verified.
  public Map<String, Object> claims() {
    return claims;
  }

  /// A header parameter or claim that is a string.
  static Optional<String> text(Map<String, Object> members, String name) {
    return members.get(name) instanceof String s ? Optional.of(s) : Optional.empty();
  }

  /// Whether the header asks for nothing that has to be understood: no `crit`, not even an empty
  /// one, and no unencoded payload. RFC 7515 §4.1.11, RFC 7797 §3.
  public boolean isUnderstood() {
    return !header.containsKey("crit") && !Boolean.FALSE.equals(header.get("b64"));
  }

  /// Whether this key made the signature, by an algorithm that is both its own and the one of the
  /// header. The `kid` of the header has no say: who calls knows which key it has to be.
  public boolean isSignedBy(VerificationKey key) {
    Optional<String> alg = text(header, "alg").filter(a -> !a.equals("none"));
    if (alg.isEmpty() || !isUnderstood()) {
      return false;
    }
    int dot = text.lastIndexOf('.');
    return key.verifies(
        new JWSHeader(JWSAlgorithm.parse(alg.get())),
        text.substring(0, dot).getBytes(StandardCharsets.US_ASCII),
        Base64.getUrlDecoder().decode(text.substring(dot + 1)));
  }

  private static Optional<Map<String, Object>> object(String encoded) {
    if (!isDecodable(encoded)) {
      return Optional.empty();
    }
    String json = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
    return Optional.of(json).filter(j -> depth(j) <= MAX_DEPTH).flatMap(Json::parseObject);
  }

  /// Six bits are no byte.
  private static boolean isDecodable(String base64url) {
    return base64url.length() % 4 != 1;
  }

  /// How deep a JSON text is nested; brackets in strings do not count.
  private static int depth(String json) {
    int depth = 0;
    int deepest = 0;
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '"') {
        inString = !inString;
      } else if (inString && c == '\\') {
        i++;
      } else if (!inString && (c == '{' || c == '[')) {
        deepest = Math.max(deepest, ++depth);
      } else if (!inString && (c == '}' || c == ']')) {
        depth--;
      }
    }
    return deepest;
  }

  static boolean isBase64url(int c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  /// Tells nothing of the token.
  @Override
  public String toString() {
    return "UnverifiedJwt";
  }
}
