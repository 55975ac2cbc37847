package dev.mapae.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What is kept of the tokens that came lately.
class RecentTests {
  private static final int CAPACITY = 1000;
  private static final int LONGEST = 100;

  private final Recent<String> recent = new Recent<>(CAPACITY);

  private static String token(int number) {
    return "%0100d".formatted(number);
  }

  @Test
  void is_found_by_the_whole_token_and_by_no_other_of_the_same_hash() {
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    recent.keep("Aa", "good");

    assertThat(recent.find("Aa")).contains("good");
    assertThat(recent.find("BB")).isEmpty();
  }

  @Test
  void is_replaced_by_what_was_found_out_later() {
    recent.keep("token", "before");
    recent.keep("token", "after");

    assertThat(recent.find("token")).contains("after");
    assertThat(recent.length()).isEqualTo("token".length());
  }

  @Test
  void is_bounded_by_the_length_of_the_tokens() {
    for (int i = 0; i < 1000; i++) {
      recent.keep(token(i), "good");
      assertThat(recent.length()).isLessThanOrEqualTo(2 * (CAPACITY + LONGEST));
    }
    assertThat(recent.find(token(999))).isPresent();
    assertThat(recent.find(token(0))).isEmpty();
  }

  @Test
  void is_bounded_by_what_was_found_out_as_well_where_that_weighs() {
    Recent<String> weighed = new Recent<>(CAPACITY, String::length);
    for (int i = 0; i < 100; i++) {
      weighed.keep("t" + i, "good".repeat(20));
      assertThat(weighed.length()).isLessThanOrEqualTo(2 * (CAPACITY + LONGEST));
    }
    assertThat(weighed.find("t99")).isPresent();
    assertThat(weighed.find("t0")).isEmpty();
  }

  @Test
  void weighs_what_is_there_and_not_what_was_replaced() {
    Recent<String> weighed = new Recent<>(CAPACITY, String::length);
    weighed.keep("kept", "good");
    for (int i = 0; i < 100; i++) {
      weighed.keep("token", "x".repeat(i % 2 == 0 ? 900 : 1));
    }
    assertThat(weighed.length()).isEqualTo("keptgoodtokenx".length());
    weighed.keep("token", "x".repeat(2000));
    weighed.keep("next", "x".repeat(2000));
    assertThat(weighed.find("kept")).isEmpty();
  }

  @Test
  void stays_as_long_as_it_is_in_use() {
    recent.keep("used", "good");
    for (int i = 0; i < 1000; i++) {
      recent.keep(token(i), "good");
      assertThat(recent.find("used")).contains("good");
    }
  }

  /// Whoever finds the old one late does not put it over what was found out since.
  @Test
  void is_what_was_kept_last_also_for_those_who_look_at_the_same_time() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < 2000; i++) {
        Recent<String> some = new Recent<>(5);
        some.keep("token", "good");
        some.keep("x".repeat(6), "good"); // and the generations change
        Future<?> looks = threads.submit(() -> some.find("token"));
        Future<?> keeps = threads.submit(() -> some.keep("token", "refused"));
        looks.get();
        keeps.get();
        assertThat(some.find("token")).contains("refused");
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void is_found_by_many_threads_at_once_and_still_bounded() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        int first = thread;
        all.add(threads.submit(() -> useAndCheck(first)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(recent.length()).isLessThanOrEqualTo(2 * (CAPACITY + LONGEST));
  }

  private void useAndCheck(int first) {
    for (int i = 0; i < 20_000; i++) {
      String token = token((first + i) % 50);
      recent.find(token).ifPresent(found -> assertThat(found).isEqualTo("of " + token));
      recent.keep(token, "of " + token);
    }
  }
}
