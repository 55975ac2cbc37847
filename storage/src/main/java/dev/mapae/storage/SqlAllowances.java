package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Allowance;
import dev.mapae.authorizationserver.store.Allowance.Place;
import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Consents;
import dev.mapae.authorizationserver.store.Grants.Held;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a person allowed, client by client, without answers that let nobody in, in three queries
/// however much it is: a client that was allowed very much takes no room from the others.
record SqlAllowances(Sql sql, String issuer, String subject, Instant now) {
  private static final String PLACES =
      """
      SELECT MIN(since), client_id FROM (
        SELECT client_id, created_at AS since FROM grants
        WHERE issuer = ? AND subject = ? AND generation > 0 AND expires_at > ?
        UNION ALL
        SELECT client_id, given_at AS since FROM consents
        WHERE issuer = ? AND subject = ? AND (scope <> '' OR claims <> '[]')
      ) allowed
      GROUP BY client_id
      HAVING MIN(since) < ? OR (MIN(since) = ? AND client_id > ?)
      ORDER BY MIN(since) DESC, client_id LIMIT
      """
          + Consents.SECTION;

  private static final String OF_THESE =
      "AND client_id IN (?" + ", ?".repeat(Consents.SECTION - 1) + ")";

  /// The newest of each scope come before what is as well of it, so that no scope is left out for
  /// many details.
  private static final String HELD =
      """
      SELECT client_id, scope, resources, claims, since, used_at, of_client, last_used_at
      FROM (
        SELECT client_id, scope, resources, claims, since, used_at,
          ROW_NUMBER() OVER (PARTITION BY client_id ORDER BY again, newest DESC) AS place,
          COUNT(*) OVER (PARTITION BY client_id) AS of_client,
          MAX(used_at) OVER (PARTITION BY client_id) AS last_used_at
        FROM (
          SELECT client_id, scope, resources, claims,
            MIN(created_at) AS since, MAX(used_at) AS used_at, MAX(created_at) AS newest,
            ROW_NUMBER() OVER (
              PARTITION BY client_id, scope, resources ORDER BY MAX(created_at) DESC) AS again
          FROM grants
          WHERE issuer = ? AND subject = ? AND generation > 0 AND expires_at > ? %s
          GROUP BY client_id, scope, resources, claims
        ) grouped
      ) placed
      WHERE place <= ? ORDER BY client_id, place
      """
          .formatted(OF_THESE);

  private static final String REMEMBERED =
      "SELECT %s FROM consents WHERE issuer = ? AND subject = ? %s"
          .formatted(SqlConsents.COLUMNS, OF_THESE);

  private record Line(Held held, int ofClient, Instant usedAt) {}

  List<Allowance> after(Place last, int each) throws SQLException {
    List<Place> places =
        sql.all(
            PLACES,
            row -> new Place(row.time(), row.text()),
            issuer,
            subject,
            now,
            issuer,
            subject,
            last.since(),
            last.since(),
            last.clientId());
    if (places.isEmpty()) {
      return List.of();
    }
    Map<String, List<Line>> held =
        sql.all(HELD, SqlAllowances::line, of(places, List.of(issuer, subject, now), each)).stream()
            .collect(Collectors.groupingBy(line -> line.held().clientId()));
    Map<String, Consent> remembered =
        sql.all(REMEMBERED, SqlConsents::consent, of(places, List.of(issuer, subject))).stream()
            .collect(Collectors.toMap(Consent::clientId, Function.identity()));
    return places.stream()
        .map(place ->
            allowance(
                place,
                held.getOrDefault(place.clientId(), List.of()),
                Optional.ofNullable(remembered.get(place.clientId()))))
        .toList();
  }

  /// Values with the clients among them, the last one as often as there is room: SQL is constant.
  private static Object[] of(List<Place> places, List<Object> before, Object... behind) {
    List<Object> values = new ArrayList<>(before);
    places.forEach(place -> values.add(place.clientId()));
    values.addAll(
        Collections.nCopies(Consents.SECTION - places.size(), places.getLast().clientId()));
    values.addAll(List.of(behind));
    return values.toArray();
  }

  private static Line line(Row row) throws SQLException {
    return new Line(SqlGrants.held(row), row.number(), row.time());
  }

  private static Allowance allowance(Place place, List<Line> held, Optional<Consent> remembered) {
    return new Allowance(
        place,
        held.stream().map(Line::held).toList(),
        held.stream().findFirst().map(line -> line.ofClient() - held.size()).orElse(0),
        held.stream().findFirst().map(Line::usedAt),
        remembered);
  }
}
