package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.http.Cors;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Clients;
import dev.mapae.authorizationserver.store.Following;
import dev.mapae.authorizationserver.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The origins from which scripts may call the token endpoint and its neighbours: those of public
/// clients' redirect URIs. While the database is away, those that were last read stay: they shall
/// read the error, too.
final class PublicClientOrigins implements Predicate<String> {
  private final Clients clients;
  private final UnaryOperator<Client> inForce;
  private final Following<Set<String>> origins = new Following<>(all -> Optional.of(read()));
  private volatile Set<String> last = Set.of();

  /// @param inForce a client as every flow finds it, which may be disabled there
  PublicClientOrigins(Clients clients, UnaryOperator<Client> inForce) {
    this.clients = clients;
    this.inForce = inForce;
  }

  @Override
  public boolean test(String origin) {
    try {
      return origins.find("all").filter(known -> known.contains(origin)).isPresent();
    } catch (StoreException e) {
      if (last.contains(origin)) {
        return true;
      }
      // Of one that is new it is not known, and what it could not read must not be spent.
      throw e;
    }
  }

  void refresh() {
    origins.refresh();
  }

  private Set<String> read() {
    last =
        clients.all().stream()
            .map(inForce)
            .filter(c -> c.enabled() && c.isPublic())
            .map(Client::redirectUris)
            .flatMap(List::stream)
            .map(Cors::origin)
            .flatMap(Optional::stream)
            .collect(Collectors.toUnmodifiableSet());
    return last;
  }
}
