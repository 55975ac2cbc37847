package dev.mapae.resourceserver;

import dev.mapae.protocol.ProtocolError;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// Proofs that were used, for one process. RFC 9449 §11.1.
///
/// They lie together by the half minute until which they are remembered, and are forgotten so. What
/// is full refuses: forgetting one that is still good would let it be used again.
final class SpentProofsInMemory implements SpentProofs {
  private static final long SECONDS = 30;

  private final InstantSource clock;
  private final int capacity;

  // By the number of the half minute. Guarded by this.
  private final NavigableMap<Long, Set<String>> spent = new TreeMap<>();
  private int size;

  SpentProofsInMemory(InstantSource clock, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("There is room for one proof at least: " + capacity);
    }
    this.clock = clock;
    this.capacity = capacity;
  }

  @Override
  public synchronized boolean spend(String id, Instant until) {
    forgetUntil(clock.instant());
    if (spent.values().stream().anyMatch(some -> some.contains(id))) {
      return false;
    }
    if (size >= capacity) {
      throw new ProtocolError.TemporarilyUnavailable(
              "This API remembers as many DPoP proofs as it can; send the request again later.")
          .exception();
    }
    spent.computeIfAbsent(halfMinute(until), end -> new HashSet<>()).add(id);
    size++;
    return true;
  }

  private void forgetUntil(Instant now) {
    while (!spent.isEmpty() && spent.firstKey() < halfMinute(now)) {
      size -= spent.pollFirstEntry().getValue().size();
    }
  }

  private static long halfMinute(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), SECONDS);
  }
}
