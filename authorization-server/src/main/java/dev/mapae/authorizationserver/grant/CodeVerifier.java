package dev.mapae.authorizationserver.grant;

import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.protocol.Pkce;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.Optional;

/// Verifies the `code_verifier` of a code. RFC 7636 §4.6.
final class CodeVerifier {
  private CodeVerifier() {}

  /// RFC 9700 §4.8.2: a verifier is there exactly if a challenge was.
  static void verify(Grant grant, Optional<String> verifier) {
    if (grant.codeChallenge().isPresent() && verifier.isEmpty()) {
      throw invalid("The code_verifier is missing.");
    }
    if (grant.codeChallenge().isEmpty() && verifier.isPresent()) {
      throw invalid("There is a code_verifier, but the authorization request had no challenge.");
    }
    if (verifier.isPresent() && !Pkce.matches(verifier.get(), grant.codeChallenge().get())) {
      throw invalid("The code_verifier does not belong to the code_challenge.");
    }
  }

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidGrant(description).exception();
  }
}
