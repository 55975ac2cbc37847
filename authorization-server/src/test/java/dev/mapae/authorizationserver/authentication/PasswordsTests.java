package dev.mapae.authorizationserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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

  /// More than there is for all of them together, each.
  @Test
  void hashes_of_much_memory_take_turns_and_all_are_served() throws Exception {
    Passwords passwords = new Passwords(CHEAP);
    Optional<String> hash =
        Optional.of(new Passwords(new Passwords.Cost(600 * 1024, 1, 1)).hash("wonderland-42"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Boolean> one = () -> passwords.verify(hash, "wonderland-42");
      for (Future<Boolean> outcome : threads.invokeAll(List.of(one, one))) {
        assertThat(outcome.get()).isTrue();
      }
    }
  }

  @Test
  void one_that_takes_too_long_is_told_from_one_that_cost_nothing() throws Exception {
    Passwords passwords = new Passwords(CHEAP, Duration.ofMillis(100));
    Optional<String> dear =
        Optional.of("$2b$13$abcdefghijklmnopqrstuuGzOL26VZqjKGS1efXqAXcAu2xrI3fqi");
    assertThatThrownBy(() -> passwords.verify(dear, "wonderland-42"))
        .isInstanceOfSatisfying(Passwords.Busy.class, e -> assertThat(e.isBegun()).isTrue());
    List<Boolean> begun = Collections.synchronizedList(new ArrayList<>());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        threads.execute(() -> {
          try {
            passwords.verify(dear, "wonderland-42");
          } catch (Passwords.Busy e) {
            begun.add(e.isBegun());
          }
        });
      }
    }
    assertThat(begun).hasSize(100).contains(false);
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
