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
///
/// Where so many registered themselves that reading them all is a way to keep the database busy,
/// any origin could be one of theirs, and may read.
final class PublicClientOrigins implements Predicate<String> {
  /// A document has 16 KiB at most.
  static final int MOST_SELF_REGISTERED = 1_000;

  /// @param any whether there are too many to know
  private record Known(boolean any, Set<String> origins) {
    boolean has(String origin) {
      return any || origins.contains(origin);
    }
  }

  private final Clients clients;
  private final UnaryOperator<Client> inForce;
  private final Following<Known> known = new Following<>(all -> Optional.of(read()));
  private volatile Known last = new Known(false, Set.of());

  /// @param inForce a client as every flow finds it, which may be disabled there
  PublicClientOrigins(Clients clients, UnaryOperator<Client> inForce) {
    this.clients = clients;
    this.inForce = inForce;
  }

  @Override
  public boolean test(String origin) {
    try {
      return known().has(origin);
    } catch (StoreException e) {
      if (last.has(origin)) {
        return true;
      }
      // Of one that is new it is not known, and what it could not read must not be spent.
      throw e;
    }
  }

  /// One reads, and whoever comes meanwhile takes what that one read.
  private synchronized Known known() {
    return known.find("all").orElseThrow();
  }

  void refresh() {
    known.refresh();
  }

  private Known read() {
    List<Client> some = clients.withSelfRegistered(MOST_SELF_REGISTERED + 1);
    boolean any = some.stream().filter(Client::isSelfRegistered).count() > MOST_SELF_REGISTERED;
    last =
        new Known(
            any,
            some.stream()
                .map(inForce)
                .filter(c -> c.enabled() && c.isPublic())
                .map(Client::redirectUris)
                .flatMap(List::stream)
                .map(Cors::origin)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet()));
    return last;
  }
}
