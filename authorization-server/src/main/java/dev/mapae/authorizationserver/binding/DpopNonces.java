package dev.mapae.authorizationserver.binding;

import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/// Nonces that nobody has to remember: the MAC of the time at which they were given. RFC 9449 §8,
/// §11.1.
final class DpopNonces {
  /// Long enough that a client which renews its tokens now and then mostly has one that is good.
  private static final Duration SLOT = Duration.ofMinutes(5);

  private static final int KEY_ID = 8;

  private final String issuer;
  private final Supplier<KeyRing> keys;
  private final InstantSource clock;

  DpopNonces(String issuer, Supplier<KeyRing> keys, InstantSource clock) {
    this.issuer = issuer;
    this.keys = keys;
    this.clock = clock;
  }

  /// The one to give now.
  String current() {
    return nonce(keys.get().current(Purpose.MAC), slot());
  }

  /// Whether this server gave it in the last five to ten minutes. The clock of the node that gave
  /// it may be ahead.
  boolean accepts(String nonce) {
    long now = slot();
    return nonce.length() > KEY_ID
        && keys.get()
            .byId(Purpose.MAC, nonce.substring(0, KEY_ID))
            .filter(key ->
                LongStream.rangeClosed(now - 1, now + 1)
                    .anyMatch(slot -> SecretKey.same(nonce, nonce(key, slot))))
            .isPresent();
  }

  private long slot() {
    return clock.instant().getEpochSecond() / SLOT.toSeconds();
  }

  private String nonce(SecretKey key, long slot) {
    return key.id() + key.macText("dpop_nonce", issuer, String.valueOf(slot));
  }
}
