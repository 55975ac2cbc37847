package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.testpostgres.TestPostgres;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A PostgreSQL that goes away while a server runs, or is not there when one starts.
@Tag("socket")
@Timeout(240)
class DatabaseAwayTests {
  private static final String SECRET = "bench-secret-0123456789abcdef0123456789abcdef";
  private static final String ORIGIN = "https://spa.example.com";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  static TestPostgres postgres;

  @TempDir Path folder;

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.alone();
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  /// What a server was told.
  record Running(ServerProcess process, String issuer) {
    HttpResponse<String> get(String path) throws Exception {
      return ask(HttpRequest.newBuilder(URI.create(issuer + path)));
    }

    HttpResponse<String> post(String path, String form) throws Exception {
      String credentials =
          Base64.getEncoder()
              .encodeToString(("bench:" + SECRET).getBytes(StandardCharsets.US_ASCII));
      return ask(
          HttpRequest.newBuilder(URI.create(issuer + path))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header("Authorization", "Basic " + credentials)
              .header("Origin", ORIGIN)
              .POST(BodyPublishers.ofString(form)));
    }

    /// Nobody waits for longer than this.
    private static HttpResponse<String> ask(HttpRequest.Builder request) throws Exception {
      return HTTP.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
    }

    String accessToken() throws Exception {
      HttpResponse<String> answer = post("/token", "grant_type=client_credentials");
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body().replaceFirst(".*\"access_token\":\"([^\"]*)\".*", "$1");
    }

    /// Something that is written to the database.
    HttpResponse<String> revoke() throws Exception {
      return post("/revoke", "token=" + accessToken());
    }

    void assertAway() throws Exception {
      until(() -> get("/health/ready").statusCode() == 503);
      HttpResponse<String> refused = revoke();
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      assertThat(refused.body()).contains("\"error\":\"temporarily_unavailable\"");
      assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).contains(ORIGIN);
      // These need no database.
      assertThat(get("/health/live").statusCode()).isEqualTo(200);
      assertThat(get("/jwks").statusCode()).isEqualTo(200);
      assertThat(get("/.well-known/openid-configuration").statusCode()).isEqualTo(200);
    }

    void assertBack() throws Exception {
      until(() -> get("/health/ready").statusCode() == 200);
      assertThat(revoke().statusCode()).isEqualTo(200);
    }

    /// Said when it began and when it was over, without a stack trace.
    void assertSaidOnce() {
      List<String> lines = process.errors();
      assertThat(lines).noneMatch(line -> line.contains("\"exception\""));
      List<String> said = lines.stream().filter(line -> line.contains("storage.Outage")).toList();
      assertThat(said).hasSize(2);
      assertThat(said.getFirst()).contains("cannot be used: ");
      assertThat(said.getLast()).contains("can be used again");
    }
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      Thread.sleep(50);
    }
  }

  /// It says what it waits for before it listens.
  private static boolean isAlive(Running server) throws Exception {
    try {
      return server.get("/health/live").statusCode() == 200;
    } catch (ConnectException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Running start(String database, int management) throws IOException {
    String issuer = "http://127.0.0.1:" + freePort();
    Path config =
        Files.writeString(
            folder.resolve("mapae.yaml"),
            """
            issuer: %s
            management: 127.0.0.1:%d
            database: %s
            key_encryption_key: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
            clients:
              - {client_id: bench, client_secret: %s, grant_types: [client_credentials], scope: read}
              - client_id: spa
                token_endpoint_auth_method: none
                redirect_uris: [%s/cb]
            resources:
              - {resource: "https://api.example.com/", scopes: {read: {description: Read}}}
            """
                .formatted(issuer, management, database, SECRET, ORIGIN));
    return new Running(ServerProcess.start(folder, "serve", "--config", config.toString()), issuer);
  }

  private static void execute(String database, String... statements) throws SQLException {
    try (Connection connection = connect(database);
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d%s"
            .formatted(postgres.port(), database.substring(database.lastIndexOf('/'))),
        "postgres",
        "");
  }

  @Nested
  class While_it_runs {
    String database = postgres.freshDatabase();
    Running server;

    void start() throws Exception {
      server = DatabaseAwayTests.this.start(database, freePort());
      assertThat(server.process().line()).startsWith("mapae ready ");
      // What it read while it started it reads again; then it has everything in memory.
      String before = lastLookAtChanges();
      until(() -> !lastLookAtChanges().equals(before));
      String again = lastLookAtChanges();
      until(() -> !lastLookAtChanges().equals(again));
      assertThat(server.revoke().statusCode()).isEqualTo(200);
    }

    private String lastLookAtChanges() throws SQLException {
      try (Connection connection = connect(database);
          var statement = connection.createStatement();
          var rows =
              statement.executeQuery(
                  "SELECT coalesce(max(query_start)::text, '') FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT counter FROM changes%'")) {
        rows.next();
        return rows.getString(1);
      }
    }

    @AfterEach
    void stop() {
      server.process().close();
    }

    @Test
    void a_database_that_is_stopped_is_said_to_be_away_and_found_when_it_is_back()
        throws Exception {
      start();
      postgres.stop();
      try {
        server.assertAway();
        for (int i = 0; i < 10; i++) {
          assertThat(server.revoke().statusCode()).isEqualTo(503);
        }
      } finally {
        postgres.startAgain();
      }
      server.assertBack();
      server.assertSaidOnce();
    }

    /// A client may have been disabled on another node meanwhile.
    @Tag("long")
    @Test
    void no_token_is_issued_any_more_once_a_database_has_been_away_for_long() throws Exception {
      start();
      postgres.stop();
      try {
        server.assertAway();
        until(() -> server.post("/token", "grant_type=client_credentials").statusCode() == 503);
        assertThat(server.get("/jwks").statusCode()).isEqualTo(200);
      } finally {
        postgres.startAgain();
      }
      server.assertBack();
      assertThat(server.accessToken()).isNotEmpty();
    }

    @Test
    void a_database_that_holds_still_keeps_nobody_waiting() throws Exception {
      start();
      postgres.holdStill();
      try {
        assertThat(server.revoke().statusCode()).isEqualTo(503);
        server.assertAway();
      } finally {
        postgres.goOn();
      }
      server.assertBack();
      server.assertSaidOnce();
    }

    @Test
    void a_database_that_only_follows_is_no_use() throws Exception {
      start();
      String name = database.substring(database.lastIndexOf('/') + 1);
      execute(
          database,
          "ALTER DATABASE " + name + " SET default_transaction_read_only = on",
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
      server.assertAway();
      execute("/postgres", "ALTER DATABASE " + name + " SET default_transaction_read_only = off");
      server.assertBack();
      server.assertSaidOnce();
    }

    @Test
    void connections_that_are_cut_are_made_again() throws Exception {
      start();
      for (int i = 0; i < 5; i++) {
        execute(
            database,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        until(() -> server.revoke().statusCode() == 200);
      }
    }

    @Test
    void a_table_that_somebody_locks_is_given_up_after_a_moment() throws Exception {
      start();
      try (Connection holder = connect(database);
          var statement = holder.createStatement()) {
        holder.setAutoCommit(false);
        statement.execute("LOCK TABLE denied_tokens");
        HttpResponse<String> refused = server.revoke();
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
      }
      assertThat(server.revoke().statusCode()).isEqualTo(200);
    }
  }

  @Nested
  class At_the_start {
    @Test
    void a_database_that_is_not_there_yet_is_waited_for_until_the_server_is_told_to_end()
        throws Exception {
      String nobody = "postgresql://postgres@127.0.0.1:" + freePort() + "/mapae";
      Running server = start(nobody, freePort());
      try (ServerProcess process = server.process()) {
        until(
            () -> process.errors().stream().anyMatch(l -> l.contains("Waiting for the database")));
        until(() -> isAlive(server));
        assertThat(server.get("/health/ready").statusCode()).isEqualTo(503);
        HttpResponse<String> early = server.post("/token", "grant_type=client_credentials");
        assertThat(early.statusCode()).isEqualTo(503);
        assertThat(early.headers().firstValue("Retry-After")).isPresent();
        process.terminate();
        assertThat(process.status()).isZero();
      }
    }

    @Test
    void a_database_that_does_not_exist_is_not_waited_for() throws Exception {
      try (ServerProcess process =
          start("postgresql://postgres@127.0.0.1:" + postgres.port() + "/nobody", freePort())
              .process()) {
        assertThat(process.status()).isEqualTo(1);
        assertThat(process.errors())
            .anySatisfy(line ->
                assertThat(line).startsWith("mapae: The database").contains("does not exist"));
      }
    }

    @Test
    void a_port_in_use_ends_it_although_the_database_is_not_there() throws Exception {
      try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          ServerProcess process =
              start("postgresql://postgres@127.0.0.1:" + freePort() + "/m", taken.getLocalPort())
                  .process()) {
        assertThat(process.status()).isEqualTo(1);
        assertThat(process.errors())
            .anySatisfy(line -> assertThat(line).startsWith("mapae: cannot listen on "));
      }
    }
  }
}
