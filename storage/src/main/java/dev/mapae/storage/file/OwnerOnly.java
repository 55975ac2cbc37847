package dev.mapae.storage.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files and folders that are for nobody but their owner, where the file system knows modes.
public final class OwnerOnly {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private OwnerOnly() {}

  /// With what a file is made: mode 0600.
  public static FileAttribute<?>[] file(Path path) {
    return mode(path, FILE);
  }

  /// With what a folder is made: mode 0700.
  public static FileAttribute<?>[] folder(Path path) {
    return mode(path, FOLDER);
  }

  /// Gives a file that may have been there before mode 0600.
  public static void keep(Path file) throws IOException {
    if (knowsModes(file)) {
      Files.setPosixFilePermissions(file, FILE);
    }
  }

  private static FileAttribute<?>[] mode(Path path, Set<PosixFilePermission> mode) {
    return knowsModes(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
        : new FileAttribute<?>[0];
  }

  private static boolean knowsModes(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
