package dev.mapae.authorizationserver.store;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// A bounded cache over a store that is emptied when [Changes] moved: what is made there moves it
/// too, so that also what is absent is remembered. What was read before it was emptied is not kept
/// after.
///
/// @param <T> what is kept, by name
public final class Following<T> {
  private static final int MAX_ENTRIES = 10_000;

  /// Names come from outside, and longer ones are not kept.
  private static final int MAX_NAME = 256;

  private final Function<String, Optional<T>> store;
  private volatile ConcurrentHashMap<String, Optional<T>> entries = new ConcurrentHashMap<>();

  public Following(Function<String, Optional<T>> store) {
    this.store = store;
  }

  public Optional<T> find(String name) {
    // Taken before the store is asked: an answer from before a change ends up in the map that the
    // change put aside.
    ConcurrentHashMap<String, Optional<T>> current = entries;
    Optional<T> cached = current.get(name);
    if (cached != null) {
      return cached;
    }
    Optional<T> found = store.apply(name);
    if (current.size() >= MAX_ENTRIES) {
      current.clear();
    }
    if (name.length() <= MAX_NAME) {
      current.put(name, found);
    }
    return found;
  }

  /// Whether there is such a one, and [#find] says so without the store.
  public boolean isKept(String name) {
    Optional<T> cached = entries.get(name);
    return cached != null && cached.isPresent();
  }

  /// Forgets everything.
  public void refresh() {
    entries = new ConcurrentHashMap<>();
  }
}
