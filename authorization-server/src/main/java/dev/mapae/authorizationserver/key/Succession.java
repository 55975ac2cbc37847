package dev.mapae.authorizationserver.key;

import dev.mapae.authorizationserver.store.SealedKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The keys of one kind, one after the other. Which one is in use is a matter of time alone, so
/// that each node comes to the next one by itself, also one that was away.
///
/// @param keys oldest first, at least one
record Succession(List<SealedKey> keys) {
  Succession {
    keys = List.copyOf(keys);
  }

  /// Sorts keys by their kind.
  ///
  /// @param keys oldest first
  static Map<KeyKind, Succession> of(List<SealedKey> keys) {
    return keys.stream()
        .collect(
            Collectors.groupingBy(
                KeyKind::of,
                LinkedHashMap::new,
                Collectors.collectingAndThen(Collectors.toList(), Succession::new)));
  }

  /// The youngest key whose time has come.
  SealedKey current(Instant now) {
    for (int i = keys.size() - 1; i > 0; i--) {
      if (!keys.get(i).usedFrom().isAfter(now)) {
        return keys.get(i);
      }
    }
    // There is no other, even when the clock that made it was ahead of ours.
    return keys.getFirst();
  }

  /// Whether a key comes before the one that is in use.
  boolean isBeforeCurrent(String id, Instant now) {
    SealedKey current = current(now);
    return !id.equals(current.id())
        && keys.stream()
            .takeWhile(key -> !key.equals(current))
            .anyMatch(key -> id.equals(key.id()));
  }

  SealedKey youngest() {
    return keys.getLast();
  }

  /// When the next one takes over from a key.
  Optional<Instant> usedUntil(SealedKey key) {
    int next = keys.indexOf(key) + 1;
    return next < keys.size() ? Optional.of(keys.get(next).usedFrom()) : Optional.empty();
  }
}
