package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.SpentIds;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Spent ids in SQL.
record SqlSpentIds(Database database, String issuer) implements SpentIds {
  @Override
  public Optional<Once> spend(List<Once> all) {
    Database.Work<Optional<Once>> spend =
        sql -> {
          spend(sql, issuer, all);
          return Optional.empty();
        };
    try {
      return all.size() == 1 ? database.writeOne(spend) : database.write(spend);
    } catch (SpentBefore e) {
      return Optional.of(e.once());
    }
  }

  /// Spends them in a transaction with more.
  ///
  /// @throws SpentBefore which takes the whole transaction back
  static void spend(Sql sql, String issuer, List<Once> all) throws SQLException {
    for (Once once : all) {
      int spent =
          sql.update(
              """
              INSERT INTO spent_ids (issuer, id, expires_at) VALUES (?, ?, ?)
              ON CONFLICT (issuer, id) DO NOTHING
              """,
              issuer,
              once.id(),
              once.expiresAt());
      if (spent == 0) {
        throw new SpentBefore(once);
      }
    }
  }

  @Override
  public int sweep(Instant now, int limit) {
    return new SqlSweep("spent_ids", "id").delete(database, now, limit);
  }

  /// Takes a transaction back since something was spent before.
  static final class SpentBefore extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Once once;

    private SpentBefore(Once once) {
      super("spent before", null, false, false);
      this.once = once;
    }

    Once once() {
      return once;
    }
  }
}
