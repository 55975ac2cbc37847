package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static dev.mapae.storage.Examples.activity;
import static dev.mapae.storage.Examples.client;
import static dev.mapae.storage.Examples.consent;
import static dev.mapae.storage.Examples.grant;
import static dev.mapae.storage.Examples.key;
import static dev.mapae.storage.Examples.person;
import static dev.mapae.storage.Examples.resource;
import static dev.mapae.storage.Examples.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.InitialAccessToken;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What [Stores] promises as a whole.
@OnEveryEngine
class StoresTests extends StoresContract {
  static void fill(Stores stores) {
    fill(stores, "g1");
  }

  /// The id of the grant is random in truth, and so it is never that of another issuer.
  static void fill(Stores stores, String grant) {
    stores.people().declare(person("person-1", "alice"), "f");
    stores
        .enrolments()
        .begin(Examples.factor("f1", Factor.Kind.TOTP), Optional.empty(), List.of(), NOW);
    stores.factors().tryCode("person-1", NOW);
    stores.clients().declare(client("demo"), "f");
    stores.resources().declare(resource("https://a.example/"), "f");
    stores.keys().change(Set.of(), List.of(key("k", NOW)), Set.of());
    stores.people().add(leaving());
    stores.sessions().start(session("leaving", "person-2"));
    stores.deletions().request(session("leaving", "person-2"), NOW, NOW.plusSeconds(99));
    stores.sessions().end(session("leaving", "person-2"), NOW);
    stores.sessions().start(session("s1", "person-1"), activity("a1", "person-1"));
    stores.upstreamIdentities().connect(Examples.identity("person-1"), session("s1", "person-1"));
    stores.grants().open(grant(grant), false);
    // A client that hears of the end of this session, and has still to be told of that of another.
    stores.grants().open(grant("gone " + grant), true);
    stores.grants().revoke("gone " + grant);
    stores.sessions().start(session("ended", "person-1"));
    stores.grants().open(grant("ended " + grant, "ended", Scope.of("openid")), true);
    stores.sessions().end(session("ended", "person-1"), NOW);
    stores
        .consents()
        .remember(consent("person-1", "demo", "openid"), Origin.DECLARED, Optional.empty());
    stores.initialAccessTokens().add(new InitialAccessToken("i1", 3, NOW, NOW));
    stores.deniedTokens().deny("j1", NOW);
    stores.spentIds().spend(List.of(Once.of(Once.Kind.CLIENT_ASSERTION, "demo", "j1", NOW)));
  }

  /// Somebody who wants to be deleted.
  private static Person leaving() {
    return new Person(
        "person-2", "bob", Origin.SELF_REGISTERED, true, Optional.empty(), Set.of(), Map.of());
  }

  static void assertFilled(Stores stores) {
    assertFilled(stores, "g1");
  }

  static void assertFilled(Stores stores, String grant) {
    assertThat(stores.people().findByUsername("alice")).contains(person("person-1", "alice"));
    assertThat(stores.clients().all()).containsExactly(client("demo"));
    assertThat(stores.resources().all()).containsExactly(resource("https://a.example/"));
    assertThat(stores.keys().all()).hasSize(1);
    assertThat(stores.sessions().find("s1")).isPresent();
    assertThat(stores.grants().find(grant).orElseThrow().clientEnabled()).isTrue();
    assertThat(stores.consents().find("person-1", "demo")).isPresent();
    assertThat(stores.initialAccessTokens().find("i1").orElseThrow().usesLeft()).isEqualTo(3);
    assertThat(stores.factors().find("person-1").orElseThrow().factors())
        .containsExactly(Examples.factor("f1", Factor.Kind.TOTP));
    assertThat(stores.upstreamIdentities().ofPerson("person-1"))
        .containsExactly(Examples.identity("person-1"));
    assertThat(stores.deniedTokens().isDenied("j1")).isTrue();
    assertThat(stores.activities().ofPerson("person-1", NOW, 9))
        .containsExactly(activity("a1", "person-1"));
    assertThat(stores.deletions().due("person-2")).contains(NOW.plusSeconds(99));
    assertThat(
            stores
                .spentIds()
                .spend(List.of(Once.of(Once.Kind.CLIENT_ASSERTION, "demo", "j1", NOW))))
        .isNotEmpty();
    assertThat(stores.changes().counter()).isEqualTo(4);
  }

  @Nested
  class Issuers_in_one_database {
    @Test
    void never_see_what_another_has() {
      fill(stores);
      try (Stores other = engine.openBeside(folder, "https://other.example")) {
        assertThat(other.people().find("person-1")).isEmpty();
        assertThat(other.people().findByUsername("alice")).isEmpty();
        assertThat(other.people().fingerprints()).isEmpty();
        assertThat(other.clients().find("demo")).isEmpty();
        assertThat(other.clients().all()).isEmpty();
        assertThat(other.clients().fingerprints()).isEmpty();
        assertThat(other.resources().all()).isEmpty();
        assertThat(other.resources().fingerprints()).isEmpty();
        assertThat(other.keys().all()).isEmpty();
        assertThat(other.sessions().find("s1")).isEmpty();
        assertThat(other.grants().find("g1")).isEmpty();
        assertThat(other.consents().find("person-1", "demo")).isEmpty();
        assertThat(other.upstreamIdentities().ofPerson("person-1")).isEmpty();
        assertThat(other.upstreamIdentities().find(Examples.identity("person-1").id())).isEmpty();
        assertThat(other.deniedTokens().isDenied("j1")).isFalse();
        assertThat(other.activities().ofPerson("person-1", NOW, 9)).isEmpty();
        assertThat(other.sessions().ofPerson("person-1", NOW, NOW.minusSeconds(9), 9)).isEmpty();
        assertThat(other.grants().ofPerson("person-1", NOW, 9)).isEmpty();
        assertThat(other.consents().ofPerson("person-1", 9)).isEmpty();
        assertThat(other.deletions().due("person-2")).isEmpty();
        assertThat(other.changes().counter()).isZero();
      }
    }

    @Test
    void may_use_the_same_names() {
      fill(stores);
      try (Stores other = engine.openBeside(folder, "https://other.example")) {
        fill(other, "g2");
        assertFilled(other, "g2");
      }
      assertFilled(stores);
    }

    @Test
    void never_change_what_another_has() {
      fill(stores);
      try (Stores other = engine.openBeside(folder, "https://other.example")) {
        other.people().disableDeclaredExcept(Set.of(), NOW);
        other.people().endDisabled("alice", NOW);
        other.clients().disableDeclaredExcept(Set.of());
        other.resources().disableDeclaredExcept(Set.of());
        other.sessions().end(session("s1", "person-1"), Examples.NOW);
        other.sessions().touch("s1", NOW.plusSeconds(1));
        other.sessions().renew("s1", session("s2", "person-1"));
        assertThat(other.grants().spend("g1", 0, NOW, NOW, List.of()))
            .isEqualTo(new Grants.Spend.Gone());
        other.grants().revoke("g1");
        other.consents().revoke("person-1", "demo");
        other.sessions().endOthers(session("s9", "person-1"), session("s8", "person-1"), NOW);
        assertThat(other.deletions().takeBack("person-2")).isFalse();
        assertThat(other.deletions().due(NOW.plusSeconds(999), 0, 9)).isEmpty();
        assertThat(other.deletions().erase("person-2", NOW.plusSeconds(999))).isFalse();
        assertThat(
                other
                    .people()
                    .changePassword(
                        person("person-1", "alice").passwordHash(),
                        "x",
                        session("s1", "person-1"),
                        session("s8", "person-1"),
                        true,
                        NOW))
            .isFalse();
        assertThat(other.people().changeClaims("person-2", Map.of("a", "b"), Set.of())).isEmpty();
      }
      assertFilled(stores);
      assertThat(stores.grants().find("g1").orElseThrow().grant()).isEqualTo(grant("g1"));
      assertThat(stores.sessions().find("s1").orElseThrow().session())
          .isEqualTo(session("s1", "person-1"));
    }
  }

  @Nested
  class Two_processes {
    @Test
    void read_and_write_what_the_other_does_while_both_are_busy() throws Exception {
      stores.people().declare(person("person-1", "alice"), "f");
      stores.sessions().start(session("s1", "person-1"));
      try (Stores other = engine.openBeside(folder, ISSUER)) {
        AtomicInteger racers = new AtomicInteger();
        race(
            8,
            () -> {
              int racer = racers.incrementAndGet();
              for (int i = 0; i < 20; i++) {
                (racer % 2 == 0 ? stores : other).grants().open(grant(racer + "." + i), false);
              }
              return true;
            });
        for (int racer = 1; racer <= 8; racer++) {
          for (int i = 0; i < 20; i++) {
            assertThat((racer % 2 == 0 ? other : stores).grants().find(racer + "." + i))
                .isPresent();
          }
        }
      }
    }
  }

  @Nested
  class Being_closed {
    @Test
    void they_are_ready_until_then() {
      assertThat(stores.isReady()).isTrue();
      stores.close();
      assertThat(stores.isReady()).isFalse();
    }

    @Test
    void whoever_asks_after_that_gets_an_error() {
      stores.close();
      assertThatThrownBy(() -> stores.grants().open(grant("g1"), false))
          .isInstanceOf(StoreException.class);
      assertThatThrownBy(() -> stores.grants().find("g1")).isInstanceOf(StoreException.class);
    }

    @Test
    void they_may_be_closed_twice() {
      stores.close();
      stores.close();
      assertThat(stores.isReady()).isFalse();
    }
  }
}
