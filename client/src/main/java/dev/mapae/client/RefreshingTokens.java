package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A person's tokens, kept fresh with the refresh token. RFC 6749 §6, OIDC Core §12.
///
/// A new refresh token replaces the old one for good (rotation): the old one must never be sent
/// again, since a server takes that for theft and ends the grant. So there is one instance for each
/// sign-in, shared by all threads, and one request at a time.
public final class RefreshingTokens implements TokenSource {
  private final Renewal renewal;
  private final Optional<Dpop> dpop;

  RefreshingTokens(
      TokenEndpoint endpoint, IdTokenValidator validator, Tokens tokens, Consumer<Tokens> store) {
    this.dpop = endpoint.dpop();
    this.renewal =
        new Renewal(
            endpoint.environment(),
            old -> refresh(endpoint, validator, old.orElseThrow()),
            RefreshingTokens::isOver,
            store);
    // RFC 9449 §5: what is bound otherwise than this client is, or not at all, is never presented.
    boolean presentable = (tokens.type() == TokenType.DPOP) == dpop.isPresent();
    renewal.keep(presentable ? tokens : tokens.expired());
  }

  /// The tokens as they are now, renewed if need be.
  ///
  /// @throws ClientException `Refused` with `invalid_grant` when the grant is gone and the person
  ///   has to sign in again; `Unsupported` when the tokens expired and no refresh token came with
  ///   them
  @Override
  public Tokens tokens() {
    return renewal.current();
  }

  /// Without a refresh token there are no others, and these stay: another API may take them.
  @Override
  public void drop(Tokens refused) {
    if (refused.refreshToken().isPresent()) {
      renewal.drop(refused);
    }
  }

  @Override
  public Optional<Dpop> dpop() {
    return dpop;
  }

  static Tokens refresh(TokenEndpoint endpoint, IdTokenValidator validator, Tokens old) {
    String refreshToken =
        old.refreshToken()
            .orElseThrow(() ->
                new ClientError.Unsupported("The tokens came without a refresh token.")
                    .exception());
    Parameters form =
        Parameters.of(
            Map.of("grant_type", List.of("refresh_token"), "refresh_token", List.of(refreshToken)));
    IssuedTokens issued = endpoint.issue(form, old.scope());
    Tokens fresh = issued.with(idToken(validator, issued, old));
    return fresh.refreshToken().isPresent() ? fresh : fresh.withRefreshToken(old.refreshToken());
  }

  private static Optional<IdToken> idToken(
      IdTokenValidator validator, IssuedTokens issued, Tokens old) {
    try {
      return issued
          .idToken()
          .map(raw -> validator.refreshed(raw, issued.tokens().accessToken(), old.idToken()))
          .or(old::idToken);
    } catch (ClientException e) {
      if (e.error() instanceof ClientError.Untrusted) {
        throw e;
      }
      // The keys cannot be had just now. The old refresh token is spent, so the new one must not be
      // lost over an ID token that need not have come (OIDC Core §12.2).
      return old.idToken();
    }
  }

  private static boolean isOver(ClientError error) {
    return error instanceof ClientError.Unsupported
        || error instanceof ClientError.Untrusted
        || (error instanceof ClientError.Refused refused && refused.code().equals("invalid_grant"));
  }
}
