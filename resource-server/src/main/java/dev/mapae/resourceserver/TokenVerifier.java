package dev.mapae.resourceserver;

import dev.mapae.protocol.ProtocolException;

/// Turns an access token into what it says, or refuses it. [ResourceServer] reads the header and
/// writes the refusal; this only judges the token.
@FunctionalInterface
public interface TokenVerifier {
  /// Checks one access token.
  ///
  /// @param token as the client sent it, of the characters that RFC 6750 §2.1 allows
  /// @throws ProtocolException `invalid_token` when the token is no good, `temporarily_unavailable`
  ///   when nobody can tell just now
  VerifiedToken verify(String token);
}
