package dev.mapae.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.storage.ArchivedTable.Column;
import dev.mapae.storage.ArchivedTable.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is archived is what the migrations make. Whoever adds a table or a column decides whether
/// it goes into the archive, in [ArchivedTables].
class ArchivedTablesTests {
  @TempDir Path folder;
  Sql sql;

  @BeforeEach
  void migrate() throws SQLException {
    sql = SqliteFile.prepare(folder.resolve("test.db")).connect();
    Migrations.ALL.apply(sql, new SqliteDialect());
  }

  // A pushed request lives for an hour, and one that came back could be answered again. So could a
  // link that went out by mail, and a mail is of use for about as long. What was
  // counted to slow somebody down is over in an hour.
  private static final Set<String> LEFT_OUT =
      Set.of("changes", "imports", "mail_links", "outgoing_mails", "pending", "throttles");

  @AfterEach
  void close() throws SQLException {
    sql.close();
  }

  @Test
  void every_table_is_archived_or_left_out() throws Exception {
    Set<String> known = new TreeSet<>(LEFT_OUT);
    ArchivedTables.ALL.forEach(table -> known.add(table.name()));
    assertThat(known)
        .containsExactlyElementsOf(
            sql.all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1", Row::text));
  }

  @Test
  void every_column_of_an_archived_table_is_archived_with_its_type_and_its_place_in_the_key()
      throws Exception {
    for (ArchivedTable table : ArchivedTables.ALL) {
      assertThat(table.columns())
          .as(table.name())
          .containsExactlyInAnyOrderElementsOf(
              sql.all(
                  "SELECT name, type, pk FROM pragma_table_info(?) WHERE name <> 'issuer'",
                  row -> new Column(row.text(), kind(row.text()), row.number() > 0),
                  table.name()));
      List<String> key =
          sql.all(
              "SELECT name FROM pragma_table_info(?) WHERE pk > 0 AND name <> 'issuer' ORDER BY pk",
              Row::text,
              table.name());
      assertThat(table.columnNames().subList(0, key.size()))
          .as(table.name())
          .isNotEmpty()
          .isEqualTo(key);
    }
  }

  private static Kind kind(String type) {
    return switch (type) {
      case "TEXT" -> Kind.TEXT;
      case "INTEGER", "BIGINT" -> Kind.NUMBER;
      case "BOOLEAN" -> Kind.FLAG;
      default -> throw new IllegalArgumentException(type);
    };
  }
}
