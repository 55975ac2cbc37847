package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.authorize.AskedEachTime;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.issue.ClaimsRequest;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Allowance;
import dev.mapae.authorizationserver.store.Allowance.Place;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Consents;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// What a person allowed, client by client: what is held now, and what is remembered so that it
/// need not be asked again.
///
/// @param catalog says what is remembered
/// @param clients finds a client by its `client_id`
public record Allowed(
    Consents consents,
    Supplier<Catalog> catalog,
    Function<String, Optional<Client>> clients,
    InstantSource clock) {
  /// Of one client: more than a page has room for.
  private static final int MOST_OF_ONE = 20;

  /// All of one client.
  ///
  /// @param claims names of single claims
  /// @param details what it holds, and what it would get without asking
  /// @param others how much it holds besides, which was allowed before that
  /// @param usedAt empty where the client holds nothing now
  record OfClient(
      Place place,
      Scope scope,
      List<String> resources,
      Set<String> claims,
      List<AuthorizationDetail> details,
      int others,
      Optional<Instant> usedAt) {
    private OfClient and(
        Scope more,
        Collection<String> moreResources,
        Set<String> moreClaims,
        List<AuthorizationDetail> moreDetails) {
      return new OfClient(
          place,
          scope.and(more),
          List.copyOf(both(resources, moreResources)),
          both(claims, moreClaims),
          List.copyOf(both(details, moreDetails)),
          others,
          usedAt);
    }

    private static <T> Set<T> both(Collection<T> some, Collection<T> more) {
      Set<T> both = new LinkedHashSet<>(some);
      both.addAll(more);
      return both;
    }

    /// As where one payment was allowed, which is asked for each time.
    private boolean isNothing() {
      return usedAt.isEmpty() && scope.isEmpty() && claims.isEmpty() && details.isEmpty();
    }
  }

  /// Some of those behind a place, the newest first: [Consents#SECTION], which are more than a page
  /// has room for, or more, or all that are left.
  ///
  /// @param last of those before
  List<OfClient> after(String subject, Place last) {
    List<OfClient> found = new ArrayList<>();
    Place end = last;
    while (true) {
      List<Allowance> section = consents.allowances(subject, clock.instant(), end, MOST_OF_ONE);
      section.stream().map(this::ofClient).filter(of -> !of.isNothing()).forEach(found::add);
      if (found.size() >= Consents.SECTION || section.size() < Consents.SECTION) {
        return found;
      }
      end = section.getLast().place();
    }
  }

  private OfClient ofClient(Allowance allowance) {
    OfClient all =
        new OfClient(
            allowance.place(),
            Scope.empty(),
            List.of(),
            Set.of(),
            List.of(),
            allowance.others(),
            allowance.usedAt());
    for (Grants.Held held : allowance.newest()) {
      all =
          all.and(
              held.scope(), held.resources(), ClaimsRequest.namesOf(held.claims()), held.details());
    }
    Optional<Consent> remembered = allowance.remembered();
    if (remembered.isPresent() && !isHeldAlone(allowance)) {
      Consent consent = remembered.get();
      all =
          all.and(
              consent.scope(),
              consent.resources(),
              consent.singleClaims(),
              consent.details().stream().filter(catalog.get()::remembers).toList());
    }
    return all;
  }

  /// Whether what a client holds is all that it has, as nothing is given to it without asking.
  private boolean isHeldAlone(Allowance allowance) {
    return !allowance.newest().isEmpty()
        && clients.apply(allowance.place().clientId()).filter(AskedEachTime::by).isPresent();
  }

  /// Takes back all that a client holds, and forgets what was remembered.
  ///
  /// @return whether there was any
  boolean revoke(String subject, String clientId, Activity noted) {
    return consents.revoke(subject, clientId, noted);
  }
}
