package dev.mapae.authorizationserver.binding;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.protocol.ProtocolError;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// An access token as a request presents it to this server. RFC 6750 §2, RFC 9449 §7.1.
///
/// @param token nothing of which is verified
public record PresentedToken(Scheme scheme, String token) {
  /// How it is presented.
  public enum Scheme {
    BEARER,
    DPOP
  }

  /// Reads the token of a request: of the `Authorization` header, or of a form (RFC 6750 §2.2). One
  /// in the query is not looked at.
  ///
  /// @return empty when there is none
  /// @throws dev.mapae.protocol.ProtocolException `invalid_request` for more than one
  public static Optional<PresentedToken> of(Request request) {
    List<String> headers = request.headers().all("Authorization");
    Optional<String> inBody =
        request.method().equals("POST") && request.isForm()
            ? request.form().one("access_token")
            : Optional.empty();
    if (headers.size() + (inBody.isPresent() ? 1 : 0) > 1) {
      throw new ProtocolError.InvalidRequest(
              "The access token is presented more than once; use the Authorization header alone.")
          .exception();
    }
    return headers.stream()
        .findFirst()
        .flatMap(PresentedToken::ofHeader)
        .or(() -> inBody.map(token -> new PresentedToken(Scheme.BEARER, token)));
  }

  private static Optional<PresentedToken> ofHeader(String header) {
    int space = header.indexOf(' ');
    String scheme = header.substring(0, Math.max(space, 0)).toLowerCase(Locale.ROOT);
    String token = header.substring(space + 1).strip();
    return switch (scheme) {
      case "bearer" -> Optional.of(new PresentedToken(Scheme.BEARER, token));
      case "dpop" -> Optional.of(new PresentedToken(Scheme.DPOP, token));
      default -> Optional.empty();
    };
  }

  /// Tells nothing of the token.
  @Override
  public String toString() {
    return "PresentedToken[" + scheme + "]";
  }
}
