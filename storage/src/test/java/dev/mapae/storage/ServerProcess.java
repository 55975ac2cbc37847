package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/// Another process that works on a database, as its server.
final class ServerProcess {
  private static final int THREADS = 8;

  private ServerProcess() {}

  /// Starts one. It prints `open`, or the reason why it is refused; then it opens grants without
  /// end, and prints the id of each, ending in a full stop, once it is durable.
  static Process start(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ServerProcess.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  public static void main(String[] args) {
    Stores stores;
    try {
      stores = new DatabaseAddress.Sqlite(Path.of(args[0])).open(StoresContract.ISSUER);
    } catch (DatabaseRefusedException e) {
      print(e.reason().name());
      return;
    }
    print("open");
    if (stores.sessions().find("s1").isEmpty()) {
      stores.people().declare(Examples.person("person-1", "alice"), "f");
      stores.sessions().start(Examples.session("s1", "person-1"));
    }
    for (int i = 0; i < THREADS; i++) {
      Thread.ofPlatform().start(() -> openGrants(stores));
    }
  }

  private static void openGrants(Stores stores) {
    while (true) {
      String id = UUID.randomUUID().toString();
      stores.grants().open(Examples.grant(id), false);
      print(id + ".");
    }
  }

  private static void print(String line) {
    synchronized (System.out) {
      System.out.println(line);
      System.out.flush();
    }
  }
}
