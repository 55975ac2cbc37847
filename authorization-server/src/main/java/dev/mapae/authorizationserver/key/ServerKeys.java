package dev.mapae.authorizationserver.key;

import dev.mapae.authorizationserver.store.Keys;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Supplier;

/// The keys in force: read from the database at the start and again when they have changed.
public final class ServerKeys implements Supplier<KeyRing> {
  private final Keys store;
  private final KeyEncryption encryption;
  private final InstantSource clock;
  private final boolean areFirst;
  private volatile KeyRing ring;

  /// Reads the keys, and makes the first ones of a new issuer.
  ///
  /// @throws KeyRing.UnusableKeys when the `key_encryption_key` is not the one of this database
  public ServerKeys(
      Keys store, KeyEncryption encryption, InstantSource clock, SecureRandom random) {
    this.store = store;
    this.encryption = encryption;
    this.clock = clock;
    this.areFirst =
        store.all().isEmpty()
            && store.establish(new FirstKeys(encryption, random, clock.instant()).make());
    this.ring = KeyRing.open(store.all(), encryption, clock.instant());
  }

  /// Whether they were made just now.
  public boolean areFirst() {
    return areFirst;
  }

  @Override
  public KeyRing get() {
    return ring;
  }

  /// Reads the keys again.
  public void refresh() {
    ring = KeyRing.open(store.all(), encryption, clock.instant());
  }
}
