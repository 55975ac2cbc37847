package dev.mapae.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How SQLite, which counts no rows beforehand, finds what one person has among what all have.
class SqlitePlansTests {
  @TempDir Path folder;

  @Test
  void sessions_and_the_first_sign_in_of_each_are_found_by_an_index() throws SQLException {
    Path file = folder.resolve("mapae.db");
    new DatabaseAddress.Sqlite(file).open(StoresContract.ISSUER).close();
    assertThat(plan(file, SqlSessions.OF_PERSON.formatted(9)))
        .contains(
            "SEARCH sessions USING INDEX sessions_by_person (issuer=? AND subject=?)",
            "SEARCH b USING INDEX activity_by_session (issuer=? AND subject=? AND session_id=?)");
  }

  @Test
  void people_are_found_by_what_they_type_to_sign_in() throws SQLException {
    Path file = folder.resolve("mapae.db");
    new DatabaseAddress.Sqlite(file).open(StoresContract.ISSUER).close();
    assertThat(plan(file, SqlPeople.TO_SIGN_IN))
        .contains("SEARCH p USING INDEX people_by_email (issuer=? AND email_folded=?)")
        .noneMatch(step -> step.startsWith("SCAN"));
  }

  private static List<String> plan(Path file, String query) throws SQLException {
    List<String> plan = new ArrayList<>();
    try (Connection connection = Sqlite.connect(file);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("EXPLAIN QUERY PLAN " + query)) {
      while (rows.next()) {
        plan.add(rows.getString("detail"));
      }
    }
    return plan;
  }
}
