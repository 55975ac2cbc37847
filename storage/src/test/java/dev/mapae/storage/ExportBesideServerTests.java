package dev.mapae.storage;

import static dev.mapae.storage.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Grants.Spend;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.protocol.Scope;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// An export while a server works on the database: what was acknowledged when it began is restored,
/// and what came meanwhile does no harm.
@Timeout(300)
@ParameterizedClass
@MethodSource("ways")
class ExportBesideServerTests extends ArchiveContract {
  private static final Instant FAR = NOW.plusSeconds(999_999);

  @Test
  void people_are_those_of_one_moment_whoever_takes_whose_name_meanwhile() throws Exception {
    fill(ArchivedTable.PAGE + 1);
    Map<String, List<String>> before = Dump.withoutNotes(from);
    AtomicBoolean swapped = new AtomicBoolean();
    // The beginning, a page of each table that is read one by one and a second of the four that
    // are full, and the first of people.
    int firstOfPeople = 1 + ArchivedTables.ONE_BY_ONE.size() + 4 + 1;
    progress.during(
        "exporting",
        time -> {
          // Between the two pages of people: one that was read gives a name to one that was not.
          if (time == firstOfPeople) {
            swapNames();
            swapped.set(true);
          }
        });
    archives(from).export(archive);
    assertThat(swapped).isTrue();
    archives(to).load(archive, false);
    assertThat(Dump.of(to).get("people")).isEqualTo(before.get("people"));
    assertThat(Dump.of(from).get("people")).isNotEqualTo(before.get("people"));
  }

  private void swapNames() {
    try {
      Dump.execute(
          from,
          "UPDATE people SET username_folded = 'other' WHERE subject = 'person-10000'",
          "UPDATE people SET username_folded = 'user-10000' WHERE subject = 'person-10500'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void every_refresh_token_that_was_acknowledged_before_works_after_a_restore() throws Exception {
    fill();
    Map<String, Integer> newest = new ConcurrentHashMap<>();
    Set<String> revoked = ConcurrentHashMap.newKeySet();
    try (Stores server = from.open(ISSUER)) {
      for (int i = 0; i < 2 * ArchivedTable.PAGE; i++) {
        String id = "%08x".formatted(i * 0x01000193);
        server.grants().open(Examples.grant(id), false);
        newest.put(id, generation(server.grants().spend(id, 0, NOW, FAR, List.of())));
      }
      List<String> atStart = List.copyOf(newest.keySet());
      AtomicBoolean done = new AtomicBoolean();
      AtomicInteger during = new AtomicInteger();
      try (ExecutorService clients = Executors.newFixedThreadPool(4)) {
        List<Future<?>> running = new ArrayList<>();
        for (int client = 0; client < 4; client++) {
          int first = client;
          running.add(
              clients.submit(() -> {
                for (int i = first; !done.get(); i += 4) {
                  use(server, atStart.get(i % atStart.size()), i, newest, revoked);
                  during.incrementAndGet();
                }
              }));
        }
        progress.during("exporting", time -> awaitMore(during, 20));
        archives(from).export(archive);
        done.set(true);
        for (Future<?> client : running) {
          client.get();
        }
      }
      assertThat(revoked).isNotEmpty();
      archives(to).load(archive, false);
      try (Stores restored = to.open(ISSUER)) {
        int alive = 0;
        for (String id : atStart) {
          if (!revoked.contains(id)) {
            assertThat(restored.grants().spend(id, newest.get(id), NOW, FAR, List.of()))
                .as(id)
                .isEqualTo(new Spend.Spent(newest.get(id) + 1));
            assertThat(restored.grants().find(id).orElseThrow().clientEnabled()).isTrue();
            alive++;
          }
        }
        assertThat(alive).isGreaterThan(100);
      }
    }
  }

  /// A refresh, and now and then a revocation or a grant that is new.
  private static void use(
      Stores server, String id, int i, Map<String, Integer> newest, Set<String> revoked) {
    if (i % 50 == 3) {
      revoked.add(id);
      server.grants().revoke(id);
    } else if (i % 50 == 4) {
      server.grants().open(Examples.grant("new-" + i, "s1", Scope.of("openid")), false);
    } else if (!revoked.contains(id)) {
      newest.put(id, generation(server.grants().spend(id, newest.get(id), NOW, FAR, List.of())));
    }
  }

  private static int generation(Spend spend) {
    return ((Spend.Spent) spend).generation();
  }

  /// Lets the clients go on between two pages.
  private static void awaitMore(AtomicInteger during, int more) {
    int until = during.get() + more;
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (during.get() < until) {
      assertThat(System.nanoTime()).as("the clients go on").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
