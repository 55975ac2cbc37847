package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.issue.ClaimsRequest;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Handles.Kind;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.par.PushedRequests;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.BoundKey;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Confirmation;
import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Consents;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.PendingRequest;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Turns a yes into a grant and its code. RFC 6749 §4.1.2.
final class Approval {
  /// Of their JSON, in bytes of UTF-8: somewhat more than one request has.
  private static final int REMEMBERED_DETAILS = 4096;

  private final Grants grants;
  private final Consents consents;
  private final Supplier<Catalog> catalog;
  private final Handles handles;
  private final Lifetimes lifetimes;
  private final Ids ids;
  private final InstantSource clock;

  Approval(
      Grants grants,
      Consents consents,
      Supplier<Catalog> catalog,
      Handles handles,
      Lifetimes lifetimes,
      Ids ids,
      InstantSource clock) {
    this.grants = grants;
    this.consents = consents;
    this.catalog = catalog;
    this.handles = handles;
    this.lifetimes = lifetimes;
    this.ids = ids;
    this.clock = clock;
  }

  /// Opens a grant.
  ///
  /// @param given what the decision and the person allow
  /// @param claims single claims that were shown, or need not be
  /// @param noted what the person is shown of it
  /// @return the code; empty when the session ended meanwhile
  /// @throws dev.mapae.protocol.ProtocolException `invalid_request_uri` when another answer to the
  ///   same pushed request was quicker
  Optional<String> open(
      AuthorizationRequest request,
      Sessions.Found who,
      Permission given,
      Set<String> claims,
      Activity... noted) {
    Instant now = clock.instant();
    Session session = who.session();
    ClaimsRequest granted =
        request.claims().of(who.person()).granted(catalog.get(), claims, given.scope());
    Grant grant =
        new Grant(
            ids.next(),
            0,
            who.person().subject(),
            request.client().id(),
            session.id(),
            session.firstId(),
            given.scope(),
            given.audience(),
            given.named(),
            granted.isEmpty() ? Optional.empty() : Optional.of(granted.json()),
            given.details(),
            request.redirectUri(),
            request.codeChallenge(),
            request.nonce(),
            session.authenticatedAt(),
            session.acr(),
            session.amr(),
            now,
            now,
            now.plus(lifetimes.overriddenBy(request.client().lifetimes()).of(Lifetime.CODE)),
            request.dpopJkt().map(jkt -> new BoundKey(Confirmation.ofKey(jkt), 0)));
    return opened(request, grant, noted)
        ? Optional.of(handles.make(Kind.CODE, grant.id(), 0))
        : Optional.empty();
  }

  private boolean opened(AuthorizationRequest request, Grant grant, Activity... noted) {
    boolean told = grant.isTold(request.client());
    Optional<PendingRequest> pushed = request.replyTo().pushed();
    if (pushed.isEmpty()) {
      return grants.open(grant, told, noted);
    }
    return switch (grants.openInPlaceOf(pushed.get(), grant, told, noted)) {
      case OPENED -> true;
      case SESSION_ENDED -> false;
      case REQUEST_SPENT -> throw PushedRequests.unknown();
    };
  }

  /// Remembers what a person decided: what they allowed and left out now, and of what they were not
  /// asked about, what they said before. Of a client that asks nobody, nothing. Who is asked each
  /// time sees by that what is new.
  void remember(AuthorizationRequest request, NextStep.OfPerson asked, Scope approved) {
    Client client = request.client();
    if (client.skipConsent()) {
      return;
    }
    Optional<Consent> before = asked.before();
    Scope known = before.map(Consent::scope).orElse(Scope.empty());
    Set<String> resources = new HashSet<>(before.map(Consent::resources).orElse(Set.of()));
    resources.addAll(asked.permission().audience());
    Set<String> shown = new HashSet<>(before.map(Consent::claims).orElse(Set.of()));
    shown.addAll(new RequestedScopes(catalog).shown(asked.permission(), asked.claims(), approved));
    Scope wanted = asked.permission().scope();
    Scope allowed = known.without(wanted).and(approved);
    Instant now = clock.instant();
    consents.remember(
        new Consent(
            asked.who().person().subject(),
            client.id(),
            allowed,
            before.map(Consent::leftOut).orElse(Scope.empty()).and(wanted).without(approved),
            resources,
            shown,
            details(before, asked.permission()),
            allowed.stream()
                .collect(
                    Collectors.toMap(
                        scope -> scope,
                        scope ->
                            before
                                .filter(consent -> consent.scope().contains(scope))
                                .map(consent -> consent.since(scope))
                                .orElse(now))),
            now),
        client.origin(),
        before);
  }

  /// What is remembered of authorization details: those of types for which that is declared, whole,
  /// since the account page shows them; the newest first, and no more than a few KB, so that
  /// neither the row nor the page grows for good.
  private List<AuthorizationDetail> details(Optional<Consent> before, Permission permission) {
    List<AuthorizationDetail> all =
        Stream.concat(
                permission.details().stream(),
                before.stream().flatMap(consent -> consent.details().stream()))
            .filter(catalog.get()::remembers)
            .distinct()
            .toList();
    List<AuthorizationDetail> kept = new ArrayList<>();
    int room = REMEMBERED_DETAILS;
    for (AuthorizationDetail detail : all) {
      room -= Json.write(detail.members()).getBytes(StandardCharsets.UTF_8).length;
      if (room < 0) {
        break;
      }
      kept.add(detail);
    }
    return kept;
  }
}
