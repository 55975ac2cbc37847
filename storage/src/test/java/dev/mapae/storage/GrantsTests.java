package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static dev.mapae.storage.Examples.grant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.store.BoundKey;
import dev.mapae.authorizationserver.store.Confirmation;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.Grants.Spend.Gone;
import dev.mapae.authorizationserver.store.Grants.Spend.Repeated;
import dev.mapae.authorizationserver.store.Grants.Spend.Replayed;
import dev.mapae.authorizationserver.store.Grants.Spend.Spent;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What [Grants] promises.
@OnEveryEngine
class GrantsTests extends StoresContract {
  static final Instant LATER = NOW.plusSeconds(3600);
  static final Instant END = NOW.plusSeconds(86_400);

  @BeforeEach
  void person_with_a_session_and_client() {
    stores.people().declare(Examples.person("person-1", "alice"), "f");
    stores.sessions().start(Examples.session("s1", "person-1"));
    stores.clients().declare(Examples.client("demo"), "f");
  }

  @Nested
  class Find {
    @Test
    void every_member_comes_back_with_the_person() {
      stores.grants().open(grant("g1"), false);
      reopen();
      Grants.Found found = stores.grants().find("g1").orElseThrow();
      assertThat(found.grant()).isEqualTo(grant("g1"));
      assertThat(found.grant().scope().stream()).containsExactly("playlist.read", "openid");
      assertThat(found.person()).isEqualTo(Examples.person("person-1", "alice"));
      assertThat(found.clientEnabled()).isTrue();
    }

    @Test
    void what_was_left_out_stays_left_out() {
      stores.grants().open(Examples.bareGrant("g1"), false);
      assertThat(stores.grants().find("g1").orElseThrow().grant())
          .isEqualTo(Examples.bareGrant("g1"));
    }

    @Test
    void an_unknown_grant_is_not_found() {
      assertThat(stores.grants().find("g1")).isEmpty();
    }

    @Test
    void a_disabled_client_shows() {
      stores.grants().open(grant("g1"), false);
      stores.clients().disableDeclaredExcept(Set.of());
      assertThat(stores.grants().find("g1").orElseThrow().clientEnabled()).isFalse();
    }

    @Test
    void a_client_that_is_gone_counts_as_disabled() {
      stores
          .grants()
          .open(
              new dev.mapae.authorizationserver.store.Grant(
                  "g1",
                  0,
                  "person-1",
                  "unknown",
                  "s1",
                  "s1",
                  grant("g1").scope(),
                  List.of(),
                  false,
                  grant("g1").claims(),
                  grant("g1").details(),
                  grant("g1").redirectUri(),
                  grant("g1").codeChallenge(),
                  grant("g1").nonce(),
                  NOW,
                  "",
                  List.of(),
                  NOW,
                  NOW,
                  END,
                  Optional.empty()),
              false);
      assertThat(stores.grants().find("g1").orElseThrow().clientEnabled()).isFalse();
    }

    @Test
    void a_disabled_person_shows() {
      stores.grants().open(grant("g1"), false);
      Person alice = Examples.person("person-1", "alice");
      stores
          .people()
          .declare(
              new Person(
                  alice.subject(),
                  alice.username(),
                  alice.origin(),
                  false,
                  alice.passwordHash(),
                  alice.roles(),
                  alice.claims()),
              "f2");
      assertThat(stores.grants().find("g1").orElseThrow().person().enabled()).isFalse();
    }

    @Test
    void what_a_person_allowed_who_vanished_from_the_file_is_gone() {
      stores.grants().open(grant("g1"), false);
      assertThat(stores.people().disableDeclaredExcept(Set.of(), NOW)).containsExactly("person-1");
      assertThat(stores.grants().find("g1")).isEmpty();
      assertThat(stores.sessions().find("s1")).isEmpty();
    }
  }

  @Nested
  class Open {
    @Test
    void an_id_is_taken_only_once_and_the_first_grant_stays() {
      stores.grants().open(grant("g1"), false);
      assertThatThrownBy(() -> stores.grants().open(Examples.bareGrant("g1"), false))
          .isInstanceOf(StoreException.class);
      assertThat(stores.grants().find("g1").orElseThrow().grant()).isEqualTo(grant("g1"));
    }

    @Test
    void there_is_none_without_the_session_in_which_it_is_given() {
      assertThat(stores.grants().open(grant("g1", "s2", Scope.of("openid")), false)).isFalse();
      assertThat(stores.grants().find("g1")).isEmpty();
      assertThat(stores.grants().open(grant("g1"), false)).isTrue();
    }

    @Test
    void there_is_none_in_the_session_of_another_person() {
      stores.people().declare(Examples.person("person-2", "bob"), "f");
      stores.sessions().start(Examples.session("s2", "person-2"));
      assertThat(stores.grants().open(grant("g1", "s2", Scope.of("openid")), false)).isFalse();
      assertThat(stores.grants().find("g1")).isEmpty();
    }
  }

  @Nested
  class Spend {
    @Test
    void moves_generation_use_and_end_and_nothing_else() {
      stores.grants().open(grant("g1"), false);
      assertThat(stores.grants().spend("g1", 0, LATER, END, List.of())).isEqualTo(new Spent(1));
      reopen();
      var after = stores.grants().find("g1").orElseThrow().grant();
      assertThat(after.generation()).isEqualTo(1);
      assertThat(after.usedAt()).isEqualTo(LATER);
      assertThat(after.expiresAt()).isEqualTo(END);
      assertThat(after)
          .usingRecursiveComparison()
          .ignoringFields("generation", "usedAt", "expiresAt")
          .isEqualTo(grant("g1"));
    }

    @Test
    void exactly_one_of_64_racers_wins() throws Exception {
      stores.grants().open(grant("g1"), false);
      List<Grants.Spend> outcomes =
          race(64, () -> stores.grants().spend("g1", 0, LATER, END, List.of()));
      assertThat(outcomes).containsOnlyOnce(new Spent(1));
      assertThat(outcomes).filteredOn(Replayed.class::isInstance).hasSize(63);
      assertThat(outcomes).contains(new Replayed(1, LATER, grant("g1").boundKey()));
    }

    @Test
    void exactly_one_of_two_processes_wins_each_generation() throws Exception {
      stores.grants().open(grant("g1"), false);
      try (var other = engine.openBeside(folder, ISSUER)) {
        for (int generation = 0; generation < 20; generation++) {
          int presented = generation;
          var nodes = List.of(stores, other).iterator();
          List<Grants.Spend> outcomes =
              race(
                  2,
                  () -> {
                    Grants grants;
                    synchronized (nodes) {
                      grants = nodes.next().grants();
                    }
                    return grants.spend("g1", presented, LATER, END, List.of());
                  });
          assertThat(outcomes)
              .containsExactlyInAnyOrder(
                  new Spent(presented + 1),
                  new Replayed(presented + 1, LATER, grant("g1").boundKey()));
        }
      }
    }

    @Test
    void a_newer_handle_than_the_row_proves_an_old_backup_and_wins() {
      stores.grants().open(grant("g1"), false);
      assertThat(stores.grants().spend("g1", 7, LATER, END, List.of())).isEqualTo(new Spent(8));
      assertThat(stores.grants().find("g1").orElseThrow().grant().generation()).isEqualTo(8);
    }

    @Test
    void a_refused_attempt_leaves_the_row_as_it_was() {
      stores.grants().open(grant("g1"), false);
      stores.grants().spend("g1", 0, LATER, END, List.of());
      var before = stores.grants().find("g1");
      assertThat(
              stores.grants().spend("g1", 0, LATER.plusSeconds(5), END.plusSeconds(5), List.of()))
          .isEqualTo(new Replayed(1, LATER, grant("g1").boundKey()));
      assertThat(stores.grants().find("g1")).isEqualTo(before);
    }

    @Test
    void binds_what_is_handed_out_from_then_on_and_only_once() {
      stores.grants().open(Examples.bareGrant("g1"), false);
      assertThat(spendFor("g1", 3, "a")).isEqualTo(new Spent(4));
      BoundKey bound = new BoundKey(Confirmation.ofKey("a"), 4);
      assertThat(stores.grants().find("g1").orElseThrow().grant().boundKey()).contains(bound);
      assertThat(spendFor("g1", 4, "b")).isEqualTo(new Spent(5));
      assertThat(stores.grants().spend("g1", 5, LATER, END, List.of())).isEqualTo(new Spent(6));
      assertThat(stores.grants().find("g1").orElseThrow().grant().boundKey()).contains(bound);
    }

    private Grants.Spend spendFor(String id, int generation, String jkt) {
      return stores
          .grants()
          .spend(id, generation, LATER, END, Optional.of(Confirmation.ofKey(jkt)), List.of());
    }

    @Test
    void a_grant_that_is_not_there_is_gone() {
      assertThat(stores.grants().spend("g1", 0, LATER, END, List.of())).isEqualTo(new Gone());
    }
  }

  @Nested
  class Keep {
    @Test
    void leaves_the_generation_as_it_is_and_says_when_it_was() {
      stores.grants().open(grant("g1"), false);
      stores.grants().spend("g1", 0, LATER, END, List.of());
      Instant again = LATER.plusSeconds(5);
      assertThat(stores.grants().keep("g1", 1, again, END, List.of())).isEqualTo(new Spent(1));
      assertThat(stores.grants().keep("g1", 1, again, END, List.of())).isEqualTo(new Spent(1));
      reopen();
      Grant kept = stores.grants().find("g1").orElseThrow().grant();
      assertThat(kept.generation()).isEqualTo(1);
      assertThat(kept.usedAt()).isEqualTo(again);
    }

    @Test
    void comes_after_a_row_that_was_restored_from_an_older_state() {
      stores.grants().open(grant("g1"), false);
      assertThat(stores.grants().keep("g1", 4, LATER, END, List.of())).isEqualTo(new Spent(4));
      assertThat(stores.grants().find("g1").orElseThrow().grant().generation()).isEqualTo(4);
    }

    @Test
    void tells_a_handle_that_was_replaced_as_one_that_was_spent() {
      stores.grants().open(grant("g1"), false);
      stores.grants().spend("g1", 1, LATER, END, List.of());
      var before = stores.grants().find("g1");
      assertThat(stores.grants().keep("g1", 1, LATER.plusSeconds(5), END, List.of()))
          .isEqualTo(new Replayed(2, LATER, grant("g1").boundKey()));
      assertThat(stores.grants().find("g1")).isEqualTo(before);
    }

    @Test
    void spends_what_is_good_once_or_does_nothing() {
      stores.grants().open(grant("g1"), false);
      Once once = Once.of(Once.Kind.CLIENT_ASSERTION, "a", "j", END);
      assertThat(stores.grants().keep("g1", 1, LATER, END, List.of(once))).isEqualTo(new Spent(1));
      var before = stores.grants().find("g1");
      assertThat(stores.grants().keep("g1", 1, LATER.plusSeconds(5), END, List.of(once)))
          .isEqualTo(new Repeated(once));
      assertThat(stores.grants().find("g1")).isEqualTo(before);
      assertThat(stores.grants().keep("g2", 1, LATER, END, List.of())).isEqualTo(new Gone());
    }
  }

  @Nested
  class Revoke {
    @Test
    void deletes_that_grant_alone_and_may_be_repeated() {
      stores.grants().open(grant("g1"), false);
      stores.grants().open(grant("g2"), false);
      stores.grants().revoke("g1");
      stores.grants().revoke("g1");
      reopen();
      assertThat(stores.grants().find("g1")).isEmpty();
      assertThat(stores.grants().find("g2")).isPresent();
      assertThat(stores.grants().spend("g1", 0, LATER, END, List.of())).isEqualTo(new Gone());
    }
  }

  @Nested
  class Sweep {
    @Test
    void deletes_what_has_expired_the_oldest_first_and_no_more_than_asked() {
      for (int i = 0; i < 5; i++) {
        stores.grants().open(grant("g" + i), false);
        stores.grants().spend("g" + i, 0, NOW, NOW.plusSeconds(i), List.of());
      }
      assertThat(stores.grants().sweep(NOW.plusSeconds(3), 3)).isEqualTo(3);
      assertThat(stores.grants().find("g2")).isEmpty();
      assertThat(stores.grants().find("g3")).isPresent();
      assertThat(stores.grants().sweep(NOW.plusSeconds(3), 3)).isEqualTo(1);
      assertThat(stores.grants().sweep(NOW.plusSeconds(3), 3)).isZero();
      assertThat(stores.grants().find("g4")).isPresent();
    }
  }
}
