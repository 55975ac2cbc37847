package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static dev.mapae.storage.Examples.factor;
import static dev.mapae.storage.Examples.grant;
import static dev.mapae.storage.Examples.person;
import static dev.mapae.storage.Examples.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Enrolments.Change;
import dev.mapae.authorizationserver.store.Enrolments.InSession;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Factor.Kind;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.Factors.Tried;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions.Proof;
import dev.mapae.authorizationserver.store.Sessions.Second;
import dev.mapae.authorizationserver.store.UpstreamIdentity;
import dev.mapae.authorizationserver.store.WaysIn;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What [Factors] promises.
@OnEveryEngine
class FactorsTests extends StoresContract {
  private static final Once STEP = Once.of(Once.Kind.SECOND_FACTOR, "", "s1", NOW);

  private static final WaysIn EVERY = new WaysIn(true, true, true, false, Set.of());

  private int next;

  @BeforeEach
  void somebody() {
    stores.people().declare(person("person-1", "alice"), "f");
  }

  private List<Factor> kept() {
    return stores.factors().find("person-1").orElseThrow().factors();
  }

  private static Factor at(Factor factor, long counter) {
    return new Factor(
        factor.id(),
        factor.subject(),
        factor.kind(),
        factor.name(),
        factor.createdAt(),
        Optional.of(NOW.plusSeconds(9)),
        "k2",
        "bmV3",
        counter);
  }

  private InSession inSession(String subject) {
    String id = "s" + next++;
    stores.sessions().start(session(id, subject));
    return new InSession(session(id, subject), session(id, subject).under(id + "-renewed"), NOW);
  }

  private boolean add(Factor factor) {
    Change change = stores.enrolments().add(factor, List.of(), inSession(factor.subject()));
    return change == Change.MADE || change == Change.RENEWED;
  }

  private OptionalInt replaced(String subject, List<Factor> codes) {
    return stores.enrolments().replaceRecoveryCodes(codes, inSession(subject).kept());
  }

  /// NIST SP 800-63B §5.2.2.
  @Nested
  class Trying_codes {
    private Tried at(Instant now) {
      return stores.factors().tryCode("person-1", now);
    }

    @Test
    void is_free_ten_times_takes_longer_each_time_and_is_once_a_day_after_a_hundred() {
      Instant now = NOW;
      List<Long> waits = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        assertThat(at(now)).isEqualTo(new Tried.Admitted());
        if (i >= 9 && i < 99) {
          Instant then = now;
          assertThat(at(now))
              .isInstanceOfSatisfying(
                  Tried.Later.class,
                  later -> waits.add(Duration.between(then, later.at()).toSeconds()));
          now = now.plusSeconds(waits.getLast());
        }
      }
      assertThat(waits.subList(0, 7)).containsExactly(30L, 60L, 120L, 240L, 480L, 900L, 900L);
      assertThat(waits.getLast()).isEqualTo(900);
      assertThat(at(now)).isEqualTo(new Tried.NoMore());
      for (int day = 1; day <= 15; day++) {
        now = now.plus(Duration.ofDays(1));
        assertThat(at(now.minusMillis(1))).isEqualTo(new Tried.NoMore());
        assertThat(at(now)).isEqualTo(new Tried.Admitted());
        assertThat(at(now)).isEqualTo(new Tried.NoMore());
      }
      assertRightCodeTakesTenOff(now);
    }

    /// However many days it took.
    private void assertRightCodeTakesTenOff(Instant now) {
      Factor found = factor("a", Kind.TOTP);
      add(found);
      Factor next = FactorsTests.at(found, found.counter() + 1);
      assertThat(stores.factors().use(found, next, List.of())).isTrue();
      assertThat(at(now)).isEqualTo(new Tried.Admitted());
      assertThat(at(now)).isInstanceOf(Tried.Later.class);
    }

    @Test
    void is_free_ten_times_where_the_clock_of_another_node_is_ahead() {
      for (int i = 0; i < 10; i++) {
        assertThat(at(i % 2 == 0 ? NOW.plusSeconds(60) : NOW)).isEqualTo(new Tried.Admitted());
      }
      assertThat(at(NOW)).isInstanceOf(Tried.Later.class);
    }

    /// Whoever guesses while the person signs in each day.
    @Test
    void forgets_ten_with_a_right_code_of_an_app() {
      Factor found = factor("a", Kind.TOTP);
      add(found);
      Instant now = NOW;
      for (int i = 0; i < 25; i++) {
        assertThat(at(now)).isEqualTo(new Tried.Admitted());
        now = now.plus(Duration.ofMinutes(15));
      }
      Factor next = FactorsTests.at(found, found.counter() + 1);
      assertThat(stores.factors().use(found, next, List.of())).isTrue();
      assertThat(at(now)).isEqualTo(new Tried.Admitted());
      assertThat(at(now)).isInstanceOf(Tried.Later.class);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void begins_anew_with_whatever_is_used(Kind kind) {
      Factor found = factor("a", kind);
      add(found);
      for (int i = 0; i < 10; i++) {
        at(NOW);
      }
      assertThat(at(NOW)).isInstanceOf(Tried.Later.class);
      assertThat(
              stores.factors().use(found, FactorsTests.at(found, found.counter() + 1), List.of()))
          .isTrue();
      assertThat(at(NOW)).isEqualTo(new Tried.Admitted());
    }

    @Test
    void is_counted_for_each_person_and_for_nobody_who_is_not_there() {
      stores.people().add(PeopleTests.bare("person-2", "bob", Origin.SELF_REGISTERED));
      for (int i = 0; i < 10; i++) {
        at(NOW);
      }
      assertThat(stores.factors().tryCode("person-2", NOW)).isEqualTo(new Tried.Admitted());
      assertThat(stores.factors().tryCode("nobody", NOW)).isInstanceOf(Tried.Later.class);
    }
  }

  /// What is changed between the moment in which something is verified and that in which a session
  /// begins by it.
  @Nested
  class Sessions_that_begin_by_what_is_changed {
    private boolean starts(String id, Second second) {
      boolean started =
          stores.sessions().start(session(id, "person-1"), new Proof(Optional.empty(), second));
      assertThat(stores.sessions().find(id).isPresent()).isEqualTo(started);
      return started;
    }

    @Test
    void begin_by_a_password_alone_where_there_is_no_second_factor() {
      assertThat(starts("begun-1", new Second.Nothing())).isTrue();
      add(factor("a", Kind.RECOVERY_CODE));
      assertThat(starts("begun-2", new Second.Nothing())).isTrue();
      add(factor("b", Kind.PASSKEY));
      assertThat(starts("begun-3", new Second.Nothing())).isFalse();
      assertThat(starts("begun-4", new Second.Any())).isTrue();
    }

    @Test
    void begin_by_a_second_factor_while_it_is_there() {
      assertThat(starts("begun-1", new Second.This("a"))).isFalse();
      add(factor("a", Kind.TOTP));
      add(factor("b", Kind.TOTP));
      assertThat(starts("begun-2", new Second.This("a"))).isTrue();
      assertThat(starts("begun-3", new Second.Spent())).isTrue();
      stores.enrolments().remove("a", true, EVERY, inSession("person-1"));
      assertThat(starts("begun-4", new Second.This("a"))).isFalse();
      assertThat(starts("begun-5", new Second.Spent())).isTrue();
      stores.enrolments().removeAll("person-1", NOW);
      assertThat(starts("begun-6", new Second.Spent())).isFalse();
    }

    @Test
    void take_no_second_factor_of_another_person() {
      stores.people().add(PeopleTests.bare("person-2", "bob", Origin.SELF_REGISTERED));
      Factor of = factor("a", Kind.TOTP);
      add(new Factor("b", "person-2", Kind.TOTP, "", NOW, of.usedAt(), "k9", "x", 0));
      assertThat(starts("begun-1", new Second.This("b"))).isFalse();
    }

    /// A session that waits for the person until the change is there.
    @Test
    void begin_by_none_of_it_when_it_is_changed_at_the_same_moment() throws Exception {
      for (int round = 0; round < 20; round++) {
        String id = "r" + round;
        InSession by = inSession("person-1");
        AtomicInteger turn = new AtomicInteger();
        race(
            4,
            () -> {
              int racer = turn.getAndIncrement();
              return racer == 0
                  ? stores.enrolments().add(factor(id, Kind.TOTP), List.of(), by) == Change.RENEWED
                  : stores
                      .sessions()
                      .start(
                          session(id + racer, "person-1"),
                          new Proof(Optional.empty(), new Second.Nothing()));
            });
        assertThat(stores.sessions().ofPerson("person-1", NOW, NOW.minusSeconds(1), 9))
            .extracting(opened -> opened.session().id())
            .containsExactly(by.renewed().id());
        stores.enrolments().removeAll("person-1", NOW);
      }
    }
  }

  @Nested
  class Beginning {
    @Test
    void is_for_those_who_have_none_and_ends_all_sessions() {
      stores.sessions().start(session("other", "person-1"));
      assertThat(
              stores
                  .enrolments()
                  .begin(factor("a", Kind.TOTP), Optional.empty(), List.of(STEP), NOW))
          .isTrue();
      assertThat(stores.sessions().find("other")).isEmpty();
      assertThat(
              stores.enrolments().begin(factor("b", Kind.TOTP), Optional.empty(), List.of(), NOW))
          .isFalse();
      assertThat(kept()).containsExactly(factor("a", Kind.TOTP));
      stores.enrolments().removeAll("person-1", NOW);
      assertThat(
              stores
                  .enrolments()
                  .begin(factor("b", Kind.TOTP), Optional.empty(), List.of(STEP), NOW))
          .isFalse();
      assertThat(kept()).isEmpty();
    }

    @Test
    void is_for_those_who_are_enabled_and_have_the_password_by_which_they_came() {
      Factor app = factor("a", Kind.TOTP);
      Optional<String> other = Optional.of("$argon2id$other");
      assertThat(stores.enrolments().begin(app, other, List.of(STEP), NOW)).isFalse();
      assertThat(kept()).isEmpty();
      Optional<String> hash = person("person-1", "alice").passwordHash();
      assertThat(stores.enrolments().begin(app, hash, List.of(STEP), NOW)).isTrue();
      stores.enrolments().removeAll("person-1", NOW);
      stores.people().disableDeclaredExcept(Set.of(), NOW);
      assertThat(stores.enrolments().begin(app, hash, List.of(), NOW)).isFalse();
    }
  }

  @Nested
  class Finding {
    @Test
    void gives_the_person_with_all_that_they_have_and_with_nothing() {
      Holder bare = new Holder(person("person-1", "alice"), List.of());
      assertThat(stores.factors().findToSignIn("ALICE", List.of(), NOW).holder()).contains(bare);
      assertThat(bare.hasSecond()).isFalse();
      List<Factor> all =
          List.of(
              factor("a", Kind.PASSKEY), factor("b", Kind.TOTP), factor("c", Kind.RECOVERY_CODE));
      all.forEach(one -> assertThat(add(one)).isTrue());
      Holder holder = new Holder(person("person-1", "alice"), all);
      assertThat(stores.factors().findToSignIn("alice", List.of(), NOW).holder()).contains(holder);
      assertThat(stores.factors().find("person-1")).contains(holder);
      assertThat(stores.factors().findByFactor(Kind.PASSKEY, "a")).contains(holder);
      assertThat(holder.hasSecond()).isTrue();
    }

    @Test
    void takes_no_kind_for_another() {
      add(factor("a", Kind.TOTP));
      assertThat(stores.factors().findByFactor(Kind.PASSKEY, "a")).isEmpty();
    }

    @Test
    void finds_nobody_who_is_not_there() {
      assertThat(stores.factors().findToSignIn("bob", List.of(), NOW).holder()).isEmpty();
      assertThat(stores.factors().find("person-2")).isEmpty();
    }

    @Test
    void knows_the_keys_that_are_needed() {
      assertThat(stores.factors().keyIds()).isEmpty();
      add(factor("a", Kind.TOTP));
      assertThat(stores.factors().keyIds()).containsExactly("k1");
    }
  }

  @Nested
  class Adding {
    @Test
    void keeps_nothing_twice_and_nothing_of_nobody() {
      assertThat(add(factor("a", Kind.TOTP))).isTrue();
      assertThat(add(factor("a", Kind.PASSKEY))).isFalse();
      assertThat(kept()).containsExactly(factor("a", Kind.TOTP));
      stores.people().declare(person("person-9", "zoe"), "f");
      Factor ofNobody = factor("b", Kind.TOTP);
      assertThat(add(new Factor("b", "nobody", Kind.TOTP, "", NOW, ofNobody.usedAt(), "k", "x", 0)))
          .isFalse();
    }

    @Test
    void ends_at_the_most_of_a_kind() {
      for (int i = 0; i < Kind.PASSKEY.most(); i++) {
        assertThat(add(factor("p" + i, Kind.PASSKEY))).isTrue();
      }
      assertThat(add(factor("more", Kind.PASSKEY))).isFalse();
      assertThat(add(factor("other", Kind.TOTP))).isTrue();
    }

    @Test
    void ends_other_sessions_with_the_first_alone_and_needs_one_that_is_there() {
      stores.sessions().start(session("other", "person-1"));
      InSession by = inSession("person-1");
      assertThat(stores.enrolments().add(factor("a", Kind.TOTP), List.of(STEP), by))
          .isEqualTo(Change.RENEWED);
      assertThat(stores.sessions().find("other")).isEmpty();
      assertThat(stores.enrolments().add(factor("b", Kind.TOTP), List.of(), by))
          .isEqualTo(Change.ENDED);
      InSession later = inSession("person-1");
      assertThat(stores.enrolments().add(factor("b", Kind.TOTP), List.of(STEP), later))
          .isEqualTo(Change.REFUSED);
      assertThat(stores.enrolments().add(factor("b", Kind.TOTP), List.of(), later))
          .isEqualTo(Change.MADE);
      assertThat(stores.sessions().find(by.renewed().id())).isPresent();
    }

    /// Of any number at once.
    @Test
    void ends_at_the_most_however_many_come_at_once() throws Exception {
      add(factor("first", Kind.TOTP));
      List<Callable<Boolean>> racers =
          IntStream.range(0, 12)
              .mapToObj(i -> inSession("person-1"))
              .<Callable<Boolean>>map(by ->
                  () ->
                      stores.enrolments().add(factor(by.kept().id(), Kind.TOTP), List.of(), by)
                          == Change.MADE)
              .toList();
      try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
        for (Future<Boolean> racer : pool.invokeAll(racers)) {
          racer.get();
        }
      }
      assertThat(kept()).hasSize(Kind.TOTP.most());
    }

    @Test
    void replaces_all_of_one_kind() {
      add(factor("t", Kind.TOTP));
      List<Factor> first =
          List.of(factor("a", Kind.RECOVERY_CODE), factor("b", Kind.RECOVERY_CODE));
      List<Factor> second = List.of(factor("c", Kind.RECOVERY_CODE));
      assertThat(replaced("person-1", first)).hasValue(0);
      assertThat(replaced("person-1", second)).hasValue(2);
      assertThat(kept()).containsExactlyInAnyOrder(factor("t", Kind.TOTP), second.getFirst());
      assertThat(replaced("nobody", first)).isEmpty();
      Session ended = inSession("person-1").kept();
      stores.sessions().end(ended, NOW);
      assertThat(stores.enrolments().replaceRecoveryCodes(first, ended)).isEmpty();
      assertThat(kept()).contains(second.getFirst());
    }
  }

  @Nested
  class Recovery_codes_that_come_with_something {
    private boolean added(String subject, Factor... codes) {
      return stores.enrolments().addRecoveryCodes(List.of(codes), inSession(subject).kept())
          == Change.MADE;
    }

    @Test
    void are_not_where_the_session_ended_which_is_told_apart() {
      add(factor("t", Kind.TOTP));
      Session ended = inSession("person-1").kept();
      Factor code = factor("a", Kind.RECOVERY_CODE);
      stores.sessions().end(ended, NOW);
      assertThat(stores.enrolments().addRecoveryCodes(List.of(code), ended))
          .isEqualTo(Change.ENDED);
      assertThat(kept()).containsExactly(factor("t", Kind.TOTP));
    }

    @Test
    void are_kept_where_there_are_none() {
      Factor code = factor("a", Kind.RECOVERY_CODE);
      assertThat(added("person-1", code)).as("in the place of what?").isFalse();
      add(factor("t", Kind.TOTP));
      assertThat(added("person-1", code)).isTrue();
      assertThat(added("person-1", factor("b", Kind.RECOVERY_CODE))).isFalse();
      assertThat(added("nobody", code)).isFalse();
      assertThat(kept()).containsExactlyInAnyOrder(factor("t", Kind.TOTP), code);
    }

    /// Those of one are shown, and nobody else's take their place.
    @Test
    void are_those_of_one_of_any_number_at_once() throws Exception {
      add(factor("t", Kind.TOTP));
      List<Callable<Boolean>> racers =
          IntStream.range(0, 8)
              .mapToObj(i -> inSession("person-1").kept())
              .<Callable<Boolean>>map(by ->
                  () ->
                      stores
                              .enrolments()
                              .addRecoveryCodes(List.of(factor(by.id(), Kind.RECOVERY_CODE)), by)
                          == Change.MADE)
              .toList();
      List<Boolean> won = new ArrayList<>();
      try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
        for (Future<Boolean> racer : pool.invokeAll(racers)) {
          won.add(racer.get());
        }
      }
      assertThat(won).containsOnlyOnce(true);
      assertThat(kept()).hasSize(2);
    }
  }

  @Nested
  class Using {
    @ParameterizedTest
    @EnumSource(Kind.class)
    void is_done_once_by_whoever_comes_first(Kind kind) throws Exception {
      Factor found = factor("a", kind);
      add(found);
      List<Callable<Boolean>> racers =
          IntStream.range(0, 16)
              .<Callable<Boolean>>mapToObj(
                  i -> () -> stores.factors().use(found, at(found, found.counter() + 1), List.of()))
              .toList();
      List<Boolean> won = new ArrayList<>();
      try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
        for (Future<Boolean> racer : pool.invokeAll(racers)) {
          won.add(racer.get());
        }
      }
      assertThat(won).containsOnlyOnce(true);
    }

    @Test
    void takes_a_recovery_code_away_and_keeps_the_rest() {
      for (Kind kind : Kind.values()) {
        Factor found = factor(kind.name(), kind);
        add(found);
        assertThat(stores.factors().use(found, at(found, found.counter() + 1), List.of())).isTrue();
      }
      long next = factor("a", Kind.TOTP).counter() + 1;
      assertThat(kept())
          .containsExactlyInAnyOrder(
              at(factor("TOTP", Kind.TOTP), next), at(factor("PASSKEY", Kind.PASSKEY), next));
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "RECOVERY_CODE")
    void never_goes_back(Kind kind) {
      Factor found = factor("a", kind);
      add(found);
      for (long counter : new long[] {found.counter(), found.counter() - 1, 0}) {
        assertThat(stores.factors().use(found, at(found, counter), List.of())).isFalse();
      }
      assertThat(kept()).containsExactly(found);
    }

    /// Web Authentication Level 3 §6.1.1: some do not count.
    @Test
    void goes_on_with_a_passkey_that_does_not_count() {
      Factor found = at(factor("a", Kind.PASSKEY), 0);
      add(found);
      assertThat(stores.factors().use(found, at(found, 0), List.of())).isTrue();
      assertThat(stores.factors().use(found, at(found, 0), List.of())).isTrue();
    }

    @Test
    void spends_nothing_where_what_goes_with_it_was_spent() {
      Factor found = factor("a", Kind.TOTP);
      add(found);
      Factor next = at(found, found.counter() + 1);
      assertThat(stores.factors().use(found, next, List.of(STEP))).isTrue();
      Factor later = at(found, found.counter() + 2);
      assertThat(stores.factors().use(next, later, List.of(STEP))).isFalse();
      assertThat(kept()).containsExactly(next);
    }
  }

  @Nested
  class Removing {
    @Test
    void is_for_its_person_and_ends_their_other_sessions() {
      add(factor("a", Kind.TOTP));
      add(factor("b", Kind.TOTP));
      InSession by = inSession("person-1");
      stores.sessions().start(session("other", "person-1"));
      assertThat(stores.enrolments().remove("c", true, EVERY, by)).isEqualTo(Change.REFUSED);
      assertThat(stores.sessions().find("other")).isPresent();
      assertThat(stores.enrolments().remove("a", true, EVERY, by)).isEqualTo(Change.RENEWED);
      assertThat(stores.sessions().find("other")).isEmpty();
      assertThat(stores.sessions().find(by.renewed().id())).isPresent();
      assertThat(kept()).containsExactly(factor("b", Kind.TOTP));
      assertThat(stores.enrolments().remove("b", true, EVERY, by)).isEqualTo(Change.ENDED);
    }

    @Test
    void keeps_the_last_where_somebody_must_have_one_and_else_takes_the_recovery_codes_with_it() {
      add(factor("a", Kind.TOTP));
      replaced("person-1", List.of(factor("r", Kind.RECOVERY_CODE)));
      InSession by = inSession("person-1");
      assertThat(stores.enrolments().remove("a", false, EVERY, by)).isEqualTo(Change.LAST);
      assertThat(kept()).hasSize(2);
      assertThat(stores.enrolments().remove("a", true, EVERY, by)).isEqualTo(Change.RENEWED);
      assertThat(kept()).isEmpty();
    }

    /// Somebody who has a passkey, and this besides, removes it.
    private Change removed(
        String subject, Optional<String> hash, Map<String, Object> claims, WaysIn ways) {
      stores
          .people()
          .declare(
              new Person(subject, subject, Origin.DECLARED, true, hash, Set.of(), claims), subject);
      Factor like = factor("p-" + subject, Kind.PASSKEY);
      add(
          new Factor(
              like.id(),
              subject,
              like.kind(),
              like.name(),
              like.createdAt(),
              like.usedAt(),
              like.keyId(),
              like.kept(),
              like.counter()));
      return stores.enrolments().remove(like.id(), true, ways, inSession(subject));
    }

    private static WaysIn ways(boolean password, boolean mailbox, String... providers) {
      return new WaysIn(password, true, mailbox, false, Set.of(providers));
    }

    @Test
    void leaves_a_way_in_of_those_that_there_are() {
      Map<String, Object> unproven = Map.of("email", "bird@example.net", "email_verified", false);
      Optional<String> hash = Optional.of("hash");
      Optional<String> none = Optional.empty();
      assertThat(removed("n1", none, Map.of(), ways(true, true, "idp")))
          .isEqualTo(Change.LAST_WAY_IN);
      assertThat(removed("n2", hash, Map.of(), ways(false, true))).isEqualTo(Change.LAST_WAY_IN);
      assertThat(removed("n3", none, address("n3"), ways(true, false)))
          .isEqualTo(Change.LAST_WAY_IN);
      assertThat(removed("n4", none, unproven, ways(true, true))).isEqualTo(Change.LAST_WAY_IN);
      assertThat(removed("y1", hash, Map.of(), ways(true, false))).isEqualTo(Change.RENEWED);
      assertThat(removed("y2", none, address("y2"), ways(false, true))).isEqualTo(Change.RENEWED);
    }

    private static Map<String, Object> address(String name) {
      return Map.of("email", name + "@example.net", "email_verified", true);
    }

    /// A stolen one would stay what is asked for after the password.
    @Test
    void is_not_refused_of_what_lets_nobody_in() {
      WaysIn elsewhere = new WaysIn(true, true, true, true, Set.of());
      assertThat(removed("n1", Optional.empty(), Map.of(), elsewhere)).isEqualTo(Change.RENEWED);
      WaysIn withoutPasskeys = new WaysIn(true, false, false, false, Set.of());
      assertThat(removed("n2", Optional.empty(), Map.of(), withoutPasskeys))
          .isEqualTo(Change.RENEWED);
    }

    @Test
    void leaves_an_account_at_a_provider_that_lets_people_in() {
      UpstreamIdentity identity = Examples.identity("n1");
      String idp = identity.provider();
      assertThat(removed("n1", Optional.empty(), Map.of(), ways(false, false, idp)))
          .isEqualTo(Change.LAST_WAY_IN);
      InSession by = inSession("n1");
      stores.upstreamIdentities().connect(identity, by.kept());
      assertThat(stores.enrolments().remove("p-n1", true, ways(false, false), by))
          .isEqualTo(Change.LAST_WAY_IN);
      assertThat(stores.enrolments().remove("p-n1", true, ways(false, false, idp), by))
          .isEqualTo(Change.RENEWED);
    }

    @Test
    void of_everything_ends_all_sessions_and_grants() {
      assertThat(stores.enrolments().removeAll("person-1", NOW)).isZero();
      add(factor("a", Kind.TOTP));
      stores.sessions().start(session("other", "person-1"));
      stores.grants().open(grant("g1", "other", Scope.of("offline_access")), false);
      stores.factors().tryCode("person-1", NOW);
      assertThat(stores.enrolments().removeAll("person-1", NOW)).isEqualTo(1);
      assertThat(stores.sessions().find("other")).isEmpty();
      assertThat(stores.grants().find("g1")).isEmpty();
      assertThat(kept()).isEmpty();
      assertThat(stores.people().browsersKnownFrom("person-1")).contains(NOW);
    }

    @Test
    void happens_to_all_with_their_person() {
      stores.people().add(PeopleTests.bare("person-2", "bob", Origin.SELF_REGISTERED));
      Factor of = factor("a", Kind.TOTP);
      add(new Factor("b", "person-2", Kind.TOTP, "", NOW, of.usedAt(), "k9", "x", 0));
      stores.factors().tryCode("person-2", NOW);
      stores.people().delete("bob", NOW);
      assertThat(stores.factors().keyIds()).isEmpty();
    }
  }
}
