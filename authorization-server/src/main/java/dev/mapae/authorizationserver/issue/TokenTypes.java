package dev.mapae.authorizationserver.issue;

import dev.mapae.protocol.ProtocolError;
import java.util.Optional;

/// The identifiers of the types of tokens that are exchanged. RFC 8693 §3.
public final class TokenTypes {
  /// An access token, however it looks.
  public static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  /// An access token that is a JWT, and is to be read as one.
  public static final String JWT = "urn:ietf:params:oauth:token-type:jwt";

  private TokenTypes() {}

  /// Whether a type asks for a JWT.
  ///
  /// @param type empty for any
  /// @param name the parameter that it comes from
  /// @throws dev.mapae.protocol.ProtocolException `invalid_request` for a type of other tokens
  public static boolean isJwt(Optional<String> type, String name) {
    String known = type.orElse(ACCESS_TOKEN);
    if (!known.equals(ACCESS_TOKEN) && !known.equals(JWT)) {
      throw new ProtocolError.InvalidRequest(
              "The %s has to be %s or %s.".formatted(name, ACCESS_TOKEN, JWT))
          .exception();
    }
    return known.equals(JWT);
  }
}
