package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static dev.mapae.storage.Examples.grant;
import static dev.mapae.storage.Examples.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What [Sessions] promises.
@OnEveryEngine
class SessionsTests extends StoresContract {
  @BeforeEach
  void person() {
    stores.people().declare(Examples.person("person-1", "alice"), "f");
  }

  @Nested
  class Find {
    @Test
    void every_member_comes_back_with_the_person() {
      stores.sessions().start(session("s1", "person-1"));
      reopen();
      Sessions.Found found = stores.sessions().find("s1").orElseThrow();
      assertThat(found.session()).isEqualTo(session("s1", "person-1"));
      assertThat(found.person()).isEqualTo(Examples.person("person-1", "alice"));
    }

    @Test
    void an_unknown_session_is_not_found() {
      assertThat(stores.sessions().find("s1")).isEmpty();
    }
  }

  @Nested
  class Touch {
    @Test
    void moves_the_last_use_on_and_never_back() {
      stores.sessions().start(session("s1", "person-1"));
      stores.sessions().touch("s1", NOW.plusSeconds(60));
      stores.sessions().touch("s1", NOW.plusSeconds(30));
      assertThat(stores.sessions().find("s1").orElseThrow().session().usedAt())
          .isEqualTo(NOW.plusSeconds(60));
    }
  }

  @Nested
  class End_with_lasting_grants {
    @BeforeEach
    void grants() {
      stores.sessions().start(session("s1", "person-1"));
      stores.sessions().start(session("s2", "person-1"));
      stores.grants().open(grant("signed-in", "s1", Scope.of("openid")));
      stores.grants().open(grant("lasting", "s1", Scope.of("openid", "offline_access")));
      stores.grants().open(grant("elsewhere", "s2", Scope.of("playlist.read")));
    }

    @Test
    void ends_all_that_was_given_in_the_session_and_nothing_else() {
      assertThat(stores.sessions().endWithLastingGrants(session("s1", "person-1"))).isTrue();
      assertThat(stores.sessions().find("s1")).isEmpty();
      assertThat(stores.grants().find("signed-in")).isEmpty();
      assertThat(stores.grants().find("lasting")).isEmpty();
      assertThat(stores.grants().find("elsewhere")).isPresent();
      assertThat(stores.sessions().find("s2")).isPresent();
    }

    @Test
    void ends_nothing_when_the_session_ended_before() {
      stores.sessions().end("s1");
      assertThat(stores.sessions().endWithLastingGrants(session("s1", "person-1"))).isFalse();
      assertThat(stores.grants().find("lasting")).isPresent();
    }

    @Test
    void names_the_clients_of_what_outlives_the_session_and_has_not_expired() {
      assertThat(stores.sessions().lastingGrants(session("s1", "person-1"), NOW))
          .containsExactly(grant("lasting").clientId());
      assertThat(
              stores
                  .sessions()
                  .lastingGrants(session("s1", "person-1"), NOW.plusSeconds(99_999_999)))
          .isEmpty();
    }
  }

  @Nested
  class End {
    @Test
    void ends_the_session_and_its_grants_with_openid_but_without_offline_access() {
      stores.sessions().start(session("s1", "person-1"));
      stores.sessions().start(session("s2", "person-1"));
      stores.grants().open(grant("signed-in", "s1", Scope.of("openid")));
      stores.grants().open(grant("offline", "s1", Scope.of("openid", "offline_access")));
      stores.grants().open(grant("plain", "s1", Scope.of("playlist.read")));
      stores.grants().open(grant("other-session", "s2", Scope.of("openid")));
      assertThat(stores.sessions().end("s1")).isTrue();
      reopen();
      assertThat(stores.sessions().find("s1")).isEmpty();
      assertThat(stores.sessions().find("s2")).isPresent();
      assertThat(stores.grants().find("signed-in")).isEmpty();
      assertThat(stores.grants().find("offline")).isPresent();
      assertThat(stores.grants().find("plain")).isPresent();
      assertThat(stores.grants().find("other-session")).isPresent();
    }

    @Test
    void a_session_that_is_not_there_does_not_end() {
      assertThat(stores.sessions().end("s1")).isFalse();
      stores.sessions().start(session("s1", "person-1"));
      stores.sessions().end("s1");
      assertThat(stores.sessions().end("s1")).isFalse();
    }

    @Test
    void a_session_that_another_one_took_the_place_of_does_not_end() {
      stores.sessions().start(session("s1", "person-1"));
      stores.sessions().renew("s1", session("s2", "person-1"));
      assertThat(stores.sessions().end("s1")).isFalse();
      assertThat(stores.sessions().find("s2")).isPresent();
    }
  }

  @Nested
  class Renew {
    @Test
    void the_new_session_takes_the_place_and_the_grants_of_the_old_one() {
      stores.sessions().start(session("s1", "person-1"));
      stores.grants().open(grant("g1", "s1", Scope.of("openid")));
      stores.grants().open(grant("g2", "s1", Scope.of("openid", "offline_access")));
      stores.sessions().renew("s1", session("s2", "person-1"));
      reopen();
      assertThat(stores.sessions().find("s1")).isEmpty();
      assertThat(stores.sessions().find("s2").orElseThrow().session())
          .isEqualTo(session("s2", "person-1"));
      assertThat(stores.grants().find("g1").orElseThrow().grant().sessionId()).isEqualTo("s2");
      assertThat(stores.grants().find("g2").orElseThrow().grant().sessionId()).isEqualTo("s2");
      stores.sessions().end("s2");
      assertThat(stores.grants().find("g1")).isEmpty();
      assertThat(stores.grants().find("g2")).isPresent();
    }

    @Test
    void the_session_and_the_grants_of_another_person_stay_theirs() {
      stores.people().declare(Examples.person("person-2", "bob"), "f");
      stores.sessions().start(session("s1", "person-1"));
      stores.grants().open(grant("g1", "s1", Scope.of("openid")));
      stores.sessions().renew("s1", session("s2", "person-2"));
      assertThat(stores.sessions().find("s1")).isPresent();
      assertThat(stores.sessions().find("s2")).isPresent();
      assertThat(stores.grants().find("g1").orElseThrow().grant().sessionId()).isEqualTo("s1");
    }
  }

  @Nested
  class A_grant_that_is_opened_meanwhile {
    /// Opens grants and does something else at the same moment.
    private List<String> opened(int round, Callable<?> meanwhile) throws Exception {
      AtomicInteger racers = new AtomicInteger();
      return race(
              4,
              () -> {
                int racer = racers.getAndIncrement();
                String id = "g" + round + "." + racer;
                if (racer == 0) {
                  meanwhile.call();
                  return "";
                }
                return stores.grants().open(grant(id, "s" + round, Scope.of("openid"))) ? id : "";
              })
          .stream()
          .filter(id -> !id.isEmpty())
          .toList();
    }

    @Test
    void ends_with_the_session_or_is_not_opened() throws Exception {
      for (int round = 0; round < 30; round++) {
        String id = "s" + round;
        stores.sessions().start(session(id, "person-1"));
        List<String> opened =
            opened(
                round,
                () -> {
                  stores.sessions().end(id);
                  return true;
                });
        assertThat(opened).noneMatch(g -> stores.grants().find(g).isPresent());
      }
    }

    @Test
    void goes_with_the_renewed_session_or_is_not_opened() throws Exception {
      for (int round = 0; round < 30; round++) {
        String id = "s" + round;
        stores.sessions().start(session(id, "person-1"));
        List<String> opened =
            opened(
                round,
                () -> {
                  stores.sessions().renew(id, session(id + "-new", "person-1"));
                  return true;
                });
        assertThat(opened)
            .allMatch(
                g -> stores.grants().find(g).orElseThrow().grant().sessionId().equals(id + "-new"));
      }
    }
  }

  @Nested
  class Sweep {
    @Test
    void deletes_what_has_expired_and_no_more_than_asked() {
      for (int i = 0; i < 3; i++) {
        stores.sessions().start(session("s" + i, "person-1"));
      }
      var end = session("s0", "person-1").expiresAt();
      assertThat(stores.sessions().sweep(end.minusMillis(1), 10)).isZero();
      assertThat(stores.sessions().sweep(end, 2)).isEqualTo(2);
      assertThat(stores.sessions().sweep(end, 2)).isEqualTo(1);
    }
  }
}
