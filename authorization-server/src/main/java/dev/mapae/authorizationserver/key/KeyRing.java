package dev.mapae.authorizationserver.key;

import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The server's keys, opened: an immutable picture of the rows as they were read. Which of them is
/// in use is decided by the time at which somebody asks.
public final class KeyRing {
  private final Map<String, OpenedKey> keys;
  private final Map<KeyKind, Succession> successions;
  private final List<String> unopened;
  private final InstantSource clock;

  private KeyRing(
      Map<String, OpenedKey> keys,
      Map<KeyKind, Succession> successions,
      List<String> unopened,
      InstantSource clock) {
    this.keys = keys;
    this.successions = successions;
    this.unopened = unopened;
    this.clock = clock;
  }

  static KeyRing empty(InstantSource clock) {
    return new KeyRing(Map.of(), Map.of(), List.of(), clock);
  }

  /// A ring with the keys that there are now. What this one has open stays so.
  ///
  /// @param rows oldest first
  KeyRing with(List<SealedKey> rows, KeyEncryption encryption) {
    Map<String, OpenedKey> opened = new LinkedHashMap<>();
    List<SealedKey> usable = new ArrayList<>();
    List<String> closed = new ArrayList<>();
    for (SealedKey row : rows) {
      if (!KeyKind.of(row).isKnown()) {
        continue; // a newer version made it, and uses it
      }
      Optional<OpenedKey> key =
          Optional.ofNullable(keys.get(row.id()))
              .filter(known -> known.kind().equals(KeyKind.of(row)))
              .or(() -> encryption.open(row).map(o -> parse(row, o.key())));
      key.ifPresentOrElse(
          k -> {
            opened.put(k.id(), k);
            usable.add(row);
          },
          () -> closed.add(row.id()));
    }
    return new KeyRing(opened, Succession.of(usable), closed, clock);
  }

  private static OpenedKey parse(SealedKey row, byte[] key) {
    return switch (row.purpose()) {
      case SIGNING -> SigningKey.parse(row.algorithm(), key);
      case ID_TOKEN_HINT -> HintKey.parse(row.id(), row.algorithm(), key);
      case ENCRYPTION -> DecryptionKey.parse(row.algorithm(), key);
      case MAC, SECRET, SEALING, PAIRWISE -> new SecretKey(row.id(), row.purpose(), key);
    };
  }

  /// The ids of rows that the `key_encryption_key` does not open.
  List<String> unopened() {
    return unopened;
  }

  /// Whether there is a key of each kind that every server has.
  public boolean isComplete() {
    return hasAll(KeyKind.ALWAYS);
  }

  /// Whether there is a key of each of these kinds.
  public boolean hasAll(Collection<KeyKind> kinds) {
    return successions.keySet().containsAll(kinds);
  }

  /// The key that signs with this algorithm now.
  public Optional<SigningKey> signing(String algorithm) {
    return current(KeyKind.signing(algorithm)).flatMap(this::verifying);
  }

  /// A key that may have signed something, by its `kid`.
  public Optional<SigningKey> verifying(String kid) {
    return keys.get(kid) instanceof SigningKey key ? Optional.of(key) : Optional.empty();
  }

  /// A key that may have signed an ID token which comes back as a hint, by its `kid`: also one that
  /// verifies nothing else any more.
  public Optional<VerifyingKey> verifyingHint(String kid) {
    return keys.get(kid) instanceof VerifyingKey key ? Optional.of(key) : Optional.empty();
  }

  /// Everything to publish: also what is announced, and what verifies old signatures.
  public List<SigningKey> published() {
    return keys.keySet().stream().flatMap(kid -> verifying(kid).stream()).toList();
  }

  /// The keys that open what is encrypted now, one of each kind that there is. Those before them
  /// only open, and nobody shall encrypt with them any more.
  public List<DecryptionKey> publishedForEncryption() {
    return successions.keySet().stream()
        .filter(kind -> kind.purpose() == Purpose.ENCRYPTION)
        .flatMap(kind -> current(kind).stream())
        .flatMap(id -> keys.get(id) instanceof DecryptionKey key ? Stream.of(key) : Stream.of())
        .toList();
  }

  /// The keys of a kind that may open something, the youngest first.
  public List<DecryptionKey> opening(KeyKind kind) {
    List<DecryptionKey> opening = new ArrayList<>();
    for (OpenedKey key : keys.values()) {
      if (key instanceof DecryptionKey pair && pair.kind().equals(kind)) {
        opening.addFirst(pair);
      }
    }
    return opening;
  }

  /// The key of pairwise subjects, where anybody needs it.
  Optional<SecretKey> pairwise() {
    return current(KeyKind.PAIRWISE).flatMap(id -> byId(Purpose.PAIRWISE, id));
  }

  public SecretKey current(Purpose purpose) {
    return current(KeyKind.secret(purpose))
        .flatMap(id -> byId(purpose, id))
        .orElseThrow(() -> new IllegalStateException("there is no key for " + purpose));
  }

  public Optional<SecretKey> byId(Purpose purpose, String id) {
    return keys.get(id) instanceof SecretKey key && key.kind().purpose() == purpose
        ? Optional.of(key)
        : Optional.empty();
  }

  /// All of a purpose, oldest first.
  public List<SecretKey> all(Purpose purpose) {
    return keys.keySet().stream().flatMap(id -> byId(purpose, id).stream()).toList();
  }

  /// Whether a key has made room for a younger one that is in use.
  public boolean isRetired(Purpose purpose, String id) {
    return Optional.ofNullable(successions.get(KeyKind.secret(purpose)))
        .filter(succession -> succession.isBeforeCurrent(id, clock.instant()))
        .isPresent();
  }

  private Optional<String> current(KeyKind kind) {
    return Optional.ofNullable(successions.get(kind))
        .map(succession -> succession.current(clock.instant()).id());
  }

  /// The `key_encryption_key`s are not those of the database.
  public static final class UnusableKeys extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UnusableKeys(String message) {
      super(message);
    }

    /// None of them opens a key, so that it cannot be used.
    static UnusableKeys closed(String id) {
      return new UnusableKeys(
          "the key_encryption_key does not open the key "
              + id
              + " in the database; give the one that the database was made with");
    }

    /// They open a key, but the servers do not have the first of them yet, and could not open what
    /// is sealed under it.
    static UnusableKeys early(String id) {
      return new UnusableKeys(
          "the key "
              + id
              + " in the database is not sealed under the first key_encryption_key; start the servers with this configuration file first");
    }
  }
}
