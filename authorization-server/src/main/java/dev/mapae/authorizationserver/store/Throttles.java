package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Counts what must not go on quickly. The number of rows is fixed: whoever makes up names fills no
/// database, and nothing has to be swept.
public interface Throttles {
  /// Which of these are slowed.
  Set<Throttle> busy(List<Throttle> asked, Instant now);

  /// Counts one in each that is not [Throttle#fullFrom], durably before this returns.
  void count(List<Throttle> throttles, Instant now);
}
