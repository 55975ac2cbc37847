package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyEncryption;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.mail.Outbox;
import dev.mapae.authorizationserver.pace.Kind;
import dev.mapae.authorizationserver.pace.Paces;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Mails that strangers cause are bounded at each node.
class OutboxTests {
  private static final int AT_ONCE = 1_000;

  private final TestServer server = new TestServer();
  private final Paces paces;
  private final Outbox outbox;

  OutboxTests() {
    SecureRandom random = new SecureRandom();
    String issuer = TestServer.ISSUER.value();
    KeyRing ring =
        new ServerKeys(
                server.stores.keys(),
                new KeyEncryption(List.of(TestServer.keyEncryptionKey()), issuer, random),
                server.clock)
            .get();
    Supplier<KeyRing> keys = () -> ring;
    Ids ids = new Ids(random);
    paces = new Paces(issuer, keys, server.stores.throttles(), ids, server.clock);
    Sealing sealing = new Sealing(Purpose.SEALING, issuer, keys, random);
    outbox = new Outbox(sealing, paces, ids, server.clock);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private boolean admits(String address, String mailbox) {
    return outbox.admitsStranger(
        address,
        Kind.PROOFS_OF_NETWORK,
        List.of(
            paces.of(Kind.PROOFS_OF_MAILBOX_AND_SITE, Pace.site(address) + " " + mailbox),
            paces.of(Kind.PROOFS_OF_MAILBOX, mailbox)));
  }

  /// Otherwise a flood takes from mailboxes what nobody gets.
  @Test
  void what_all_together_are_refused_counts_for_nobody() {
    for (int i = 0; i < AT_ONCE; i++) {
      String address = "10.%d.%d.1".formatted(i / 256, i % 256);
      assertThat(admits(address, i + "@example.com")).as("%d", i).isTrue();
    }
    String row = "SELECT SUM(free_at) FROM throttles";
    String before = server.database.value(row);
    for (int i = 0; i < 10; i++) {
      assertThat(admits("192.0.2." + i, "alice@example.com")).isFalse();
    }
    assertThat(server.database.value(row)).isEqualTo(before);
    server.clock.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 3; i++) {
      assertThat(admits("192.0.2." + i, "alice@example.com")).isTrue();
    }
  }
}
