package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Registration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Until when the documents of clients may be used, where this server found them unchanged: their
/// rows say when they last changed, and nothing is written for less. RFC 9111 §4.2.
final class FreshUntil {
  private static final int MAX_ENTRIES = 10_000;

  // By client_id, last put last. Guarded by this.
  private final Map<String, Instant> found =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  synchronized void put(String clientId, Instant until) {
    found.remove(clientId);
    found.put(clientId, until);
  }

  boolean isFresh(Client client, Instant now) {
    return isFresh(client.registration().flatMap(Registration::freshUntil), now)
        || isFresh(at(client.id()), now);
  }

  private synchronized Optional<Instant> at(String clientId) {
    return Optional.ofNullable(found.get(clientId));
  }

  /// A clock that is set back must not keep us from asking.
  private static boolean isFresh(Optional<Instant> until, Instant now) {
    return until
        .filter(now::isBefore)
        .filter(end -> !end.isAfter(now.plus(DocumentReader.MOST)))
        .isPresent();
  }
}
