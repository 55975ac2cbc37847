package dev.mapae.authorizationserver.key;

import dev.mapae.authorizationserver.store.SealedKey;
import java.time.Instant;
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

  /// The lives of keys at a time, by purpose and algorithm, and oldest first.
  ///
  /// @param keys oldest first
  public static List<KeyLife> of(List<SealedKey> keys, Instant now) {
    return Succession.of(keys).entrySet().stream()
        .sorted((one, other) -> order(one.getKey(), other.getKey()))
        .map(Map.Entry::getValue)
        .flatMap(succession -> succession.keys().stream().map(key -> of(key, succession, now)))
        .toList();
  }

  // By hand: each comparator that Java puts together takes a start some milliseconds.
  private static int order(KeyKind one, KeyKind other) {
    int byPurpose = one.purpose().compareTo(other.purpose());
    return byPurpose != 0 ? byPurpose : one.algorithm().compareTo(other.algorithm());
  }

  private static KeyLife of(SealedKey key, Succession succession, Instant now) {
    if (key.purpose() == SealedKey.Purpose.ID_TOKEN_HINT) {
      // None of them makes anything; its time is when it stopped.
      return new KeyLife(key, Stage.KEPT, Optional.of(key.usedFrom()));
    }
    SealedKey current = succession.current(now);
    Stage stage =
        key.id().equals(current.id())
            ? Stage.IN_USE
            : key.usedFrom().isAfter(now) ? Stage.ANNOUNCED : Stage.KEPT;
    return new KeyLife(key, stage, succession.usedUntil(key));
  }
}
