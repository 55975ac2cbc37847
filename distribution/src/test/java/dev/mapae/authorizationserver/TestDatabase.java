package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.storage.DatabaseAddress;
import dev.mapae.storage.PostgresUrl;
import dev.mapae.testpostgres.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A database of the tests: the server's, and as somebody sees it who has taken it: every row, and
/// a pen.
public final class TestDatabase implements AutoCloseable {
  /// To PostgreSQL, of each server.
  static final int CONNECTIONS = 8;

  /// The table of the counters of wrong passwords.
  static final String COUNTERS = "throttles";

  // To empty a database takes a fraction of the time that it takes to make one.
  private static final ConcurrentLinkedDeque<String> EMPTY = new ConcurrentLinkedDeque<>();

  private final String name;
  private final Consumer<TestDatabase> release;

  private TestDatabase(String name, Consumer<TestDatabase> release) {
    this.name = name;
    this.release = release;
  }

  /// A file in a folder of its own.
  static TestDatabase sqlite() {
    try {
      Path folder = Files.createTempDirectory("mapae-test");
      Path file = Files.write(folder.resolve("mapae.db"), EmptyFile.CONTENT);
      return new TestDatabase(file.toString(), db -> delete(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A database of the tests' own server.
  static TestDatabase postgresql() {
    String known = EMPTY.poll();
    return new TestDatabase(
        known == null ? TestPostgres.shared().freshDatabase() : known,
        db -> {
          db.empty();
          EMPTY.push(db.name);
        });
  }

  /// The same database by another way.
  TestDatabase by(UnaryOperator<String> way) {
    return new TestDatabase(way.apply(name), db -> close());
  }

  /// The path of a SQLite file, or the URL of a PostgreSQL database.
  public String name() {
    return name;
  }

  DatabaseAddress address() {
    return address(name);
  }

  static DatabaseAddress address(String name) {
    return name.startsWith("postgresql:")
        ? new DatabaseAddress.Postgres(PostgresUrl.parse(name), CONNECTIONS)
        : new DatabaseAddress.Sqlite(Path.of(name));
  }

  /// The stores of a server.
  Stores open(String issuer) {
    return address().open(issuer);
  }

  /// The stores of another node, or of a command.
  Stores openBeside(String issuer) {
    return address().openBeside(issuer);
  }

  /// Every row of every table, as text.
  List<String> rows() {
    return query(statement -> {
      List<String> rows = new ArrayList<>();
      for (String table : tables(statement.getConnection())) {
        TreeSet<String> sorted = new TreeSet<>();
        ResultSet found = statement.executeQuery("SELECT * FROM " + table);
        while (found.next()) {
          StringBuilder row = new StringBuilder(table);
          for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
            row.append(" | ").append(found.getString(i));
          }
          sorted.add(row.toString());
        }
        rows.addAll(sorted);
      }
      return rows;
    });
  }

  /// The same without the counters of wrong passwords, of which there is a fixed number.
  List<String> rowsBesideCounters() {
    return rows().stream().filter(row -> !row.startsWith(COUNTERS + " ")).toList();
  }

  /// How many rows each table has.
  Map<String, Integer> counts() {
    return query(statement -> {
      Map<String, Integer> counts = new TreeMap<>();
      for (String table : tables(statement.getConnection())) {
        ResultSet count = statement.executeQuery("SELECT count(*) FROM " + table);
        count.next();
        counts.put(table, count.getInt(1));
      }
      return counts;
    });
  }

  /// Changes rows behind the server's back.
  ///
  /// @return how many
  int change(String sql) {
    return query(statement -> statement.executeUpdate(sql));
  }

  /// The value that a query finds first.
  String value(String sql) {
    return values(sql).getFirst();
  }

  /// The first column of what a query finds.
  List<String> values(String sql) {
    return query(statement -> {
      List<String> values = new ArrayList<>();
      ResultSet found = statement.executeQuery(sql);
      while (found.next()) {
        values.add(found.getString(1));
      }
      return values;
    });
  }

  /// Every file in which the engine keeps this database, or kept what was in it: also what was
  /// deleted, and the log of what was written.
  List<Path> files() {
    return switch (address()) {
      case DatabaseAddress.Sqlite(Path file) -> below(parent(file));
      case DatabaseAddress.Postgres _ -> {
        query(statement -> statement.execute("CHECKPOINT"));
        Path data = Path.of(value("SHOW data_directory"));
        String own = value("SELECT oid FROM pg_database WHERE datname = current_database()");
        List<Path> files = new ArrayList<>(below(data.resolve("base").resolve(own)));
        files.addAll(below(data.resolve("pg_wal")));
        yield files;
      }
    };
  }

  private static Path parent(Path file) {
    return Objects.requireNonNull(file.getParent());
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Leaves the tables, and nothing in them.
  void empty() {
    query(statement -> {
      for (String table : tables(statement.getConnection())) {
        statement.executeUpdate("DELETE FROM " + table);
      }
      return true;
    });
  }

  private static List<String> tables(Connection connection) throws SQLException {
    DatabaseMetaData metadata = connection.getMetaData();
    List<String> tables = new ArrayList<>();
    try (ResultSet found =
        metadata.getTables(null, connection.getSchema(), "%", new String[] {"TABLE"})) {
      while (found.next()) {
        tables.add(found.getString("TABLE_NAME"));
      }
    }
    tables.remove("schema_version");
    return tables;
  }

  private <T> T query(Query<T> query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      return query.on(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// By another door than the server's.
  public Connection connect() throws SQLException {
    return switch (address()) {
      case DatabaseAddress.Sqlite(Path file) -> DriverManager.getConnection("jdbc:sqlite:" + file);
      case DatabaseAddress.Postgres(PostgresUrl url, int _) ->
          DriverManager.getConnection(
              "jdbc:postgresql://" + url.hosts() + "/" + url.database(), url.user(), "");
    };
  }

  // To copy the tables takes a fraction of the time that it takes to make them.
  private static final class EmptyFile {
    static final byte[] CONTENT = content();

    private static byte[] content() {
      try {
        Path folder = Files.createTempDirectory("mapae-test");
        Path file = folder.resolve("mapae.db");
        address(file.toString()).open("https://id.example.com").close();
        byte[] content = Files.readAllBytes(file);
        delete(folder);
        return content;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @FunctionalInterface
  private interface Query<T> {
    T on(Statement statement) throws SQLException;
  }

  @Override
  public void close() {
    release.accept(this);
  }
}
