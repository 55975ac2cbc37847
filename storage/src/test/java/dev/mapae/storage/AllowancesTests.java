package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Allowance;
import dev.mapae.authorizationserver.store.Allowance.Place;
import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Consents;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Grants.Held;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What [Consents] promises of what a person allowed, client by client.
@OnEveryEngine
class AllowancesTests extends StoresContract {
  private static final Instant LATER = NOW.plusSeconds(3600);
  private static final Instant END = NOW.plusSeconds(86_400);

  @BeforeEach
  void session() {
    stores.people().declare(Examples.person("person-1", "alice"), "f");
    stores.sessions().start(Examples.session("s1", "person-1"));
  }

  /// Something that a client was allowed at a time, and last used ten seconds later.
  private void allow(String clientId, String scope, int second) {
    allow(clientId, scope, second, Optional.empty());
  }

  private void allow(String clientId, String scope, int second, Optional<String> claims) {
    Grant of = Examples.bareGrant(clientId + scope + second);
    Instant at = NOW.plusSeconds(second);
    stores
        .grants()
        .open(
            new Grant(
                of.id(),
                1,
                of.subject(),
                clientId,
                of.sessionId(),
                of.firstSessionId(),
                Scope.of(scope),
                of.resources(),
                of.resourcesNamed(),
                claims,
                of.details(),
                of.redirectUri(),
                of.codeChallenge(),
                of.nonce(),
                of.authenticatedAt(),
                of.acr(),
                of.amr(),
                at,
                at.plusSeconds(10),
                END,
                of.boundKey()),
            false);
  }

  private Consent answer(String clientId, int second) {
    stores.clients().declare(Examples.client(clientId), "f");
    Consent of = Examples.consent("person-1", clientId, "openid");
    Consent consent =
        new Consent(
            of.subject(),
            clientId,
            of.scope(),
            of.leftOut(),
            of.resources(),
            of.claims(),
            of.details(),
            of.since(),
            NOW.plusSeconds(second));
    assertThat(stores.consents().remember(consent, Origin.DECLARED, Optional.empty())).isTrue();
    return consent;
  }

  private List<Allowance> allowances(int each) {
    return stores.consents().allowances("person-1", LATER, Place.START, each);
  }

  private static List<String> scopes(Allowance of) {
    return of.newest().stream().map(held -> held.scope().toString()).toList();
  }

  @Test
  void of_what_a_client_holds_the_newest_come_and_the_others_are_counted() {
    for (int i = 0; i < 5; i++) {
      allow("a", "s" + i, i);
    }
    allow("b", "s", 7);
    allow("b", "s", 9);
    List<Allowance> all = allowances(2);
    assertThat(all)
        .extracting(Allowance::place)
        .containsExactly(new Place(NOW.plusSeconds(7), "b"), new Place(NOW, "a"));
    Allowance a = all.getLast();
    assertThat(scopes(a)).containsExactly("s4", "s3");
    assertThat(a.others()).isEqualTo(3);
    assertThat(a.usedAt()).contains(NOW.plusSeconds(14));
    assertThat(a.remembered()).isEmpty();
    Allowance b = all.getFirst();
    assertThat(b.newest()).singleElement().extracting(Held::usedAt).isEqualTo(NOW.plusSeconds(19));
    assertThat(b.others()).isZero();
  }

  @Test
  void no_scope_is_left_out_for_what_was_allowed_as_well_of_another() {
    allow("a", "admin", 0);
    for (int i = 1; i < 5; i++) {
      allow("a", "s", i, Optional.of("{\"userinfo\":{\"c" + i + "\":null}}"));
    }
    assertThat(scopes(allowances(2).getFirst())).containsExactly("s", "admin");
  }

  @Test
  void what_is_remembered_comes_with_what_is_held_or_by_itself() {
    Consent both = answer("both", 5);
    allow("both", "s", 3);
    Consent alone = answer("alone", 4);
    List<Allowance> all = allowances(9);
    assertThat(all)
        .extracting(Allowance::place)
        .containsExactly(
            new Place(NOW.plusSeconds(4), "alone"), new Place(NOW.plusSeconds(3), "both"));
    assertThat(all.getFirst().remembered()).contains(alone);
    assertThat(all.getFirst().newest()).isEmpty();
    assertThat(all.getFirst().usedAt()).isEmpty();
    assertThat(all.getLast().remembered()).contains(both);
    assertThat(scopes(all.getLast())).containsExactly("s");
  }

  /// Many of them began in the same millisecond, where the sections meet too.
  @Test
  void section_by_section_each_comes_once() {
    int many = 2 * Consents.SECTION + 3;
    for (int i = 0; i < many; i++) {
      if (i % 2 == 0) {
        answer("client-" + i, i / 10);
      } else {
        allow("client-" + i, "s", i / 10);
      }
    }
    List<Place> places = new ArrayList<>();
    Place last = Place.START;
    for (int section : new int[] {Consents.SECTION, Consents.SECTION, 3, 0}) {
      List<Allowance> some = stores.consents().allowances("person-1", LATER, last, 1);
      assertThat(some).hasSize(section);
      some.forEach(of -> places.add(of.place()));
      last = places.getLast();
    }
    assertThat(places)
        .extracting(Place::clientId)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, many).mapToObj(i -> "client-" + i).toList());
    assertThat(places).extracting(Place::since).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void there_is_nothing_of_others_and_nothing_that_has_expired() {
    allow("a", "s", 0);
    assertThat(stores.consents().allowances("person-2", LATER, Place.START, 9)).isEmpty();
    assertThat(stores.consents().allowances("person-1", END, Place.START, 9)).isEmpty();
  }
}
