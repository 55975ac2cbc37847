package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Remembers what may be presented only once, until it would be refused anyway.
public interface SpentIds {
  /// Spends all of these or, when one of them was spent before, none. Exactly one of any number of
  /// racers wins, and it is durable before this returns.
  ///
  /// @return the one that was spent before; empty when all are spent now
  Optional<Once> spend(List<Once> all);

  /// Deletes some expired rows, of this issuer and of those that are no longer served.
  ///
  /// @return how many were deleted
  int sweep(Instant now, int limit);
}
