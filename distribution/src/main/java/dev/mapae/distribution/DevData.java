package dev.mapae.distribution;

import dev.mapae.distribution.settings.Settings;
import dev.mapae.storage.DatabaseAddress;
import dev.mapae.storage.DatabaseRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The folder and the ports of the demonstration.
///
/// @param port of the authorization server; the demo API and the playground are at fixed distances
///   from it, and so is the management listener unless its port is taken
record DevData(Path folder, int port) {
  /// The client that there always is, and its secret, which is public.
  static final String CLIENT = "demo";

  static final String SECRET = "demo-secret-demo-secret-demo-secret-01";

  private static final String DATABASE = "mapae.db";

  /// All that is ever made in the folder. Nothing else in it is touched.
  private static final List<String> FILES =
      List.of(DATABASE, DATABASE + "-wal", DATABASE + "-shm", DATABASE + ".lock", "kek", "kek.new");

  int apiPort() {
    return port + 1;
  }

  int playgroundPort() {
    return port + 2;
  }

  int managementPort() {
    return port + 10;
  }

  Settings.Outcome settings() {
    return Settings.readDemonstration(
        "dev.yaml",
        yaml(),
        folder.toAbsolutePath(),
        Map.of(
            "PORT", String.valueOf(port),
            "API_PORT", String.valueOf(apiPort()),
            "PLAYGROUND_PORT", String.valueOf(playgroundPort()),
            "MANAGEMENT_PORT", String.valueOf(managementPort())));
  }

  /// Deletes what earlier runs made.
  ///
  /// @throws CannotStart when a server still works with it, or when it is not ours
  void clear() {
    Path database = folder.resolve(DATABASE);
    try {
      if (Files.exists(database)) {
        requireOursAndFree(database);
      }
      for (String file : FILES) {
        Files.deleteIfExists(folder.resolve(file));
      }
    } catch (IOException e) {
      throw new CannotStart("the data in " + folder + " cannot be deleted: " + e.getMessage());
    }
  }

  private void requireOursAndFree(Path database) {
    try {
      new DatabaseAddress.Sqlite(database).open("http://localhost:" + port).close();
    } catch (DatabaseRefusedException e) {
      switch (e.reason()) {
        case HELD, FOREIGN -> throw new CannotStart(String.valueOf(e.getMessage()));
        case NEWER, DAMAGED, UNREACHABLE, AWAY, EMPTY, NOT_EMPTY, HALF_IMPORTED -> {
          // Starting afresh is what mends it.
        }
      }
    }
  }

  private static String yaml() {
    try (InputStream in = DevData.class.getResourceAsStream("dev.yaml")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
