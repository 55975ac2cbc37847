package dev.mapae.distribution.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What was acknowledged survives `kill -9` of the server, as far as anybody outside can tell.
///
/// The system property `mapae.seed` repeats the choices of a run; which thread comes first it
/// cannot repeat.
@Tag("socket")
class KillTests {
  private static final int ACTORS = 12;
  private static final int NEWEST = 12;

  private final long seed = Long.getLong("mapae.seed", new SecureRandom().nextLong());
  private final Random random = new Random(seed);
  private final Strike strike = new Strike();
  private final Tally tally = new Tally();

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  @Timeout(300)
  void what_was_acknowledged_holds_after_two_kills(Engine engine) throws Exception {
    kill(engine, 2);
  }

  @Test
  @Tag("long")
  @Timeout(3600)
  void what_was_acknowledged_holds_after_fifty_kills_on_SQLite() throws Exception {
    kill(Engine.SQLITE, 50);
    assertAllWereInFlight();
  }

  @Test
  @Tag("long")
  @Timeout(3600)
  void what_was_acknowledged_holds_after_twenty_kills_on_PostgreSQL() throws Exception {
    kill(Engine.POSTGRESQL, 20);
    assertAllWereInFlight();
  }

  private void assertAllWereInFlight() {
    assertThat(tally.unanswered())
        .allSatisfy((step, count) -> assertThat(count.sum()).as(step.toString()).isPositive());
  }

  private void kill(Engine engine, int times) throws Exception {
    System.out.println(engine + ", mapae.seed=" + seed);
    try (Nodes nodes = new Nodes(folder, engine);
        Crowd crowd = new Crowd(ACTORS, random, strike, tally)) {
      for (int i = 0; i < times; i++) {
        Node node = nodes.start();
        Site site = nodes.site(node);
        strike.forget();
        crowd.check(site, NEWEST);
        crowd.start(site);
        letGo(crowd);
        crowd.stop();
        strike.by(() -> {
          node.kill();
          crowd.join();
        });
      }
      strike.forget();
      crowd.check(nodes.site(nodes.start()), Integer.MAX_VALUE);
    }
    System.out.println(tally);
  }

  /// Waits for a moment that nobody can foresee.
  private void letGo(Crowd crowd) {
    long enough = tally.answered() + random.nextInt(50, 500);
    while (tally.answered() < enough && !crowd.hasFailed()) {
      LockSupport.parkNanos(random.nextInt(1_000, 3_000_000));
    }
  }
}
