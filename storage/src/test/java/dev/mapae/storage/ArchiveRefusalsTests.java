package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.storage.archive.ArchiveHeader;
import dev.mapae.storage.archive.ArchiveRefusedException;
import dev.mapae.storage.archive.ArchiveWriter;
import dev.mapae.storage.archive.Chunk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What is not exported and not imported, and what comes in older than the schema of today.
@ParameterizedClass
@MethodSource("ways")
class ArchiveRefusalsTests extends ArchiveContract {
  private static final int TODAY = Migrations.ALL.version();

  private static DatabaseRefusedException.Reason database(ThrowingCallable call) {
    DatabaseRefusedException refusal = catchThrowableOfType(DatabaseRefusedException.class, call);
    assertThat(refusal).isNotNull().message().doesNotContain("\n");
    return refusal.reason();
  }

  private static ArchiveRefusedException archive(ThrowingCallable call) {
    ArchiveRefusedException refusal = catchThrowableOfType(ArchiveRefusedException.class, call);
    assertThat(refusal).isNotNull().message().doesNotContain("\n");
    return refusal;
  }

  void load() {
    archives(to).load(archive, false);
  }

  /// An archive with the columns of today, but for one table.
  void forge(int schema, String table, List<String> columns, String... rows) {
    Map<String, List<String>> tables = new LinkedHashMap<>();
    ArchivedTables.ALL.forEach(t -> tables.put(t.name(), t.columnNames()));
    tables.put(table, columns);
    try (ArchiveWriter writer = ArchiveWriter.open(archive)) {
      writer.begin(new ArchiveHeader(schema, ISSUER, EXPORTED, tables));
      writer.add(new Chunk.Rows(table, List.of(rows)));
      writer.finish(EXPORTED);
    }
  }

  @Test
  void of_a_newer_schema_nothing_is_exported() throws Exception {
    fill();
    Dump.execute(
        from,
        fromEngine == Engine.SQLITE
            ? "PRAGMA user_version = %d".formatted((TODAY + 1) * 1000 + TODAY)
            : "UPDATE schema_version SET number = %d, usable_from = %d"
                .formatted(TODAY + 1, TODAY));
    assertThat(database(() -> archives(from).export(archive)))
        .isEqualTo(DatabaseRefusedException.Reason.NEWER);
    assertThat(archive).doesNotExist();
  }

  @Test
  void of_a_file_that_takes_the_place_of_the_checked_one_nothing_is_imported() throws Exception {
    fill();
    archives(from).export(archive);
    Path other = folder.resolve("other.jsonl.gz");
    try (Stores stores = from.open(ISSUER)) {
      stores.keys().change(List.of(Examples.key("k", NOW)), List.of(), Set.of());
      stores.deniedTokens().deny("another", NOW.plusSeconds(60));
    }
    archives(from).export(other);
    Path checked = Files.copy(archive, folder.resolve("checked.jsonl.gz"));
    progress.during("checking", time -> replace(archive, other));
    assertThat(archive(() -> load()).reason()).isEqualTo(ArchiveRefusedException.Reason.DAMAGED);
    assertThat(Dump.of(to).toString()).doesNotContain("another");
    progress.doNothing();
    replace(archive, checked);
    load();
    assertThat(Dump.of(to).get("keys")).hasSize(1);
  }

  private static void replace(Path file, Path by) {
    try {
      Files.copy(by, file.resolveSibling("fresh"), StandardCopyOption.REPLACE_EXISTING);
      Files.move(file.resolveSibling("fresh"), file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nested
  class Into_a_database {
    @Test
    void that_has_entries_nothing_is_imported() throws Exception {
      fill();
      archives(from).export(archive);
      try (Stores stores = to.open(ISSUER)) {
        StoresTests.fill(stores);
      }
      Map<String, List<String>> before = Dump.of(to);
      assertThat(database(() -> load())).isEqualTo(DatabaseRefusedException.Reason.NOT_EMPTY);
      assertThat(Dump.of(to)).isEqualTo(before);
    }

    @Test
    void of_a_server_that_has_made_its_keys_nothing_is_imported() {
      fill();
      archives(from).export(archive);
      try (Stores stores = to.open(ISSUER)) {
        stores.keys().change(Set.of(), List.of(Examples.key("other", NOW)), Set.of());
      }
      assertThat(database(() -> load())).isEqualTo(DatabaseRefusedException.Reason.NOT_EMPTY);
    }

    @Test
    void of_a_server_that_makes_its_keys_meanwhile_no_import_comes_to_its_end() throws Exception {
      fill();
      archives(from).export(archive);
      progress.during(
          "importing",
          time -> {
            if (time == 1) {
              insertKey();
            }
          });
      assertThat(database(() -> load())).isEqualTo(DatabaseRefusedException.Reason.HALF_IMPORTED);
      progress.doNothing();
      assertThat(database(() -> load())).isEqualTo(DatabaseRefusedException.Reason.HALF_IMPORTED);
      assertThat(database(() -> to.open(ISSUER)))
          .isEqualTo(DatabaseRefusedException.Reason.HALF_IMPORTED);
    }

    private void insertKey() {
      try {
        Dump.execute(
            to,
            "INSERT INTO keys (issuer, id, purpose, algorithm, sealed, used_from) VALUES ('"
                + ISSUER
                + "', 'other', 'SIGNING', 'ES256', '', 0)");
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Test
    void nothing_is_imported_by_two_at_once() {
      fill();
      archives(from).export(archive);
      boolean[] second = {true};
      progress.during(
          "importing",
          time -> {
            if (time == 1 && second[0]) {
              second[0] = false;
              // SQLite lets no second one begin, and PostgreSQL lets the first go on no more.
              try {
                load();
              } catch (DatabaseRefusedException e) {
                assertThat(e.reason()).isEqualTo(DatabaseRefusedException.Reason.HELD);
              }
            }
          });
      try {
        load();
      } catch (DatabaseRefusedException e) {
        assertThat(toEngine).isEqualTo(Engine.POSTGRESQL);
        assertThat(e.reason()).isEqualTo(DatabaseRefusedException.Reason.HALF_IMPORTED);
      }
      try (Stores stores = to.open(ISSUER)) {
        assertThat(stores.grants().find("g1")).isPresent();
      }
    }
  }

  @Nested
  class From_a_database {
    @Test
    void that_is_not_there_nothing_is_exported_and_none_is_made() {
      assertThat(database(() -> archives(from).export(archive)))
          .isEqualTo(DatabaseRefusedException.Reason.EMPTY);
      if (from instanceof DatabaseAddress.Sqlite(Path file)) {
        assertThat(file).doesNotExist();
      }
      assertThat(folder.resolve("archive.jsonl.gz.part")).doesNotExist();
    }

    @Test
    void that_has_nothing_of_the_issuer_nothing_is_exported() {
      try (Stores stores = from.open("https://other.example")) {
        StoresTests.fill(stores);
      }
      assertThat(database(() -> archives(from).export(archive)))
          .isEqualTo(DatabaseRefusedException.Reason.EMPTY);
    }

    @Test
    void everything_is_exported_beside_its_server() {
      fill();
      try (Stores server = from.open(ISSUER)) {
        assertThat(archives(from).export(archive).total()).isEqualTo(18);
        assertThat(server.isReady()).isTrue();
      }
    }
  }

  @Nested
  class An_archive {
    @Test
    void of_another_issuer_is_refused_and_both_are_named() {
      fill();
      archives(from).export(archive);
      Archives other = new Archives(to, "https://other.example", () -> EXPORTED, progress);
      ArchiveRefusedException refusal = archive(() -> other.load(archive, false));
      assertThat(refusal.reason()).isEqualTo(ArchiveRefusedException.Reason.OTHER_ISSUER);
      assertThat(refusal)
          .hasMessageContaining(ISSUER)
          .hasMessageContaining("https://other.example");
    }

    @Test
    void that_is_damaged_changes_nothing() throws Exception {
      fill();
      archives(from).export(archive);
      to.open(ISSUER).close();
      Map<String, List<String>> before = Dump.of(to);
      byte[] bytes = Files.readAllBytes(archive);
      bytes[bytes.length - 200] ^= 1;
      Files.write(archive, bytes);
      assertThat(archive(() -> load()).reason()).isEqualTo(ArchiveRefusedException.Reason.DAMAGED);
      assertThat(Dump.of(to)).isEqualTo(before);
    }

    @Test
    void that_is_exchanged_after_it_was_checked_does_not_come_to_its_end() throws Exception {
      fill();
      Path other = folder.resolve("other.jsonl.gz");
      archives(from).export(other);
      archives(from, EXPORTED.minusMillis(1)).export(archive);
      progress.during(
          "checking",
          time -> {
            if (time == 1) {
              assertThat(archive.toFile().delete()).isTrue();
              assertThat(other.toFile().renameTo(archive.toFile())).isTrue();
            }
          });
      assertThat(archive(() -> load()).reason()).isEqualTo(ArchiveRefusedException.Reason.DAMAGED);
      assertThat(database(() -> to.open(ISSUER)))
          .isEqualTo(DatabaseRefusedException.Reason.HALF_IMPORTED);
    }

    @Test
    void of_a_newer_schema_is_refused() {
      forge(TODAY + 1, "keys", ArchivedTables.KEYS.columnNames(), "[]");
      assertThat(archive(() -> load()).reason()).isEqualTo(ArchiveRefusedException.Reason.NEWER);
    }

    @Test
    void with_what_nobody_knows_is_refused() {
      forge(TODAY, "orders", List.of("id"), "[1]");
      assertThat(archive(() -> load())).hasMessageContaining("there is no table orders");
    }

    @Test
    void with_a_column_that_nobody_knows_is_refused() {
      forge(TODAY, "keys", List.of("id; DROP TABLE keys"), "[1]");
      assertThat(archive(() -> load()))
          .hasMessageContaining("there is no keys.id; DROP TABLE keys");
    }

    @Test
    void with_a_value_of_another_kind_is_refused() {
      forge(TODAY, "denied_tokens", List.of("jti", "expires_at"), "[\"a\",1]", "[\"b\",\"2\"]");
      assertThat(archive(() -> load())).hasMessageContaining("odd expires_at");
    }

    @Test
    void with_a_row_that_is_too_short_is_refused() {
      forge(TODAY, "denied_tokens", List.of("jti", "expires_at"), "[\"a\"]");
      assertThat(archive(() -> load())).hasMessageContaining("denied_tokens has 1 values");
    }

    @Test
    void of_an_older_schema_comes_in_with_defaults_for_what_it_does_not_have() {
      forge(1, "denied_tokens", List.of("expires_at", "jti"), "[1,\"a\"]");
      load();
      try (Stores stores = to.open(ISSUER)) {
        assertThat(stores.deniedTokens().isDenied("a")).isTrue();
      }
    }

    @Test
    void without_a_column_leaves_it_to_the_database() throws Exception {
      List<String> columns =
          ArchivedTables.named("people").columnNames().stream()
              .filter(c ->
                  !List.of("password_hash", "fingerprint", "email_folded", "browsers_known_from")
                      .contains(c))
              .toList();
      forge(TODAY, "people", columns, "[\"p\",\"Ann\",\"ann\",\"DECLARED\",true,\"[]\",\"{}\"]");
      load();
      assertThat(Dump.of(to).get("people"))
          .singleElement()
          .asString()
          .contains("username='Ann'", "password_hash=NULL", "fingerprint=NULL");
    }

    @Test
    void without_verified_addresses_gets_them_from_the_claims_of_who_proved_them()
        throws Exception {
      List<String> columns =
          ArchivedTables.named("people").columnNames().stream()
              .filter(c -> !List.of("email_folded", "browsers_known_from").contains(c))
              .toList();
      String claims = "{\\\"email\\\":\\\"A@x.example\\\",\\\"email_verified\\\":%s}";
      String row = "[\"%s\",\"%s\",\"%s\",\"%s\",true,null,\"[]\",\"" + claims + "\",null]";
      forge(
          TODAY,
          "people",
          columns,
          row.formatted("p", "Ann", "ann", "SELF_REGISTERED", true),
          row.formatted("q", "Bob", "bob", "SELF_REGISTERED", false),
          row.formatted("r", "Cat", "cat", "DECLARED", true));
      load();
      assertThat(Dump.of(to).get("people").stream().map(String::valueOf))
          .anyMatch(p -> p.contains("'Ann'") && p.contains("email_folded='a@x.example'"))
          .anyMatch(p -> p.contains("'Bob'") && p.contains("email_folded=NULL"))
          .anyMatch(p -> p.contains("'Cat'") && p.contains("email_folded=NULL"));
    }
  }
}
