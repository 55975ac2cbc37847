package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestNode.kek;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.key.KeyEncryption;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.KeyRotation;
import dev.mapae.authorizationserver.key.NewKeys;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Another `key_encryption_key` takes the place of the one before, 0 in these tests, while the keys
/// that it seals stay the same.
class KeyEncryptionKeyReplacementTests {
  final TestServer first = new TestServer();
  final List<TestNode> nodes = new ArrayList<>();

  @AfterEach
  void close() {
    nodes.forEach(TestNode::close);
    first.close();
  }

  TestNode start(int... keyEncryptionKeys) {
    byte[][] keys = new byte[keyEncryptionKeys.length][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = kek(keyEncryptionKeys[i]);
    }
    TestNode node = new TestNode(first.database, first.clock, keys);
    nodes.add(node);
    return node;
  }

  void assertCannotStart(int keyEncryptionKey) {
    assertThatThrownBy(() -> start(keyEncryptionKey))
        .isInstanceOf(KeyRing.UnusableKeys.class)
        .hasMessageContaining("key_encryption_key");
  }

  static KeyEncryption encryption(int... keys) {
    List<byte[]> all = new ArrayList<>();
    for (int key : keys) {
      all.add(kek(key));
    }
    return new KeyEncryption(all, TestServer.ISSUER.value(), new SecureRandom());
  }

  void assertAllSealedUnder(int key) {
    assertThat(first.stores.keys().all())
        .allSatisfy(row -> assertThat(encryption(key).sealedUnder(row)).isEqualTo(Optional.of(1)));
  }

  long resealed(TestNode node) {
    return node.audit.stream()
        .filter(event -> event.type() == AuditEvent.Type.KEY_RESEALED)
        .count();
  }

  @Nested
  class Put_in_front_of_the_old_one {
    @Test
    void seals_all_keys_at_the_start_and_needs_the_old_one_no_more() {
      List<String> published = start(0).published("ES256");
      TestNode node = start(1, 0);
      assertAllSealedUnder(1);
      assertThat(resealed(node)).isEqualTo(5);
      assertThat(start(1).published("ES256")).isEqualTo(published);
      assertCannotStart(0);
    }

    @Test
    void finishes_what_a_node_that_was_killed_had_begun() {
      var before = first.stores.keys().all();
      start(1, 0);
      for (SealedKey key : before.subList(0, 3)) {
        SealedKey now =
            first.stores.keys().all().stream()
                .filter(k -> k.id().equals(key.id()))
                .findFirst()
                .orElseThrow();
        first.stores.keys().reseal(now, key.sealed());
      }
      assertCannotStart(1);
      assertThat(resealed(start(1, 0))).isEqualTo(3);
      start(1);
    }

    @Test
    void seals_each_key_once_when_many_nodes_start_at_the_same_moment() {
      Race.of(
          4,
          () -> {
            TestNode node = new TestNode(first.database, first.clock, kek(1), kek(0));
            synchronized (nodes) {
              nodes.add(node);
            }
            return true;
          });
      assertAllSealedUnder(1);
      assertThat(nodes.stream().mapToLong(KeyEncryptionKeyReplacementTests.this::resealed).sum())
          .isEqualTo(5);
    }
  }

  @Nested
  class On_many_nodes_one_after_the_other {
    void assertAllAcceptWhatEachIssues(TestNode... all) {
      for (TestNode issuer : all) {
        String token = issuer.accessToken("service");
        String opaque = issuer.accessToken("orders-api");
        for (TestNode node : all) {
          assertThat(node.isActive("service", token)).isTrue();
          assertThat(node.isActive("orders-api", opaque)).isTrue();
        }
      }
    }

    @Test
    void is_second_everywhere_then_first_everywhere_and_then_alone() {
      TestNode a = start(0);
      TestNode b = start(0);
      assertAllAcceptWhatEachIssues(a, b);
      a = start(0, 1);
      assertAllAcceptWhatEachIssues(a, b);
      b = start(0, 1);
      assertAllSealedUnder(0);
      a = start(1, 0);
      assertAllSealedUnder(1);
      b.follow();
      assertAllAcceptWhatEachIssues(a, b);
      b = start(1, 0);
      a = start(1);
      b.follow();
      assertAllAcceptWhatEachIssues(a, b);
      b = start(1);
      assertAllAcceptWhatEachIssues(a, b);
    }

    @Test
    void is_no_quarrel_between_those_who_have_it_first_and_those_who_have_it_second() {
      TestNode a = start(0, 1);
      TestNode b = start(1, 0);
      a.doChores();
      b.doChores();
      long counter = first.stores.changes().counter();
      for (int hour = 0; hour < 3; hour++) {
        a.doChores();
        b.doChores();
      }
      assertThat(first.stores.changes().counter()).isEqualTo(counter);
    }

    @Test
    void seals_also_what_a_node_makes_that_still_has_it_second() {
      TestNode a = start(0, 1);
      TestNode b = start(1, 0);
      first.clock.advance(Duration.ofDays(90));
      a.doChores();
      assertThat(first.stores.keys().all()).hasSize(10);
      b.doChores();
      assertAllSealedUnder(1);
    }
  }

  @Nested
  class That_a_node_does_not_have {
    @Test
    void lets_it_go_on_with_the_keys_that_it_has() {
      TestNode without = start(0);
      TestNode with = start(1, 0);
      first.clock.advance(Duration.ofDays(90));
      with.doChores();
      with.follow();
      without.follow();
      first.clock.advance(Duration.ofDays(1));
      String token = without.accessToken("service");
      assertThat(without.isActive("service", token)).isTrue();
      assertThat(with.isActive("service", token)).isTrue();
      assertThat(without.published("ES256")).hasSize(1);
      assertThat(without.server.isReady()).isTrue();
    }

    @Test
    void keeps_it_from_making_keys_that_others_could_not_open() {
      TestNode without = start(0);
      start(1, 0);
      first.clock.advance(Duration.ofDays(90));
      var before = first.stores.keys().all().size();
      without.doChores();
      assertThat(first.stores.keys().all()).hasSize(before);
    }

    @Test
    void makes_it_not_ready_when_no_key_is_left_that_it_can_open() {
      TestNode without = start(0);
      start(1, 0);
      command(1, 0).replace(Set.of(Purpose.SIGNING));
      without.follow();
      assertThat(without.server.isReady()).isFalse();
      assertThat(without.post("/token", "service", TestClients.credentials()).status())
          .isEqualTo(500);
    }
  }

  KeyRotation command(int... keyEncryptionKeys) {
    return new KeyRotation(
        first.stores,
        new NewKeys(encryption(keyEncryptionKeys), new SecureRandom()),
        event -> {},
        first.clock);
  }

  @Nested
  class That_only_a_command_has {
    @Test
    void makes_no_key_that_the_servers_could_not_open() {
      for (int[] keys : new int[][] {{1, 0}, {1}}) {
        assertThatThrownBy(() -> command(keys).rotate(Set.of(Purpose.SIGNING)))
            .isInstanceOf(KeyRing.UnusableKeys.class);
        assertThatThrownBy(() -> command(keys).replace(Set.of(Purpose.SIGNING)))
            .isInstanceOf(KeyRing.UnusableKeys.class);
      }
      assertThat(first.stores.keys().all()).hasSize(5);
      assertThat(command(0, 1).rotate(Set.of(Purpose.SIGNING))).hasSize(2);
    }
  }
}
