package dev.mapae.client;

import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a token endpoint issued. RFC 6749 §5.1, OIDC Core §3.1.3.3.
///
/// @param accessToken what a resource server is shown
/// @param type how it is shown
/// @param scope what was granted, which may be less than what was asked for
/// @param expiresAt when the access token ends; empty when the server did not say
/// @param refreshToken what the next access token can be had with
/// @param idToken who signed in, already validated
/// @param authorizationDetails what was granted in detail, as JSON values (RFC 9396 §7)
public record Tokens(
    String accessToken,
    TokenType type,
    Scope scope,
    Optional<Instant> expiresAt,
    Optional<String> refreshToken,
    Optional<IdToken> idToken,
    List<Map<String, Object>> authorizationDetails) {

  public Tokens {
    authorizationDetails = List.copyOf(authorizationDetails);
  }

  /// What a program goes on with that kept a refresh token and nothing else: [Client#refreshing] or
  /// [Client#refresh] gets an access token with it.
  public static Tokens ofRefreshToken(String refreshToken) {
    return new Tokens(
        "",
        TokenType.N_A,
        Scope.empty(),
        Optional.of(Instant.EPOCH),
        Optional.of(refreshToken),
        Optional.empty(),
        List.of());
  }

  /// The value of an `Authorization` header for a resource server. RFC 6750 §2.1, RFC 9449 §7.1.
  ///
  /// A token of type `DPoP` needs the header `DPoP` beside it, which [Dpop#proof] makes.
  ///
  /// @throws IllegalStateException for what is no access token
  public String authorizationHeader() {
    if (type == TokenType.N_A) {
      throw new IllegalStateException("This is no access token.");
    }
    return type.scheme() + " " + accessToken;
  }

  /// The same when the access token is not to be used any more.
  Tokens expired() {
    return new Tokens(
        accessToken,
        type,
        scope,
        Optional.of(Instant.EPOCH),
        refreshToken,
        idToken,
        authorizationDetails);
  }

  /// The same with another refresh token.
  Tokens withRefreshToken(Optional<String> other) {
    return new Tokens(accessToken, type, scope, expiresAt, other, idToken, authorizationDetails);
  }

  /// The same with other details.
  Tokens withAuthorizationDetails(List<Map<String, Object>> other) {
    return new Tokens(accessToken, type, scope, expiresAt, refreshToken, idToken, other);
  }

  /// Tells nothing of the tokens.
  @Override
  public String toString() {
    return "Tokens["
        + type
        + ", scope="
        + scope
        + ", expiresAt="
        + expiresAt.map(Instant::toString).orElse("?")
        + "]";
  }
}
