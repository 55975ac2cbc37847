package dev.mapae.resourceserver;

import dev.mapae.protocol.ProtocolError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// Proofs that were used, for one process. RFC 9449 §11.1.
///
/// What is full refuses: forgetting one that is still good would let it be used again.
final class SpentProofsInMemory implements SpentProofs {
  private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(30);

  private final InstantSource clock;
  private final int capacity;

  // Guarded by this.
  private final Map<String, Instant> spent = new HashMap<>();
  private Instant lastSweep = Instant.EPOCH;

  SpentProofsInMemory(InstantSource clock, int capacity) {
    this.clock = clock;
    this.capacity = capacity;
  }

  @Override
  public synchronized boolean spend(String id, Instant until) {
    Instant now = clock.instant();
    if (Duration.between(lastSweep, now).abs().compareTo(BETWEEN_SWEEPS) >= 0) {
      spent.values().removeIf(now::isAfter);
      lastSweep = now;
    }
    if (spent.containsKey(id)) {
      return false;
    }
    if (spent.size() >= capacity) {
      throw new ProtocolError.TemporarilyUnavailable(
              "This API remembers as many DPoP proofs as it can; send the request again later.")
          .exception();
    }
    spent.put(id, until);
    return true;
  }
}
