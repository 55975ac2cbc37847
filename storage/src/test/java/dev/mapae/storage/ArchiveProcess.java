package dev.mapae.storage;

import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.storage.archive.ArchiveRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Another process that exports or imports.
final class ArchiveProcess {
  private ArchiveProcess() {}

  /// Starts one. It prints a line each time that rows are done, and `done` or why not at the end.
  ///
  /// @param what `export` or `import`
  static Process start(String what, DatabaseAddress database, Path archive) throws IOException {
    return new ProcessBuilder(command(what, database, archive))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /// One that may write files of so many KiB and no more, as on a disk that is full.
  static Process startOnFullDisk(
      long kibibytes, String what, DatabaseAddress database, Path archive) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", "ulimit -f " + kibibytes + "; exec \"$@\"", "bash"));
    command.addAll(command(what, database, archive));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static List<String> command(String what, DatabaseAddress database, Path archive) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        ArchiveProcess.class.getName(),
        what,
        switch (database) {
          case DatabaseAddress.Sqlite(Path file) -> file.toString();
          case DatabaseAddress.Postgres(PostgresUrl url, _) ->
              "postgresql://%s@%s/%s".formatted(url.user(), url.hosts(), url.database());
        },
        archive.toString());
  }

  public static void main(String[] args) {
    DatabaseAddress database =
        args[1].startsWith("postgresql:")
            ? new DatabaseAddress.Postgres(PostgresUrl.parse(args[1]), 1)
            : new DatabaseAddress.Sqlite(Path.of(args[1]));
    Archives archives =
        new Archives(
            database, StoresContract.ISSUER, () -> ArchiveContract.EXPORTED, new Printed());
    try {
      if (args[0].equals("export")) {
        archives.export(Path.of(args[2]));
      } else {
        archives.load(Path.of(args[2]), false);
      }
      print("done");
    } catch (ArchiveRefusedException | DatabaseRefusedException | StoreException e) {
      print(e.getMessage() + " " + e.getCause());
    }
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static final class Printed implements Progress {
    private String step = "";

    @Override
    public void begins(String what, long rows) {
      step = what;
    }

    @Override
    public void done(long rows) {
      print(step);
    }

    @Override
    public void says(String line) {}
  }
}
