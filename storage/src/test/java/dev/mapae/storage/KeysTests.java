package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static dev.mapae.storage.Examples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.store.Keys;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.authorizationserver.store.Stores;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What [Keys] promises.
@OnEveryEngine
class KeysTests extends StoresContract {
  private static final int NODES = 16;

  List<String> ids() {
    return stores.keys().all().stream().map(SealedKey::id).toList();
  }

  SealedKey only() {
    return stores.keys().all().getFirst();
  }

  /// Lets many nodes, on two connections, do the same at once; each is told its number.
  List<Boolean> raceOfNodes(BiFunction<Keys, Integer, Boolean> each) throws Exception {
    AtomicInteger numbers = new AtomicInteger();
    try (Stores other = engine.openBeside(folder, ISSUER)) {
      Callable<Boolean> node =
          () -> {
            int number = numbers.incrementAndGet();
            return each.apply(number % 2 == 0 ? stores.keys() : other.keys(), number);
          };
      return race(NODES, node);
    }
  }

  /// While nodes are upgraded one by one.
  @Test
  void those_for_a_purpose_that_only_a_newer_version_knows_are_left_alone() throws Exception {
    stores.keys().change(Set.of(), List.of(key("a", NOW), key("b", NOW)), Set.of());
    Dump.execute(engine.address(folder), "UPDATE keys SET purpose = 'TO_COME' WHERE id = 'b'");
    assertThat(ids()).containsExactly("a");
    assertThat(stores.keys().change(List.of(key("a", NOW)), List.of(key("c", NOW)), Set.of("a")))
        .isTrue();
    assertThat(ids()).containsExactly("c");
    assertThat(Dump.of(engine.address(folder)).get("keys").toString()).contains("TO_COME");
  }

  @Nested
  class The_first_ones {
    @Test
    void come_back_with_every_member_in_the_order_of_their_use() {
      SealedKey first =
          new SealedKey(
              "z", SealedKey.Purpose.SEALING, "A256GCM", new byte[32], NOW.minusSeconds(9));
      stores.keys().change(Set.of(), List.of(key("b", NOW), first), Set.of());
      reopen();
      assertThat(stores.keys().all())
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactly(first, key("b", NOW));
    }

    @Test
    void stay() {
      assertThat(stores.keys().change(Set.of(), List.of(key("a", NOW)), Set.of())).isTrue();
      assertThat(stores.keys().change(Set.of(), List.of(key("b", NOW), key("c", NOW)), Set.of()))
          .isFalse();
      assertThat(ids()).containsExactly("a");
    }

    @Test
    void are_all_there_or_none() {
      assertThatThrownBy(
              () -> stores.keys().change(Set.of(), List.of(key("a", NOW), key("a", NOW)), Set.of()))
          .isInstanceOf(StoreException.class);
      assertThat(stores.keys().all()).isEmpty();
      assertThat(stores.changes().counter()).isZero();
    }

    @Test
    void are_those_of_one_of_many_nodes_that_start_at_once() throws Exception {
      List<Boolean> established =
          raceOfNodes((keys, n) ->
              keys.change(Set.of(), List.of(key("a" + n, NOW), key("b" + n, NOW)), Set.of()));
      assertThat(established).containsOnlyOnce(true);
      assertThat(ids()).hasSize(2);
      assertThat(ids().get(0).substring(1)).isEqualTo(ids().get(1).substring(1));
    }
  }

  @Nested
  class A_change {
    @Test
    void adds_and_removes_at_once_and_tells_the_caches() {
      stores.keys().change(Set.of(), List.of(key("a", NOW), key("b", NOW)), Set.of());
      long before = stores.changes().counter();
      assertThat(
              stores
                  .keys()
                  .change(stores.keys().all(), List.of(key("c", NOW.plusSeconds(1))), Set.of("a")))
          .isTrue();
      reopen();
      assertThat(ids()).containsExactly("b", "c");
      assertThat(stores.changes().counter()).isGreaterThan(before);
    }

    @Test
    void is_refused_when_the_keys_are_no_longer_those_that_were_seen() {
      stores.keys().change(Set.of(), List.of(key("a", NOW), key("b", NOW)), Set.of());
      for (List<String> seen : List.of(List.<String>of(), List.of("a"), List.of("a", "b", "c"))) {
        List<SealedKey> keys = seen.stream().map(id -> key(id, NOW)).toList();
        assertThat(stores.keys().change(keys, List.of(key("d", NOW)), Set.of("a"))).isFalse();
      }
      assertThat(ids()).containsExactly("a", "b");
    }

    /// What is left of a key for hints has its id.
    @Test
    void is_refused_to_whoever_saw_a_key_for_another_purpose() {
      SealedKey signing = key("a", NOW);
      SealedKey hint =
          new SealedKey("a", SealedKey.Purpose.ID_TOKEN_HINT, "ES256", new byte[] {1}, NOW);
      stores.keys().change(Set.of(), List.of(signing), Set.of());
      assertThat(stores.keys().change(List.of(signing), List.of(hint), Set.of("a"))).isTrue();
      assertThat(stores.keys().change(List.of(signing), List.of(), Set.of("a"))).isFalse();
      assertThat(stores.keys().change(List.of(hint), List.of(), Set.of("a"))).isTrue();
    }

    @Test
    void is_made_as_a_whole_or_not_at_all() {
      stores.keys().change(Set.of(), List.of(key("a", NOW), key("b", NOW)), Set.of());
      long before = stores.changes().counter();
      assertThatThrownBy(
              () -> stores.keys().change(stores.keys().all(), List.of(key("b", NOW)), Set.of("a")))
          .isInstanceOf(StoreException.class);
      assertThat(ids()).containsExactly("a", "b");
      assertThat(stores.changes().counter()).isEqualTo(before);
    }

    @Test
    void is_made_by_one_of_many_nodes_that_saw_the_same() throws Exception {
      stores.keys().change(Set.of(), List.of(key("a", NOW)), Set.of());
      List<Boolean> changed =
          raceOfNodes((keys, n) ->
              keys.change(
                  List.of(key("a", NOW)), List.of(key("b" + n, NOW.plusSeconds(9))), Set.of()));
      assertThat(changed).containsOnlyOnce(true);
      assertThat(ids()).hasSize(2);
    }

    @Test
    void is_repeated_by_those_who_lost_until_all_are_made() throws Exception {
      stores.keys().change(Set.of(), List.of(key("a", NOW)), Set.of());
      raceOfNodes((keys, n) -> {
        List<SealedKey> seen;
        do {
          seen = keys.all();
        } while (!keys.change(seen, List.of(key("b" + n, NOW.plusSeconds(n))), Set.of()));
        return true;
      });
      assertThat(ids()).hasSize(1 + NODES);
    }
  }

  @Nested
  class A_key_that_is_sealed_anew {
    @Test
    void is_the_same_key_and_tells_the_caches() {
      stores.keys().change(Set.of(), List.of(key("a", NOW)), Set.of());
      long before = stores.changes().counter();
      assertThat(stores.keys().reseal(only(), new byte[] {9})).isTrue();
      reopen();
      assertThat(only())
          .usingRecursiveComparison()
          .isEqualTo(new SealedKey("a", SealedKey.Purpose.SIGNING, "ES256", new byte[] {9}, NOW));
      assertThat(stores.changes().counter()).isGreaterThan(before);
    }

    @Test
    void was_so_by_one_of_many_nodes_that_saw_the_same() throws Exception {
      stores.keys().change(Set.of(), List.of(key("a", NOW)), Set.of());
      SealedKey seen = only();
      AtomicInteger winners = new AtomicInteger();
      AtomicInteger winner = new AtomicInteger();
      raceOfNodes((keys, n) -> {
        boolean won = keys.reseal(seen, new byte[] {n.byteValue()});
        if (won) {
          winners.incrementAndGet();
          winner.set(n);
        }
        return won;
      });
      assertThat(winners).hasValue(1);
      assertThat(only().sealed()).containsExactly(winner.get());
    }

    @Test
    void does_not_come_back_when_it_is_gone() {
      stores.keys().change(Set.of(), List.of(key("a", NOW)), Set.of());
      SealedKey seen = only();
      stores.keys().change(List.of(seen), List.of(key("b", NOW)), Set.of("a"));
      assertThat(stores.keys().reseal(seen, new byte[] {9})).isFalse();
      assertThat(ids()).containsExactly("b");
    }
  }
}
