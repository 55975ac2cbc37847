package dev.mapae.authorizationserver.key;

import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The server's keys, opened: an immutable picture of the rows as they were read.
public final class KeyRing {
  private final Map<String, SigningKey> signing = new LinkedHashMap<>();
  private final Map<String, SigningKey> signingNow = new LinkedHashMap<>();
  private final Map<Purpose, Map<String, SecretKey>> secrets = new LinkedHashMap<>();
  private final Map<Purpose, SecretKey> secretsNow = new LinkedHashMap<>();

  private KeyRing() {}

  /// Opens rows.
  ///
  /// @param rows oldest first
  /// @throws UnusableKeys when the `key_encryption_key` does not open one of them
  static KeyRing open(List<SealedKey> rows, KeyEncryption encryption, Instant now) {
    KeyRing ring = new KeyRing();
    for (SealedKey row : rows) {
      byte[] key = encryption.open(row).orElseThrow(() -> new UnusableKeys(row.id()));
      boolean current = !row.usedFrom().isAfter(now) && row.usedUntil().isEmpty();
      if (row.purpose() == Purpose.SIGNING) {
        SigningKey opened = SigningKey.parse(row.algorithm(), key);
        ring.signing.put(row.id(), opened);
        if (current) {
          ring.signingNow.put(row.algorithm(), opened);
        }
      } else {
        SecretKey opened = new SecretKey(row.id(), key);
        ring.secrets
            .computeIfAbsent(row.purpose(), p -> new LinkedHashMap<>())
            .put(row.id(), opened);
        if (current) {
          ring.secretsNow.put(row.purpose(), opened);
        }
      }
    }
    return ring;
  }

  /// The key that signs with this algorithm now.
  public Optional<SigningKey> signing(String algorithm) {
    return Optional.ofNullable(signingNow.get(algorithm));
  }

  /// A key that may have signed something, by its `kid`.
  public Optional<SigningKey> verifying(String kid) {
    return Optional.ofNullable(signing.get(kid));
  }

  /// Everything to publish.
  public List<SigningKey> published() {
    return new ArrayList<>(signing.values());
  }

  public SecretKey current(Purpose purpose) {
    return Optional.ofNullable(secretsNow.get(purpose))
        .orElseThrow(() -> new IllegalStateException("there is no key for " + purpose));
  }

  public Optional<SecretKey> byId(Purpose purpose, String id) {
    return Optional.ofNullable(secrets.getOrDefault(purpose, Map.of()).get(id));
  }

  /// The `key_encryption_key` opens none, or not all, of the keys in the database.
  public static final class UnusableKeys extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableKeys(String id) {
      super(
          "the key_encryption_key does not open the key "
              + id
              + " in the database; give the one that the database was made with");
    }
  }
}
