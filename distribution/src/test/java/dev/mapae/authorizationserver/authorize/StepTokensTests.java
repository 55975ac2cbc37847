package dev.mapae.authorizationserver.authorize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.FuzzedServer;
import dev.mapae.authorizationserver.TestServer;
import dev.mapae.authorizationserver.authorize.StepTokens.Bound;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.protocol.Parameters;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Step tokens while nodes of two versions run: each reads what the other made.
class StepTokensTests {
  private final Instant now = FuzzedServer.SERVER.clock.instant();
  private final StepTokens tokens =
      new StepTokens(TestServer.ISSUER.value(), FuzzedServer.KEYS, FuzzedServer.SERVER.clock);

  /// As every version makes them: the time, the id of the key, and a MAC.
  private String made() {
    SecretKey key = FuzzedServer.KEYS.get().current(Purpose.MAC);
    byte[] millis = ByteBuffer.allocate(Long.BYTES).putLong(now.toEpochMilli()).array();
    byte[] mac =
        key.mac(
            "step".getBytes(UTF_8),
            TestServer.ISSUER.value().getBytes(UTF_8),
            "SIGN_IN".getBytes(UTF_8),
            "browser".getBytes(UTF_8),
            "".getBytes(UTF_8),
            "".getBytes(UTF_8),
            "client_id=web".getBytes(UTF_8),
            millis);
    ByteBuffer all = ByteBuffer.allocate(Long.BYTES + 4 + mac.length);
    all.put(millis).put(HexFormat.of().parseHex(key.id())).put(mac);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all.array());
  }

  @Test
  void are_made_as_the_version_before_makes_and_reads_them() {
    Bound to = new Bound(Step.SIGN_IN, "browser", "", Parameters.empty().with("client_id", "web"));
    assertThat(tokens.make(to, now)).isEqualTo(made());
    assertThat(tokens.read(to, made())).contains(Instant.ofEpochMilli(now.toEpochMilli()));
  }
}
