package dev.mapae.client;

import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.util.Optional;

/// What a token endpoint issued. RFC 6749 §5.1, OIDC Core §3.1.3.3.
///
/// @param accessToken a bearer token (RFC 6750)
/// @param scope what was granted, which may be less than what was asked for
/// @param expiresAt when the access token ends; empty when the server did not say
/// @param refreshToken what the next access token can be had with
/// @param idToken who signed in, already validated
public record Tokens(
    String accessToken,
    Scope scope,
    Optional<Instant> expiresAt,
    Optional<String> refreshToken,
    Optional<IdToken> idToken) {

  /// The value of an `Authorization` header for a resource server. RFC 6750 §2.1.
  public String authorizationHeader() {
    return "Bearer " + accessToken;
  }

  /// Tells nothing of the tokens.
  @Override
  public String toString() {
    return "Tokens[scope="
        + scope
        + ", expiresAt="
        + expiresAt.map(Instant::toString).orElse("?")
        + "]";
  }
}
