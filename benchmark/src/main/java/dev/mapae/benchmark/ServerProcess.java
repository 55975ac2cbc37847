package dev.mapae.benchmark;

import dev.mapae.protocol.BasicCredentials;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Mapae in a process of its own, on a free port, started as its users start it.
final class ServerProcess implements MeasuredServer {
  /// How many connections to PostgreSQL it has.
  static final int CONNECTIONS = 10;

  private static final byte[] KEY_ENCRYPTION_KEY = new byte[32];

  private final String name;
  private final Process process;
  private final String issuer;
  private final Path folder;

  private ServerProcess(String name, Process process, String issuer, Path folder) {
    this.name = name;
    this.process = process;
    this.issuer = issuer;
    this.folder = folder;
  }

  /// Starts a server with a SQLite file of its own.
  static ServerProcess onSqlite() throws IOException {
    Path folder = Files.createTempDirectory("mapae-bench");
    return start("Mapae, SQLite", folder, "database: sqlite:" + folder.resolve("mapae.db"));
  }

  /// Starts a server on an empty PostgreSQL database.
  ///
  /// @param url as in the configuration file
  static ServerProcess onPostgres(String url) throws IOException {
    return start(
        "Mapae, PostgreSQL",
        Files.createTempDirectory("mapae-bench"),
        "database: %s\ndatabase_connections: %d".formatted(url, CONNECTIONS));
  }

  /// Starts a server and waits until it is ready.
  ///
  /// @throws IllegalStateException when it ends instead
  private static ServerProcess start(String name, Path folder, String database) throws IOException {
    String issuer = "http://127.0.0.1:" + freePort();
    Path config = folder.resolve("mapae.yaml");
    Files.writeString(config, configuration(issuer, database));
    Process process =
        new ProcessBuilder(
                Options.root().resolve("mapae").toString(), "serve", "--config", config.toString())
            .redirectError(folder.resolve("server.log").toFile())
            .start();
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null || !line.startsWith("mapae ready")) {
      process.destroyForcibly();
      throw new IllegalStateException(
          "the server did not start:\n" + Files.readString(folder.resolve("server.log")));
    }
    return new ServerProcess(name, process, issuer, folder);
  }

  private static String configuration(String issuer, String database) throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            issuer: %s
            management: 127.0.0.1:%d
            %s
            key_encryption_key: %s
            resources:
              - resource: https://api.example.com/
                name: Music API
                scopes:
                  playlist.read: {description: Read your playlists}
                  playlist.write: {description: Change your playlists}
            users:
              - username: %s
                password: %s
            clients:
              - client_id: %s
                client_secret: %s
                grant_types: [client_credentials, authorization_code, refresh_token]
                redirect_uris: ["%s"]
                scope: openid offline_access playlist.read
                skip_consent: true
            """
                .formatted(
                    issuer,
                    freePort(),
                    database,
                    Base64.getEncoder().encodeToString(KEY_ENCRYPTION_KEY),
                    PERSON,
                    PASSWORD,
                    CLIENT,
                    SECRET,
                    REDIRECT_URI));
    for (int client = 0; client < Population.CLIENTS; client++) {
      text.append(
          """
            - client_id: %s
              client_secret: %s
              grant_types: [authorization_code, refresh_token]
              redirect_uris: ["https://app.example.com/callback"]
              scope: playlist.read playlist.write
          """
              .formatted(Population.client(client), SECRET));
    }
    return text.toString();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public URI uri() {
    return URI.create(issuer);
  }

  @Override
  public Paths paths() {
    return new Paths(
        "/authorize",
        "/token",
        "/introspect",
        "/userinfo",
        "/.well-known/openid-configuration",
        "/jwks");
  }

  @Override
  public String clientScope() {
    return "playlist.read";
  }

  @Override
  public String personScope() {
    return "openid offline_access playlist.read";
  }

  @Override
  public List<ProcessHandle> processes() {
    return List.of(process.toHandle());
  }

  String issuer() {
    return issuer;
  }

  /// Where a server on SQLite has its file.
  Path sqliteFile() {
    return folder.resolve("mapae.db");
  }

  static List<byte[]> keyEncryptionKeys() {
    return List.of(KEY_ENCRYPTION_KEY);
  }

  /// How a client authenticates.
  static String basic(String client) {
    return new BasicCredentials(client, SECRET).header();
  }

  /// The processor time that the server has used so far.
  Duration cpu() {
    return cpu(process.toHandle());
  }

  static Duration cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().join();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
