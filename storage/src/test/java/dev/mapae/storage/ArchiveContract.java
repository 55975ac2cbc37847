package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.Arguments;

/// Two databases and an archive, which tests of archives have in common.
abstract class ArchiveContract {
  static final String ISSUER = StoresContract.ISSUER;

  /// Just before anything in the examples expires.
  static final Instant EXPORTED = NOW.minusMillis(1);

  @Parameter(0)
  Engine fromEngine;

  @Parameter(1)
  Engine toEngine;

  @TempDir Path folder;
  DatabaseAddress from;
  DatabaseAddress to;
  Path archive;
  final ScriptedProgress progress = new ScriptedProgress();

  /// There and back.
  static Stream<Arguments> ways() {
    return Stream.of(
        Arguments.of(Engine.SQLITE, Engine.POSTGRESQL),
        Arguments.of(Engine.POSTGRESQL, Engine.SQLITE));
  }

  @BeforeEach
  void name() throws IOException {
    from = fromEngine.address(Files.createDirectory(folder.resolve("from")));
    to = toEngine.address(Files.createDirectory(folder.resolve("to")));
    archive = folder.resolve("archive.jsonl.gz");
  }

  Archives archives(DatabaseAddress database) {
    return archives(database, EXPORTED);
  }

  Archives archives(DatabaseAddress database, Instant now) {
    return new Archives(database, ISSUER, () -> now, progress);
  }

  /// One of everything, in the database that is exported.
  void fill() {
    try (Stores stores = from.open(ISSUER)) {
      StoresTests.fill(stores);
      assertThat(stores.grants().spend("g1", 0, NOW, NOW.plusSeconds(60), List.of()))
          .isEqualTo(new Grants.Spend.Spent(1));
    }
  }

  /// So many rows more in each of the larger tables.
  void fill(int rows) throws SQLException {
    fill();
    String numbers =
        "WITH RECURSIVE n(i) AS (SELECT 10000 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT '%s', "
            .formatted(9999 + rows, ISSUER);
    Dump.execute(
        from,
        "INSERT INTO people (issuer, subject, username, username_folded, origin, enabled, roles, claims) "
            + numbers
            + "'person-' || i, 'User-' || i, 'user-' || i, 'DECLARED', i % 3 > 0, '[]', '{}' FROM n",
        "INSERT INTO sessions (issuer, id, subject, authenticated_at, acr, amr, used_at, expires_at) "
            + numbers
            + "'session-' || i, 'person-' || i, i, '', '[]', i, 9999999999999 - i FROM n",
        "INSERT INTO consents (issuer, subject, client_id, scope, resources, claims, given_at) "
            + numbers
            + "'person-' || (i % 7), 'client-' || (i / 7), 'a b', '[]', '[]', i FROM n",
        "INSERT INTO denied_tokens (issuer, jti, expires_at) "
            + numbers
            + "'jti-' || i, 9999999999999 - i FROM n",
        """
        INSERT INTO grants (issuer, id, generation, subject, client_id, session_id,
          ends_with_session, scope, resources, resources_named, authenticated_at, acr, amr,
          created_at, used_at, expires_at)
        """
            + numbers
            + """
            'grant-' || i, i % 5 + 1, 'person-' || i, 'demo', 'session-' || i,
            i % 2 > 0, 'openid', '[]', i % 3 > 0, i, '', '[]', i, i + 1, 9999999999999 - i FROM n
            """);
  }

  /// Exports all, and imports it.
  void move() {
    archives(from).export(archive);
    archives(to).load(archive, false);
  }
}
