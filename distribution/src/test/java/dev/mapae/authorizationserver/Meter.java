package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.storage.ObservedSqlite;
import dev.mapae.testpostgres.PostgresWire;
import dev.mapae.testpostgres.PostgresWire.Done;
import dev.mapae.testpostgres.PostgresWire.Trip;
import dev.mapae.testpostgres.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Measures what a server asks of its database: on PostgreSQL on the wire, so that nothing in the
/// server can hide anything; on SQLite, which has no wire, at the driver.
///
/// @param server the one that is measured
/// @param costs since they were asked for last
record Meter(TestServer server, Supplier<Cost> costs, Runnable end) implements AutoCloseable {
  private static final String[] WRITING = {"INSERT", "UPDATE", "DELETE", "WITH"};

  /// What was asked of a database.
  ///
  /// @param reads queries
  /// @param writes statements that change rows, or would
  /// @param waits what takes time: round trips to PostgreSQL, commits of SQLite
  record Cost(long reads, long writes, long waits) {}

  static Meter on(Engine engine, Declarations declarations, Seams seams) {
    return switch (engine) {
      case SQLITE -> onSqlite(declarations, seams);
      case POSTGRESQL -> onPostgresql(declarations, seams);
    };
  }

  private static Meter onSqlite(Declarations declarations, Seams seams) {
    var statements = new ConcurrentLinkedQueue<String>();
    TestDatabase database = TestDatabase.sqlite();
    TestServer server =
        new TestServer(
            database,
            TestServer.ISSUER,
            declarations,
            seams.around(opened -> observed(opened, Path.of(database.name()), statements)));
    return new Meter(
        server,
        () -> {
          List<String> taken = taken(statements);
          return new Cost(
              count(taken.stream(), "SELECT"),
              count(taken.stream(), WRITING),
              count(taken.stream(), "COMMIT"));
        },
        server::close);
  }

  private static Stores observed(
      Stores opened, Path file, ConcurrentLinkedQueue<String> statements) {
    opened.close();
    try {
      return ObservedSqlite.open(file, TestServer.ISSUER.value(), statements::add);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Meter onPostgresql(Declarations declarations, Seams seams) {
    PostgresWire wire = new PostgresWire(TestPostgres.shared().port());
    TestServer server =
        new TestServer(
            TestDatabase.postgresql().by(wire::through), TestServer.ISSUER, declarations, seams);
    awaitConnections(wire);
    return new Meter(
        server,
        () -> {
          // Without those of the pool, which now and then asks whether a connection still lives.
          List<Trip> trips = wire.take().stream().filter(t -> !isProbe(t)).toList();
          return new Cost(count(tags(trips), "SELECT"), count(tags(trips), WRITING), trips.size());
        },
        () -> {
          server.close();
          wire.close();
        });
  }

  /// The pool opens its connections beside everything else, and asks each a few things at first.
  private static void awaitConnections(PostgresWire wire) {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
    while (wire.connections() < TestDatabase.CONNECTIONS) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError(wire.connections() + " connections are open");
      }
      Thread.onSpinWait();
    }
  }

  private static boolean isProbe(Trip trip) {
    return !trip.statements().isEmpty()
        && trip.statements().stream().allMatch(s -> s.tag().isEmpty());
  }

  private static Stream<String> tags(List<Trip> trips) {
    return trips.stream().flatMap(t -> t.statements().stream()).map(Done::tag);
  }

  private static long count(Stream<String> statements, String... words) {
    return statements.filter(s -> Stream.of(words).anyMatch(s.strip()::startsWith)).count();
  }

  private static List<String> taken(ConcurrentLinkedQueue<String> queue) {
    List<String> taken = new ArrayList<>();
    for (String next = queue.poll(); next != null; next = queue.poll()) {
      taken.add(next);
    }
    return taken;
  }

  @Override
  public void close() {
    end.run();
  }
}
