package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Allowance;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Consents;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Scope;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Consents in SQL.
record SqlConsents(Database database, String issuer) implements Consents {
  private static final String DETAIL = "authorization_details#";

  /// Beside the scopes in `since`, of which none has no name: `given_at` when they were written.
  private static final String THIS_ANSWER = "";

  static final String COLUMNS =
      "subject, client_id, scope, left_out, resources, claims, since, given_at";

  private static final String OF_PERSON =
      "SELECT %s FROM consents WHERE issuer = ? AND subject = ? ORDER BY given_at DESC, client_id LIMIT "
          .formatted(COLUMNS);

  private static final String FIND =
      "SELECT %s FROM consents WHERE issuer = ? AND subject = ? AND client_id = ?"
          .formatted(COLUMNS);

  @Override
  public Optional<Consent> find(String subject, String clientId) {
    return database.read(sql -> sql.one(FIND, SqlConsents::consent, issuer, subject, clientId));
  }

  @Override
  public List<Consent> ofPerson(String subject, int limit) {
    return database.read(sql -> sql.all(OF_PERSON + limit, SqlConsents::consent, issuer, subject));
  }

  @Override
  public List<Allowance> allowances(String subject, Instant now, Allowance.Place last, int each) {
    return database.read(sql -> new SqlAllowances(sql, issuer, subject, now).after(last, each));
  }

  @Override
  public boolean remember(Consent consent, Origin origin, Optional<Consent> before) {
    return database.writeOne(sql ->
        before.isPresent()
            ? replaces(sql, consent, before.get().givenAt())
            : isFirst(sql, consent, origin));
  }

  /// Of a client whose registration goes at this moment, or a person who does, it is kept before
  /// that, and goes with it, or not at all: nothing else would ever remove it. Nor is it kept of
  /// one that was declared in place of the one that was answered: what was said to a stranger lets
  /// nobody in unasked.
  private boolean isFirst(Sql sql, Consent consent, Origin origin) throws SQLException {
    return 1
        == sql.update(
            """
            INSERT INTO consents
              (issuer, subject, client_id, scope, left_out, resources, claims, since, given_at)
            SELECT ?, ?, ?, ?, ?, ?, ?, ?, ? FROM clients
            WHERE issuer = ? AND id = ? AND origin = ?
              AND EXISTS (SELECT 1 FROM people WHERE issuer = ? AND subject = ?\
            """
                + database.dialect().keepingKeys()
                + ")"
                + database.dialect().keepingRows()
                + " ON CONFLICT (issuer, subject, client_id) DO NOTHING",
            issuer,
            consent.subject(),
            consent.clientId(),
            consent.scope(),
            consent.leftOut(),
            consent.resources(),
            claims(consent),
            since(consent),
            consent.givenAt(),
            issuer,
            consent.clientId(),
            origin.name(),
            issuer,
            consent.subject());
  }

  private boolean replaces(Sql sql, Consent consent, Instant givenBefore) throws SQLException {
    return 1
        == sql.update(
            """
            UPDATE consents SET scope = ?, left_out = ?, resources = ?, claims = ?, since = ?,
              given_at = ?
            WHERE issuer = ? AND subject = ? AND client_id = ? AND given_at = ?
            """,
            consent.scope(),
            consent.leftOut(),
            consent.resources(),
            claims(consent),
            since(consent),
            consent.givenAt(),
            issuer,
            consent.subject(),
            consent.clientId(),
            givenBefore);
  }

  @Override
  public boolean revoke(String subject, String clientId, Activity... noted) {
    return database.write(sql -> {
      int grants =
          sql.update(
              "DELETE FROM grants WHERE issuer = ? AND subject = ? AND client_id = ?",
              issuer,
              subject,
              clientId);
      int consents =
          sql.update(
              "DELETE FROM consents WHERE issuer = ? AND subject = ? AND client_id = ?",
              issuer,
              subject,
              clientId);
      if (grants + consents == 0) {
        return false;
      }
      SqlActivities.note(sql, issuer, noted);
      return true;
    });
  }

  /// Forgets what all people answered a client, in a transaction under way.
  static void forget(Sql sql, String issuer, String clientId) throws SQLException {
    sql.update("DELETE FROM consents WHERE issuer = ? AND client_id = ?", issuer, clientId);
  }

  /// Takes back all that somebody allowed, in a transaction under way.
  static void revokeAll(Sql sql, String issuer, String subject) throws SQLException {
    for (String table : List.of("grants", "consents")) {
      sql.update("DELETE FROM " + table + " WHERE issuer = ? AND subject = ?", issuer, subject);
    }
  }

  /// The names of claims, and authorization details, which have a sign in front that no name which
  /// this server knows begins with.
  private static List<String> claims(Consent consent) {
    return Stream.concat(
            consent.claims().stream(), consent.details().stream().map(SqlConsents::text))
        .toList();
  }

  private static String text(AuthorizationDetail detail) {
    return DETAIL + Json.write(detail.members());
  }

  static Consent consent(Row row) throws SQLException {
    String subject = row.text();
    String clientId = row.text();
    Scope scope = row.scope();
    Scope leftOut = row.textIfAny().map(Document::scope).orElse(Scope.empty());
    Set<String> resources = Set.copyOf(row.texts());
    List<String> claims = row.texts();
    Map<String, Instant> since = row.textIfAny().map(SqlConsents::since).orElse(Map.of());
    Instant givenAt = row.time();
    // A node of an older version writes neither of both, and leaves what was there.
    boolean isOfThisAnswer = givenAt.equals(since.get(THIS_ANSWER));
    return new Consent(
        subject,
        clientId,
        scope,
        isOfThisAnswer ? leftOut : Scope.empty(),
        resources,
        claims.stream().filter(c -> !c.startsWith(DETAIL)).collect(Collectors.toSet()),
        claims.stream()
            .filter(c -> c.startsWith(DETAIL))
            .map(c -> c.substring(DETAIL.length()))
            // A node of an older version keeps the digest alone, of which nobody could be told.
            .filter(c -> c.startsWith("{"))
            .map(c -> new AuthorizationDetail(Document.read(c).members()))
            .toList(),
        isOfThisAnswer ? ofScopes(since) : Map.of(),
        givenAt);
  }

  private static String since(Consent consent) {
    Map<String, Object> since = new TreeMap<>();
    consent.since().forEach((scope, at) -> since.put(scope, at.toEpochMilli()));
    since.put(THIS_ANSWER, consent.givenAt().toEpochMilli());
    return Document.write(since);
  }

  private static Map<String, Instant> ofScopes(Map<String, Instant> since) {
    Map<String, Instant> scopes = new TreeMap<>(since);
    scopes.remove(THIS_ANSWER);
    return scopes;
  }

  private static Map<String, Instant> since(String text) {
    return Document.read(text).members().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, e -> Instant.ofEpochMilli(((Number) e.getValue()).longValue())));
  }
}
