package dev.mapae.resourceserver;

import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The access token of a request, as it is presented: in the `Authorization` header (RFC 6750 §2.1,
/// RFC 9449 §7.1) and nowhere else. Bodies (RFC 6750 §2.2) belong to the application, and URLs
/// (§2.3) lie about in logs.
///
/// @param token nothing of which is verified
record PresentedToken(Scheme scheme, String token) {
  private static final int MAX_HEADER_LENGTH = 16 * 1024;

  /// How it is presented.
  enum Scheme {
    BEARER("Bearer"),
    DPOP("DPoP");

    private static final List<Scheme> ALL = List.of(values());

    private final String word;

    Scheme(String word) {
      this.word = word;
    }

    /// As challenges have it.
    String word() {
      return word;
    }

    /// The scheme of a request.
    ///
    /// @return empty when it has none that this library takes
    static Optional<Scheme> of(ResourceRequest request) {
      return of(request.headers().all("Authorization"));
    }

    private static Optional<Scheme> of(List<String> headers) {
      // No stream: each request comes by.
      for (Scheme scheme : ALL) {
        if (!headers.isEmpty() && scheme.isOf(headers.get(0))) {
          return Optional.of(scheme);
        }
      }
      return Optional.empty();
    }

    private boolean isOf(String header) {
      return header.regionMatches(true, 0, word, 0, word.length())
          && (header.length() == word.length() || header.charAt(word.length()) == ' ');
    }
  }

  /// Reads the token of a request.
  ///
  /// @return empty when the request has none that this library takes
  /// @throws ProtocolException `invalid_request` for several tokens, an empty or an overlong one;
  ///   `invalid_token` for characters that no token has
  static Optional<PresentedToken> of(ResourceRequest request) {
    List<String> headers = request.headers().all("Authorization");
    if (headers.size() > 1) {
      throw invalidRequest("The request has several Authorization headers; send one.");
    }
    return Scheme.of(headers).map(scheme -> of(scheme, headers.get(0), request.uri()));
  }

  private static PresentedToken of(Scheme scheme, String header, String uri) {
    if (header.length() > MAX_HEADER_LENGTH) {
      throw invalidRequest("The Authorization header is too long.");
    }
    String token = header.substring(scheme.word().length()).strip();
    if (token.isEmpty()) {
      throw invalidRequest("The Authorization header has no token after " + scheme.word() + ".");
    }
    if (token.indexOf(' ') >= 0 || token.indexOf(',') >= 0) {
      throw invalidRequest("The Authorization header has more than one token.");
    }
    if (hasTokenInQuery(uri)) {
      throw invalidRequest("The request has a token in the header and another in the URL.");
    }
    if (!Alphabet.B64TOKEN.hasAll(token)) {
      throw new ProtocolError.InvalidToken("The token has a character that tokens cannot have.")
          .exception();
    }
    return new PresentedToken(scheme, token);
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

  /// Tells nothing of the token.
  @Override
  public String toString() {
    return "PresentedToken[" + scheme + "]";
  }
}
