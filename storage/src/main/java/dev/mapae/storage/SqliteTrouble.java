package dev.mapae.storage;

import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.authorizationserver.store.StoreUnavailableException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What goes wrong with a file that was fine when it was opened: the disk is full or fails, the
/// file is read-only or was taken away, or it is damaged. The first may pass, and are worth another
/// try; a damaged file wants its backup.
final class SqliteTrouble {
  private static final long A_WHILE = Duration.ofSeconds(1).toNanos();

  private final BooleanSupplier inPlace;
  private final Outage outage;
  private volatile boolean damaged = false;
  private volatile long noticedAt;

  /// @param inPlace whether the file is still where it was
  SqliteTrouble(Path file, BooleanSupplier inPlace) {
    this.inPlace = inPlace;
    this.outage = new Outage(file.toString());
  }

  boolean lasts() {
    return outage.lasts();
  }

  /// Whether it is worth a try to write.
  boolean mayPass() {
    return !damaged;
  }

  /// Something was written. On a disk that is almost full, small things still are between large
  /// ones: the log need not hear of each.
  void isOver() {
    if (lasts() && !damaged && System.nanoTime() - noticedAt > A_WHILE) {
      outage.ends();
    }
  }

  /// Fails where what is written would not be kept.
  void checkPlace() throws SQLException {
    if (!inPlace.getAsBoolean()) {
      throw new SQLiteException(
          "The file was moved, deleted or replaced", SQLiteErrorCode.SQLITE_READONLY_DBMOVED);
    }
  }

  /// Asks the database, and takes notice of how it fails.
  <T> T noticed(Supplier<T> work) {
    try {
      if (lasts()) {
        checkPlace();
      }
      return work.get();
    } catch (StoreException e) {
      throw e.getCause() instanceof SQLException cause ? failure(e, cause) : e;
    } catch (SQLException e) {
      throw failure(new StoreException("The database failed.", e), e);
    }
  }

  private StoreException failure(StoreException failure, SQLException cause) {
    return switch (SqliteDatabase.primaryCode(cause)) {
      case SQLITE_FULL -> away("the disk is full.", cause);
      case SQLITE_READONLY, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_PERM ->
          away(cause.getMessage() + ".", cause);
      case SQLITE_BUSY -> new StoreUnavailableException("Another program locks the file.", cause);
      case SQLITE_CORRUPT, SQLITE_NOTADB -> {
        damaged = true;
        yield away("it is damaged; stop the server and restore it from a backup.", cause);
      }
      default -> failure;
    };
  }

  private StoreException away(String why, SQLException cause) {
    noticedAt = System.nanoTime();
    outage.begins(why);
    return new StoreUnavailableException("The database cannot be used.", cause);
  }
}
