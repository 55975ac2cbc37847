package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Throttle;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What [dev.mapae.authorizationserver.store.Throttles] promises.
@OnEveryEngine
class ThrottlesTests extends StoresContract {
  private static final Duration APART = Duration.ofSeconds(30);

  private static Throttle of(int one, int other) {
    return new Throttle(one, other, APART, 3, 6);
  }

  private void count(Throttle throttle, int times) {
    for (int i = 0; i < times; i++) {
      stores.throttles().count(List.of(throttle), NOW);
    }
  }

  private boolean isBusy(Throttle throttle) {
    return stores.throttles().busy(List.of(throttle), NOW).contains(throttle);
  }

  @Test
  void as_many_as_may_come_at_once_are_free_and_then_one_at_the_pace() {
    Throttle throttle = of(1, 2);
    count(throttle, 2);
    assertThat(isBusy(throttle)).isFalse();
    count(throttle, 1);
    assertThat(isBusy(throttle)).isTrue();
    assertThat(stores.throttles().busy(List.of(throttle), NOW.plus(APART))).isEmpty();
  }

  /// Others share each of them by accident: nobody is slowed by one alone.
  @Test
  void one_of_two_slots_that_is_busy_slows_nobody() {
    count(of(1, 2), 9);
    assertThat(isBusy(of(1, 3))).isFalse();
    assertThat(isBusy(of(3, 2))).isFalse();
    count(of(3, 4), 9);
    assertThat(isBusy(of(1, 3))).isTrue();
  }

  @Test
  void many_are_asked_about_at_once() {
    count(of(1, 2), 9);
    assertThat(stores.throttles().busy(List.of(of(3, 4), of(1, 2), of(5, 6)), NOW))
        .containsExactly(of(1, 2));
  }

  /// Otherwise one moment would slow all who share a network for hours.
  @Test
  void of_what_came_beyond_the_pace_no_more_is_remembered_than_may_be() {
    Throttle slow = new Throttle(3, 4, APART.multipliedBy(10), 2, 4);
    for (int i = 0; i < 50; i++) {
      stores.throttles().count(List.of(of(1, 2), slow), NOW);
    }
    assertThat(stores.throttles().busy(List.of(of(1, 2)), NOW.plus(APART.multipliedBy(3))))
        .containsExactly(of(1, 2));
    assertThat(stores.throttles().busy(List.of(of(1, 2), slow), NOW.plus(APART.multipliedBy(4))))
        .containsExactly(slow);
    assertThat(stores.throttles().busy(List.of(slow), NOW.plus(APART.multipliedBy(30)))).isEmpty();
  }

  @Test
  void what_is_written_uncounted_changes_no_slot() {
    count(of(1, 2).uncounted(), 9);
    assertThat(isBusy(of(1, 2))).isFalse();
    count(of(1, 2), 3);
    count(of(1, 2).uncounted(), 9);
    assertThat(isBusy(of(1, 2))).isTrue();
    assertThat(stores.throttles().busy(List.of(of(1, 2)), NOW.plus(APART))).isEmpty();
  }

  @Test
  void counts_that_come_at_once_are_all_counted() throws Exception {
    Throttle one = new Throttle(1, 2, APART, 40, 80);
    Throttle other = new Throttle(2, 1, APART, 40, 80);
    race(
        20,
        () -> {
          stores.throttles().count(List.of(one), NOW);
          stores.throttles().count(List.of(other), NOW);
          return true;
        });
    assertThat(isBusy(new Throttle(1, 2, APART, 40, 80))).isTrue();
    assertThat(isBusy(new Throttle(1, 2, APART, 41, 80))).isFalse();
  }
}
