package dev.mapae.authorizationserver.life;

import java.util.Random;
import java.util.function.Consumer;

/// Somebody with a plan: what they do, one exchange after another.
///
/// @param passesTime whether time passes meanwhile
record Actor(String name, boolean passesTime, Consumer<Dealings> plan) {
  /// All that is random to it: the same again whenever it is played again.
  Random random() {
    return new Random(name.hashCode());
  }
}
