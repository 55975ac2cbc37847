package dev.mapae.client;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A person's tokens, kept fresh with the refresh token. RFC 6749 §6, OIDC Core §12.
///
/// A new refresh token replaces the old one for good (rotation): the old one must never be sent
/// again, since a server takes that for theft and ends the grant. So there is one instance for each
/// sign-in, shared by all threads, and one request at a time. When the answer is lost on its way
/// nobody knows whether the old one is spent: it is sent again, and a server that forgives no such
/// thing ends the grant then.
public final class RefreshingTokens implements TokenSource {
  private final Refresh refresh;
  private final Renewal renewal;

  /// Whose refresh token is spent.
  private final Renewal first;

  RefreshingTokens(Refresh refresh, Tokens tokens, Consumer<Tokens> store) {
    this.refresh = refresh;
    this.renewal =
        new Renewal(
            refresh.endpoint().environment(),
            old -> refresh.of(old.orElseThrow()),
            RefreshingTokens::isHopeless,
            store);
    // RFC 9449 §5: what is bound otherwise than this client is, or not at all, is never presented.
    boolean presentable = (tokens.type() == TokenType.DPOP) == dpop().isPresent();
    renewal.keep(presentable ? tokens : tokens.expired());
    this.first = renewal;
  }

  private RefreshingTokens(Refresh refresh, Renewal first) {
    this.refresh = refresh;
    this.first = first;
    this.renewal =
        new Renewal(
            refresh.endpoint().environment(),
            ignored -> first.spend(refresh::of),
            RefreshingTokens::isHopeless,
            ignored -> {});
  }

  /// Tokens of the same sign-in for other APIs, so that each gets one that is of no use at the
  /// others. RFC 8707 §2.2. They are had with the same refresh token, by one request at a time, and
  /// renewed by themselves; `store` hears of the refresh token that comes with them.
  ///
  /// @param resources the APIs, which the sign-in named
  /// @return one to be kept: each call makes another
  /// @throws IllegalArgumentException for no API: the tokens would be good at all of them
  public RefreshingTokens forResources(String... resources) {
    if (resources.length == 0) {
      throw new IllegalArgumentException("Name the APIs that the tokens are for.");
    }
    return new RefreshingTokens(
        new Refresh(refresh.endpoint(), refresh.validator(), List.of(resources)), first);
  }

  /// The tokens as they are now, renewed if need be.
  ///
  /// @throws ClientException `Refused` with `invalid_grant` when the grant is gone and the person
  ///   has to sign in again; `Unsupported` when the tokens expired and no refresh token came with
  ///   them; `Interrupted` when the thread was, while another one refreshed them
  @Override
  public Tokens tokens() {
    return renewal.current();
  }

  /// Whether there are no more tokens, so that only another sign-in helps: [#tokens] failed in a
  /// way that asking again cannot mend, and the last ones have expired.
  public boolean isOver() {
    return renewal.isOver();
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
    return refresh.endpoint().dpop();
  }

  private static boolean isHopeless(ClientException failure) {
    return isSpent(failure)
        || failure.error() instanceof ClientError.Unsupported
        || failure.error() instanceof ClientError.Untrusted;
  }

  /// Whether a refresh token is of no more use after this, and must not be sent again.
  static boolean isSpent(ClientException failure) {
    return failure.isGranted() || failure.code().filter("invalid_grant"::equals).isPresent();
  }
}
