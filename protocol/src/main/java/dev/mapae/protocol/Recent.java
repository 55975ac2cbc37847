package dev.mapae.protocol;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What was found out about tokens, or parts of them, that came lately; as much of it as there is
/// room for.
///
/// They are put into the young generation. When that is full, it becomes the old one, and what was
/// old until then is forgotten; what is found in the old one is put into the young one again. So
/// what is in use stays, and nothing is counted or linked when it is found.
///
/// Any number of threads may use it at once. What was found out is not looked at here: whoever
/// keeps something says with it on what it depends, and asks again whether that still holds.
///
/// @param <T> what was found out
public final class Recent<T> {
  private final int capacity;

  // Replaced under the lock, read without it: who reads one too early or too late finds nothing.
  private volatile Map<String, T> young = new ConcurrentHashMap<>();
  private volatile Map<String, T> old = Map.of();

  // Of the texts in the young generation. Guarded by this.
  private long length;

  /// Makes room.
  ///
  /// @param capacity how many characters the texts of one generation may have together: it is their
  ///   length, and not their number, that memory goes with
  public Recent(int capacity) {
    this.capacity = capacity;
  }

  /// What was kept for exactly this text.
  ///
  /// @return empty when nothing was, or it is forgotten
  public Optional<T> find(String text) {
    T found = young.get(text);
    if (found == null) {
      found = old.get(text);
      if (found != null) {
        keep(text, found);
      }
    }
    return Optional.ofNullable(found);
  }

  /// Keeps this, and forgets what was kept for the text before. Only for what is good: the rest can
  /// be made up without end, and would crowd out the good.
  public synchronized void keep(String text, T found) {
    if (young.put(text, found) == null) {
      length += text.length();
    }
    if (length > capacity) {
      old = young;
      young = new ConcurrentHashMap<>();
      length = 0;
    }
  }

  /// How many characters all texts have together.
  long length() {
    return length(young) + length(old);
  }

  private static long length(Map<String, ?> generation) {
    return generation.keySet().stream().mapToLong(String::length).sum();
  }
}
