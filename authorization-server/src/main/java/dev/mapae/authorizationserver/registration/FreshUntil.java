package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Registration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Until when the documents of clients may be used, where this server found them unchanged: their
/// rows say when they last changed, and nothing is written for less. RFC 9111 §4.2.
///
/// That holds for what the row said then: another node may have found another document since.
final class FreshUntil {
  private static final int MAX_ENTRIES = 10_000;

  /// @param ofRow what the row says, of which each change has another
  private record Unchanged(Optional<Instant> ofRow, Instant until) {}

  // By client_id, last put last. Guarded by this.
  private final Map<String, Unchanged> found =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Unchanged> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  /// @param client as it is kept
  synchronized void put(Client client, Instant until) {
    found.remove(client.id());
    found.put(client.id(), new Unchanged(ofRow(client), until));
  }

  boolean isFresh(Client client, Instant now) {
    return isFresh(ofRow(client), now) || isFresh(unchanged(client), now);
  }

  private synchronized Optional<Instant> unchanged(Client client) {
    return Optional.ofNullable(found.get(client.id()))
        .filter(last -> last.ofRow().equals(ofRow(client)))
        .map(Unchanged::until);
  }

  private static Optional<Instant> ofRow(Client client) {
    return client.registration().flatMap(Registration::freshUntil);
  }

  /// A clock that is set back must not keep us from asking.
  private static boolean isFresh(Optional<Instant> until, Instant now) {
    return until
        .filter(now::isBefore)
        .filter(end -> !end.isAfter(now.plus(DocumentReader.MOST)))
        .isPresent();
  }
}
