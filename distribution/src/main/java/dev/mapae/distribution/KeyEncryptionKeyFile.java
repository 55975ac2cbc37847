package dev.mapae.distribution;

import dev.mapae.distribution.settings.Settings;
import dev.mapae.storage.DatabaseAddress;
import dev.mapae.storage.file.FileFailure;
import dev.mapae.storage.file.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// The file `kek` beside the database, for servers whose configuration has no `key_encryption_key`.
/// Whoever has only the database then still has no key.
final class KeyEncryptionKeyFile {
  private static final int BYTES = 32;

  private final Path file;

  /// The `key_encryption_key`s of a server: those of its configuration, or the one in the file.
  ///
  /// @throws CannotStart when there is none for what was sealed, or none that can be read
  static List<byte[]> keys(Settings settings, boolean databaseHasKeys, SecureRandom random) {
    return settings.keyEncryptionKeys().isEmpty()
            && settings.database() instanceof DatabaseAddress.Sqlite(Path database)
        ? List.of(new KeyEncryptionKeyFile(database).open(databaseHasKeys, random))
        : settings.keyEncryptionKeys();
  }

  private KeyEncryptionKeyFile(Path database) {
    this.file = database.toAbsolutePath().resolveSibling("kek");
  }

  /// Reads the key, or makes it for a database that has no sealed keys yet and that this process
  /// holds alone.
  private byte[] open(boolean databaseHasKeys, SecureRandom random) {
    try {
      if (Files.exists(file)) {
        return read();
      }
      if (databaseHasKeys) {
        throw new CannotStart(
            "the file "
                + file
                + " is gone, and without it nothing opens the keys in the database; restore it from a backup");
      }
      return make(random);
    } catch (IOException e) {
      throw new CannotStart(
          "the file " + file + " cannot be read or made: " + FileFailure.reason(e));
    }
  }

  private byte[] read() throws IOException {
    if (Files.size(file) < 1024) {
      try {
        byte[] key = Base64.getDecoder().decode(Files.readString(file).strip());
        if (key.length == BYTES) {
          return key;
        }
      } catch (IllegalArgumentException e) {
        // Said below.
      }
    }
    throw new CannotStart(
        "the file " + file + " holds no key of 32 bytes in base64; restore it from a backup");
  }

  /// Nobody ever sees half a file, and a crash leaves none or a whole one.
  private byte[] make(SecureRandom random) throws IOException {
    byte[] key = new byte[BYTES];
    random.nextBytes(key);
    Path fresh = file.resolveSibling("kek.new");
    Files.deleteIfExists(fresh);
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(fresh, options, OwnerOnly.file(fresh))) {
      byte[] line =
          (Base64.getEncoder().encodeToString(key) + "\n").getBytes(StandardCharsets.US_ASCII);
      ByteBuffer bytes = ByteBuffer.wrap(line);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return key;
  }
}
