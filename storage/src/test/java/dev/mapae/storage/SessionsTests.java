package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static dev.mapae.storage.Examples.grant;
import static dev.mapae.storage.Examples.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.LogoutDelivery;
import dev.mapae.authorizationserver.store.MailLink;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.OutgoingMail;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What [Sessions] promises.
@OnEveryEngine
class SessionsTests extends StoresContract {
  private static final Instant END = NOW.plusSeconds(90_000);
  private static final LogoutDelivery OWED =
      new LogoutDelivery("s1", "demo", "person-1", 0, 0, NOW.plus(LogoutDelivery.LIFETIME));

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
      stores.grants().open(grant("signed-in", "s1", Scope.of("openid")), false);
      stores.grants().open(grant("lasting", "s1", Scope.of("openid", "offline_access")), false);
      stores.grants().open(grant("elsewhere", "s2", Scope.of("playlist.read")), false);
    }

    @Test
    void ends_all_that_was_given_in_the_session_and_nothing_else() {
      assertThat(stores.sessions().endWithLastingGrants(session("s1", "person-1"), Examples.NOW))
          .isPresent();
      assertThat(stores.sessions().find("s1")).isEmpty();
      assertThat(stores.grants().find("signed-in")).isEmpty();
      assertThat(stores.grants().find("lasting")).isEmpty();
      assertThat(stores.grants().find("elsewhere")).isPresent();
      assertThat(stores.sessions().find("s2")).isPresent();
    }

    @Test
    void ends_nothing_when_the_session_ended_before() {
      stores.sessions().end(session("s1", "person-1"), Examples.NOW);
      assertThat(stores.sessions().endWithLastingGrants(session("s1", "person-1"), Examples.NOW))
          .isEmpty();
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
      stores.grants().open(grant("signed-in", "s1", Scope.of("openid")), false);
      stores.grants().open(grant("offline", "s1", Scope.of("openid", "offline_access")), false);
      stores.grants().open(grant("plain", "s1", Scope.of("playlist.read")), false);
      stores.grants().open(grant("other-session", "s2", Scope.of("openid")), false);
      assertThat(stores.sessions().end(session("s1", "person-1"), Examples.NOW)).isPresent();
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
      assertThat(stores.sessions().end(session("s1", "person-1"), Examples.NOW)).isEmpty();
      stores.sessions().start(session("s1", "person-1"));
      stores.sessions().end(session("s1", "person-1"), Examples.NOW);
      assertThat(stores.sessions().end(session("s1", "person-1"), Examples.NOW)).isEmpty();
    }

    @Test
    void a_session_that_another_one_took_the_place_of_does_not_end() {
      stores.sessions().start(session("s1", "person-1"));
      stores.sessions().renew("s1", session("s2", "person-1"));
      assertThat(stores.sessions().end(session("s1", "person-1"), Examples.NOW)).isEmpty();
      assertThat(stores.sessions().find("s2")).isPresent();
    }
  }

  /// Somebody typed the right password, and it is no longer theirs when the session would start.
  @Nested
  class Start {
    private static final Sessions.Proof HASH =
        new Sessions.Proof(
            Examples.person("person-1", "alice").passwordHash(), new Sessions.Second.Any());
    private static final Sessions.Proof OTHER =
        new Sessions.Proof(Optional.of("$argon2id$other"), new Sessions.Second.Any());

    @Test
    void is_with_the_password_that_the_person_has() {
      assertThat(stores.sessions().start(session("s1", "person-1"), HASH)).isTrue();
      assertThat(stores.sessions().start(session("s2", "person-1"), OTHER, noted())).isFalse();
      assertThat(stores.sessions().start(session("s3", "nobody"), noted())).isFalse();
      assertThat(stores.sessions().find("s2")).isEmpty();
      assertThat(stores.activities().ofPerson("person-1", NOW, 9)).isEmpty();
    }

    @Test
    void is_not_for_somebody_who_is_disabled() {
      stores.people().disableDeclaredExcept(Set.of(), NOW);
      assertThat(stores.sessions().start(session("s1", "person-1"), HASH, noted())).isFalse();
      assertThat(stores.sessions().find("s1")).isEmpty();
      assertThat(stores.activities().ofPerson("person-1", NOW, 9)).isEmpty();
    }

    @Test
    void in_place_of_another_is_the_same() {
      stores.sessions().start(session("s1", "person-1"));
      assertThat(stores.sessions().renew("s1", session("s2", "person-1"), OTHER, noted()))
          .isFalse();
      assertThat(stores.sessions().find("s1")).isPresent();
      stores.people().disableDeclaredExcept(Set.of(), NOW);
      assertThat(stores.sessions().renew("s1", session("s2", "person-1"), HASH, noted())).isFalse();
      assertThat(stores.sessions().find("s2")).isEmpty();
    }

    @Test
    void in_place_of_one_that_ended_is_not() {
      stores.sessions().start(session("s1", "person-1"));
      stores.sessions().end(session("s1", "person-1"), NOW);
      assertThat(stores.sessions().renew("s1", session("s2", "person-1"), HASH, noted())).isFalse();
      assertThat(stores.sessions().find("s2")).isEmpty();
      assertThat(stores.activities().ofPerson("person-1", NOW, 9)).isEmpty();
    }

    @Test
    void is_over_when_the_person_is_disabled_at_the_same_moment() throws Exception {
      for (int round = 0; round < 20; round++) {
        String name = "racer-" + round;
        Person racer =
            new Person(
                name, name, Origin.SELF_REGISTERED, true, Optional.empty(), Set.of(), Map.of());
        stores.people().add(racer);
        AtomicInteger turn = new AtomicInteger();
        race(
            4,
            () ->
                turn.getAndIncrement() == 0
                    ? stores.people().enable(name, false, NOW)
                    : stores.sessions().start(session(name + turn.getAndIncrement(), name)));
        assertThat(stores.sessions().ofPerson(name, NOW, NOW.minusSeconds(1), 9)).isEmpty();
      }
    }

    private Activity noted() {
      return Examples.activity("a1", "person-1");
    }
  }

  @Nested
  class Renew {
    @Test
    void the_new_session_takes_the_place_and_the_grants_of_the_old_one() {
      stores.sessions().start(session("s1", "person-1"));
      stores.grants().open(grant("g1", "s1", Scope.of("openid")), false);
      stores.grants().open(grant("g2", "s1", Scope.of("openid", "offline_access")), false);
      stores.sessions().renew("s1", session("s2", "person-1"));
      reopen();
      assertThat(stores.sessions().find("s1")).isEmpty();
      assertThat(stores.sessions().find("s2").orElseThrow().session())
          .isEqualTo(session("s2", "person-1"));
      assertThat(stores.grants().find("g1").orElseThrow().grant().sessionId()).isEqualTo("s2");
      assertThat(stores.grants().find("g2").orElseThrow().grant().sessionId()).isEqualTo("s2");
      stores.sessions().end(session("s2", "person-1"), Examples.NOW);
      assertThat(stores.grants().find("g1")).isEmpty();
      assertThat(stores.grants().find("g2")).isPresent();
    }

    @Test
    void the_session_and_the_grants_of_another_person_stay_theirs() {
      stores.people().declare(Examples.person("person-2", "bob"), "f");
      stores.sessions().start(session("s1", "person-1"));
      stores.grants().open(grant("g1", "s1", Scope.of("openid")), false);
      assertThat(stores.sessions().renew("s1", session("s2", "person-2"))).isFalse();
      assertThat(stores.sessions().find("s1")).isPresent();
      assertThat(stores.sessions().find("s2")).isEmpty();
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
                return stores.grants().open(grant(id, "s" + round, Scope.of("openid")), false)
                    ? id
                    : "";
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
                  stores.sessions().end(session(id, "person-1"), Examples.NOW);
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

  @Nested
  class Clients_that_hear_of_the_end {
    private void told(String grant, String session) {
      stores.grants().open(grant(grant, session, Scope.of("openid")), true);
    }

    private List<LogoutDelivery> due() {
      return stores.logoutDeliveries().due("demo", NOW, 10);
    }

    @BeforeEach
    void session() {
      stores.clients().declare(Examples.client("demo"), "f");
      stores.sessions().start(Examples.session("s1", "person-1"));
    }

    private Optional<List<String>> end(String id) {
      Session session = stores.sessions().find(id).orElseThrow().session();
      return stores.sessions().end(session, NOW);
    }

    @Test
    void are_those_with_a_grant_that_has_them_hear_of_it() {
      stores.grants().open(grant("g1", "s1", Scope.of("openid")), false);
      assertThat(end("s1")).contains(List.of());
      assertThat(due()).isEmpty();
    }

    @Test
    void are_owed_the_news_once() {
      told("g1", "s1");
      told("g2", "s1");
      assertThat(end("s1")).contains(List.of("demo"));
      reopen();
      assertThat(due()).containsExactly(OWED);
    }

    @Test
    void hear_nothing_of_a_session_that_ended_before() {
      Session session = Examples.session("s1", "person-1");
      assertThat(stores.sessions().end(session, NOW)).isPresent();
      told("g1", "s1");
      assertThat(stores.sessions().end(session, NOW)).isEmpty();
      assertThat(due()).isEmpty();
    }

    @Test
    void know_it_by_the_session_that_came_first() {
      told("g1", "s1");
      Session second = new Session("s2", "s1", "person-1", NOW, "", List.of(), NOW, END);
      stores.sessions().renew("s1", second);
      assertThat(stores.sessions().find("s2").orElseThrow().session()).isEqualTo(second);
      stores
          .sessions()
          .renew("s2", new Session("s3", "s1", "person-1", NOW, "", List.of(), NOW, END));
      assertThat(stores.grants().find("g1").orElseThrow().grant())
          .satisfies(grant -> {
            assertThat(grant.sessionId()).isEqualTo("s3");
            assertThat(grant.firstSessionId()).isEqualTo("s1");
          });
      // It lives as long as the session does now.
      stores.sessions().sweep(END.minusMillis(1), 10);
      assertThat(end("s3")).contains(List.of("demo"));
      assertThat(due()).containsExactly(OWED);
    }

    /// A form that was sent twice.
    @Test
    void hear_of_whichever_of_two_ends_that_took_the_place_of_one() {
      told("g1", "s1");
      Session second = new Session("s2", "s1", "person-1", NOW, "", List.of(), NOW, END);
      Session third = new Session("s3", "s1", "person-1", NOW, "", List.of(), NOW, END);
      assertThat(stores.sessions().renew("s1", second)).isTrue();
      assertThat(stores.sessions().renew("s1", third)).isFalse();
      assertThat(stores.sessions().start(third)).isTrue();
      assertThat(end("s3")).contains(List.of("demo"));
      assertThat(due()).containsExactly(OWED);
    }

    @Test
    void wait_together_for_no_less_than_each_waited_before() {
      told("g1", "s1");
      end("s1");
      assertThat(stores.logoutDeliveries().clientsDue(NOW, 10)).containsExactly("demo");
      stores.logoutDeliveries().postponeAll("other", NOW.plusSeconds(60));
      assertThat(due()).containsExactly(OWED);
      stores.logoutDeliveries().postponeAll("demo", NOW.plusSeconds(60));
      stores.logoutDeliveries().postponeAll("demo", NOW.plusSeconds(30));
      assertThat(stores.logoutDeliveries().clientsDue(NOW.plusSeconds(59), 10)).isEmpty();
      assertThat(stores.logoutDeliveries().clientsDue(NOW.plusSeconds(60), 10))
          .containsExactly("demo");
    }

    @Test
    void are_not_those_of_another_person() {
      told("g1", "s1");
      stores.people().declare(Examples.person("person-2", "bob"), "f");
      stores.sessions().start(Examples.session("s2", "person-2"));
      assertThat(stores.sessions().end(Examples.session("s2", "person-2"), NOW))
          .contains(List.of());
      assertThat(end("s1")).contains(List.of("demo"));
    }

    @Test
    void are_forgotten_with_a_session_whose_time_is_up() {
      told("g1", "s1");
      stores.sessions().sweep(NOW.plus(Duration.ofDays(1)), 10);
      assertThat(stores.sessions().find("s1")).isEmpty();
      assertThat(due()).isEmpty();
    }

    @Test
    void are_told_by_one_of_many() throws Exception {
      told("g1", "s1");
      end("s1");
      List<Boolean> taken =
          race(16, () -> stores.logoutDeliveries().take(OWED, NOW.plusSeconds(60)));
      assertThat(taken).filteredOn(won -> won).hasSize(1);
      assertThat(due()).isEmpty();
      assertThat(stores.logoutDeliveries().due("demo", NOW.plusSeconds(60), 10))
          .containsExactly(OWED.attempted());
    }

    @Test
    void are_told_again_by_whoever_comes_last() {
      told("g1", "s1");
      end("s1");
      stores.logoutDeliveries().take(OWED, NOW.plusSeconds(60));
      stores.logoutDeliveries().take(OWED.attempted(), NOW.plusSeconds(60));
      assertThat(stores.logoutDeliveries().remove(OWED.attempted())).isFalse();
      stores.logoutDeliveries().postpone(OWED.attempted(), NOW);
      assertThat(due()).isEmpty();
      LogoutDelivery last = OWED.attempted().attempted();
      stores.logoutDeliveries().postpone(last, NOW);
      assertThat(due()).containsExactly(last);
      assertThat(stores.logoutDeliveries().remove(last)).isTrue();
      assertThat(due()).isEmpty();
    }

    @Test
    void are_given_up_when_nobody_told_them() {
      told("g1", "s1");
      end("s1");
      assertThat(stores.logoutDeliveries().sweep(NOW.plus(LogoutDelivery.LIFETIME), 10)).isOne();
      assertThat(due()).isEmpty();
    }
  }

  @Nested
  class Those_of_a_person {
    private List<String> open() {
      return stores.sessions().ofPerson("person-1", NOW, NOW.minusSeconds(1), 9).stream()
          .map(opened -> opened.session().id())
          .toList();
    }

    @Test
    void are_those_that_are_good() {
      stores.sessions().start(session("s1", "person-1"));
      stores.sessions().start(session("s2", "person-1"));
      stores.people().declare(Examples.person("person-2", "bob"), "f");
      stores.sessions().start(session("s3", "person-2"));
      stores.sessions().touch("s2", NOW.plusSeconds(5));
      assertThat(open()).containsExactly("s2", "s1");
      assertThat(stores.sessions().ofPerson("person-1", NOW, NOW, 9)).hasSize(1);
      assertThat(stores.sessions().ofPerson("person-1", END, NOW.minusSeconds(1), 9)).isEmpty();
      assertThat(stores.sessions().ofPerson("person-1", NOW, NOW.minusSeconds(1), 1)).hasSize(1);
    }

    @Test
    void are_told_with_their_first_sign_in() {
      stores.sessions().start(session("s1", "person-1"), Examples.activity("a1", "person-1"));
      var opened = stores.sessions().ofPerson("person-1", NOW, NOW.minusSeconds(1), 9).getFirst();
      assertThat(opened.since()).isEqualTo(NOW);
      assertThat(opened.browser()).isEqualTo("FIREFOX LINUX");
      assertThat(opened.remoteAddress()).isEqualTo("192.0.2.1");
    }

    /// Of several sign-ins, facts are not mixed.
    @Test
    void are_told_with_what_belongs_together() {
      stores
          .sessions()
          .start(session("s1", "person-1"), signIn("a1", "FIREFOX LINUX", "192.0.2.1"));
      Session second = new Session("s2", "s1", "person-1", NOW, "", List.of(), NOW, END);
      stores.sessions().renew("s1", second, signIn("a2", "SAFARI IOS", "192.0.2.0"));
      var opened = stores.sessions().ofPerson("person-1", NOW, NOW.minusSeconds(1), 9);
      assertThat(opened).hasSize(1);
      assertThat(opened.getFirst().browser()).isEqualTo("FIREFOX LINUX");
      assertThat(opened.getFirst().remoteAddress()).isEqualTo("192.0.2.1");
    }

    private static Activity signIn(String id, String browser, String remoteAddress) {
      return new Activity(
          id,
          "person-1",
          Activity.Kind.SIGN_IN,
          NOW,
          1,
          remoteAddress,
          browser,
          Optional.empty(),
          Optional.of("s1"),
          END);
    }

    @Test
    void all_end_but_one() {
      for (String id : List.of("s1", "s2", "s3")) {
        stores.sessions().start(session(id, "person-1"));
      }
      stores.people().declare(Examples.person("person-2", "bob"), "f");
      stores.sessions().start(session("s4", "person-2"));
      Session kept = session("s2", "person-1");
      assertThat(stores.sessions().endOthers(kept, kept.under("s5"), NOW)).hasValue(2);
      assertThat(open()).as("a copy of its cookie is of no use").containsExactly("s5");
      assertThat(stores.sessions().endOthers(kept, kept.under("s6"), NOW)).as("ended").isEmpty();
      assertThat(open()).containsExactly("s5");
      assertThat(stores.sessions().ofPerson("person-2", NOW, NOW.minusSeconds(1), 9)).hasSize(1);
    }

    @Test
    void one_ends_with_what_browsers_knew_and_links_to_sign_in() {
      stores.sessions().start(session("s1", "person-1"));
      stores.sessions().start(session("s2", "person-1"));
      MailLink link =
          new MailLink("l1", MailLink.Purpose.SIGN_IN, "person-1", "a@example.com", END);
      stores.mailLinks().add(link, new OutgoingMail("l1", "", 0, NOW, NOW));
      Instant later = NOW.plusSeconds(5);
      assertThat(
              stores
                  .sessions()
                  .endOther(session("s2", "person-1"), session("s1", "person-1"), later, other()))
          .isTrue();
      assertThat(stores.mailLinks().find("l1", NOW)).isEmpty();
      reopen();
      assertThat(open()).containsExactly("s2");
      assertThat(stores.people().browsersKnownFrom("person-1")).contains(later);
      assertThat(stores.activities().ofPerson("person-1", NOW, 9)).containsExactly(other());
    }

    @Test
    void one_that_is_not_there_ends_nothing_and_nothing_is_forgotten() {
      stores.sessions().start(session("s1", "person-1"));
      Optional<Instant> before = stores.people().browsersKnownFrom("person-1");
      Session gone = session("s2", "person-1");
      assertThat(
              stores
                  .sessions()
                  .endOther(session("s1", "person-1"), gone, NOW.plusSeconds(5), other()))
          .isFalse();
      assertThat(stores.people().browsersKnownFrom("person-1")).isEqualTo(before);
      assertThat(stores.activities().ofPerson("person-1", NOW, 9)).isEmpty();
    }

    /// Whoever was signed out a moment ago has no say any more.
    @Test
    void one_ends_by_none_that_is_not_there() {
      Session theirs = session("s1", "person-1");
      stores.sessions().start(theirs);
      Optional<Instant> before = stores.people().browsersKnownFrom("person-1");
      Session gone = session("s2", "person-1");
      assertThat(stores.sessions().endOther(gone, theirs, NOW.plusSeconds(5), other())).isFalse();
      assertThat(open()).containsExactly("s1");
      assertThat(stores.people().browsersKnownFrom("person-1")).isEqualTo(before);
      assertThat(stores.activities().ofPerson("person-1", NOW, 9)).isEmpty();
    }

    @Test
    void of_two_that_end_each_other_one_stays() throws Exception {
      for (int round = 0; round < 20; round++) {
        Session one = session("one" + round, "person-1");
        Session other = session("other" + round, "person-1");
        stores.sessions().start(one);
        stores.sessions().start(other);
        AtomicInteger turn = new AtomicInteger();
        race(
            2,
            () ->
                turn.getAndIncrement() == 0
                    ? stores.sessions().endOther(one, other, NOW)
                    : stores.sessions().endOther(other, one, NOW));
        assertThat(open()).hasSize(1);
        stores.sessions().end(one, NOW);
        stores.sessions().end(other, NOW);
      }
    }

    /// Whoever signs in again at this moment in one of them is among those.
    @Test
    void end_also_where_one_takes_the_place_of_another_meanwhile() throws Exception {
      for (int round = 0; round < 20; round++) {
        Session kept = session("kept" + round, "person-1");
        Session old = session("old" + round, "person-1");
        stores.sessions().start(kept);
        stores.sessions().start(old);
        Session renewed = kept.under("renewed" + round);
        AtomicInteger turn = new AtomicInteger();
        race(
            2,
            () ->
                turn.getAndIncrement() == 0
                    ? stores.sessions().endOthers(kept, renewed, NOW).isPresent()
                    : stores.sessions().renew(old.id(), old.under("new" + old.id())));
        assertThat(open()).containsExactly(renewed.id());
        stores.sessions().end(renewed, NOW);
      }
    }

    /// What is noted is kept with what happened, or not at all.
    @Test
    void are_not_begun_where_it_cannot_be_noted() {
      var noted = Examples.activity("a1", "person-1");
      stores.sessions().start(session("s1", "person-1"), noted);
      assertThatThrownBy(() -> stores.sessions().start(session("s2", "person-1"), noted))
          .isInstanceOf(StoreException.class);
      assertThat(stores.sessions().find("s2")).isEmpty();
      assertThat(stores.grants().open(grant("g1", "none", Scope.of("openid")), false, other()))
          .isFalse();
      assertThat(stores.activities().ofPerson("person-1", NOW, 9)).containsExactly(noted);
    }

    private Activity other() {
      return Examples.activity("a2", "person-1");
    }
  }
}
