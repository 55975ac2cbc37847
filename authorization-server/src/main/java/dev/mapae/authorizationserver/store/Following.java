package dev.mapae.authorizationserver.store;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// A bounded cache over a store that is emptied when [Changes] moved. What is absent is not
/// remembered.
///
/// @param <T> what is kept, by name
public final class Following<T> {
  private static final int MAX_ENTRIES = 10_000;

  private final Function<String, Optional<T>> store;
  private final ConcurrentHashMap<String, T> entries = new ConcurrentHashMap<>();

  public Following(Function<String, Optional<T>> store) {
    this.store = store;
  }

  public Optional<T> find(String name) {
    T cached = entries.get(name);
    if (cached != null) {
      return Optional.of(cached);
    }
    Optional<T> found = store.apply(name);
    if (entries.size() >= MAX_ENTRIES) {
      entries.clear();
    }
    found.ifPresent(value -> entries.put(name, value));
    return found;
  }

  /// Forgets everything.
  public void refresh() {
    entries.clear();
  }
}
