package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import dev.mapae.storage.DatabaseAddress;
import dev.mapae.storage.PostgresUrl;
import dev.mapae.storage.Schemas;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The first schema is upgraded while two nodes of the version before are at work, and no request
/// of theirs fails.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpgradeUnderTrafficTests {
  /// As many as make the back-fill and the index last for a while.
  private static final int ROWS = 20_000;

  private static final int THREADS = 4;

  final FirstSchema snapshot = FirstSchema.inPostgres();
  final PostgresUrl url = ((DatabaseAddress.Postgres) snapshot.address()).url();
  final Queue<String> failures = new ConcurrentLinkedQueue<>();
  final AtomicLong lives = new AtomicLong();
  final AtomicBoolean ends = new AtomicBoolean();

  @Test
  void no_request_fails() throws Exception {
    execute(
        """
        INSERT INTO grants SELECT issuer, 'filled ' || n, 1, subject, client_id, session_id,
          ends_with_session, scope, resources, resources_named, claims, redirect_uri,
          code_challenge, nonce, authenticated_at, acr, amr, created_at, used_at, expires_at
        FROM (SELECT * FROM grants LIMIT 1) one, generate_series(1, %d) n
        """
            .formatted(ROWS));
    try (Node a = new Node(snapshot.address(), snapshot.clock());
        Node b = new Node(snapshot.address(), snapshot.clock())) {
      List<Thread> traffic = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        boolean even = i % 2 == 0;
        traffic.add(Thread.ofPlatform().start(() -> live(even ? a : b, even ? b : a)));
      }
      awaitMoreTraffic();
      long before = lives.get();
      Schemas.upgrade(url);
      assertThat(lives.get()).as("while it was upgraded").isGreaterThan(before);
      awaitMoreTraffic();
      ends.set(true);
      for (Thread thread : traffic) {
        thread.join();
      }
    }
    assertThat(failures).isEmpty();
    assertThat(count("SELECT count(*) FROM grants WHERE note = 'old'")).isGreaterThan(ROWS);
    assertThat(count("SELECT count(*) FROM grants WHERE note = 'new'")).isPositive();
    assertThat(count("SELECT count(*) FROM grants WHERE note IS NULL")).isZero();
    // A node of the version before may also start again.
    try (Node again = new Node(snapshot.address(), snapshot.clock())) {
      live(again, again);
    }
    assertThat(failures).isEmpty();
  }

  private void awaitMoreTraffic() throws InterruptedException {
    for (long enough = lives.get() + 50; lives.get() < enough && failures.isEmpty(); ) {
      Thread.sleep(10);
    }
  }

  /// Lets Alice, who is signed in, allow grants at one node, which live and end on both.
  private void live(Node one, Node other) {
    do {
      try {
        String location =
            one.get(ask(), "Cookie", snapshot.cookies()).header("Location").orElse("");
        String code =
            Parameters.parse(location.substring(location.indexOf('?') + 1)).required("code");
        Object token = ok(other, "/token", Ask.web("").redemption(code)).get("refresh_token");
        for (int i = 0; i < 4; i++) {
          token =
              ok(i % 2 == 0 ? one : other, "/token", TestClients.refresh(token))
                  .get("refresh_token");
        }
        Parameters about = Parameters.empty().with("token", (String) token);
        if (!Boolean.TRUE.equals(ok(one, "/introspect", about).get("active"))) {
          failures.add("a live token is inactive");
        }
        if (lives.incrementAndGet() % 2 == 0) {
          ok(other, "/revoke", about);
        }
      } catch (RuntimeException e) {
        failures.add(e.toString());
      }
    } while (!ends.get() && failures.isEmpty());
  }

  private static String ask() {
    return Ask.web("openid offline_access playlist.read").url();
  }

  private Map<String, Object> ok(Node node, String path, Parameters form) {
    Response response = node.post(path, form, "Authorization", TestServer.basic("web"));
    if (response.status() != 200) {
      failures.add(
          path
              + ": "
              + response.status()
              + " "
              + new String(response.body(), StandardCharsets.UTF_8));
    }
    return response.body().length == 0 ? Map.of() : json(response);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(FirstSchema.jdbc(url));
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long count(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(FirstSchema.jdbc(url));
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
