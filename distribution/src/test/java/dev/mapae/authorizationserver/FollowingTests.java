package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Following;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// The cache that follows changes in the database.
class FollowingTests {
  final AtomicReference<Optional<String>> stored = new AtomicReference<>(Optional.of("old"));
  final AtomicInteger queries = new AtomicInteger();

  Optional<String> query(String name) {
    queries.incrementAndGet();
    return stored.get();
  }

  @Test
  void it_asks_once() {
    var cache = new Following<String>(this::query);
    assertThat(cache.find("a")).contains("old");
    stored.set(Optional.of("new"));
    assertThat(cache.find("a")).contains("old");
    assertThat(queries).hasValue(1);
    cache.refresh();
    assertThat(cache.find("a")).contains("new");
  }

  @Test
  void it_remembers_also_what_is_not_there_until_something_changes() {
    var cache = new Following<String>(this::query);
    stored.set(Optional.empty());
    assertThat(cache.find("a")).isEmpty();
    assertThat(cache.find("a")).isEmpty();
    assertThat(queries).hasValue(1);
    stored.set(Optional.of("new"));
    cache.refresh();
    assertThat(cache.find("a")).contains("new");
  }

  @Test
  void it_keeps_no_names_that_are_long() {
    var cache = new Following<String>(this::query);
    cache.find("a".repeat(256));
    cache.find("a".repeat(256));
    assertThat(queries).hasValue(1);
    cache.find("a".repeat(257));
    cache.find("a".repeat(257));
    assertThat(queries).hasValue(3);
  }

  @Test
  void it_does_not_keep_what_was_read_before_a_change_and_comes_after_it() {
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    var cache =
        new Following<String>(name -> {
          Optional<String> read = query(name);
          meanwhile.get().run();
          return read;
        });
    meanwhile.set(() -> {
      stored.set(Optional.of("new"));
      cache.refresh();
      meanwhile.set(() -> {});
    });
    assertThat(cache.find("a")).contains("old");
    assertThat(cache.find("a")).contains("new");
  }

  @Test
  void it_has_a_bound() {
    var cache = new Following<String>(this::query);
    for (int i = 0; i <= 10_000; i++) {
      cache.find("name " + i);
    }
    queries.set(0);
    cache.find("name 0");
    assertThat(queries).hasValue(1);
  }
}
