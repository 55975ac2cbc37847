package dev.mapae.authorizationserver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Byte strings to look for in a haystack, all of them in one pass.
final class Needles {
  /// The bytes by which a needle is recognised at first.
  private static final int START = Long.BYTES;

  private final Map<Long, List<Needle>> byStart = new HashMap<>();
  private final BitSet starts = new BitSet(1 << 16);

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Needle(String what, byte[] bytes) {}

  /// @param bytes eight or more
  void add(String what, byte[] bytes) {
    if (bytes.length < START) {
      throw new IllegalArgumentException(what + " is too short to mean anything when it is found");
    }
    long start = 0;
    for (int i = 0; i < START; i++) {
      start = next(start, bytes[i]);
    }
    starts.set(slot(start));
    byStart.computeIfAbsent(start, s -> new ArrayList<>()).add(new Needle(what, bytes));
  }

  /// What was found.
  Set<String> in(byte[] haystack) {
    Set<String> found = new TreeSet<>();
    long window = 0;
    for (int i = 0; i < haystack.length; i++) {
      window = next(window, haystack[i]);
      int from = i - START + 1;
      if (from >= 0 && starts.get(slot(window))) {
        for (Needle needle : byStart.getOrDefault(window, List.of())) {
          int to = from + needle.bytes.length;
          if (to <= haystack.length
              && Arrays.equals(needle.bytes, 0, needle.bytes.length, haystack, from, to)) {
            found.add(needle.what);
          }
        }
      }
    }
    return found;
  }

  private static long next(long window, byte b) {
    return (window << 8) | (b & 0xff);
  }

  private static int slot(long start) {
    return (int) ((start * 0x9e3779b97f4a7c15L) >>> 48);
  }
}
