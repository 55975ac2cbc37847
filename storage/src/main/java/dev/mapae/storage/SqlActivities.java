package dev.mapae.storage;

import static java.util.stream.Collectors.joining;

import dev.mapae.authorizationserver.store.Activities;
import dev.mapae.authorizationserver.store.Activity;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Activities in SQL.
record SqlActivities(Database database, String issuer) implements Activities {
  private static final String COLUMNS =
      """
      issuer, subject, id, kind, happened_at, times, remote_address, browser, client_id,
      session_id, expires_at
      """;

  private static final String ADD =
      "INSERT INTO activity (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  /// What is one row already happened once more, or was noted by another node.
  private static final String OR_COUNT =
      """
       ON CONFLICT (issuer, subject, id) DO UPDATE SET
        happened_at = excluded.happened_at, times = activity.times + excluded.times,
        remote_address = excluded.remote_address, browser = excluded.browser
      """;

  private static final String REFUSED = kinds(SqlActivities::isRefused);

  /// Without what a node of a later version noted, of which this one knows nothing: it must not
  /// take the place of what there is to show.
  private static final String DONE = kinds(kind -> !isRefused(kind));

  private static boolean isRefused(Activity.Kind kind) {
    return kind == Activity.Kind.SIGN_IN_REFUSED || kind == Activity.Kind.SECOND_FACTOR_REFUSED;
  }

  private static String kinds(Predicate<Activity.Kind> some) {
    return Stream.of(Activity.Kind.values())
        .filter(some)
        .map(kind -> "'" + kind.name() + "'")
        .collect(joining(", ", "AND kind IN (", ") "));
  }

  /// Statements that note something, in the transaction in which it happens.
  static List<Change> changes(String issuer, Activity... noted) {
    List<Change> changes = new ArrayList<>(noted.length);
    for (Activity activity : noted) {
      changes.add(new Change(ADD, values(issuer, activity)));
    }
    return changes;
  }

  /// The same for what happens only if there is a grant with this id then.
  static List<Change> changesWithGrant(String grantId, String issuer, Activity... noted) {
    return changesWith("grants", grantId, issuer, noted);
  }

  /// The same with a session.
  static List<Change> changesWithSession(String sessionId, String issuer, Activity... noted) {
    return changesWith("sessions", sessionId, issuer, noted);
  }

  private static List<Change> changesWith(
      String table, String id, String issuer, Activity... noted) {
    List<Change> changes = new ArrayList<>(noted.length);
    for (Activity activity : noted) {
      changes.add(new Change(addIfThereIs(table, "id"), with(activity, issuer, id)));
    }
    return changes;
  }

  /// @param key of what has to be there
  private static Object[] with(Activity activity, String issuer, String key) {
    List<Object> values = new ArrayList<>(List.of(values(issuer, activity)));
    values.add(issuer);
    values.add(key);
    return values.toArray();
  }

  private static String addIfThereIs(String table, String key) {
    return "INSERT INTO activity ("
        + COLUMNS
        + ") SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM "
        + table
        + " WHERE issuer = ? AND "
        + key
        + " = ?";
  }

  /// Notes something, in a transaction under way. What is there already is counted once more.
  static void note(Sql sql, String issuer, Activity... noted) throws SQLException {
    for (Activity activity : noted) {
      sql.update(ADD + OR_COUNT, values(issuer, activity));
    }
  }

  @Override
  public void add(List<Activity> activities) {
    // They come a moment later than what they tell of: whoever was erased meanwhile is not kept.
    String add = addIfThereIs("people", "subject") + database.dialect().keepingKeys() + OR_COUNT;
    List<Object[]> rows = new ArrayList<>();
    for (Activity activity : activities) {
      rows.add(with(activity, issuer, activity.subject()));
    }
    database.write(sql -> {
      sql.updateAll(add, rows);
      return true;
    });
  }

  @Override
  public List<Activity> ofPerson(String subject, Instant now, int limit) {
    return ofPerson("", "LIMIT " + limit, subject, now);
  }

  @Override
  public List<Activity> ofPerson(String subject, Section section, Instant now) {
    String kinds = section.refusals() ? REFUSED : DONE;
    String most = "LIMIT " + section.most();
    return section
        .before()
        .map(id -> ofPerson("AND id < ? " + kinds, most, subject, now, id))
        .orElseGet(() -> ofPerson(kinds, most, subject, now));
  }

  private List<Activity> ofPerson(String which, String most, Object... values) {
    return database
        .read(sql ->
            sql.all(
                "SELECT id, subject, kind, happened_at, times, remote_address, browser, client_id, session_id, expires_at"
                    + " FROM activity WHERE issuer = ? AND subject = ? AND expires_at > ? "
                    + which
                    + "ORDER BY id DESC "
                    + most,
                SqlActivities::activity,
                Stream.concat(Stream.of(issuer), Stream.of(values)).toArray()))
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public boolean hasSignInBefore(Activity signIn) {
    return database.read(sql ->
        sql.one(
                """
                SELECT 1 FROM activity
                WHERE issuer = ? AND subject = ? AND id < ? AND kind = 'SIGN_IN' LIMIT 1
                """,
                Row::number,
                issuer,
                signIn.subject(),
                signIn.id())
            .isPresent());
  }

  @Override
  public int sweep(Instant now, int limit) {
    return new SqlSweep("activity", "subject, id").delete(database, now, limit);
  }

  private static Object[] values(String issuer, Activity activity) {
    return new Object[] {
      issuer,
      activity.subject(),
      activity.id(),
      activity.kind(),
      activity.at(),
      activity.times(),
      activity.remoteAddress(),
      activity.browser(),
      activity.clientId(),
      activity.sessionId(),
      activity.expiresAt()
    };
  }

  /// @return empty for what a node of a later version noted, of which this one knows nothing
  private static Optional<Activity> activity(Row row) throws SQLException {
    String id = row.text();
    String subject = row.text();
    Optional<Activity.Kind> kind = Activity.Kind.named(row.text());
    Instant at = row.time();
    int times = row.number();
    String remoteAddress = row.text();
    String browser = row.text();
    Optional<String> clientId = row.textIfAny();
    Optional<String> sessionId = row.textIfAny();
    Instant expiresAt = row.time();
    return kind.map(known ->
        new Activity(
            id, subject, known, at, times, remoteAddress, browser, clientId, sessionId, expiresAt));
  }
}
