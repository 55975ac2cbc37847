package dev.mapae.authorizationserver;

import dev.mapae.storage.DatabaseAddress;
import dev.mapae.storage.PostgresUrl;
import dev.mapae.testpostgres.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.stream.Collectors;

/// The frozen snapshot of the first schema, thawed: a database as it was then, and what people and
/// clients have held since.
///
/// @param address of the copy
record FirstSchema(DatabaseAddress address, Properties held) {
  static final String FOLDER = "/dev/mapae/authorizationserver/first-schema/";
  static final String SQLITE = "mapae.db";
  static final String POSTGRESQL = "postgresql.sql";
  static final String HELD = "held.properties";

  static FirstSchema inSqlite(Path folder) {
    try {
      Path file = Files.write(folder.resolve(SQLITE), read(SQLITE));
      return new FirstSchema(new DatabaseAddress.Sqlite(file), readHeld());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static FirstSchema inPostgres() {
    PostgresUrl url = PostgresUrl.parse(TestPostgres.shared().freshDatabase());
    try (var connection = DriverManager.getConnection(jdbc(url));
        var statement = connection.createStatement()) {
      statement.execute(new String(read(POSTGRESQL), StandardCharsets.UTF_8));
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
    return new FirstSchema(new DatabaseAddress.Postgres(url, 8), readHeld());
  }

  static String jdbc(PostgresUrl url) {
    return "jdbc:postgresql://%s/%s?user=%s".formatted(url.hosts(), url.database(), url.user());
  }

  /// What somebody held.
  String held(String name) {
    String value = held.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("the snapshot has no " + name);
    }
    return value;
  }

  /// The cookies of the browser in which Alice is signed in.
  String cookies() {
    return held.stringPropertyNames().stream()
        .filter(name -> name.startsWith("cookie."))
        .map(name -> name.substring("cookie.".length()) + "=" + held(name))
        .collect(Collectors.joining("; "));
  }

  /// A clock that shows a moment after the snapshot.
  TestClock clock() {
    TestClock clock = new TestClock();
    clock.advance(Duration.between(clock.instant(), Instant.parse(held("now"))));
    return clock;
  }

  private static Properties readHeld() {
    try {
      Properties held = new Properties();
      held.load(new StringReader(new String(read(HELD), StandardCharsets.UTF_8)));
      return held;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(String name) throws IOException {
    try (InputStream in = FirstSchema.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("there is no snapshot");
      }
      return in.readAllBytes();
    }
  }
}
