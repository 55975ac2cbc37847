package dev.mapae.authorizationserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Passwords, hashed with Argon2id. RFC 9106.
class PasswordsTests {
  private static final Passwords.Cost CHEAP = new Passwords.Cost(8, 1, 1);

  @Test
  void a_hash_says_what_it_is_and_verifies_its_password_alone() {
    Passwords passwords = new Passwords(CHEAP);
    String hash = passwords.hash("원더랜드-42");
    assertThat(hash).startsWith("$argon2id$v=19$m=8,t=1,p=1$");
    assertThat(passwords.verify(Optional.of(hash), "원더랜드-42")).isTrue();
    assertThat(passwords.verify(Optional.of(hash), "원더랜드-43")).isFalse();
  }

  @Test
  void nobody_has_the_password_of_an_unknown_person() {
    Passwords passwords = new Passwords(CHEAP);
    assertThat(passwords.verify(Optional.empty(), "nobody has this password")).isFalse();
    assertThat(passwords.verify(Optional.of("$2b$10$abc"), "abc")).isFalse();
  }

  @Test
  void an_endless_password_is_wrong_before_it_costs_anything() {
    Passwords passwords = new Passwords(CHEAP);
    assertThat(passwords.verify(Optional.of(passwords.hash("a")), "a".repeat(1025))).isFalse();
  }

  @Test
  void too_many_at_once_are_refused_and_the_others_are_served() throws Exception {
    Passwords passwords = new Passwords(Passwords.Cost.PRESET);
    Optional<String> hash = Optional.of(passwords.hash("wonderland-42"));
    List<Callable<String>> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      all.add(() -> {
        try {
          return String.valueOf(passwords.verify(hash, "wonderland-42"));
        } catch (Passwords.Busy e) {
          return "busy";
        }
      });
    }
    List<String> outcomes = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> outcome : threads.invokeAll(all)) {
        outcomes.add(outcome.get());
      }
    }
    assertThat(outcomes).contains("true", "busy").doesNotContain("false");
  }
}
