package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A sign-in costs the same hash whether or not there is such a person, so that no clock tells.
class UnknownPeopleTests {
  private static final Ask ASK = Ask.web("playlist.read");

  /// Some tens of milliseconds.
  private static final Passwords.Cost DEAR = new Passwords.Cost(32 * 1024, 4, 1);

  private final TestServer server =
      new TestServer(
          Engine.preset(),
          Declared.with(
              Samples.declarations(),
              new DeclaredPerson(
                  new Person(
                      "", "carol", Origin.DECLARED, true, Optional.empty(), Set.of(), Map.of()),
                  Optional.empty())),
          Seams.none().hashing(DEAR));

  @AfterEach
  void close() {
    server.close();
  }

  /// What the threads that hash had of the processors: of no other request, and however busy the
  /// machine is.
  private static long hashed() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("hashing-"))
        .mapToLong(thread -> threads.getThreadCpuTime(thread.threadId()))
        .filter(time -> time > 0)
        .sum();
  }

  private long cost(String username) {
    TestBrowser browser = new TestBrowser(server).get(ASK.url());
    long before = hashed();
    assertThat(browser.signIn(username, "wrong").page.status()).isEqualTo(400);
    return hashed() - before;
  }

  @Test
  void cost_what_a_wrong_password_costs() {
    Set<String> others = Set.of("alice", "carol");
    assertThat(server.stores.people().disableDeclaredExcept(others, server.clock.instant()))
        .isNotEmpty();
    // The hash that is compared with in place of theirs is made once.
    cost("nobody");
    long wrong = cost("alice");
    for (String username : new String[] {"nobody", "x".repeat(5000), "carol", "bob"}) {
      assertThat(cost(username)).as(username).isBetween(wrong / 3, wrong * 3);
    }
  }
}
