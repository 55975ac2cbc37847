package dev.mapae.authorizationserver.life;

import java.util.ArrayList;
import java.util.List;

/// What an actor has done so far and what it was answered. Two journals are never equal, so that it
/// takes no time to compare them.
final class Journal {
  static final Journal EMPTY = new Journal(List.of());

  final List<Exchange> exchanges;

  Journal(List<Exchange> exchanges) {
    this.exchanges = List.copyOf(exchanges);
  }

  /// With what the actor tells once it took another step. It was played again for that; what was
  /// answered before stays as it was, signatures and all.
  Journal continued(List<Exchange> now) {
    List<Exchange> all = new ArrayList<>(now);
    for (int i = 0; i < exchanges.size(); i++) {
      if (exchanges.get(i).isAnswered()) {
        all.set(i, exchanges.get(i));
      }
    }
    return all.equals(exchanges) ? this : new Journal(all);
  }
}
