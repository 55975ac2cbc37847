package dev.mapae.storage;

import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a start does with a PostgreSQL database: it asks for the version of the schema, and does
/// more only where that is not the one of today.
///
/// @param migrations what leads to the schema of today
record PostgresSchema(PostgresUrl url, Migrations migrations) {
  private static final Logger log = LoggerFactory.getLogger(PostgresSchema.class);

  /// Any number that nobody else takes for an advisory lock: "Mapa".
  private static final long LOCK = 0x4d617061L;

  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final PostgresDialect DIALECT = new PostgresDialect();

  /// Makes sure of a schema to work on.
  ///
  /// @throws DatabaseRefusedException when there is none, or none yet
  void prepare() {
    try {
      SchemaVersion version = version();
      if (!version.isUsableBy(migrations.version())) {
        throw DatabaseRefusedException.newer(url.toString(), version, migrations.version());
      }
      if (version.number() < migrations.version()) {
        migrate();
      }
    } catch (SQLException e) {
      throw refusal(e);
    }
  }

  private SchemaVersion version() throws SQLException {
    try (Sql sql = new Sql(connect(SILENCE))) {
      return DIALECT.version(sql);
    } catch (SQLException e) {
      PostgresState state = PostgresState.of(e);
      if (state.equals(PostgresState.UNDEFINED_COLUMN)) {
        throw DatabaseRefusedException.foreign(url);
      }
      if (!state.equals(PostgresState.UNDEFINED_TABLE)) {
        throw e;
      }
      return SchemaVersion.NONE;
    }
  }

  /// Takes the missing steps on one connection while another one holds the lock, in a transaction
  /// that does nothing: so it is given back however this process ends, and behind a pooler too that
  /// lends connections for a transaction only.
  ///
  /// It asks for the lock again and again and waits for it outside of the database: an index that
  /// is built beside the traffic waits for every query under way, and so it would for this one.
  private void migrate() throws SQLException {
    try (Sql second = patient();
        Sql sql = patient()) {
      for (boolean said = false; !second.transaction(lock -> migrate(lock, sql)); said = true) {
        if (!said) {
          log.info("Another node brings the database {} up to date; waiting for it.", url);
        }
        PostgresDialect.pause(PAUSE);
      }
    }
    log.info("The database {} has schema {} now.", url, migrations.version());
  }

  private boolean migrate(Sql lock, Sql sql) throws SQLException {
    if (!lock.one("SELECT pg_try_advisory_xact_lock(?)", Row::flag, LOCK).orElse(false)) {
      return false;
    }
    // That a machine is gone which holds the lock is known within half a minute.
    lock.update("SET LOCAL tcp_keepalives_idle = 10");
    lock.update("SET LOCAL tcp_keepalives_interval = 5");
    lock.update("SET LOCAL tcp_keepalives_count = 4");
    // Last comes what is no query: the driver leaves the answer to a query open, and an index that
    // is built beside the traffic would wait for it.
    lock.update("SET LOCAL idle_in_transaction_session_timeout = 0");
    if (!DIALECT.claim(sql)) {
      throw DatabaseRefusedException.foreign(url);
    }
    migrations.apply(sql, DIALECT);
    return true;
  }

  /// A connection on which a statement may last.
  private Sql patient() throws SQLException {
    Sql sql = new Sql(connect(Duration.ZERO));
    sql.update("SET statement_timeout = 0");
    // Whatever the database has set: a stricter one would keep what the lock's transaction first
    // saw,
    // and an index that is built beside the traffic waits for whoever does.
    sql.update("SET default_transaction_isolation = 'read committed'");
    return sql;
  }

  // The driver's own connection, as that of a pool does not say why it did not come.
  private Connection connect(Duration silence) throws SQLException {
    return DriverManager.getConnection(url.jdbcUrl(), url.properties(silence));
  }

  private DatabaseRefusedException refusal(SQLException e) {
    PostgresState state = PostgresState.of(e);
    String why = String.valueOf(e.getMessage()).replace('\n', ' ');
    return state.isNoTime() || (state.isOfTheConnection() && isOfTheNetwork(e))
        ? DatabaseRefusedException.away(url.toString(), why)
        : DatabaseRefusedException.unreachable(url.toString(), why);
  }

  private static boolean isOfTheNetwork(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException
          || cause instanceof SocketTimeoutException
          || cause instanceof EOFException
          || cause instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }
}
