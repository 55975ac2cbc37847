package dev.mapae.authorizationserver.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLongArray;

/// How fast the same one may come again, on each node.
///
/// All share a fixed number of slots, chosen anew by each process, so that nobody can fill the
/// memory, or knows whose slot they share.
public final class Pace {
  private static final int SLOTS = 1 << 14;

  private final long apart;
  private final long atOnce;
  private final InstantSource clock;
  private final String seed;

  /// When each slot would be free of all that came, in milliseconds.
  private final AtomicLongArray freeAt = new AtomicLongArray(SLOTS);

  /// @param apart how far apart in the long run
  /// @param atOnce how many may come at once
  /// @param seed which nobody knows
  public Pace(Duration apart, int atOnce, InstantSource clock, String seed) {
    this.apart = apart.toMillis();
    this.atOnce = atOnce * apart.toMillis();
    this.clock = clock;
    this.seed = seed;
  }

  /// Whether one more from an address is within the pace; then it counts. Of an IPv6 address its
  /// first half counts: whoever has one has all that begin with it.
  public boolean admitsAddress(String remoteAddress) {
    return admits(network(remoteAddress));
  }

  /// Whether one more of the same is within the pace; then it counts.
  public boolean admits(String same) {
    long now = clock.millis();
    int slot = slot(same);
    while (true) {
      long before = freeAt.get(slot);
      long after = Math.max(before, now) + apart;
      if (after - now > atOnce) {
        return false;
      }
      if (freeAt.compareAndSet(slot, before, after)) {
        return true;
      }
    }
  }

  /// By a hash that nobody can foresee, so that nobody can look for those who share a slot.
  private int slot(String same) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((seed + " " + same).getBytes(StandardCharsets.UTF_8));
      return Math.floorMod(ByteBuffer.wrap(hash).getInt(), SLOTS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

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
