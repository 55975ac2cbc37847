package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.testpostgres.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The databases that keep the contract of the stores.
enum Engine {
  SQLITE {
    @Override
    DatabaseAddress address(Path folder) {
      return new DatabaseAddress.Sqlite(folder.resolve("mapae.db"));
    }
  },
  POSTGRESQL {
    @Override
    DatabaseAddress address(Path folder) {
      Path known = folder.resolve("postgresql-url");
      try {
        if (!Files.exists(known)) {
          Files.writeString(known, TestPostgres.shared().freshDatabase());
        }
        return new DatabaseAddress.Postgres(PostgresUrl.parse(Files.readString(known)), 4);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  };

  /// The database that belongs to this folder.
  abstract DatabaseAddress address(Path folder);

  /// The stores of a server.
  Stores open(Path folder, String issuer) {
    return address(folder).open(issuer);
  }

  /// The same database, for another process.
  Stores openBeside(Path folder, String issuer) {
    return address(folder).openBeside(issuer);
  }
}
