package dev.mapae.authorizationserver.authorize;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Pkce;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.Optional;

/// Reads the `code_challenge` of a request. RFC 7636 §4.3, RFC 9700 §2.1.1.
public final class CodeChallenge {
  private CodeChallenge() {}

  /// The challenge, if there is one.
  ///
  /// @throws ProtocolException `invalid_request` for another method than S256, and for what is no
  ///   challenge
  public static Optional<String> of(Parameters parameters) {
    Optional<String> challenge = parameters.one("code_challenge");
    Optional<String> method = parameters.one("code_challenge_method");
    if (challenge.isEmpty() && method.isEmpty()) {
      return Optional.empty();
    }
    if (challenge.isEmpty()) {
      throw invalid("There is a code_challenge_method, and no code_challenge.");
    }
    if (!method.equals(Optional.of("S256"))) {
      throw invalid("There is only code_challenge_method=S256 here.");
    }
    if (!Pkce.isChallenge(challenge.get())) {
      throw invalid("The code_challenge is not a SHA-256 hash in base64url.");
    }
    return challenge;
  }

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidRequest(description).exception();
  }
}
