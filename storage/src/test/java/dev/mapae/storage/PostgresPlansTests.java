package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Activities.Section;
import dev.mapae.authorizationserver.store.Allowance;
import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.MailLink;
import dev.mapae.authorizationserver.store.MailLink.Purpose;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.OutgoingMail;
import dev.mapae.authorizationserver.store.PendingRequest;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions.Proof;
import dev.mapae.authorizationserver.store.Sessions.Second;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.authorizationserver.store.Throttle;
import dev.mapae.protocol.Scope;
import dev.mapae.testpostgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How PostgreSQL finds rows in tables that grow with people: by an index, whatever the stores ask.
/// It counts the scans itself.
class PostgresPlansTests {
  private static final String ISSUER = StoresContract.ISSUER;

  /// Often enough for the driver to prepare a statement on the server, and for the server to settle
  /// on one plan for it.
  private static final int TIMES = 20;

  private final PostgresUrl url = PostgresUrl.parse(TestPostgres.shared().freshDatabase());
  private Stores stores;
  private Connection connection;

  @BeforeEach
  void tables_with_many_rows() throws SQLException {
    stores = new DatabaseAddress.Postgres(url, 2).open(ISSUER);
    connection = DriverManager.getConnection(url.jdbcUrl(), url.properties(Duration.ZERO));
    sql(
        """
        INSERT INTO people SELECT '%s', 'person-' || n, 'name-' || n, 'name-' || n, 'ADMINISTERED',
          TRUE, NULL, '[]', '{}', NULL FROM generate_series(1, 20000) n
        """);
    sql(
        """
        INSERT INTO sessions SELECT '%s', 'session-' || n, 'person-' || n, 0, '', '[]', 0, 9e12
        FROM generate_series(1, 20000) n
        """);
    sql(
        """
        INSERT INTO consents SELECT '%s', 'person-' || n, 'demo', '', '[]', '[]', 0
        FROM generate_series(1, 20000) n
        """);
    sql(
        """
        INSERT INTO denied_tokens SELECT '%s', 'token-' || n, 9e12 FROM generate_series(1, 20000) n
        """);
    sql(
        """
        INSERT INTO grants SELECT '%s', 'grant-' || n, 1, 'person-' || n, 'demo', 'session-' || n,
          TRUE, '', '[]', FALSE, NULL, NULL, NULL, NULL, 0, '', '[]', 0, 0, 9e12
        FROM generate_series(1, 20000) n
        """);
    sql(
        """
        INSERT INTO pending SELECT '%s', 'pending-' || n, 'PUSHED_AUTHORIZATION_REQUEST', 'demo', '',
          0, 9e12 FROM generate_series(1, 20000) n
        """);
    sql(
        """
        INSERT INTO activity SELECT '%s', 'person-' || n, 'a', 'SIGN_IN', 0, 1, '', '', NULL,
          'session-' || n, 9e12 FROM generate_series(1, 20000) n
        """);
    sql(
        """
        INSERT INTO deletions SELECT '%s', 'person-' || n, 0, 9e12
        FROM generate_series(10000, 20000) n
        """);
    sql(
        """
        INSERT INTO factors SELECT '%s', 'factor-' || n, 'person-' || n, 'TOTP', '', 0, NULL, '', '', 0
        FROM generate_series(1, 20000) n
        """);
    sql(
        """
        INSERT INTO mail_links SELECT '%s', 'link-' || n, 'CONFIRM_ADDRESS', 'person-' || n,
          'name-' || n || '@x.example', 9e12 FROM generate_series(1, 20000) n
        """);
    sql(
        """
        INSERT INTO upstream_identities SELECT '%s', 'identity-' || n, 'person-' || n, 'p', 's', '', 0, NULL
        FROM generate_series(1, 20000) n
        """);
    sql(
        """
        INSERT INTO outgoing_mails SELECT '%s', 'mail-' || n, '', 0, n, 9e12
        FROM generate_series(1, 20000) n
        """);
    sql(
        """
        INSERT INTO throttles SELECT '%s', n, 9e12 FROM generate_series(1, 20000) n
        """);
    sql("ANALYZE");
  }

  @AfterEach
  void close() throws SQLException {
    stores.close();
    connection.close();
  }

  @Test
  void no_statement_of_the_stores_reads_a_large_table_from_end_to_end() throws Exception {
    Map<String, Long> before = scansOfWholeTables();
    for (int i = 1; i <= TIMES; i++) {
      askEverything(i);
    }
    stores.close(); // a connection tells what it counted at its end
    awaitScansByIndex();
    assertThat(scansOfWholeTables()).isEqualTo(before);
  }

  /// While the step of the schema that makes it is under way, nodes of this version serve people.
  @Test
  void before_addresses_have_an_index_usernames_are_found_by_theirs() throws Exception {
    sql("DROP INDEX people_by_email");
    Map<String, Long> before = scansOfWholeTables();
    for (int i = 1; i <= TIMES; i++) {
      assertThat(stores.people().findToSignIn("name-" + i)).isPresent();
      assertThat(stores.factors().findToSignIn("Name-" + i, List.of(), NOW).holder()).isPresent();
      for (int j = 0; j < 5; j++) {
        stores.grants().find("grant-" + i);
      }
    }
    stores.close();
    awaitScansByIndex();
    assertThat(scansOfWholeTables()).isEqualTo(before);
  }

  /// Each verb of the stores that reads or writes one of these tables.
  private void askEverything(int i) {
    String person = "person-" + i;
    String grant = "grant-" + i;
    askAboutPeople(person, i);
    stores.grants().find(grant);
    stores.grants().spend(grant, 1, NOW, NOW, List.of());
    stores.grants().spend(grant, 1, NOW, NOW, List.of());
    stores.grants().open(Examples.grant("new-" + i, "declared-" + i, Scope.empty()), false);
    stores.grants().sweep(NOW, 1);
    stores.grants().revoke(grant);
    stores.consents().find(person, "demo");
    Consent consent = Examples.consent(person, "demo", "openid");
    stores.consents().remember(consent, Origin.DECLARED, Optional.empty());
    stores.consents().remember(consent, Origin.DECLARED, Optional.of(consent));
    stores.consents().revoke(person, "demo");
    stores.registrations().remove("stranger-" + i);
    stores.deniedTokens().deny("another-" + i, NOW);
    stores.deniedTokens().isDenied("token-" + i);
    stores.deniedTokens().sweep(NOW, 1);
    askAboutPending(i);
    stores.sessions().touch("session-" + i, NOW);
    stores.sessions().end(Examples.session("session-" + i, "person-1"), Examples.NOW);
    stores.sessions().sweep(NOW, 1);
    askAboutMails(i);
    askAboutAccounts("person-" + (20_000 - i), i);
  }

  private void askAboutAccounts(String person, int i) {
    stores.sessions().ofPerson(person, NOW, Instant.EPOCH.minusSeconds(1), 9);
    stores.grants().ofPerson(person, NOW, 9);
    stores.consents().allowances(person, NOW, Allowance.Place.START, 9);
    stores.consents().ofPerson(person, 9);
    stores.activities().ofPerson(person, NOW, 9);
    stores.activities().ofPerson(person, new Section(true, Optional.empty(), 9), NOW);
    stores.activities().ofPerson(person, new Section(false, Optional.of("b"), 9), NOW);
    stores.activities().add(List.of(Examples.activity("b" + i, person)));
    stores.activities().sweep(NOW, 1);
    stores.people().changeClaims(person, Map.of("a", "b"), Set.of());
    Session kept = Examples.session("session-" + (20_000 - i), person);
    stores
        .people()
        .changePassword(Optional.empty(), "x", kept, kept.under("renewed-" + i), true, NOW);
    stores.deletions().due(person);
    stores.deletions().takeBack(person);
    stores.deletions().request(kept.under("renewed-" + i), NOW, NOW);
    stores.deletions().due(NOW, 0, 1);
    stores.deletions().erase(person, NOW);
  }

  private void askAboutMails(int i) {
    stores.people().findToSignIn("name-" + i + "@x.example");
    stores.people().add(Examples.person("new-" + i, "new-" + i));
    MailLink link =
        new MailLink(
            "link-" + i, Purpose.CONFIRM_ADDRESS, "person-" + i, "name-" + i + "@x.example", NOW);
    OutgoingMail mail = new OutgoingMail("mail-" + i, "", 0, NOW, NOW);
    stores.mailLinks().find(link.id(), NOW);
    stores.people().confirmAddress(link, List.of(mail), NOW);
    stores.people().resetPassword(link, "x", mail, NOW);
    stores
        .mailLinks()
        .add(
            new MailLink("new-" + i, Purpose.RESET_PASSWORD, "person-" + i, "", NOW),
            new OutgoingMail("new-" + i, "", 0, NOW, NOW));
    stores.mailLinks().sweep(NOW, 1);
    stores.outgoingMails().due(NOW, 8);
    stores.outgoingMails().take(mail, NOW);
    stores.outgoingMails().postpone(mail.attempted(), NOW);
    stores.outgoingMails().remove(mail.attempted());
    stores.outgoingMails().sweep(NOW, 1);
  }

  private void askAboutPending(int i) {
    stores.pendingRequests().add(Examples.pending("new-" + i), List.of());
    stores.pendingRequests().find(PendingRequest.Kind.PUSHED_AUTHORIZATION_REQUEST, "pending-" + i);
    stores.pendingRequests().spend(Examples.pending("pending-" + i));
    stores
        .grants()
        .openInPlaceOf(
            Examples.pending("new-" + i),
            Examples.grant("pushed-" + i, "declared-" + i, Scope.empty()),
            false);
    stores.pendingRequests().sweep(NOW, 1);
  }

  private void askAboutPeople(String person, int i) {
    stores.people().find(person);
    stores.people().findByUsername("name-" + i);
    Throttle throttle = new Throttle(i, i + 1, Duration.ofSeconds(30), 20, 40);
    stores.factors().findToSignIn("name-" + i, List.of(throttle, throttle), NOW);
    stores.throttles().busy(List.of(throttle), NOW);
    stores.throttles().count(List.of(throttle), NOW);
    stores.factors().findToSignIn("name-" + i + "@x.example", List.of(throttle), NOW);
    stores.factors().find(person);
    stores.upstreamIdentities().find("identity-" + i);
    stores.upstreamIdentities().ofPerson(person);
    stores.upstreamIdentities().use("identity-" + i, NOW);
    stores.factors().findByFactor(Factor.Kind.TOTP, "factor-" + i);
    stores.factors().tryCode(person, NOW);
    stores.factors().tryCode(person, NOW);
    stores
        .enrolments()
        .begin(Examples.factor("new-" + i, Factor.Kind.TOTP), Optional.empty(), List.of(), NOW);
    Session session = Examples.session("codes-" + i, person);
    stores.sessions().start(session, new Proof(Optional.empty(), new Second.This("new-" + i)));
    stores.enrolments().replaceRecoveryCodes(List.of(), session);
    stores.enrolments().addRecoveryCodes(List.of(), session);
    stores
        .sessions()
        .start(
            Examples.session("alone-" + i, person),
            new Proof(Optional.empty(), new Second.Nothing()));
    stores.enrolments().removeAll(person, NOW);
    stores.people().declare(Examples.person("declared", "alice"), "f" + i);
    stores.people().fingerprints();
    stores.people().disableDeclaredExcept(Set.of("alice"), NOW);
    stores.sessions().start(Examples.session("old-" + i, "declared"));
    stores.sessions().renew("old-" + i, Examples.session("declared-" + i, "declared"));
    stores.sessions().find("declared-" + i);
  }

  private Map<String, Long> scansOfWholeTables() throws SQLException {
    return count("seq_scan");
  }

  private void awaitScansByIndex() throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (count("idx_scan").get("grants") < 5 * TIMES) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(50);
    }
  }

  private Map<String, Long> count(String column) throws SQLException {
    Map<String, Long> counts = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                SELECT relname, %s FROM pg_stat_user_tables WHERE relname IN
                  ('people', 'sessions', 'consents', 'denied_tokens', 'grants', 'activity',
                     'deletions', 'factors', 'mail_links', 'outgoing_mails', 'throttles',
                     'upstream_identities')
                """
                    .formatted(column))) {
      while (rows.next()) {
        counts.put(rows.getString(1), rows.getLong(2));
      }
    }
    assertThat(counts).hasSize(12);
    return counts;
  }

  private void sql(String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(text.formatted(ISSUER));
    }
  }
}
