package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.http.Cors;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Clients;
import dev.mapae.authorizationserver.store.Following;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The origins from which scripts may call the token endpoint and its neighbours: those of public
/// clients' redirect URIs.
final class PublicClientOrigins implements Predicate<String> {
  private final Clients clients;
  private final UnaryOperator<Client> inForce;
  private final Following<Set<String>> origins = new Following<>(all -> Optional.of(read()));

  /// @param inForce a client as every flow finds it, which may be disabled there
  PublicClientOrigins(Clients clients, UnaryOperator<Client> inForce) {
    this.clients = clients;
    this.inForce = inForce;
  }

  @Override
  public boolean test(String origin) {
    return origins.find("all").filter(known -> known.contains(origin)).isPresent();
  }

  void refresh() {
    origins.refresh();
  }

  private Set<String> read() {
    return clients.all().stream()
        .map(inForce)
        .filter(c -> c.enabled() && c.isPublic())
        .map(Client::redirectUris)
        .flatMap(List::stream)
        .map(Cors::origin)
        .flatMap(Optional::stream)
        .collect(Collectors.toUnmodifiableSet());
  }
}
