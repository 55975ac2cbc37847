package dev.mapae.storage;

import static dev.mapae.storage.Examples.consent;
import static dev.mapae.storage.Examples.grant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What [Consents] promises.
@OnEveryEngine
class ConsentsTests extends StoresContract {
  @BeforeEach
  void people_and_clients() {
    stores.people().declare(Examples.person("person-1", "alice"), "f");
    stores.people().declare(Examples.person("person-2", "bob"), "f");
    stores.clients().declare(Examples.client("demo"), "f");
    stores.clients().declare(Examples.client("other"), "f");
  }

  @Test
  void every_member_comes_back() {
    remember(consent("person-1", "demo", "openid", "a"));
    reopen();
    assertThat(stores.consents().find("person-1", "demo"))
        .contains(consent("person-1", "demo", "openid", "a"));
  }

  @Test
  void it_is_one_for_a_person_and_a_client_and_the_last_one_counts() {
    assertThat(remember(consent("person-1", "demo", "openid"))).isTrue();
    assertThat(remember(consent("person-1", "other", "b"))).isTrue();
    Consent later = later(consent("person-1", "demo", "a"));
    assertThat(
            stores
                .consents()
                .remember(later, Origin.DECLARED, stores.consents().find("person-1", "demo")))
        .isTrue();
    assertThat(stores.consents().find("person-1", "demo")).contains(later);
    assertThat(stores.consents().find("person-1", "other"))
        .contains(consent("person-1", "other", "b"));
    assertThat(stores.consents().find("person-2", "demo")).isEmpty();
  }

  /// It would undo what somebody answered in another tab, or took back.
  @Test
  void one_that_is_made_of_what_is_out_of_date_is_not_kept() {
    Consent first = consent("person-1", "demo", "openid");
    assertThat(remember(first)).isTrue();
    assertThat(remember(later(consent("person-1", "demo", "a")))).as("a first one").isFalse();
    Consent second = later(consent("person-1", "demo", "b"));
    assertThat(stores.consents().remember(second, Origin.DECLARED, Optional.of(first))).isTrue();
    Consent other = later(later(consent("person-1", "demo", "c")));
    assertThat(stores.consents().remember(other, Origin.DECLARED, Optional.of(first))).isFalse();
    assertThat(stores.consents().find("person-1", "demo")).contains(second);
    stores.consents().revoke("person-1", "demo");
    assertThat(stores.consents().remember(other, Origin.DECLARED, Optional.of(second))).isFalse();
    assertThat(stores.consents().find("person-1", "demo")).isEmpty();
  }

  @Test
  void of_very_many_the_last_ones_come() {
    remember(consent("person-1", "demo", "openid"));
    remember(later(consent("person-1", "other", "openid")));
    assertThat(stores.consents().ofPerson("person-1", 9))
        .extracting(Consent::clientId)
        .containsExactly("other", "demo");
    assertThat(stores.consents().ofPerson("person-1", 1))
        .extracting(Consent::clientId)
        .containsExactly("other");
  }

  /// Nothing would ever remove it.
  @Test
  void none_is_kept_of_a_client_that_is_gone() {
    assertThat(remember(consent("person-1", "gone", "openid"))).isFalse();
    assertThat(stores.consents().find("person-1", "gone")).isEmpty();
  }

  /// Nothing would ever remove it either.
  @Test
  void none_is_kept_of_somebody_who_goes_while_they_answer() throws Exception {
    for (int round = 0; round < 20; round++) {
      String subject = "going-" + round;
      Person going = PeopleTests.bare(subject, subject, Origin.SELF_REGISTERED);
      assertThat(stores.people().add(going)).isTrue();
      AtomicInteger turn = new AtomicInteger();
      race(
          2,
          () ->
              turn.getAndIncrement() == 0
                  ? stores.people().delete(subject, Examples.NOW)
                  : remember(consent(subject, "demo", "openid")));
      assertThat(stores.people().find(subject)).isEmpty();
      assertThat(stores.consents().find(subject, "demo")).isEmpty();
      assertThat(remember(consent(subject, "demo", "openid"))).isFalse();
    }
  }

  private boolean remember(Consent consent) {
    return stores.consents().remember(consent, Origin.DECLARED, Optional.empty());
  }

  private static Consent later(Consent consent) {
    return new Consent(
        consent.subject(),
        consent.clientId(),
        consent.scope(),
        consent.leftOut(),
        consent.resources(),
        consent.claims(),
        consent.details(),
        consent.since(),
        consent.givenAt().plusSeconds(1));
  }

  @Test
  void revoking_it_ends_the_grants_of_that_person_and_client_and_no_others() {
    stores.sessions().start(Examples.session("s1", "person-1"));
    remember(consent("person-1", "demo", "openid"));
    remember(consent("person-2", "demo", "openid"));
    stores.grants().open(grant("g1"), false);
    stores.grants().open(grant("g2"), false);
    stores.consents().revoke("person-2", "demo");
    assertThat(stores.grants().find("g1")).isPresent();
    stores.consents().revoke("person-1", "demo");
    reopen();
    assertThat(stores.consents().find("person-1", "demo")).isEmpty();
    assertThat(stores.grants().find("g1")).isEmpty();
    assertThat(stores.grants().find("g2")).isEmpty();
  }

  @Test
  void grants_without_a_consent_end_as_well() {
    stores.sessions().start(Examples.session("s1", "person-1"));
    stores.grants().open(grant("g1"), false);
    stores.consents().revoke("person-1", "demo");
    assertThat(stores.grants().find("g1")).isEmpty();
  }
}
