package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientLogout;
import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Credentials;
import dev.mapae.authorizationserver.store.Enrolments.InSession;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Grants.Spend;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.protocol.Scope;
import dev.mapae.storage.ScriptedProgress.BrokenOff;
import dev.mapae.storage.archive.ArchiveHeader;
import dev.mapae.storage.archive.ArchiveWriter;
import dev.mapae.storage.archive.Chunk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// An archive takes everything from one database to another, of the same engine or the other.
@ParameterizedClass
@MethodSource("ways")
class ArchivesTests extends ArchiveContract {
  @Nested
  class What_arrives {
    @Test
    void is_everything() throws Exception {
      fill();
      move();
      assertThat(Dump.withoutNotes(to)).isEqualTo(Dump.withoutNotes(from));
      assertThat(Dump.withoutNotes(to).values()).hasSize(17);
      Dump.withoutNotes(to)
          .forEach((table, rows) -> assertThat(rows).hasSize(table.equals("people") ? 2 : 1));
    }

    @Test
    void is_what_the_stores_kept_with_all_that_is_odd() throws Exception {
      Person odd =
          new Person(
              "𠮷 \"'\\<&>\u2028\t",
              "Ünï 코드\u007f",
              Origin.DECLARED,
              false,
              Optional.empty(),
              Set.of(),
              Map.of("nul", "a\u0000b", "lines", "a\r\nb", "none", List.of(), "", ""));
      Client bare =
          new Client(
              "bare",
              Origin.DECLARED,
              false,
              Credentials.of("none"),
              Optional.empty(),
              Set.of(),
              List.of(),
              Scope.empty(),
              false,
              Requirements.PRESET,
              RequestObjectPolicy.PRESET,
              Duration.ZERO,
              new Lifetimes(Map.of()),
              ResponseAlgorithms.PRESET,
              ClientLogout.PRESET,
              Map.of());
      Consent nothing =
          new Consent(
              odd.subject(),
              "bare",
              Scope.empty(),
              Scope.empty(),
              Set.of(),
              Set.of(),
              List.of(),
              Map.of(),
              NOW);
      fill();
      try (Stores stores = from.open(ISSUER)) {
        stores.people().declare(odd, "");
        stores.clients().declare(bare, "");
        stores.consents().remember(nothing, Origin.DECLARED, Optional.empty());
        stores.grants().open(Examples.bareGrant("g2"), false);
      }
      move();
      assertThat(Dump.withoutNotes(to)).isEqualTo(Dump.withoutNotes(from));
      try (Stores stores = to.open(ISSUER)) {
        assertThat(stores.people().find(odd.subject())).contains(odd);
        assertThat(stores.people().find("person-1")).contains(Examples.person("person-1", "alice"));
        assertThat(stores.clients().all()).containsExactly(bare, Examples.client("demo"));
        assertThat(stores.resources().all())
            .containsExactly(Examples.resource("https://a.example/"));
        assertThat(stores.consents().find(odd.subject(), "bare")).contains(nothing);
        assertThat(stores.grants().find("g2").orElseThrow().grant())
            .isEqualTo(Examples.bareGrant("g2"));
        assertThat(stores.keys().all().getFirst().sealed())
            .isEqualTo(Examples.key("k", NOW).sealed());
      }
    }

    @Test
    void is_every_row_wherever_pages_and_chunks_end() throws Exception {
      fill(2 * ArchivedTable.PAGE + 1);
      move();
      assertThat(Dump.withoutNotes(to)).isEqualTo(Dump.withoutNotes(from));
      assertThat(Dump.of(to).get("grants")).hasSize(2 * ArchivedTable.PAGE + 2);
    }

    @Test
    void comes_back_the_same() throws Exception {
      fill(ArchivedTable.PAGE - 1);
      move();
      DatabaseAddress back = fromEngine.address(Files.createDirectory(folder.resolve("back")));
      archives(to).export(folder.resolve("second.jsonl.gz"));
      archives(back).load(folder.resolve("second.jsonl.gz"), false);
      assertThat(Dump.withoutNotes(back)).isEqualTo(Dump.withoutNotes(from));
    }

    @Test
    void is_good_for_a_newer_handle_than_the_archive_knows() {
      fill();
      archives(from).export(archive);
      try (Stores stores = from.open(ISSUER)) {
        assertThat(stores.grants().spend("g1", 1, NOW, NOW, List.of()))
            .isEqualTo(new Spend.Spent(2));
      }
      archives(to).load(archive, false);
      try (Stores stores = to.open(ISSUER)) {
        assertThat(stores.grants().spend("g1", 2, NOW, NOW, List.of()))
            .isEqualTo(new Spend.Spent(3));
      }
    }

    @Test
    void is_noticed_by_whoever_follows_the_changes() {
      fill();
      move();
      try (Stores before = from.open(ISSUER);
          Stores stores = to.open(ISSUER)) {
        assertThat(stores.changes().counter())
            .isGreaterThan(before.changes().counter())
            .isEqualTo(EXPORTED.toEpochMilli());
      }
    }

    @Test
    void is_of_one_issuer() throws Exception {
      fill();
      for (DatabaseAddress database : List.of(from, to)) {
        try (Stores other = database.open("https://other.example")) {
          StoresTests.fill(other, "g2");
        }
      }
      move();
      Dump.withoutNotes(to)
          .forEach((table, rows) -> assertThat(rows).hasSize(table.equals("people") ? 4 : 2));
      try (Stores other = to.open("https://other.example")) {
        StoresTests.assertFilled(other, "g2");
      }
    }
  }

  @Nested
  class What_is_left_out {
    @Test
    void is_what_has_expired() throws Exception {
      fill();
      archives(from, NOW.plusSeconds(99_999_999)).export(archive);
      ArchiveSummary summary = archives(to).load(archive, false);
      assertThat(summary.rows())
          .containsEntry("grants", 0L)
          .containsEntry("sessions", 0L)
          .containsEntry("denied_tokens", 0L)
          .containsEntry("spent_ids", 0L)
          .containsEntry("consents", 1L)
          .containsEntry("activity", 0L)
          .containsEntry("deletions", 1L)
          .containsEntry("people", 2L);
      assertThat(Dump.of(to).get("grants")).isEmpty();
    }

    @Test
    void is_a_code_that_was_not_redeemed_so_that_it_can_never_be_redeemed_twice() {
      fill();
      try (Stores stores = from.open(ISSUER)) {
        stores.grants().open(Examples.grant("code"), false);
        archives(from).export(archive);
        assertThat(stores.grants().spend("code", 0, NOW, NOW, List.of()))
            .isEqualTo(new Spend.Spent(1));
      }
      archives(to).load(archive, false);
      try (Stores stores = to.open(ISSUER)) {
        assertThat(stores.grants().spend("code", 0, NOW, NOW, List.of()))
            .isEqualTo(new Spend.Gone());
      }
    }

    @Test
    void are_grants_and_sessions_when_nobody_wants_them_back() throws Exception {
      fill(ArchivedTable.PAGE);
      try (Stores stores = from.open(ISSUER)) {
        Factor app = Examples.factor("p1", Factor.Kind.TOTP);
        stores.sessions().start(Examples.session("s2", "person-1"));
        stores
            .enrolments()
            .add(
                app,
                List.of(),
                new InSession(
                    Examples.session("s2", "person-1"), Examples.session("s3", "person-1"), NOW));
        stores
            .enrolments()
            .replaceRecoveryCodes(
                List.of(Examples.factor("r1", Factor.Kind.RECOVERY_CODE)),
                Examples.session("s3", "person-1"));
        stores.factors().tryCode("person-1", NOW);
      }
      archives(from).export(archive);
      archives(to).load(archive, true);
      assertThat(progress.said).singleElement().asString().contains("passkeys", "alice");
      Dump.execute(from, "DELETE FROM factors WHERE kind = 'RECOVERY_CODE'");
      var expected = Dump.withoutNotes(from);
      expected.put("code_tries", List.of());
      expected.put("grants", List.of());
      expected.put("initial_access_tokens", List.of());
      expected.put("session_clients", List.of());
      expected.put("sessions", List.of());
      assertThat(Dump.withoutNotes(to)).isEqualTo(expected);
      to.open(ISSUER).close();
    }
  }

  @Nested
  class An_export_that_was_broken_off {
    @BeforeEach
    void fillSeveralChunks() throws Exception {
      fill(ArchivedTable.PAGE + 1);
      Dump.execute(from, "UPDATE grants SET claims = '" + "x".repeat(20_000) + "'");
    }

    @Test
    void goes_on_from_its_last_whole_chunk_wherever_that_was() throws Exception {
      archives(from).export(archive);
      List<String> whole = rowLines();
      int times = progress.times();
      assertThat(times).isGreaterThan(12);
      for (int n = 1; n <= times; n++) {
        Files.delete(archive);
        breakOffExport(n);
        assertThat(archive).doesNotExist();
        ArchiveSummary summary = archives(from).export(archive);
        assertThat(rowLines()).isEqualTo(whole);
        assertThat(summary.total()).isEqualTo(whole.size());
      }
      assertThat(progress.said).hasSize(times).allMatch(line -> line.startsWith("going on with"));
    }

    @Test
    void goes_on_after_the_last_whole_chunk_of_a_table() throws Exception {
      breakOffExport(2);
      try (ArchiveWriter part = ArchiveWriter.open(archive)) {
        Leftover left = Leftover.read(part.earlier(ISSUER).orElseThrow());
        assertThat(left.place().rows().get("grants")).isBetween(1L, ArchivedTable.PAGE - 1L);
        assertThat(left.after(ArchivedTables.named("grants")).orElseThrow()).hasSize(1);
      }
      move();
      assertThat(Dump.withoutNotes(to)).isEqualTo(Dump.withoutNotes(from));
    }

    @Test
    void reads_people_anew_and_all_that_has_to_fit_to_them() throws Exception {
      breakOffExport(12); // between two pages of people
      Dump.execute(
          from,
          "UPDATE people SET username_folded = 'other' WHERE subject = 'person-10000'",
          "UPDATE people SET username_folded = 'user-10000' WHERE subject = 'person-10499'");
      move();
      assertThat(Dump.withoutNotes(to)).isEqualTo(Dump.withoutNotes(from));
    }

    @Test
    void begins_anew_after_a_day() throws Exception {
      breakOffExport(5);
      Instant later = EXPORTED.plus(Duration.ofDays(1));
      ArchiveSummary summary = archives(from, later).export(archive);
      assertThat(summary.startedAt()).isEqualTo(later);
      assertThat(progress.said).singleElement().asString().startsWith("beginning anew");
    }

    @Test
    void begins_anew_after_the_schema_has_changed() throws Exception {
      try (ArchiveWriter part = ArchiveWriter.open(archive)) {
        part.begin(new ArchiveHeader(1, ISSUER, EXPORTED, Map.of("grants", List.of("id", "sold"))));
        part.add(new Chunk.Rows("grants", List.of("[\"z\",1]")));
      }
      move();
      assertThat(progress.said).singleElement().asString().startsWith("beginning anew");
      assertThat(Dump.withoutNotes(to)).isEqualTo(Dump.withoutNotes(from));
    }
  }

  @Nested
  class An_import_that_was_broken_off {
    @BeforeEach
    void export() throws Exception {
      fill(ArchivedTable.PAGE + 1);
      Dump.execute(from, "UPDATE grants SET claims = '" + "x".repeat(20_000) + "'");
      archives(from).export(archive);
    }

    @Test
    void goes_on_wherever_that_was_and_nothing_is_there_twice() throws Exception {
      archives(to).check(archive);
      int chunks = progress.times();
      assertThat(chunks).isEqualTo(19);
      for (int n = 1; n <= chunks; n++) {
        breakOffImport(n);
      }
      archives(to).load(archive, false);
      assertThat(Dump.withoutNotes(to)).isEqualTo(Dump.withoutNotes(from));
    }

    @Test
    void is_served_by_nobody_until_it_is_complete() {
      for (int n : new int[] {1, 5, 11}) {
        breakOffImport(n);
        assertHalf(() -> to.open(ISSUER));
        assertHalf(() -> to.openBeside(ISSUER));
        assertHalf(() -> archives(to).export(folder.resolve("half.jsonl.gz")));
        to.open("https://other.example").close();
      }
      archives(to).load(archive, false);
      try (Stores stores = to.open(ISSUER)) {
        assertThat(stores.keys().all()).hasSize(1);
      }
    }

    @Test
    void goes_on_with_no_other_archive() {
      breakOffImport(3);
      assertHalf(() -> archives(to).load(archive, true));
      Path other = folder.resolve("other.jsonl.gz");
      archives(from, EXPORTED.minusMillis(1)).export(other);
      assertHalf(() -> archives(to).load(other, false));
      archives(to).load(archive, false);
    }

    @Test
    void changes_nothing_once_it_is_complete() throws Exception {
      archives(to).load(archive, false);
      try (Stores stores = to.open(ISSUER)) {
        stores.grants().revoke("g1");
      }
      Map<String, List<String>> before = Dump.of(to);
      ArchiveSummary summary = archives(to).load(archive, false);
      assertThat(Dump.of(to)).isEqualTo(before);
      assertThat(summary.total()).isPositive();
      assertThat(progress.said).singleElement().asString().contains("imported already");
    }

    private void assertHalf(ThrowingCallable call) {
      DatabaseRefusedException refusal = catchThrowableOfType(DatabaseRefusedException.class, call);
      assertThat(refusal.reason()).isEqualTo(DatabaseRefusedException.Reason.HALF_IMPORTED);
      assertThat(refusal).hasMessageContaining(to.toString());
    }
  }

  private void breakOffExport(int n) {
    progress.breakOff("exporting", n);
    assertThatExceptionOfType(BrokenOff.class).isThrownBy(() -> archives(from).export(archive));
    progress.doNothing();
  }

  private void breakOffImport(int n) {
    progress.breakOff("importing", n);
    assertThatExceptionOfType(BrokenOff.class).isThrownBy(() -> archives(to).load(archive, false));
    progress.doNothing();
  }

  /// The lines with rows, in their order.
  private List<String> rowLines() throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
      return new String(in.readAllBytes(), UTF_8).lines().filter(l -> l.startsWith("[")).toList();
    }
  }
}
