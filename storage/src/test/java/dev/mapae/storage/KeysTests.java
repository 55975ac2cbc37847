package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static dev.mapae.storage.Examples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.store.Keys;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What [Keys] promises.
@OnEveryEngine
class KeysTests extends StoresContract {
  @Test
  void every_member_comes_back_oldest_first() {
    SealedKey retired =
        new SealedKey(
            "a",
            SealedKey.Purpose.SEALING,
            "A256GCM",
            new byte[32],
            NOW.minusSeconds(9),
            Optional.of(NOW));
    stores.keys().establish(List.of(key("b", NOW), retired));
    reopen();
    assertThat(stores.keys().all())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(retired, key("b", NOW));
  }

  @Test
  void the_first_ones_stay() {
    assertThat(stores.keys().establish(List.of(key("a", NOW)))).isTrue();
    assertThat(stores.changes().counter()).isEqualTo(1);
    assertThat(stores.keys().establish(List.of(key("b", NOW), key("c", NOW)))).isFalse();
    assertThat(stores.keys().all()).extracting(SealedKey::id).containsExactly("a");
    assertThat(stores.changes().counter()).isEqualTo(1);
  }

  @Test
  void it_is_all_of_them_or_none() {
    assertThatThrownBy(() -> stores.keys().establish(List.of(key("a", NOW), key("a", NOW))))
        .isInstanceOf(StoreException.class);
    assertThat(stores.keys().all()).isEmpty();
    assertThat(stores.changes().counter()).isZero();
  }

  @Test
  void of_many_nodes_that_start_at_once_one_establishes_its_keys() throws Exception {
    AtomicInteger node = new AtomicInteger();
    try (var other = engine.openBeside(folder, ISSUER)) {
      List<Boolean> established =
          race(
              16,
              () -> {
                int n = node.incrementAndGet();
                Keys keys = n % 2 == 0 ? stores.keys() : other.keys();
                return keys.establish(List.of(key("a" + n, NOW), key("b" + n, NOW)));
              });
      assertThat(established).containsOnlyOnce(true);
    }
    List<String> ids = stores.keys().all().stream().map(SealedKey::id).toList();
    assertThat(ids).hasSize(2);
    assertThat(ids.get(0).substring(1)).isEqualTo(ids.get(1).substring(1));
  }
}
