package dev.mapae.storage.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
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

  /// Whether a file that was there before is one that we may have made: not a link, with mode 0600,
  /// and root's where we are root. Others cannot open one of somebody else with that mode.
  public static boolean isOurs(Path file) throws IOException {
    if (!knowsModes(file)) {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }
    PosixFileAttributes found =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return found.isRegularFile()
        && found.permissions().equals(FILE)
        && (!"root".equals(System.getProperty("user.name"))
            || found.owner().getName().equals("root"));
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
