package dev.mapae.client;

import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads from `WWW-Authenticate` why a token was refused. RFC 9110 §11.6.1, RFC 6750 §3.1, RFC 9449
/// §7.1.
final class WwwAuthenticate {
  private static final int MAX_LENGTH = 4096;
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";

  // Either a parameter (with its value) or, since none follows, the scheme of the next challenge;
  // credentials of another scheme may have slashes.
  private static final Pattern PART =
      Pattern.compile(
          "(?<name>%1$s)\\s*+=\\s*+(?:\"(?<quoted>[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"|(?<bare>%1$s))|(?<scheme>%1$s)|[,\\s=/]++"
              .formatted(TOKEN));

  private WwwAuthenticate() {}

  /// The `error` of the first challenge of the DPoP or the Bearer scheme that has one.
  static Optional<String> error(HttpHeaders headers) {
    return error("DPoP", headers).or(() -> error("Bearer", headers));
  }

  /// The `error` of the first challenge of a scheme that has one.
  static Optional<String> error(String scheme, HttpHeaders headers) {
    return headers.allValues("WWW-Authenticate").stream()
        .map(value -> error(scheme, value))
        .flatMap(Optional::stream)
        .findFirst();
  }

  static Optional<String> error(String scheme, String value) {
    Matcher part = PART.matcher(value);
    boolean ours = false;
    int position = 0;
    while (position < value.length() && value.length() <= MAX_LENGTH) {
      if (!part.region(position, value.length()).lookingAt()) {
        return Optional.empty();
      }
      position = part.end();
      if (part.group("scheme") != null) {
        ours = part.group("scheme").equalsIgnoreCase(scheme);
      } else if (ours && "error".equalsIgnoreCase(part.group("name"))) {
        String quoted = part.group("quoted");
        return Optional.of(
            quoted == null ? part.group("bare") : quoted.replaceAll("\\\\(.)", "$1"));
      }
    }
    return Optional.empty();
  }
}
