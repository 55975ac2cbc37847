package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.PendingRequest;
import dev.mapae.authorizationserver.store.PendingRequest.Kind;
import dev.mapae.authorizationserver.store.PendingRequests;
import dev.mapae.storage.SqlSpentIds.SpentBefore;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Pending requests in SQL.
record SqlPendingRequests(Database database, String issuer) implements PendingRequests {
  private static final String SELECT =
      """
      SELECT id, kind, client_id, sealed, created_at, expires_at, lookup, denied_at FROM pending
      WHERE issuer = ?
      """;

  @Override
  public Optional<Once> add(PendingRequest request, List<Once> once) {
    Database.Work<Optional<Once>> add =
        sql -> {
          SqlSpentIds.spend(sql, issuer, once);
          insert(sql, request);
          return Optional.empty();
        };
    try {
      return once.isEmpty() ? database.writeOne(add) : database.write(add);
    } catch (SpentBefore e) {
      return Optional.of(e.once());
    }
  }

  private void insert(Sql sql, PendingRequest request) throws SQLException {
    sql.update(
        """
        INSERT INTO pending (issuer, id, kind, client_id, sealed, created_at, expires_at, lookup)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        issuer,
        request.id(),
        request.kind(),
        request.clientId(),
        request.sealed(),
        request.createdAt(),
        request.expiresAt(),
        request.lookup());
  }

  @Override
  public Optional<PendingRequest> find(Kind kind, String id) {
    return database.read(sql ->
        sql.one(
            SELECT + " AND id = ? AND kind = ?", SqlPendingRequests::request, issuer, id, kind));
  }

  @Override
  public Optional<PendingRequest> findByLookup(Kind kind, String lookup, Instant now) {
    List<PendingRequest> all =
        database.read(sql ->
            sql.all(
                SELECT + " AND lookup = ? AND kind = ? AND expires_at > ? LIMIT 2",
                SqlPendingRequests::request,
                issuer,
                lookup,
                kind,
                now));
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  @Override
  public boolean deny(PendingRequest request, Instant now) {
    return database.writeOne(sql ->
        1
            == sql.update(
                """
                UPDATE pending SET denied_at = ?
                WHERE issuer = ? AND id = ? AND kind = ? AND denied_at IS NULL
                """,
                now,
                issuer,
                request.id(),
                request.kind()));
  }

  @Override
  public boolean spend(PendingRequest request) {
    return database.writeOne(sql -> spend(sql, issuer, request));
  }

  /// Spends a request in the transaction under way.
  static boolean spend(Sql sql, String issuer, PendingRequest request) throws SQLException {
    return 1
        == sql.update(
            """
            DELETE FROM pending WHERE issuer = ? AND id = ? AND kind = ? AND denied_at IS NULL
            """,
            issuer,
            request.id(),
            request.kind());
  }

  @Override
  public int sweep(Instant now, int limit) {
    return new SqlSweep("pending", "id").delete(database, now, limit);
  }

  private static PendingRequest request(Row row) throws SQLException {
    return new PendingRequest(
        row.text(),
        Kind.valueOf(row.text()),
        row.text(),
        row.text(),
        row.time(),
        row.time(),
        row.textIfAny(),
        row.longNumberIfAny().isPresent());
  }
}
