package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.BoundKey;
import dev.mapae.authorizationserver.store.Confirmation;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.PendingRequest;
import dev.mapae.protocol.Scope;
import dev.mapae.storage.SqlSpentIds.SpentBefore;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Grants in SQL.
record SqlGrants(Database database, String issuer) implements Grants {
  private static final String CERTIFICATE = "x5t#S256:";

  /// The grant of an issuer and an id, with what a decision needs of its person and its client.
  static final String FIND =
      """
      SELECT g.id, g.generation, g.subject, g.client_id, g.session_id,
        COALESCE(g.first_session_id, g.session_id), g.scope,
        g.resources, g.resources_named, g.claims, g.redirect_uri, g.code_challenge, g.nonce,
        g.authenticated_at, g.acr, g.amr, g.created_at, g.used_at, g.expires_at,
        g.dpop_jkt, g.dpop_jkt_from,
      """
          + SqlPeople.COLUMNS
          + """
          , COALESCE(c.enabled, FALSE)
          FROM grants g
          JOIN people p ON p.issuer = g.issuer AND p.subject = g.subject
          LEFT JOIN clients c ON c.issuer = g.issuer AND c.id = g.client_id
          WHERE g.issuer = ? AND g.id = ?
          """;

  /// The compare-and-set of a redemption or refresh.
  static final String SPEND =
      """
      UPDATE grants SET generation = ? + 1, used_at = ?, expires_at = ?
      WHERE issuer = ? AND id = ? AND generation <= ?
      """;

  /// The same, of which the handles are bound to a key from then on, if they were not before.
  private static final String SPEND_AND_BIND =
      """
      UPDATE grants SET generation = ? + 1, used_at = ?, expires_at = ?,
        dpop_jkt = COALESCE(dpop_jkt, ?), dpop_jkt_from = COALESCE(dpop_jkt_from, ?)
      WHERE issuer = ? AND id = ? AND generation <= ?
      """;

  @Override
  public boolean open(Grant grant, boolean told, Activity... noted) {
    return told
        ? database.write(sql -> insert(sql, grant, noted) && tell(sql, grant))
        : database.writeOne(sql -> insert(sql, grant, noted));
  }

  /// From now on the client hears of it when the session ends.
  private boolean tell(Sql sql, Grant grant) throws SQLException {
    sql.update(
        """
        INSERT INTO session_clients (issuer, session_id, client_id, expires_at)
        SELECT issuer, COALESCE(first_id, id), ?, expires_at FROM sessions WHERE issuer = ? AND id = ?
        ON CONFLICT (issuer, session_id, client_id) DO NOTHING
        """,
        grant.clientId(),
        issuer,
        grant.sessionId());
    return true;
  }

  @Override
  public Opening openInPlaceOf(
      PendingRequest request, Grant grant, boolean told, Activity... noted) {
    try {
      return database.write(sql -> {
        // The request first: racers may bring the same grant, and this lets one of them through.
        if (!SqlPendingRequests.spend(sql, issuer, request)) {
          return Opening.REQUEST_SPENT;
        }
        if (!insert(sql, grant, noted)) {
          throw new SessionEnded(); // the request is still needed
        }
        if (told) {
          tell(sql, grant);
        }
        return Opening.OPENED;
      });
    } catch (SessionEnded e) {
      return Opening.SESSION_ENDED;
    }
  }

  private boolean insert(Sql sql, Grant grant, Activity... noted) throws SQLException {
    // The session stays until the grant is there: whoever ends it then finds the grant to end.
    String insert =
        """
        INSERT INTO grants (issuer, id, generation, subject, client_id, session_id,
          first_session_id, ends_with_session, scope, resources, resources_named, claims, redirect_uri,
          code_challenge, nonce, authenticated_at, acr, amr, created_at, used_at, expires_at,
          dpop_jkt, dpop_jkt_from)
        SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
        FROM sessions WHERE issuer = ? AND id = ? AND subject = ?
        """
            + database.dialect().keepingRows();
    List<Change> changes = new ArrayList<>();
    changes.add(
        new Change(
            insert,
            issuer,
            grant.id(),
            grant.generation(),
            grant.subject(),
            grant.clientId(),
            grant.sessionId(),
            Optional.of(grant.firstSessionId()).filter(id -> !id.equals(grant.sessionId())),
            grant.endsWithSession(),
            grant.scope(),
            grant.resources(),
            grant.resourcesNamed(),
            SqlDetails.column(grant.claims(), grant.details()),
            grant.redirectUri(),
            grant.codeChallenge(),
            grant.nonce(),
            grant.authenticatedAt(),
            grant.acr(),
            grant.amr(),
            grant.createdAt(),
            grant.usedAt(),
            grant.expiresAt(),
            grant.boundKey().map(BoundKey::key).map(SqlGrants::column),
            grant.boundKey().map(BoundKey::from),
            issuer,
            grant.sessionId(),
            grant.subject()));
    changes.addAll(SqlActivities.changesWithGrant(grant.id(), issuer, noted));
    return database.dialect().together(sql, changes) == 1;
  }

  @Override
  public List<Held> ofPerson(String subject, Instant now, int limit) {
    return database.read(sql ->
        sql.all(
            """
            SELECT client_id, scope, resources, claims, MIN(created_at), MAX(used_at) FROM grants
            WHERE issuer = ? AND subject = ? AND generation > 0 AND expires_at > ?
            GROUP BY client_id, scope, resources, claims ORDER BY client_id, MIN(created_at) LIMIT
            """
                + limit,
            SqlGrants::held,
            issuer,
            subject,
            now));
  }

  static Held held(Row row) throws SQLException {
    String clientId = row.text();
    Scope scope = row.scope();
    List<String> resources = row.texts();
    Optional<String> column = row.textIfAny();
    return new Held(
        clientId,
        scope,
        resources,
        column.flatMap(SqlDetails::claims),
        column.map(SqlDetails::details).orElse(List.of()),
        row.time(),
        row.time());
  }

  @Override
  public Optional<Found> find(String id) {
    return database.read(sql ->
        sql.one(FIND, row -> new Found(grant(row), SqlPeople.person(row), row.flag()), issuer, id));
  }

  @Override
  public Spend spend(
      String id,
      int generation,
      Instant now,
      Instant expiresAt,
      Optional<Confirmation> key,
      List<Once> once) {
    Database.Work<Integer> spend =
        key.isEmpty()
            ? sql -> sql.update(SPEND, generation, now, expiresAt, issuer, id, generation)
            : sql ->
                sql.update(
                    SPEND_AND_BIND,
                    generation,
                    now,
                    expiresAt,
                    key.map(SqlGrants::column),
                    generation + 1,
                    issuer,
                    id,
                    generation);
    return spend(id, generation + 1, once, spend);
  }

  @Override
  public Spend keep(String id, int generation, Instant now, Instant expiresAt, List<Once> once) {
    return spend(
        id,
        generation,
        once,
        sql -> sql.update(SPEND, generation - 1, now, expiresAt, issuer, id, generation));
  }

  /// @param next the generation of the row where the work changes it
  private Spend spend(String id, int next, List<Once> once, Database.Work<Integer> spend) {
    try {
      int won = once.isEmpty() ? database.writeOne(spend) : database.write(after(once, spend));
      return won == 1 ? new Spend.Spent(next) : whyNot(id);
    } catch (SpentBefore e) {
      return new Spend.Repeated(e.once());
    }
  }

  private Database.Work<Integer> after(List<Once> once, Database.Work<Integer> spend) {
    return sql -> {
      SqlSpentIds.spend(sql, issuer, once);
      return spend.on(sql);
    };
  }

  private Spend whyNot(String id) {
    return database.read(sql ->
        sql.<Spend>one(
                "SELECT generation, used_at, dpop_jkt, dpop_jkt_from FROM grants WHERE issuer = ? AND id = ?",
                row -> new Spend.Replayed(row.number(), row.time(), boundKey(row)),
                issuer,
                id)
            .orElseGet(Spend.Gone::new));
  }

  @Override
  public void revoke(String id) {
    database.writeOne(sql -> delete(sql, id));
  }

  private int delete(Sql sql, String id) throws SQLException {
    return sql.update("DELETE FROM grants WHERE issuer = ? AND id = ?", issuer, id);
  }

  @Override
  public int sweep(Instant now, int limit) {
    return new SqlSweep("grants", "id").delete(database, now, limit);
  }

  private static Grant grant(Row row) throws SQLException {
    String id = row.text();
    int generation = row.number();
    String subject = row.text();
    String clientId = row.text();
    String sessionId = row.text();
    String firstSessionId = row.text();
    Scope scope = row.scope();
    List<String> resources = row.texts();
    boolean resourcesNamed = row.flag();
    Optional<String> claims = row.textIfAny();
    return new Grant(
        id,
        generation,
        subject,
        clientId,
        sessionId,
        firstSessionId,
        scope,
        resources,
        resourcesNamed,
        claims.flatMap(SqlDetails::claims),
        claims.map(SqlDetails::details).orElse(List.of()),
        row.textIfAny(),
        row.textIfAny(),
        row.textIfAny(),
        row.time(),
        row.text(),
        row.texts(),
        row.time(),
        row.time(),
        row.time(),
        boundKey(row));
  }

  private static Optional<BoundKey> boundKey(Row row) throws SQLException {
    Optional<Confirmation> key = row.textIfAny().map(SqlGrants::key);
    Optional<Long> from = row.longNumberIfAny();
    return key.flatMap(k -> from.map(generation -> new BoundKey(k, generation.intValue())));
  }

  /// In `dpop_jkt` a certificate has a name in front that no thumbprint begins with. Nodes that do
  /// not know certificates take the whole for a key, of which nobody has a proof.
  private static String column(Confirmation key) {
    return switch (key.method()) {
      case JKT -> key.thumbprint();
      case X5T_S256 -> CERTIFICATE + key.thumbprint();
    };
  }

  private static Confirmation key(String column) {
    return column.startsWith(CERTIFICATE)
        ? Confirmation.ofCertificate(column.substring(CERTIFICATE.length()))
        : Confirmation.ofKey(column);
  }
}
