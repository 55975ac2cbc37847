package dev.mapae.protocol;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

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
  private final ToIntFunction<? super T> weight;

  // Replaced under the lock, read without it: who reads one too early or too late finds nothing.
  private volatile Map<String, T> young = new ConcurrentHashMap<>();
  private volatile Map<String, T> old = Map.of();

  // Of all in the young generation. Guarded by this.
  private long length;

  /// Makes room.
  ///
  /// @param capacity how many characters the texts of one generation may have together: it is their
  ///   length, and not their number, that memory goes with
  public Recent(int capacity) {
    this(capacity, found -> 0);
  }

  /// Makes room where what was found out is not much smaller than its text.
  ///
  /// @param capacity how many characters the texts of one generation may have together with what
  ///   was found out about them
  /// @param weight how many characters of that one takes
  public Recent(int capacity, ToIntFunction<? super T> weight) {
    this.capacity = capacity;
    this.weight = weight;
  }

  /// What was kept for exactly this text.
  ///
  /// @return empty when nothing was, or it is forgotten
  public Optional<T> find(String text) {
    T found = young.get(text);
    if (found == null) {
      found = old.get(text);
      if (found != null) {
        found = rejuvenated(text, found);
      }
    }
    return Optional.ofNullable(found);
  }

  /// Keeps this, and forgets what was kept for the text before. Only for what is good: the rest can
  /// be made up without end, and would crowd out the good.
  public synchronized void keep(String text, T found) {
    T before = young.put(text, found);
    length +=
        before == null
            ? text.length() + weight.applyAsInt(found)
            : weight.applyAsInt(found) - weight.applyAsInt(before);
    if (length > capacity) {
      old = young;
      young = new ConcurrentHashMap<>();
      length = 0;
    }
  }

  /// What was kept for the text meanwhile stays.
  private synchronized T rejuvenated(String text, T found) {
    T younger = young.get(text);
    if (younger != null) {
      return younger;
    }
    keep(text, found);
    return found;
  }

  /// How many characters there are of all, texts and what was found out.
  long length() {
    return length(young) + length(old);
  }

  private long length(Map<String, T> generation) {
    return generation.entrySet().stream()
        .mapToLong(e -> e.getKey().length() + weight.applyAsInt(e.getValue()))
        .sum();
  }
}
