package dev.mapae.benchmark;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/// The database of a [Site]: what differs between the engines.
sealed interface SiteDatabase {
  Connection connect() throws SQLException;

  BareLoops bare(Population population) throws SQLException;

  /// Makes all of these grants and people.
  void fill(Population population) throws IOException, SQLException;

  /// The processor time that its own processes have used so far.
  Duration cpu() throws SQLException;

  /// The bare loops with what they share.
  record BareLoops(List<BareLoop> loops, Optional<BareGroupCommit> writer)
      implements AutoCloseable {
    @Override
    public void close() throws SQLException {
      for (BareLoop loop : loops) {
        loop.close();
      }
      writer.ifPresent(BareGroupCommit::close);
    }
  }

  record OnPostgres(String url) implements SiteDatabase {
    @Override
    public Connection connect() throws SQLException {
      return DriverManager.getConnection(
          "jdbc:postgresql://" + url.substring(url.indexOf('@') + 1), "postgres", "");
    }

    @Override
    public void fill(Population population) throws IOException, SQLException {
      try (Connection connection = connect()) {
        Seeding.copy(population, connection);
      }
    }

    @Override
    public Duration cpu() throws SQLException {
      Duration all = Duration.ZERO;
      try (Connection connection = connect();
          Statement statement = connection.createStatement();
          ResultSet processes = statement.executeQuery("SELECT pid FROM pg_stat_activity")) {
        while (processes.next()) {
          all =
              all.plus(ProcessHandle.of(processes.getLong(1)).map(Load::cpu).orElse(Duration.ZERO));
        }
      }
      return all;
    }

    @Override
    public BareLoops bare(Population population) throws SQLException {
      List<BareLoop> loops = new ArrayList<>();
      for (int i = 0; i < ServerProcess.CONNECTIONS; i++) {
        IntSupplier share = population.share(i, ServerProcess.CONNECTIONS);
        loops.add(BareLoop.alone(population, share, connect()));
      }
      return new BareLoops(loops, Optional.empty());
    }
  }

  record OnSqlite(String url) implements SiteDatabase {
    @Override
    public void fill(Population population) throws SQLException {
      try (Connection connection = connect()) {
        Seeding.insert(population, connection);
      }
    }

    @Override
    public Duration cpu() {
      return Duration.ZERO;
    }

    @Override
    public Connection connect() throws SQLException {
      Connection connection = DriverManager.getConnection(url);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA synchronous = FULL");
        statement.execute("PRAGMA busy_timeout = 10000");
      }
      return connection;
    }

    @Override
    public BareLoops bare(Population population) throws SQLException {
      BareGroupCommit writer = new BareGroupCommit(connect());
      List<BareLoop> loops = new ArrayList<>();
      for (int i = 0; i < Site.CALLERS; i++) {
        loops.add(
            BareLoop.beside(writer, population, population.share(i, Site.CALLERS), connect()));
      }
      return new BareLoops(loops, Optional.of(writer));
    }
  }
}
