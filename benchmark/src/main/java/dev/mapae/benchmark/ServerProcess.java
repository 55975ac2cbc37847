package dev.mapae.benchmark;

import dev.mapae.protocol.BasicCredentials;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Mapae in a process of its own, on a free port, started as its users start it.
final class ServerProcess extends Restartable {
  /// How many connections to PostgreSQL it has.
  static final int CONNECTIONS = 10;

  private static final byte[] KEY_ENCRYPTION_KEY = new byte[32];

  private final String name;
  private final String issuer;
  private final String database;
  private final ScratchFolder folder;

  private ServerProcess(String name, String issuer, String database, ScratchFolder folder) {
    super(
        folder,
        List.of(
            Options.root().toAbsolutePath().resolve("mapae").toString(),
            "serve",
            "--config",
            folder.resolve("mapae.yaml").toString()),
        Map.of());
    this.name = name;
    this.issuer = issuer;
    this.database = database;
    this.folder = folder;
  }

  /// The person who has to have a second factor, where there is [#ALL_PAGES].
  static final String CAREFUL = "carol";

  /// All that makes pages of its own. Nothing goes out: no mail is sent, and nobody goes to the
  /// provider.
  static final String ALL_PAGES =
      """
      people_may_register: true
      mail: {smtp: "smtp://127.0.0.1:1", from: id@example.com}
      authentication: {methods: [password, passkey, email_link], second_factor_roles: [careful]}
      upstream_providers:
        - id: company
          issuer: https://sso.example.com
          name: Example Company
          client_id: mapae
          client_secret: of the company
      """;

  /// Starts a server with a SQLite file of its own.
  static ServerProcess onSqlite() throws IOException {
    return onSqlite("");
  }

  /// The same.
  ///
  /// @param more of the configuration file
  static ServerProcess onSqlite(String more) throws IOException {
    return start(
        "Mapae, SQLite", folder -> "database: sqlite:" + folder.resolve("mapae.db") + "\n" + more);
  }

  /// Starts a server on an empty PostgreSQL database.
  ///
  /// @param url as in the configuration file
  static ServerProcess onPostgres(String url) throws IOException {
    return onPostgres(url, "");
  }

  /// The same.
  ///
  /// @param more of the configuration file
  static ServerProcess onPostgres(String url, String more) throws IOException {
    return start(
        "Mapae, PostgreSQL",
        folder -> "database: %s\ndatabase_connections: %d\n%s".formatted(url, CONNECTIONS, more));
  }

  /// Starts a server and waits until it is ready.
  ///
  /// @throws IllegalStateException when it ends instead
  private static ServerProcess start(String name, Function<ScratchFolder, String> database)
      throws IOException {
    String issuer = "http://127.0.0.1:" + freePort();
    ScratchFolder folder = ScratchFolder.create();
    ServerProcess server = new ServerProcess(name, issuer, database.apply(folder), folder);
    server.begin();
    return server;
  }

  @Override
  void prepare() throws IOException {
    Files.writeString(folder.resolve("mapae.yaml"), configuration(issuer, database));
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
            %sclients:
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
                    database.contains(ALL_PAGES) ? careful() : "",
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
              scope: openid profile email playlist.read playlist.write
          """
              .formatted(Population.client(client), SECRET));
    }
    return text.toString();
  }

  private static String careful() {
    return "  - {username: %s, password: %s, roles: [careful]}\n".formatted(CAREFUL, PASSWORD);
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
  public String refreshScope() {
    return "playlist.read";
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

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
