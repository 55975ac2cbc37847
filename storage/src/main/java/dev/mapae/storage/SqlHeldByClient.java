package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Grants.Held;
import dev.mapae.authorizationserver.store.Grants.OfClient;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a person allowed, client by client, in one query: a client that was allowed very much takes
/// no room from the others, and of very many clients those are left out that were used least
/// lately.
record SqlHeldByClient(Sql sql, String issuer) {
  /// The newest of each scope come before what is as well of it, so that no scope is left out for
  /// many details.
  private static final String QUERY =
      """
      SELECT client_id, scope, resources, claims, since, used_at, of_client, first_since, last_used_at
      FROM (
        SELECT placed.*, DENSE_RANK() OVER (ORDER BY last_used_at DESC, client_id) AS client
        FROM (
          SELECT client_id, scope, resources, claims, since, used_at,
            ROW_NUMBER() OVER (PARTITION BY client_id ORDER BY again, newest DESC) AS place,
            COUNT(*) OVER (PARTITION BY client_id) AS of_client,
            MIN(since) OVER (PARTITION BY client_id) AS first_since,
            MAX(used_at) OVER (PARTITION BY client_id) AS last_used_at
          FROM (
            SELECT client_id, scope, resources, claims,
              MIN(created_at) AS since, MAX(used_at) AS used_at, MAX(created_at) AS newest,
              ROW_NUMBER() OVER (
                PARTITION BY client_id, scope, resources ORDER BY MAX(created_at) DESC) AS again
            FROM grants
            WHERE issuer = ? AND subject = ? AND generation > 0 AND expires_at > ?
            GROUP BY client_id, scope, resources, claims
          ) grouped
        ) placed
      ) held
      WHERE client <= ? AND place <= ? ORDER BY client_id, place
      """;

  private record Line(Held held, int ofClient, Instant since, Instant usedAt) {}

  List<OfClient> all(String subject, Instant now, int clients, int each) throws SQLException {
    Map<String, List<Line>> byClient =
        sql.all(QUERY, SqlHeldByClient::line, issuer, subject, now, clients, each).stream()
            .collect(
                Collectors.groupingBy(
                    line -> line.held().clientId(), TreeMap::new, Collectors.toList()));
    return byClient.values().stream().map(SqlHeldByClient::ofClient).toList();
  }

  private static Line line(Row row) throws SQLException {
    return new Line(SqlGrants.held(row), row.number(), row.time(), row.time());
  }

  private static OfClient ofClient(List<Line> lines) {
    Line any = lines.getFirst();
    return new OfClient(
        any.held().clientId(),
        lines.stream().map(Line::held).toList(),
        any.ofClient() - lines.size(),
        any.since(),
        any.usedAt());
  }
}
