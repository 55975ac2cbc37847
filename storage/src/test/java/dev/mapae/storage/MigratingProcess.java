package dev.mapae.storage;

import java.io.IOException;
import java.nio.file.Path;

/// Another process that takes the example steps.
final class MigratingProcess {
  private MigratingProcess() {}

  /// Starts one. It prints `starts`, and `done` when it is.
  ///
  /// @param folder whose database it is
  static Process start(Engine engine, Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            MigratingProcess.class.getName(),
            engine.name(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  public static void main(String[] arguments) {
    System.out.println("starts");
    migrate(Engine.valueOf(arguments[0]).address(Path.of(arguments[1])), ExampleSteps.LONG);
    System.out.println("done");
  }

  /// Starts a program that knows these steps.
  static void migrate(DatabaseAddress address, Migrations migrations) {
    switch (address) {
      case DatabaseAddress.Postgres(var url, _) -> new PostgresSchema(url, migrations).prepare();
      case DatabaseAddress.Sqlite(var file) -> {
        SqliteFile.prepare(file);
        SqliteDatabase.openBeside(file, migrations).close();
      }
    }
  }
}
