package dev.mapae.authorizationserver.key;

import dev.mapae.authorizationserver.store.SealedKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A key and where it is in its life.
///
/// @param usedUntil when its successor takes over, where there is one
public record KeyLife(SealedKey key, Stage stage, Optional<Instant> usedUntil) {
  public enum Stage {
    /// Published, and not yet used.
    ANNOUNCED,
    /// It signs, authenticates or seals.
    IN_USE,
    /// It only verifies and opens what it made.
    KEPT
  }

  private static final Comparator<KeyKind> ORDER =
      Comparator.comparing(KeyKind::purpose).thenComparing(KeyKind::algorithm);

  /// The lives of keys at a time, by purpose and algorithm, and oldest first.
  ///
  /// @param keys oldest first
  public static List<KeyLife> of(List<SealedKey> keys, Instant now) {
    return Succession.of(keys).entrySet().stream()
        .sorted(Map.Entry.comparingByKey(ORDER))
        .map(Map.Entry::getValue)
        .flatMap(succession -> succession.keys().stream().map(key -> of(key, succession, now)))
        .toList();
  }

  private static KeyLife of(SealedKey key, Succession succession, Instant now) {
    SealedKey current = succession.current(now);
    Stage stage =
        key.equals(current)
            ? Stage.IN_USE
            : key.usedFrom().isAfter(now) ? Stage.ANNOUNCED : Stage.KEPT;
    return new KeyLife(key, stage, succession.usedUntil(key));
  }
}
