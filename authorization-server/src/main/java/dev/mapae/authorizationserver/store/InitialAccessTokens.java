package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.Optional;

/// Keeps initial access tokens: how often each may still be used. [Registrations#register] counts.
public interface InitialAccessTokens {
  /// Keeps one, durably before this returns.
  void add(InitialAccessToken token);

  /// Reads one. An expired row may still be found.
  Optional<InitialAccessToken> find(String id);

  /// Deletes some expired rows, of this issuer and of those that are no longer served.
  ///
  /// @return how many were deleted
  int sweep(Instant now, int limit);
}
