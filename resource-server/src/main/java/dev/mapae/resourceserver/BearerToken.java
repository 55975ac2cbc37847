package dev.mapae.resourceserver;

import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.Arrays;
import java.util.Optional;

/// Reads the access token out of a request: from the `Authorization` header (RFC 6750 §2.1) and
/// from nowhere else. Bodies (§2.2) belong to the application, and URLs (§2.3) lie about in logs.
final class BearerToken {
  private static final String SCHEME = "Bearer";
  private static final int MAX_HEADER_LENGTH = 16 * 1024;

  private BearerToken() {}

  /// @return the token; empty when the request has none that this library takes
  /// @throws ProtocolException `invalid_request` for several tokens, an empty or an overlong one;
  ///   `invalid_token` for characters that no token has
  static Optional<String> of(ResourceRequest request) {
    if (request.authorization().isEmpty()) {
      return Optional.empty();
    }
    if (request.authorization().size() > 1) {
      throw invalidRequest("The request has several Authorization headers; send one.");
    }
    String header = request.authorization().get(0);
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        || (header.length() > SCHEME.length() && header.charAt(SCHEME.length()) != ' ')) {
      return Optional.empty();
    }
    if (header.length() > MAX_HEADER_LENGTH) {
      throw invalidRequest("The Authorization header is too long.");
    }
    String token = header.substring(SCHEME.length()).strip();
    if (token.isEmpty()) {
      throw invalidRequest("The Authorization header has no token after Bearer.");
    }
    if (token.indexOf(' ') >= 0 || token.indexOf(',') >= 0) {
      throw invalidRequest("The Authorization header has more than one token.");
    }
    if (hasTokenInQuery(request.uri())) {
      throw invalidRequest("The request has a token in the header and another in the URL.");
    }
    if (!Alphabet.B64TOKEN.hasAll(token)) {
      throw new ProtocolError.InvalidToken("The token has a character that tokens cannot have.")
          .exception();
    }
    return Optional.of(token);
  }

  private static boolean hasTokenInQuery(String uri) {
    int query = uri.indexOf('?');
    return query >= 0
        && Arrays.stream(uri.substring(query + 1).split("&", -1))
            .anyMatch(p -> p.startsWith("access_token="));
  }

  private static ProtocolException invalidRequest(String description) {
    return new ProtocolError.InvalidRequest(description).exception();
  }
}
