package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.http.Cors;
import dev.mapae.authorizationserver.store.Changes;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Clients;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The origins from which scripts may call the token endpoint and its neighbours: those of public
/// clients' redirect URIs.
final class PublicClientOrigins implements Predicate<String> {
  private final Clients clients;
  private final Changes changes;
  private volatile Known known = new Known(-1, Set.of());

  PublicClientOrigins(Clients clients, Changes changes) {
    this.clients = clients;
    this.changes = changes;
  }

  private record Known(long counter, Set<String> origins) {}

  @Override
  public boolean test(String origin) {
    long counter = changes.counter();
    if (known.counter() != counter) {
      known =
          new Known(
              counter,
              clients.all().stream()
                  .filter(c -> c.enabled() && c.isPublic())
                  .map(Client::redirectUris)
                  .flatMap(java.util.List::stream)
                  .map(Cors::origin)
                  .flatMap(Optional::stream)
                  .collect(Collectors.toUnmodifiableSet()));
    }
    return known.origins().contains(origin);
  }
}
