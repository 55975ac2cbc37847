package dev.mapae.authorizationserver.clientauth;

import dev.mapae.authorizationserver.store.Clients;
import dev.mapae.authorizationserver.store.StoredSecret;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps client secrets that were used under the key of today. Beside the requests: none waits for
/// it, and none fails with it. What comes to nothing is done at the next use.
final class Rekeying {
  private static final int MAX_WAITING = 1000;

  private final Clients clients;
  private final Map<String, Rekeyed> waiting = new ConcurrentHashMap<>();

  Rekeying(Clients clients) {
    this.clients = clients;
  }

  private record Rekeyed(StoredSecret before, StoredSecret after) {}

  void add(String clientId, StoredSecret before, StoredSecret after) {
    if (waiting.size() < MAX_WAITING) {
      waiting.putIfAbsent(clientId, new Rekeyed(before, after));
    }
  }

  /// Does what waits.
  void run() {
    Map.copyOf(waiting)
        .forEach((clientId, secret) -> {
          waiting.remove(clientId);
          clients.rekey(clientId, secret.before(), secret.after());
        });
  }
}
