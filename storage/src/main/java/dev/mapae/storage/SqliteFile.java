package dev.mapae.storage;

import dev.mapae.storage.file.FileFailure;
import dev.mapae.storage.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.sqlite.SQLiteConfig;

/// The file of a database, there and for nobody but its owner.
record SqliteFile(Path path) {
  /// How long a connection waits while another process writes.
  static final Duration BUSY = Duration.ofSeconds(10);

  /// Makes what is missing: the folder with mode 0700, the file with mode 0600. SQLite gives the
  /// files beside it the same mode.
  ///
  /// @throws DatabaseRefusedException when that is impossible
  static SqliteFile prepare(Path given) {
    Path path = given.toAbsolutePath().normalize();
    try {
      Path folder = path.getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        Files.createDirectories(folder, OwnerOnly.folder(path));
      }
      create(path);
      if (!Files.isRegularFile(path)) {
        throw DatabaseRefusedException.unreachable(path, "it is not a file.");
      }
      return new SqliteFile(path.toRealPath());
    } catch (IOException e) {
      throw DatabaseRefusedException.unreachable(path, FileFailure.reason(e) + ".");
    }
  }

  /// A file beside this one, made when it is missing.
  SqliteFile beside(String suffix) {
    return prepare(path.resolveSibling(path.getFileName() + suffix));
  }

  Sql connect() throws SQLException {
    return connect(BUSY);
  }

  /// A connection that cannot write.
  Sql connectToRead() throws SQLException {
    Sql sql = connect(BUSY);
    sql.update("PRAGMA query_only = ON");
    return sql;
  }

  Sql connect(Duration busy) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout((int) busy.toMillis());
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    // A URI, since the driver takes a question mark in a plain path for the start of its options.
    return new Sql(config.createConnection("jdbc:sqlite:" + path.toUri()));
  }

  /// Finds out whether the path still leads to the file that it leads to now. A file that was
  /// deleted or replaced is still written by whoever has it open, and lost when they end.
  BooleanSupplier staysInPlace() throws IOException {
    Object key = fileKey();
    return () -> {
      try {
        return fileKey().equals(key);
      } catch (IOException e) {
        return false;
      }
    };
  }

  private Object fileKey() throws IOException {
    return Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
  }

  private static void create(Path path) throws IOException {
    try {
      Files.createFile(path, OwnerOnly.file(path));
    } catch (FileAlreadyExistsException e) {
      // The usual case.
    }
  }
}
