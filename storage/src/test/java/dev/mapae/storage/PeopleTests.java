package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static dev.mapae.storage.Examples.activity;
import static dev.mapae.storage.Examples.consent;
import static dev.mapae.storage.Examples.grant;
import static dev.mapae.storage.Examples.person;
import static dev.mapae.storage.Examples.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.store.DeclarationRefusedException;
import dev.mapae.authorizationserver.store.MailLink;
import dev.mapae.authorizationserver.store.MailLink.Purpose;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.OutgoingMail;
import dev.mapae.authorizationserver.store.People.Confirmed;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What [People] promises.
@OnEveryEngine
class PeopleTests extends StoresContract {
  static Person bare(String subject, String username, Origin origin) {
    return new Person(subject, username, origin, true, Optional.empty(), Set.of(), Map.of());
  }

  @Nested
  class Somebody_who_made_an_account {
    private void signedIn(Origin origin) {
      stores.people().declare(bare("person-1", "alice", origin), "f");
      stores.clients().declare(Examples.client("demo"), "f");
      stores.sessions().start(session("s1", "person-1"));
      stores.grants().open(grant("g1"), false);
      stores
          .consents()
          .remember(consent("person-1", "demo", "openid"), Origin.DECLARED, Optional.empty());
    }

    private void assertEnded() {
      assertThat(stores.sessions().find("s1")).isEmpty();
      assertThat(stores.grants().find("g1")).isEmpty();
    }

    @Test
    void is_deleted_with_their_sessions_and_what_they_allowed() {
      signedIn(Origin.SELF_REGISTERED);
      assertThat(stores.people().delete("ALICE", NOW)).isTrue();
      assertEnded();
      assertThat(stores.people().find("person-1")).isEmpty();
      assertThat(stores.consents().find("person-1", "demo")).isEmpty();
      assertThat(stores.people().delete("alice", NOW)).isFalse();
      assertThat(stores.people().add(bare("person-2", "alice", Origin.SELF_REGISTERED))).isTrue();
    }

    @Test
    void is_disabled_and_enabled_again_without_what_ended() {
      signedIn(Origin.SELF_REGISTERED);
      assertThat(stores.people().enable("alice", false, NOW)).isTrue();
      assertEnded();
      assertThat(stores.people().find("person-1").orElseThrow().enabled()).isFalse();
      assertThat(stores.people().enable("alice", true, NOW)).isTrue();
      assertThat(stores.people().find("person-1").orElseThrow().enabled()).isTrue();
      assertEnded();
      assertThat(stores.people().browsersKnownFrom("person-1")).contains(NOW);
    }

    @Test
    void is_deleted_at_their_own_wish_when_it_is_due() {
      signedIn(Origin.SELF_REGISTERED);
      stores.activities().add(List.of(activity("a1", "person-1")));
      Instant due = NOW.plusSeconds(60);
      assertThat(stores.deletions().request(session("s2", "person-1"), NOW, due))
          .as("in a session that ended")
          .isEmpty();
      stores.sessions().start(session("s2", "person-1"));
      assertThat(stores.deletions().request(session("s2", "person-1"), NOW, due)).contains(due);
      assertEnded();
      assertThat(stores.consents().find("person-1", "demo")).isEmpty();
      assertThat(stores.deletions().request(session("s2", "person-1"), NOW, NOW))
          .as("asked again")
          .contains(due);
      assertThat(stores.deletions().due(due.minusMillis(1), 0, 9)).isEmpty();
      assertThat(stores.deletions().erase("person-1", due.minusMillis(1))).isFalse();
      assertThat(stores.deletions().due(due, 0, 9)).containsExactly("person-1");
      assertThat(stores.deletions().due(due, 1, 9)).isEmpty();
      assertThat(stores.deletions().erase("person-1", due)).isTrue();
      assertThat(stores.people().find("person-1")).isEmpty();
      assertThat(stores.deletions().due("person-1")).isEmpty();
      assertThat(stores.consents().find("person-1", "demo")).isEmpty();
      assertThat(stores.activities().ofPerson("person-1", NOW, 9)).isEmpty();
    }

    @Test
    void keeps_the_session_in_which_they_wished_it() {
      signedIn(Origin.SELF_REGISTERED);
      stores.sessions().start(session("s2", "person-1"));
      stores.deletions().request(session("s2", "person-1"), NOW, NOW);
      assertEnded();
      assertThat(stores.sessions().find("s2")).isPresent();
      assertThat(stores.people().browsersKnownFrom("person-1")).contains(NOW);
    }

    /// Whoever is told of the first browser is told of nothing.
    @Test
    void is_not_taken_for_somebody_who_signed_in_because_their_sessions_ended() {
      signedIn(Origin.SELF_REGISTERED);
      assertThat(stores.people().isNotedToHaveSignedIn("person-1")).isFalse();
      stores.people().enable("alice", false, NOW);
      assertThat(stores.people().isNotedToHaveSignedIn("person-1")).isFalse();
      assertThat(stores.people().browsersKnownFrom("person-1")).contains(NOW);
      stores.people().knowBrowsersFrom("person-1", NOW.plusSeconds(1));
      assertThat(stores.people().isNotedToHaveSignedIn("person-1")).isTrue();
      assertThat(stores.people().browsersKnownFrom("person-1")).contains(NOW);
      stores.people().enable("alice", false, NOW.plusSeconds(2));
      assertThat(stores.people().isNotedToHaveSignedIn("person-1")).isTrue();
      assertThat(stores.people().browsersKnownFrom("person-1")).contains(NOW.plusSeconds(2));
    }

    @Test
    void either_takes_it_back_or_is_deleted() throws Exception {
      for (int round = 0; round < 20; round++) {
        String subject = "racer-" + round;
        stores.people().add(bare(subject, subject, Origin.SELF_REGISTERED));
        stores.sessions().start(session("s" + round, subject));
        stores.deletions().request(session("s" + round, subject), NOW, NOW);
        AtomicInteger turn = new AtomicInteger();
        List<Boolean> won =
            race(
                4,
                () ->
                    turn.getAndIncrement() % 2 == 0
                        ? stores.deletions().takeBack(subject)
                        : stores.deletions().erase(subject, NOW));
        assertThat(won).filteredOn(w -> w).hasSize(1);
        assertThat(stores.deletions().due(subject)).isEmpty();
      }
    }

    @Test
    void changes_the_password_that_they_have_and_ends_other_sessions() {
      signedIn(Origin.SELF_REGISTERED);
      Session kept = session("s2", "person-1");
      stores.sessions().start(kept);
      Optional<String> none = Optional.empty();
      assertThat(
              stores
                  .people()
                  .changePassword(Optional.of("x"), "y", kept, kept.under("s3"), true, NOW))
          .as("another one meanwhile")
          .isFalse();
      Session ended = session("s9", "person-1");
      assertThat(stores.people().changePassword(none, "y", ended, ended.under("s3"), false, NOW))
          .as("in a session that ended")
          .isFalse();
      assertThat(stores.people().find("person-1").orElseThrow().passwordHash()).isEmpty();
      assertThat(stores.sessions().find("s1")).isPresent();
      assertThat(
              stores
                  .people()
                  .changePassword(
                      none, "y", kept, kept.under("s3"), false, NOW, activity("a1", "person-1")))
          .isTrue();
      assertThat(stores.people().find("person-1").orElseThrow().passwordHash()).contains("y");
      assertThat(stores.sessions().find("s1")).isEmpty();
      assertThat(stores.sessions().find("s2")).isEmpty();
      assertThat(stores.sessions().find("s3")).isPresent();
      assertThat(stores.activities().ofPerson("person-1", NOW, 9)).hasSize(1);
    }

    private MailLink mailed(String id, String subject, Purpose purpose) {
      MailLink link = new MailLink(id, purpose, subject, id + "@example.com", NOW.plusSeconds(9));
      stores.mailLinks().add(link, new OutgoingMail(id, "", 0, NOW, NOW));
      return link;
    }

    private boolean isGood(MailLink link) {
      return stores.mailLinks().find(link.id(), NOW).isPresent();
    }

    @Test
    void has_no_link_to_another_password_or_address_once_the_password_is_changed() {
      signedIn(Origin.SELF_REGISTERED);
      MailLink reset = mailed("l1", "person-1", Purpose.RESET_PASSWORD);
      MailLink change = mailed("l2", "person-1", Purpose.CHANGE_ADDRESS);
      MailLink confirm = mailed("l3", "person-1", Purpose.CONFIRM_ADDRESS);
      Session kept = session("s1", "person-1");
      assertThat(
              stores
                  .people()
                  .changePassword(Optional.empty(), "y", kept, kept.under("s3"), false, NOW))
          .isTrue();
      assertThat(isGood(reset)).isFalse();
      assertThat(isGood(change)).isFalse();
      assertThat(isGood(confirm)).isTrue();
    }

    @Test
    void has_no_link_once_the_file_says_that_they_are_disabled() {
      Person alice = bare("person-1", "alice", Origin.DECLARED);
      stores.people().declare(alice, "f");
      MailLink link = mailed("l1", "person-1", Purpose.RESET_PASSWORD);
      stores.people().declare(alice, "g");
      assertThat(isGood(link)).isTrue();
      stores
          .people()
          .declare(
              new Person(
                  "person-1",
                  "alice",
                  Origin.DECLARED,
                  false,
                  Optional.empty(),
                  Set.of(),
                  Map.of()),
              "h");
      assertThat(isGood(link)).isFalse();
      MailLink later = mailed("l2", "person-1", Purpose.RESET_PASSWORD);
      stores.people().endDisabled("alice", NOW);
      assertThat(isGood(later)).isFalse();
    }

    @Test
    void confirms_an_address_and_changes_claims_at_the_same_moment() throws Exception {
      for (int round = 0; round < 20; round++) {
        String subject = "racer-" + round;
        stores.people().add(bare(subject, subject, Origin.SELF_REGISTERED));
        MailLink link = mailed("link-" + round, subject, Purpose.CHANGE_ADDRESS);
        AtomicInteger turn = new AtomicInteger();
        List<Boolean> done =
            race(
                4,
                () ->
                    turn.getAndIncrement() == 0
                        ? stores.people().confirmAddress(link, List.of(), NOW) == Confirmed.DONE
                        : stores
                            .people()
                            .changeClaims(subject, Map.of("name", "A"), Set.of())
                            .isPresent());
        assertThat(done).containsOnly(true);
      }
    }

    @Test
    void spends_a_link_to_an_address_that_is_anothers_by_now() {
      signedIn(Origin.SELF_REGISTERED);
      MailLink link = mailed("taken", "person-1", Purpose.CHANGE_ADDRESS);
      stores.people().add(bare("person-2", "taken@example.com", Origin.SELF_REGISTERED));
      assertThat(stores.people().confirmAddress(link, List.of(), NOW))
          .isEqualTo(Confirmed.ANOTHERS);
      assertThat(isGood(link)).isFalse();
      assertThat(stores.people().confirmAddress(link, List.of(), NOW))
          .isEqualTo(Confirmed.LINK_GONE);
    }

    @Test
    void changes_some_claims_and_leaves_others() throws Exception {
      signedIn(Origin.SELF_REGISTERED);
      AtomicInteger names = new AtomicInteger();
      race(
          8,
          () ->
              stores
                  .people()
                  .changeClaims(
                      "person-1", Map.of("claim" + names.incrementAndGet(), "x"), Set.of()));
      assertThat(stores.people().find("person-1").orElseThrow().claims()).hasSize(8);
      assertThat(
              stores
                  .people()
                  .changeClaims("person-1", Map.of("name", "A"), Set.of("claim1", "none"))
                  .orElseThrow()
                  .claims())
          .hasSize(8)
          .containsEntry("name", "A")
          .doesNotContainKey("claim1");
    }

    @Test
    void is_none_of_those_who_were_declared() {
      assertThat(stores.deletions().request(session("s", "nobody"), NOW, NOW)).isEmpty();
      signedIn(Origin.DECLARED);
      assertThat(stores.people().delete("alice", NOW)).isFalse();
      assertThat(stores.people().enable("alice", false, NOW)).isFalse();
      assertThat(stores.people().changeClaims("person-1", Map.of("a", "b"), Set.of())).isEmpty();
      assertThat(stores.deletions().request(session("s2", "person-1"), NOW, NOW)).isEmpty();
      assertThat(stores.sessions().find("s1")).isPresent();
    }
  }

  @Nested
  class Find {
    @Test
    void every_member_comes_back() {
      stores.people().declare(person("p1", "alice"), "f");
      stores.people().declare(bare("p2", "bob", Origin.SELF_REGISTERED), "f");
      reopen();
      assertThat(stores.people().find("p1")).contains(person("p1", "alice"));
      assertThat(stores.people().find("p2")).contains(bare("p2", "bob", Origin.SELF_REGISTERED));
      assertThat(stores.people().find("p3")).isEmpty();
    }

    @Test
    void claims_keep_their_json_types() {
      stores.people().declare(person("p1", "alice"), "f");
      Map<String, Object> claims = stores.people().find("p1").orElseThrow().claims();
      assertThat(claims.get("email_verified")).isEqualTo(true);
      assertThat(claims.get("updated_at")).isEqualTo(1_767_225_600L);
      assertThat(claims.get("height")).isEqualTo(1.75);
      assertThat(claims.get("address")).isEqualTo(Map.of("country", "KR", "locality", "서울"));
      assertThat(claims.get("nicknames")).isEqualTo(List.of("길동", "gil\u0000dong"));
      assertThat(claims.get("name")).isEqualTo("홍길동 \"길동\" 𠮷");
    }

    @Test
    void a_username_is_compared_without_regard_to_case_and_composition() {
      stores.people().declare(bare("p1", "Ålice@Example.ORG", Origin.DECLARED), "f");
      stores.people().declare(bare("p2", "홍길동", Origin.DECLARED), "f");
      assertThat(stores.people().findByUsername("ålice@example.org").orElseThrow().subject())
          .isEqualTo("p1");
      assertThat(stores.people().findByUsername("A\u030aLICE@EXAMPLE.ORG").orElseThrow().username())
          .isEqualTo("Ålice@Example.ORG");
      String decomposed = java.text.Normalizer.normalize("홍길동", java.text.Normalizer.Form.NFD);
      assertThat(decomposed).isNotEqualTo("홍길동");
      assertThat(stores.people().findByUsername(decomposed).orElseThrow().subject())
          .isEqualTo("p2");
      assertThat(stores.people().findByUsername("alice@example.org")).isEmpty();
    }
  }

  @Nested
  class Add {
    private static final Person DODO =
        new Person(
            "p1",
            "Dodo",
            Origin.SELF_REGISTERED,
            true,
            Optional.of("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"),
            Set.of(),
            Map.of("name", "도도새"));

    @Test
    void keeps_every_member() {
      assertThat(stores.people().add(DODO)).isTrue();
      reopen();
      assertThat(stores.people().findByUsername("DODO")).contains(DODO);
    }

    @Test
    void keeps_nobody_with_the_username_of_another() {
      assertThat(stores.people().add(DODO)).isTrue();
      assertThat(stores.people().add(bare("p2", "dodo", Origin.SELF_REGISTERED))).isFalse();
      assertThat(stores.people().find("p2")).isEmpty();
      stores.people().declare(person("p3", "alice"), "f");
      assertThat(stores.people().add(bare("p4", "ALICE", Origin.SELF_REGISTERED))).isFalse();
      assertThat(stores.people().find("p3")).contains(person("p3", "alice"));
    }

    /// Whoever made the account knows its password, and would get the roles of the entry.
    @Test
    void makes_somebody_whom_no_entry_takes_over() {
      assertThat(stores.people().add(DODO)).isTrue();
      assertThatThrownBy(() -> stores.people().declare(person("p2", "dodo"), "f"))
          .isInstanceOf(DeclarationRefusedException.class);
      stores.people().disableDeclaredExcept(Set.of(), NOW);
      assertThat(stores.people().find("p1")).contains(DODO);
    }
  }

  @Nested
  class Declare {
    @Test
    void replaces_all_but_subject_and_password() {
      stores.people().declare(bare("p1", "alice", Origin.DECLARED), "f1");
      stores.people().declare(person("p2", "Alice"), "f2");
      Person after = stores.people().findByUsername("alice").orElseThrow();
      assertThat(after.subject()).isEqualTo("p1");
      assertThat(after.passwordHash()).isEmpty();
      assertThat(after)
          .usingRecursiveComparison()
          .ignoringFields("subject", "passwordHash")
          .isEqualTo(person("p2", "Alice"));
      assertThat(stores.people().find("p2")).isEmpty();
      assertThat(stores.people().fingerprints()).isEqualTo(Map.of("Alice", "f2"));
    }

    @Test
    void the_same_subject_under_another_username_is_the_same_person() {
      Person before = person("p1", "alice");
      stores.people().declare(before, "f1");
      stores.people().declare(person("p1", "Alison"), "f2");
      reopen();
      assertThat(stores.people().find("p1")).contains(person("p1", "Alison"));
      assertThat(stores.people().findByUsername("alison").orElseThrow().passwordHash())
          .isEqualTo(before.passwordHash());
      assertThat(stores.people().findByUsername("alice")).isEmpty();
      assertThat(stores.people().fingerprints()).isEqualTo(Map.of("Alison", "f2"));
    }

    @Test
    void a_subject_is_never_given_to_a_second_person() {
      stores.people().declare(person("p1", "alice"), "f1");
      stores.people().declare(person("p2", "bob"), "f2");
      stores.people().declare(bare("p3", "carol", Origin.ADMINISTERED), "f3");
      long counter = stores.changes().counter();
      assertThatThrownBy(() -> stores.people().declare(person("p1", "bob"), "f4"))
          .isInstanceOf(DeclarationRefusedException.class)
          .hasMessageStartingWith("user bob has the sub p1 of alice, ");
      assertThatThrownBy(() -> stores.people().declare(person("p3", "dave"), "f4"))
          .isInstanceOf(DeclarationRefusedException.class)
          .hasMessageStartingWith("user dave has the sub p3 of carol, ");
      assertThat(stores.people().find("p1").orElseThrow().username()).isEqualTo("alice");
      assertThat(stores.people().find("p3").orElseThrow().username()).isEqualTo("carol");
      assertThat(stores.changes().counter()).isEqualTo(counter);
    }

    @ParameterizedTest
    @EnumSource(
        value = Origin.class,
        names = {"ADMINISTERED", "SELF_REGISTERED"})
    void leaves_one_alone_who_was_not_declared(Origin origin) {
      stores.people().declare(bare("p1", "alice", origin), "f1");
      long counter = stores.changes().counter();
      assertThatThrownBy(() -> stores.people().declare(person("p2", "Alice"), "f2"))
          .isInstanceOf(DeclarationRefusedException.class)
          .hasMessageStartingWith("user Alice exists already and was not declared in the file; ");
      assertThat(stores.people().find("p1")).contains(bare("p1", "alice", origin));
      assertThat(stores.changes().counter()).isEqualTo(counter);
    }

    @Test
    void claims_that_could_not_be_read_again_are_refused() {
      Object deep = "x";
      for (int i = 0; i < 1000; i++) {
        deep = List.of(deep);
      }
      Person person =
          new Person(
              "p1", "a", Origin.DECLARED, true, Optional.empty(), Set.of(), Map.of("deep", deep));
      assertThatThrownBy(() -> stores.people().declare(person, "f"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(stores.people().find("p1")).isEmpty();
    }
  }

  @Nested
  class Disable_declared_except {
    @Test
    void disables_those_that_vanished_whatever_the_case_of_the_others() {
      stores.people().declare(person("p1", "Alice"), "f1");
      stores.people().declare(person("p2", "bob"), "f2");
      stores.people().declare(bare("p3", "carol", Origin.SELF_REGISTERED), "f3");
      long counter = stores.changes().counter();
      stores.people().disableDeclaredExcept(Set.of("ALICE"), NOW);
      reopen();
      assertThat(stores.people().find("p1").orElseThrow().enabled()).isTrue();
      assertThat(stores.people().find("p2").orElseThrow().enabled()).isFalse();
      assertThat(stores.people().find("p3").orElseThrow().enabled()).isTrue();
      assertThat(stores.changes().counter()).isEqualTo(counter + 1);
      assertThat(stores.people().fingerprints()).containsOnlyKeys("Alice", "bob");
    }

    @Test
    void one_that_comes_back_is_enabled_again_as_the_same_person() {
      stores.people().declare(person("p1", "alice"), "f1");
      stores.people().disableDeclaredExcept(Set.of(), NOW);
      assertThat(stores.people().fingerprints()).doesNotContainValue("f1");
      stores.people().declare(person("p9", "alice"), "f1");
      assertThat(stores.people().find("p1")).contains(person("p1", "alice"));
      assertThat(stores.people().fingerprints()).isEqualTo(Map.of("alice", "f1"));
    }
  }
}
