package dev.mapae.testpostgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The programs of PostgreSQL: those of the library, unpacked once on a machine, or the installed
/// ones that the environment variable `MAPAE_POSTGRES` names (`/usr/lib/postgresql/15/bin`).
final class PostgresBinaries {
  private PostgresBinaries() {}

  /// The folder with `initdb` and `postgres`, readable for everybody.
  static Path folder() throws IOException {
    Optional<String> installed = Optional.ofNullable(System.getenv("MAPAE_POSTGRES"));
    return installed.isPresent() ? Path.of(installed.get()) : unpacked().resolve("bin");
  }

  private static Path unpacked() throws IOException {
    byte[] archive = archive();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Path unpacked = temporary.resolve("mapae-postgres-" + fingerprint(archive));
    if (isOurs(unpacked)) {
      return unpacked;
    }
    Path fresh = Files.createTempDirectory(temporary, "mapae-postgres-");
    unpack(archive, fresh);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
    try {
      return Files.move(fresh, unpacked);
    } catch (IOException e) {
      // Somebody else was quicker, or the place is another user's.
      return isOurs(unpacked) ? unpacked : fresh;
    }
  }

  private static boolean isOurs(Path folder) throws IOException {
    return Files.isDirectory(folder)
        && Files.getOwner(folder).equals(Files.getOwner(Path.of("/proc/self")));
  }

  private static byte[] archive() throws IOException {
    String machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
    String name = "/postgres-linux-" + machine + ".txz";
    try (InputStream in = PostgresBinaries.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(
            "there is no PostgreSQL for this machine; name an installed one's bin folder in MAPAE_POSTGRES");
      }
      return in.readAllBytes();
    }
  }

  private static void unpack(byte[] archive, Path folder) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new java.io.ByteArrayInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, folder.resolve(entry.getName()).normalize());
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path to)
      throws IOException {
    Files.createDirectories(entry.isDirectory() ? to : to.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(to, Path.of(entry.getLinkName()));
    } else if (entry.isFile()) {
      Files.copy(tar, to);
      boolean executable = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          to, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }

  private static String fingerprint(byte[] archive) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
