package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.People.Brought;
import dev.mapae.authorizationserver.store.Person;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What [dev.mapae.authorizationserver.store.People#bring] promises.
@OnEveryEngine
class BroughtPeopleTests extends StoresContract {
  private static Person person(
      String subject, String username, Origin origin, Map<String, Object> claims, String... roles) {
    return new Person(subject, username, origin, true, Optional.empty(), Set.of(roles), claims);
  }

  private static Person brought(String id, Map<String, Object> claims, String... roles) {
    return person("s" + id, "site:" + id, Origin.ADMINISTERED, claims, roles);
  }

  private static Map<String, Object> address(String email) {
    return Map.of("email", email, "email_verified", true);
  }

  @Test
  void somebody_is_kept_and_then_as_they_are_now() {
    assertThat(stores.people().bring(brought("1", address("a@example.com"), "a")))
        .isEqualTo(Brought.NEW);
    Person now = brought("1", address("b@example.com"), "b");
    assertThat(stores.people().bring(now)).isEqualTo(Brought.CHANGED);
    assertThat(stores.people().bring(now)).isEqualTo(Brought.SAME);
    assertThat(stores.people().find("s1")).contains(now);
    assertThat(stores.people().findToSignIn("b@example.com")).contains(now);
    assertThat(stores.people().findToSignIn("a@example.com")).isEmpty();
  }

  @Test
  void somebody_who_was_disabled_stays_so() {
    stores.people().bring(brought("1", Map.of()));
    stores.people().enable("site:1", false, NOW);
    assertThat(stores.people().bring(brought("1", Map.of("name", "Mina"))))
        .isEqualTo(Brought.CHANGED);
    assertThat(stores.people().find("s1").orElseThrow().enabled()).isFalse();
  }

  @Test
  void nobody_takes_the_place_of_somebody_else() {
    for (Origin origin : Set.of(Origin.SELF_REGISTERED, Origin.ADMINISTERED)) {
      Person there = person("there", "somebody", origin, address("a@example.com"));
      assertThat(stores.people().add(there)).isTrue();
      assertThat(stores.people().bring(person("other", "SOMEBODY", Origin.ADMINISTERED, Map.of())))
          .isEqualTo(Brought.ANOTHERS);
      assertThat(stores.people().bring(person("there", "x", Origin.ADMINISTERED, Map.of())))
          .isEqualTo(Brought.ANOTHERS);
      assertThat(stores.people().bring(brought("1", address("A@example.com"))))
          .isEqualTo(Brought.ANOTHERS);
      assertThat(stores.people().bring(brought("1", Map.of()))).isEqualTo(Brought.NEW);
      assertThat(stores.people().bring(brought("1", address("A@example.com"))))
          .isEqualTo(Brought.ANOTHERS);
      assertThat(stores.people().find("there")).contains(there);
      assertThat(stores.people().find("s1").orElseThrow().claims()).isEmpty();
      stores.people().delete("somebody", NOW);
      stores.people().delete("site:1", NOW);
    }
  }

  @Test
  void nobody_takes_the_place_of_somebody_who_was_declared() {
    Person there = person("s1", "site:1", Origin.DECLARED, Map.of());
    stores.people().declare(there, "f");
    assertThat(stores.people().bring(brought("1", Map.of("name", "Mina"), "admin")))
        .isEqualTo(Brought.ANOTHERS);
    assertThat(stores.people().find("s1")).contains(there);
  }
}
