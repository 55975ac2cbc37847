package dev.mapae.benchmark;

import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.KeyEncryption;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.storage.DatabaseAddress;
import dev.mapae.storage.PostgresUrl;
import dev.mapae.testpostgres.TestPostgres;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// A server on a database full of grants, and what is measured there.
final class Site implements AutoCloseable {
  /// How many call the server at once, so that it always has something to do.
  static final int CALLERS = 32;

  private final ServerProcess server;
  private final Population population;
  private final SiteDatabase database;
  private final KeyRing keys;

  /// What came of a loop, and the processor time that one thousand took: of the server, of the
  /// database where it has processes of its own, and of this process, which calls.
  record Measured(
      Loop.Result loop, double serverMillis, double databaseMillis, double callersMillis) {
    double perSecond() {
      return loop.perSecond();
    }

    double allMillis() {
      return serverMillis + databaseMillis + callersMillis;
    }
  }

  private record CpuTimes(Duration server, Duration database, Duration callers) {}

  private interface Measurement {
    Loop.Result take() throws Exception;
  }

  private Site(ServerProcess server, int grants, DatabaseAddress address, SiteDatabase database) {
    this.server = server;
    this.population = new Population(server.issuer(), grants, System.currentTimeMillis());
    this.database = database;
    this.keys = keys(server, address);
  }

  private static KeyRing keys(ServerProcess server, DatabaseAddress address) {
    try (Stores stores = address.openBeside(server.issuer())) {
      return new ServerKeys(
              stores.keys(),
              new KeyEncryption(
                  ServerProcess.keyEncryptionKeys(), server.issuer(), new SecureRandom()),
              InstantSource.system())
          .get();
    }
  }

  /// A server and a fresh database on a PostgreSQL server.
  static Site onPostgres(TestPostgres postgres, int grants) throws IOException, SQLException {
    String url = postgres.freshDatabase();
    return filled(
        ServerProcess.onPostgres(url),
        grants,
        new DatabaseAddress.Postgres(PostgresUrl.parse(url), 2),
        new SiteDatabase.OnPostgres(url));
  }

  /// A server with a SQLite file.
  static Site onSqlite(int grants) throws IOException, SQLException {
    ServerProcess server = ServerProcess.onSqlite();
    return filled(
        server,
        grants,
        new DatabaseAddress.Sqlite(server.sqliteFile()),
        new SiteDatabase.OnSqlite("jdbc:sqlite:" + server.sqliteFile()));
  }

  private static Site filled(
      ServerProcess server, int grants, DatabaseAddress address, SiteDatabase database)
      throws IOException, SQLException {
    try {
      Site site = new Site(server, grants, address, database);
      database.fill(site.population);
      return site;
    } catch (IOException | SQLException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  int grants() {
    return population.grants();
  }

  boolean isPostgres() {
    return database instanceof SiteDatabase.OnPostgres;
  }

  ServerProcess server() {
    return server;
  }

  /// Calls the server until its code is compiled.
  void warmUp(Duration step) throws Exception {
    Compiler.untilItRests(server, () -> refresh(step));
    Compiler.untilItRests(server, () -> introspect(step));
  }

  /// Renews grants by HTTP.
  Measured refresh(Duration lasting) throws Exception {
    List<Refresher> callers = new ArrayList<>();
    Handles handles = new Handles(server.issuer(), () -> keys);
    for (int i = 0; i < CALLERS; i++) {
      callers.add(
          new Refresher(
              new KeptConnection(server.uri()), population, population.share(i, CALLERS), handles));
    }
    Measured result = measure(() -> Loop.run(callers, lasting));
    callers.forEach(Refresher::close);
    return result;
  }

  /// Presents access tokens by HTTP.
  Measured present(Bearer.Presenting what, Duration lasting) throws Exception {
    List<Bearer> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(
          Bearer.drawing(
              what,
              new KeptConnection(server.uri()),
              population,
              population.share(i, CALLERS),
              keys));
    }
    if (what.sight() == Bearer.Sight.AGAIN) {
      for (Bearer caller : callers) {
        caller.presentAll();
      }
    }
    Measured result = measure(() -> Loop.run(callers, lasting));
    callers.forEach(Bearer::close);
    return result;
  }

  /// Asks about access tokens by HTTP.
  Measured introspect(Duration lasting) throws Exception {
    return present(
        new Bearer.Presenting(Bearer.Endpoint.INTROSPECTION, Bearer.Sight.FIRST), lasting);
  }

  /// Finds grants without a server.
  ///
  /// @return the processor time that each takes whoever asks, in µs
  double find(Duration lasting) throws SQLException {
    List<BareFind> finds = new ArrayList<>();
    int threads = Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < threads; i++) {
      finds.add(new BareFind(server.issuer(), population.share(i, threads), database.connect()));
    }
    double micros = Bare.micros(finds, lasting);
    for (BareFind find : finds) {
      find.close();
    }
    return micros;
  }

  /// Does the same to the rows as the server would, without a server.
  Measured bare(Duration lasting) throws Exception {
    try (SiteDatabase.BareLoops bare = database.bare(population)) {
      return measure(() -> Loop.run(bare.loops(), lasting));
    }
  }

  private Measured measure(Measurement measurement) throws Exception {
    CpuTimes before = cpuTimes();
    Loop.Result loop = measurement.take();
    CpuTimes after = cpuTimes();
    double each = 1000.0 / Math.max(1, loop.done());
    return new Measured(
        loop,
        after.server.minus(before.server).toMillis() * each,
        after.database.minus(before.database).toMillis() * each,
        after.callers.minus(before.callers).toMillis() * each);
  }

  private CpuTimes cpuTimes() throws SQLException {
    return new CpuTimes(Load.cpu(server), database.cpu(), Load.cpu(ProcessHandle.current()));
  }

  /// How large the table of grants is with its indexes.
  double bytesPerGrant() throws SQLException {
    return ask("SELECT pg_total_relation_size('grants')") / grants();
  }

  /// Which part of the updates touched no index.
  double heapOnlyUpdates() throws SQLException {
    return ask(
        "SELECT n_tup_hot_upd::float / n_tup_upd FROM pg_stat_user_tables"
            + " WHERE relname = 'grants'");
  }

  private double ask(String query) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(query)) {
      answer.next();
      return answer.getDouble(1);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
