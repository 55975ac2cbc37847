package dev.mapae.authorizationserver;

import java.util.Locale;

/// The databases that the server runs on.
public enum Engine {
  SQLITE {
    @Override
    TestDatabase fresh() {
      return TestDatabase.sqlite();
    }
  },

  POSTGRESQL {
    @Override
    TestDatabase fresh() {
      return TestDatabase.postgresql();
    }
  };

  /// An empty database; who closes it gives it back.
  abstract TestDatabase fresh();

  /// What those tests run on that do not say: SQLite, unless `-Dmapae.test.engine=postgresql`.
  public static Engine preset() {
    return valueOf(System.getProperty("mapae.test.engine", "sqlite").toUpperCase(Locale.ROOT));
  }
}
