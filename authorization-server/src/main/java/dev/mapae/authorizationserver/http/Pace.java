package dev.mapae.authorizationserver.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;

/// How fast the same one may come again, on each node.
///
/// All share a fixed number of slots, chosen anew by each process, so that nobody can fill the
/// memory, or knows whose slots they share. Each has two, and is refused only where both are busy:
/// of a thousand who came at the same time, one of three hundred finds them so.
public final class Pace {
  private static final int SLOTS = 1 << 14;

  private final long apart;
  private final long atOnce;
  private final long most;
  private final InstantSource clock;
  private final String seed;

  /// When each slot would be free of all that came, in milliseconds.
  private final long[] freeAt = new long[SLOTS];

  /// @param apart how far apart in the long run
  /// @param atOnce how many may come at once
  /// @param seed which nobody knows
  public Pace(Duration apart, int atOnce, InstantSource clock, String seed) {
    this(apart, atOnce, 2 * atOnce, clock, seed);
  }

  /// @param most how many are counted of those that come at once all the same
  public Pace(Duration apart, int atOnce, int most, InstantSource clock, String seed) {
    this.apart = apart.toMillis();
    this.atOnce = atOnce * apart.toMillis();
    this.most = most * apart.toMillis();
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
    return admits(same, false, true);
  }

  /// Whether one more of the same would be within the pace; it does not count.
  public boolean wouldAdmit(String same) {
    return admits(same, false, false);
  }

  /// Counts one of the same, also where it is beyond the pace: those that came with it are over.
  public void count(String same) {
    admits(same, true, true);
  }

  private boolean admits(String same, boolean always, boolean counts) {
    ByteBuffer hash = ByteBuffer.wrap(hash(same));
    int one = Math.floorMod(hash.getInt(), SLOTS);
    int other = Math.floorMod(hash.getInt(), SLOTS);
    synchronized (freeAt) {
      long now = clock.millis();
      long after = Math.max(Math.min(freeAt[one], freeAt[other]), now) + apart;
      boolean within = after - now <= atOnce;
      if (counts && (within || always)) {
        long kept = Math.min(after, now + most);
        freeAt[one] = Math.max(freeAt[one], kept);
        freeAt[other] = Math.max(freeAt[other], kept);
      }
      return within;
    }
  }

  /// One that nobody can foresee, so that nobody can look for those who share their slots.
  private byte[] hash(String same) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((seed + " " + same).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /// Of an IPv6 address its first half, and all of another.
  public static String network(String address) {
    return first(address, 4);
  }

  /// All networks of one site together: of an IPv6 address its first 48 bits, and of another all
  /// but what is behind its last dot.
  public static String site(String address) {
    int dot = address.lastIndexOf('.');
    return dot < 0 ? first(address, 3) : address.substring(0, dot);
  }

  /// The first groups of an IPv6 address, and all of another.
  private static String first(String address, int groups) {
    int colon = -1;
    for (int group = 0; group < groups; group++) {
      colon = address.indexOf(':', colon + 1);
      if (colon < 0) {
        return address;
      }
    }
    return address.substring(0, colon);
  }
}
