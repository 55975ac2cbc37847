package dev.mapae.authorizationserver.store;

import java.time.Duration;
import java.time.Instant;

/// What lets clients register themselves where not everybody may. RFC 7591 §1.2.
///
/// @param usesLeft how many clients may still register with it
public record InitialAccessToken(String id, int usesLeft, Instant createdAt, Instant expiresAt) {
  /// How long one is good at most: the key that made it is kept as long.
  public static final Duration LONGEST = Duration.ofDays(14);
}
