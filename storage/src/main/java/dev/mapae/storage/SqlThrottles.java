package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Throttle;
import dev.mapae.authorizationserver.store.Throttles;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Throttles in SQL: when each slot would be free of all that was counted in it.
record SqlThrottles(Database database, String issuer) implements Throttles {
  /// How many slots of a throttle are busy, among the columns of a query.
  static final String BUSY =
      "(SELECT COUNT(*) FROM throttles t WHERE t.issuer = ? AND t.slot IN (?, ?) AND t.free_at > ?)";

  private static final int BOTH = 2;

  /// What [#BUSY] is asked with.
  static List<Object> values(String issuer, Throttle throttle, Instant now) {
    return List.of(issuer, throttle.one(), throttle.other(), throttle.busyFrom(now));
  }

  /// Reads as many columns [#BUSY] as were asked for.
  static Set<Throttle> busy(Row row, List<Throttle> asked) throws SQLException {
    Set<Throttle> busy = new HashSet<>();
    for (Throttle throttle : asked) {
      if (row.number() == BOTH) {
        busy.add(throttle);
      }
    }
    return busy;
  }

  @Override
  public Set<Throttle> busy(List<Throttle> asked, Instant now) {
    List<Object> values = new ArrayList<>();
    asked.forEach(throttle -> values.addAll(values(issuer, throttle, now)));
    String query = "SELECT " + String.join(", ", Collections.nCopies(asked.size(), BUSY));
    return database.read(
        sql -> sql.one(query, row -> busy(row, asked), values.toArray()).orElseThrow());
  }

  @Override
  public void count(List<Throttle> throttles, Instant now) {
    // In the order of the slots, so that no two wait for one another.
    SortedMap<Integer, Throttle> slots = new TreeMap<>();
    throttles.forEach(throttle -> {
      slots.put(throttle.one(), throttle);
      slots.put(throttle.other(), throttle);
    });
    List<Object> values = new ArrayList<>();
    slots.forEach(
        (slot, throttle) -> values.addAll(List.of(issuer, slot, now.plus(throttle.apart()))));
    values.add(now);
    slots.forEach((slot, throttle) -> values.addAll(List.of(slot, throttle.fullFrom(now))));
    values.add(now);
    String statement =
        """
        INSERT INTO throttles (issuer, slot, free_at) VALUES %s
        ON CONFLICT (issuer, slot) DO UPDATE SET free_at = CASE
          WHEN throttles.free_at <= ? THEN excluded.free_at
          WHEN throttles.free_at < CASE throttles.slot %s END
            THEN throttles.free_at + excluded.free_at - ?
          ELSE throttles.free_at END
        """
            .formatted(
                String.join(", ", Collections.nCopies(slots.size(), "(?, ?, ?)")),
                "WHEN ? THEN ? ".repeat(slots.size()));
    database.writeOne(sql -> sql.update(statement, values.toArray()));
  }
}
