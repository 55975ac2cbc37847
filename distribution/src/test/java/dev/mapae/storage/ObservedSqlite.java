package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Stores;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/// The stores of a SQLite file, of which every statement is told to an observer: those of the
/// stores themselves, and those by which the writer begins and commits.
public final class ObservedSqlite {
  private ObservedSqlite() {}

  /// Opens the stores in a file whose tables are there.
  public static Stores open(Path file, String issuer, Consumer<String> observer)
      throws SQLException {
    return new SqlStores(
        new Observed(
            new GroupCommit(new Sql(observed(file, observer)), 64, () -> {}),
            new Readers(() -> new Sql(observed(file, observer)), 4, Duration.ofSeconds(5))),
        issuer);
  }

  private record Observed(GroupCommit writer, Readers readers) implements Database {
    @Override
    public <T> T read(Work<T> work) {
      return readers.read(work);
    }

    @Override
    public <T> T readOneMoment(Work<T> work) {
      return readers.read(sql -> sql.transaction(work));
    }

    @Override
    public <T> T writeOne(Work<T> work) {
      return writer.write(work);
    }

    @Override
    public <T> T write(Work<T> work) {
      return writer.write(work);
    }

    @Override
    public Dialect dialect() {
      return new SqliteDialect();
    }

    @Override
    public boolean isReady() {
      return writer.answers(Duration.ofSeconds(1), sql -> true);
    }

    @Override
    public void close() {
      writer.close();
      readers.close();
    }
  }

  private static Connection observed(Path file, Consumer<String> observer) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    return around(
        Connection.class,
        connection,
        (method, arguments, answer) ->
            answer instanceof PreparedStatement statement
                ? observed(statement, (String) arguments[0], observer)
                : answer);
  }

  private static PreparedStatement observed(
      PreparedStatement statement, String sql, Consumer<String> observer) {
    return around(
        PreparedStatement.class,
        statement,
        (method, arguments, answer) -> {
          if (method.startsWith("execute")) {
            observer.accept(sql);
          }
          return answer;
        });
  }

  private interface After {
    Object call(String method, Object[] arguments, Object answer);
  }

  private static <T> T around(Class<T> type, T real, After after) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return after.call(method.getName(), arguments, method.invoke(real, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
