package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.authorize.AskedEachTime;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.issue.ClaimsRequest;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Consents;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// What a person allowed, client by client: what is held now, and what is remembered so that it
/// need not be asked again.
///
/// @param catalog says what is remembered
/// @param clients finds a client by its `client_id`
/// @param most of how many clients is told what they hold
public record Allowed(
    Grants grants,
    Consents consents,
    Supplier<Catalog> catalog,
    Function<String, Optional<Client>> clients,
    InstantSource clock,
    int most) {
  /// Hardly anybody has more.
  public static final int MOST = 1000;

  /// Of one client: more than a page has room for.
  private static final int MOST_OF_ONE = 20;

  /// All of one client.
  ///
  /// @param claims names of single claims
  /// @param details what it holds, and what it would get without asking
  /// @param others how much it holds besides, which was allowed before that
  /// @param usedAt empty where the client holds nothing now, or nobody looked
  /// @param untold whether nobody looked what it holds
  record OfClient(
      String clientId,
      Scope scope,
      List<String> resources,
      Set<String> claims,
      List<AuthorizationDetail> details,
      int others,
      Instant since,
      Optional<Instant> usedAt,
      boolean untold) {
    private OfClient and(OfClient other) {
      Set<String> both = new LinkedHashSet<>(resources);
      both.addAll(other.resources);
      Set<String> named = new LinkedHashSet<>(claims);
      named.addAll(other.claims);
      Set<AuthorizationDetail> all = new LinkedHashSet<>(details);
      all.addAll(other.details);
      return new OfClient(
          clientId,
          scope.and(other.scope),
          List.copyOf(both),
          named,
          List.copyOf(all),
          others + other.others,
          since.isBefore(other.since) ? since : other.since,
          usedAt.filter(used -> other.usedAt.filter(used::isBefore).isEmpty()).or(other::usedAt),
          untold || other.untold);
    }

    /// As where one payment was allowed, which is asked for each time.
    private boolean isNothing() {
      return scope.isEmpty() && claims.isEmpty() && details.isEmpty();
    }

    private OfClient andOthers(int more) {
      return new OfClient(
          clientId, scope, resources, claims, details, others + more, since, usedAt, untold);
    }
  }

  List<OfClient> of(String subject) {
    Map<String, OfClient> all = new TreeMap<>();
    for (Grants.OfClient of : grants.byClient(subject, clock.instant(), most + 1, MOST_OF_ONE)) {
      all.put(of.clientId(), held(of));
    }
    // Another one may hold something all the same, and it has a button only where it is listed.
    boolean isWhole = all.size() <= most;
    for (Consent consent : consents.ofPerson(subject, most)) {
      OfClient remembered = remembered(consent, !isWhole && !all.containsKey(consent.clientId()));
      // Such a client gets nothing without asking. What it holds is then all that it has.
      boolean isHeldAlone =
          all.containsKey(consent.clientId())
              && clients.apply(consent.clientId()).filter(AskedEachTime::by).isPresent();
      if (!isHeldAlone && !remembered.isNothing()) {
        all.merge(consent.clientId(), remembered, OfClient::and);
      }
    }
    return List.copyOf(all.values());
  }

  private OfClient remembered(Consent consent, boolean untold) {
    return new OfClient(
        consent.clientId(),
        consent.scope(),
        List.copyOf(consent.resources()),
        consent.singleClaims(),
        consent.details().stream().filter(catalog.get()::remembers).toList(),
        0,
        consent.givenAt(),
        Optional.empty(),
        untold);
  }

  private static OfClient held(Grants.OfClient of) {
    return of.newest().stream()
        .map(held ->
            new OfClient(
                held.clientId(),
                held.scope(),
                held.resources(),
                ClaimsRequest.namesOf(held.claims()),
                held.details(),
                0,
                of.since(),
                Optional.of(of.usedAt()),
                false))
        .reduce(OfClient::and)
        .orElseThrow()
        .andOthers(of.others());
  }

  /// Takes back all that a client holds, and forgets what was remembered.
  ///
  /// @return whether there was any
  boolean revoke(String subject, String clientId, Activity noted) {
    return consents.revoke(subject, clientId, noted);
  }
}
