package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Stores;
import java.nio.file.Path;

/// The databases that keep the contract of the stores.
enum Engine {
  SQLITE {
    @Override
    Stores open(Path folder, String issuer) {
      return SqliteStores.open(folder.resolve("mapae.db"), issuer);
    }

    @Override
    Stores openBeside(Path folder, String issuer) {
      return SqliteStores.openBeside(folder.resolve("mapae.db"), issuer);
    }
  };

  /// The stores of a server, in a database that belongs to this folder.
  abstract Stores open(Path folder, String issuer);

  /// The same database, for another process.
  abstract Stores openBeside(Path folder, String issuer);
}
