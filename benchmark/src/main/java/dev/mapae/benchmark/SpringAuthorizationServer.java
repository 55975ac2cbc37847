package dev.mapae.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Spring Authorization Server, in the application of `src/peers/spring`. Its access tokens are
/// JWTs everywhere.
final class SpringAuthorizationServer {
  private static final String VERSION = "7.0.6";

  private static final MeasuredServer.Paths PATHS =
      new MeasuredServer.Paths(
          "/oauth2/authorize",
          "/oauth2/token",
          "/oauth2/introspect",
          "/userinfo",
          "/.well-known/openid-configuration",
          "/oauth2/jwks");

  private SpringAuthorizationServer() {}

  /// Installs it if it is not there yet, and starts it with its data in memory. It compares its
  /// client's secret by SHA-256, which is enough for a random one.
  static Restartable inMemory() throws IOException {
    return start("memory", "memory,sha256", "");
  }

  /// The same, but it compares the secret as its documentation has it: by bcrypt, each time.
  static Restartable withSecretAsDocumented() throws IOException {
    return start("memory, bcrypt", "memory", "");
  }

  /// Installs it if it is not there yet, and starts it with its data in PostgreSQL.
  ///
  /// @param database as `jdbc:postgresql:`
  static Restartable onPostgres(String database) throws IOException {
    return start("PostgreSQL", "postgresql,sha256", database);
  }

  /// The same with all that it can, in memory; for tests.
  ///
  /// @param more of its environment
  static Restartable withEveryFeature(Map<String, String> more) throws IOException {
    return start("memory", "every-feature", more);
  }

  private static Restartable start(String data, String profiles, String database)
      throws IOException {
    return start(data, profiles, Map.of("BENCH_DATABASE", database));
  }

  private static Restartable start(String data, String profiles, Map<String, String> more)
      throws IOException {
    Path sources = Options.root().toAbsolutePath().resolve("benchmark/src/peers/spring");
    Installation installation =
        Installation.of(
            "spring-authorization-server-" + VERSION + "-" + Installation.fingerprint(sources),
            made ->
                made.maven(
                    "package",
                    "-f",
                    sources.resolve("pom.xml").toString(),
                    "-Dbuilt=" + made.resolve("built")));
    int port = ServerProcess.freePort();
    Map<String, String> environment = new HashMap<>(PeerProcess.environment());
    environment.put("SERVER_PORT", String.valueOf(port));
    environment.put("SPRING_PROFILES_ACTIVE", profiles);
    environment.putAll(more);
    return PeerProcess.start(
        new PeerProcess.About(
            "Spring AS " + VERSION + ", " + data,
            PATHS,
            "playlist.read",
            "openid playlist.read",
            "playlist.read"),
        new PeerProcess.Launch(
            port,
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-jar",
                installation.resolve("built/server.jar").toString()),
            environment));
  }

  /// Tells what client credentials cost with the secret as documented.
  static void tellSecretAsDocumented(Duration lasting, Table table) throws Exception {
    try (Restartable server = withSecretAsDocumented()) {
      List<Workload.Caller> callers =
          Workload.CLIENT_CREDENTIALS.callers(server, HttpProfile.CALLERS);
      Compiler.untilItRests(server, () -> Load.closed(server, callers, lasting));
      Load load = Load.closed(server, callers, lasting);
      callers.forEach(Workload.Caller::close);
      table.title(server.name() + ": the client's secret as in its documentation");
      table.row("client credentials: CPU each", "%.3f ms".formatted(load.cpuMillis() / 1000));
      table.row("  requests/s", "%.0f".formatted(load.loop().perSecond()));
    }
  }
}
