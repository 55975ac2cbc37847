package dev.mapae.authorizationserver.par;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLongArray;

/// How fast strangers may push requests: whoever knows the name of a public client can, and each
/// push is a row. RFC 9126 §2.3.
///
/// Each address has five a second, and three hundred at once, on each node. Addresses share a fixed
/// number of slots, chosen anew by each process, so that nobody can fill the memory, or knows whose
/// slot they share.
final class Pace {
  private static final int SLOTS = 1 << 14;
  private static final long APART = Duration.ofMillis(200).toMillis();
  private static final long AT_ONCE = 300 * APART;

  private final InstantSource clock;
  private final String seed;

  /// When each slot would be free of all that was pushed, in milliseconds.
  private final AtomicLongArray freeAt = new AtomicLongArray(SLOTS);

  /// @param seed which nobody knows
  Pace(InstantSource clock, String seed) {
    this.clock = clock;
    this.seed = seed;
  }

  /// Whether one more is within the pace; then it counts.
  boolean admits(String remoteAddress) {
    long now = clock.millis();
    int slot = slot(network(remoteAddress));
    while (true) {
      long before = freeAt.get(slot);
      long after = Math.max(before, now) + APART;
      if (after - now > AT_ONCE) {
        return false;
      }
      if (freeAt.compareAndSet(slot, before, after)) {
        return true;
      }
    }
  }

  /// By a hash that nobody can foresee, so that nobody can look for those who share a slot.
  private int slot(String network) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((seed + " " + network).getBytes(StandardCharsets.UTF_8));
      return Math.floorMod(ByteBuffer.wrap(hash).getInt(), SLOTS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /// Of an IPv6 address its first half: whoever has one has all that begin with it.
  private static String network(String address) {
    int colon = -1;
    for (int group = 0; group < 4; group++) {
      colon = address.indexOf(':', colon + 1);
      if (colon < 0) {
        return address;
      }
    }
    return address.substring(0, colon);
  }
}
