package dev.mapae.testing;

import dev.mapae.authorizationserver.key.KeyEncryption;
import dev.mapae.authorizationserver.key.KeyRotation;
import dev.mapae.authorizationserver.key.KeySchedule;
import dev.mapae.authorizationserver.key.NewKeys;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.storage.DatabaseAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What every server of this JVM begins with, so that only the first one has to make it: the schema
/// of the database, and keys. Each seals the keys for an issuer of its own, so that no token of one
/// server is good at another that runs at the same time.
@SuppressWarnings("ArrayRecordComponent") // never compared
record Prepared(byte[] database, byte[] keyEncryptionKey, List<SealedKey> keys) {
  private static final String ISSUER = "https://prepared.example.com";

  private static final class Once {
    static final Prepared PREPARED = prepare();
  }

  static Prepared once() {
    return Once.PREPARED;
  }

  private static Prepared prepare() {
    byte[] kek = new byte[32];
    SecureRandom random = new SecureRandom();
    random.nextBytes(kek);
    try {
      Path folder = Files.createTempDirectory("mapae-testing");
      try {
        Path file = folder.resolve("mapae.db");
        List<SealedKey> keys;
        try (Stores stores = new DatabaseAddress.Sqlite(file).open(ISSUER)) {
          NewKeys newKeys = new NewKeys(new KeyEncryption(List.of(kek), ISSUER, random), random);
          new KeyRotation(stores, newKeys, event -> {}, InstantSource.system())
              .tend(new KeySchedule(Optional.empty(), Lifetimes.PRESET));
          keys = stores.keys().all();
        }
        return new Prepared(Files.readAllBytes(file), kek, keys);
      } finally {
        ScratchFolder.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String encodedKeyEncryptionKey() {
    return Base64.getEncoder().encodeToString(keyEncryptionKey);
  }

  KeyEncryption encryption(String issuer) {
    return new KeyEncryption(List.of(keyEncryptionKey), issuer, new SecureRandom());
  }

  /// Writes the database of a server that is about to start.
  ///
  /// @return the same database, beside the server
  Stores write(Path file, String issuer, Instant now) throws IOException {
    Files.write(file, database);
    Stores stores = new DatabaseAddress.Sqlite(file).openBeside(issuer);
    KeyEncryption own = encryption(issuer);
    KeyEncryption from = encryption(ISSUER);
    List<SealedKey> sealed =
        keys.stream().flatMap(key -> own.takenOver(key, from, now).stream()).toList();
    stores.keys().change(Set.of(), sealed, Set.of());
    return stores;
  }

  /// Tells nothing of the keys.
  @Override
  public String toString() {
    return "Prepared[]";
  }
}
