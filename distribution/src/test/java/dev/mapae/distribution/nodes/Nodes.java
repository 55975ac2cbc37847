package dev.mapae.distribution.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.distribution.ServerProcess;
import dev.mapae.storage.DatabaseAddress;
import dev.mapae.storage.PostgresUrl;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Servers that are one to the outside: the same issuer, the same database, the same keys.
final class Nodes implements AutoCloseable {
  private static final String ISSUER = "http://127.0.0.1:9";
  private static final String KEY_ENCRYPTION_KEY = Base64.getEncoder().encodeToString(new byte[32]);

  private final Path folder;
  private final String database;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Node> started = new ArrayList<>();

  /// None yet.
  ///
  /// @param folder for their files
  Nodes(Path folder, Engine engine) {
    this.folder = folder;
    this.database = engine.freshDatabase();
  }

  /// Starts one more, with the clients, people and APIs of [App].
  Node start() throws IOException {
    return start(App.declarations());
  }

  /// Starts one more, with others.
  Node start(String declarations) throws IOException {
    int port = Node.freePort();
    Node node = Node.start(folder, port, configuration(port) + declarations);
    started.add(node);
    return node;
  }

  /// Runs a command of the administrator beside them.
  ///
  /// @return what it printed
  String command(String... words) throws IOException, InterruptedException {
    Path file = Files.createTempFile(folder, "command", ".yaml");
    Files.writeString(file, configuration(Node.freePort()));
    List<String> command = new ArrayList<>(List.of(words));
    command.addAll(List.of("--config", file.toString()));
    try (ServerProcess process = ServerProcess.start(folder, command.toArray(String[]::new))) {
      String printed = process.line();
      assertThat(process.status()).as(process.errors().toString()).isZero();
      return printed;
    }
  }

  private String configuration(int port) {
    return """
    issuer: %s
    listen: 127.0.0.1:%d
    management: 127.0.0.1:0
    database: %s
    key_encryption_key: %s
    """
        .formatted(ISSUER, port, database, KEY_ENCRYPTION_KEY);
  }

  /// One of them as its clients see it.
  Site site(Node node) {
    return site(node.base());
  }

  /// All of them as their clients see them at an address.
  Site site(URI base) {
    return new Site(http, base, ISSUER);
  }

  /// The stores, as a command opens them that works beside the nodes.
  Stores beside() {
    return new DatabaseAddress.Postgres(PostgresUrl.parse(database), 2).openBeside(ISSUER);
  }

  @Override
  public void close() {
    started.forEach(Node::close);
    http.close();
  }
}
