package dev.mapae.authorizationserver.key;

import dev.mapae.authorizationserver.store.Keys;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys in force: read from the database at the start and again when they have changed.
public final class ServerKeys implements Supplier<KeyRing> {
  private static final Logger log = LoggerFactory.getLogger(ServerKeys.class);

  private final Keys store;
  private final KeyEncryption encryption;
  private volatile KeyRing ring;

  /// Reads the keys.
  ///
  /// @throws KeyRing.UnusableKeys when the `key_encryption_key` is not the one of this database
  public ServerKeys(Keys store, KeyEncryption encryption, InstantSource clock) {
    this.store = store;
    this.encryption = encryption;
    this.ring = KeyRing.empty(clock).with(store.all(), encryption);
    ring.unopened().stream()
        .findFirst()
        .ifPresent(id -> {
          throw KeyRing.UnusableKeys.closed(id);
        });
  }

  @Override
  public KeyRing get() {
    return ring;
  }

  /// The key that signs with this algorithm now. One that is not known here yet was made a moment
  /// ago by another node or command, before whatever needs it: the database has it.
  ///
  /// @param algorithm the `alg` that a client or resource named, or one that every server has
  public SigningKey signing(String algorithm) {
    Optional<SigningKey> known = ring.signing(algorithm);
    if (known.isPresent()) {
      return known.get();
    }
    return lookedUp(algorithm)
        .orElseThrow(() -> new IllegalStateException("there is no key for " + algorithm));
  }

  /// One reads for all who miss it.
  private synchronized Optional<SigningKey> lookedUp(String algorithm) {
    if (ring.signing(algorithm).isEmpty()) {
      refresh();
    }
    return ring.signing(algorithm);
  }

  /// The key of pairwise subjects. As with [#signing], one that is not known here yet is in the
  /// database.
  public SecretKey pairwise() {
    return ring.pairwise()
        .or(this::lookedUpPairwise)
        .orElseThrow(() -> new IllegalStateException("there is no key for pairwise subjects"));
  }

  private synchronized Optional<SecretKey> lookedUpPairwise() {
    if (ring.pairwise().isEmpty()) {
      refresh();
    }
    return ring.pairwise();
  }

  /// Reads the keys again. A key that the `key_encryption_key` does not open is left out, and those
  /// that are open already go on. One at a time: what was read earlier must not take the place of
  /// what was read later, or a key that was withdrawn meanwhile would come back.
  public synchronized void refresh() {
    KeyRing next = ring.with(store.all(), encryption);
    List<String> unopened = next.unopened();
    if (!unopened.isEmpty() && !unopened.equals(ring.unopened())) {
      log.error(
          "The key_encryption_key does not open {}, made by another node or command; the keys before go on, until nobody else knows them. Give this node the key_encryption_keys of the others, and restart it.",
          String.join(", ", unopened));
    }
    ring = next;
  }
}
