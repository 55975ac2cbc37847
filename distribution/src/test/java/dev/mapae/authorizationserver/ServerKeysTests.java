package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import dev.mapae.authorizationserver.key.KeyEncryption;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.KeyRotation;
import dev.mapae.authorizationserver.key.KeySchedule;
import dev.mapae.authorizationserver.key.NewKeys;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.key.SigningKey;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.Stores;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The keys of the server: sealed in the database, the same on every node.
@OnEveryEngine
class ServerKeysTests {
  static final String ISSUER = "https://id.example.com";

  final TestDatabase database;

  ServerKeysTests(Engine engine) {
    database = engine.fresh();
    database.open(ISSUER).close();
  }

  @AfterEach
  void close() {
    database.close();
  }

  static byte[] kek(int fill) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) fill);
    return key;
  }

  /// Starts on the database as a server does.
  ///
  /// @return the ids of the signing keys
  List<String> start(String issuer, byte[]... keyEncryptionKeys) {
    var random = new SecureRandom();
    try (Stores stores = database.openBeside(issuer)) {
      var encryption = new KeyEncryption(List.of(keyEncryptionKeys), issuer, random);
      var clock = new TestClock();
      new KeyRotation(stores, new NewKeys(encryption, random), event -> {}, clock)
          .tend(new KeySchedule(Optional.empty(), Lifetimes.PRESET));
      return new ServerKeys(stores.keys(), encryption, clock)
          .get().published().stream().map(SigningKey::id).toList();
    }
  }

  void assertUnusable(String issuer, byte[]... keyEncryptionKeys) {
    assertThatThrownBy(() -> start(issuer, keyEncryptionKeys))
        .isInstanceOf(KeyRing.UnusableKeys.class)
        .hasMessageContaining("key_encryption_key");
  }

  /// While nodes are upgraded one by one.
  @Test
  void a_key_with_an_algorithm_that_only_a_newer_version_knows_is_left_alone() {
    List<String> known = start(ISSUER, kek(1));
    try (Stores stores = database.openBeside(ISSUER)) {
      List<SealedKey> seen = stores.keys().all();
      byte[] sealed = seen.getFirst().sealed();
      SealedKey later =
          new SealedKey("later", Purpose.SIGNING, "TO-COME", sealed, new TestClock().instant());
      assertThat(stores.keys().change(seen, List.of(later), Set.of())).isTrue();
    }
    assertThat(start(ISSUER, kek(1))).isEqualTo(known);
    try (Stores stores = database.openBeside(ISSUER)) {
      assertThat(stores.keys().all()).anyMatch(key -> key.id().equals("later"));
    }
  }

  /// Nothing is left of it for hints here.
  @Test
  void one_that_is_over_keeps_no_server_from_its_start() {
    List<String> known = start(ISSUER, kek(1));
    try (Stores stores = database.openBeside(ISSUER)) {
      Instant longAgo = new TestClock().instant().minus(Duration.ofDays(1000));
      List<SealedKey> seen = stores.keys().all();
      byte[] sealed = seen.getFirst().sealed();
      List<SealedKey> added =
          List.of(
              new SealedKey("older", Purpose.SIGNING, "TO-COME", sealed, longAgo),
              new SealedKey("later", Purpose.SIGNING, "TO-COME", sealed, longAgo.plusSeconds(1)));
      assertThat(stores.keys().change(seen, added, Set.of())).isTrue();
    }
    assertThat(start(ISSUER, kek(1))).isEqualTo(known);
  }

  @Nested
  class The_key_encryption_key {
    @Test
    void opens_what_it_sealed() {
      assertThat(start(ISSUER, kek(1))).hasSize(2).isEqualTo(start(ISSUER, kek(1)));
    }

    @Test
    void that_is_another_one_is_told_so() {
      start(ISSUER, kek(1));
      assertUnusable(ISSUER, kek(2));
    }

    @Test
    void may_have_others_behind_it_that_sealed_nothing() {
      assertThat(start(ISSUER, kek(1))).isEqualTo(start(ISSUER, kek(1), kek(2)));
      assertUnusable(ISSUER, kek(2), kek(3));
    }
  }

  @Nested
  class A_row_that_somebody_changed {
    void assertUnusableAfter(String sql) {
      start(ISSUER, kek(1));
      database.change(sql);
      assertUnusable(ISSUER, kek(1));
    }

    @Test
    void does_not_open_in_the_place_of_another() {
      assertUnusableAfter(
          "UPDATE keys SET sealed = (SELECT sealed FROM keys WHERE algorithm = 'RS256')"
              + " WHERE algorithm = 'ES256'");
    }

    @Test
    void does_not_open_for_another_purpose() {
      assertUnusableAfter("UPDATE keys SET purpose = 'MAC' WHERE purpose = 'SECRET'");
    }

    @Test
    void does_not_open_for_another_algorithm() {
      assertUnusableAfter("UPDATE keys SET algorithm = 'ES256' WHERE algorithm = 'RS256'");
    }

    @Test
    void does_not_open_under_another_id() {
      assertUnusableAfter("UPDATE keys SET id = 'es00000000' WHERE algorithm = 'ES256'");
    }

    @Test
    void does_not_open_for_another_issuer() {
      start(ISSUER, kek(1));
      database.change("UPDATE keys SET issuer = 'https://other.example.com'");
      assertUnusable("https://other.example.com", kek(1));
    }

    @Test
    void does_not_open_when_a_character_changed_or_is_missing() {
      assertUnusableAfter(
          "UPDATE keys SET sealed = 'AAAA' || substr(sealed, 5) WHERE purpose = 'MAC'");
    }

    @Test
    void does_not_open_when_it_was_cut() {
      assertUnusableAfter("UPDATE keys SET sealed = substr(sealed, 1, 24) WHERE purpose = 'MAC'");
    }

    @Test
    void does_not_open_when_it_is_empty() {
      assertUnusableAfter("UPDATE keys SET sealed = '' WHERE purpose = 'SEALING'");
    }
  }

  @Nested
  class Two_servers {
    @Test
    void that_start_at_the_same_moment_agree() {
      assertThat(Race.of(4, () -> start(ISSUER, kek(1))).stream().distinct()).hasSize(1);
    }

    @Test
    void of_two_issuers_have_keys_of_their_own() {
      assertThat(start(ISSUER, kek(1)))
          .doesNotContainAnyElementsOf(start("https://other.example.com", kek(1)));
    }
  }

  @Nested
  class Rfc7517_what_is_published {
    @Test
    void is_the_public_half_with_its_algorithm_and_use() throws ParseException {
      try (TestServer server = new TestServer()) {
        String text = new String(server.get("/jwks").body(), StandardCharsets.UTF_8);
        for (JWK key : JWKSet.parse(text).getKeys()) {
          assertThat(key.isPrivate()).isFalse();
          assertThat(key.getKeyUse()).isEqualTo(KeyUse.SIGNATURE);
          assertThat(key.getAlgorithm().getName()).isIn("ES256", "RS256");
          assertThat(key.getKeyID()).isNotEmpty();
        }
        assertThat(text).doesNotContain("\"d\"", "\"p\"", "\"q\"", "\"oct\"", "\"k\"");
      }
    }
  }
}
