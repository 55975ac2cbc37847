package dev.mapae.authorizationserver.store;

import java.time.Instant;

/// Keeps the `jti` of revoked access tokens that have no grant, until they would have expired.
public interface DeniedTokens {
  /// Denies a token, durably before this returns; denying it twice is fine.
  void deny(String jti, Instant expiresAt);

  boolean isDenied(String jti);

  /// Deletes some expired rows, of this issuer and of those that are no longer served.
  ///
  /// @return how many were deleted
  int sweep(Instant now, int limit);
}
