package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Guesses for which the server has no time are seen all the same: otherwise whoever keeps it busy
/// would guess unseen.
class BusyPasswordTests {
  /// As dear as a hash of others may be.
  private static final String DEAR = "$2b$14$abcdefghijklmnopqrstuuGzOL26VZqjKGS1efXqAXcAu2xrI3fqi";

  private static final Person CAROL =
      new Person("", "carol", Origin.DECLARED, true, Optional.of(DEAR), Set.of(), Map.of());

  @Test
  void what_was_begun_is_shown_to_the_person_and_all_of_it_is_in_the_audit() throws Exception {
    try (TestServer server =
        new TestServer(
            Engine.preset(),
            Declared.with(Samples.declarations(), new DeclaredPerson(CAROL, Optional.empty())),
            Seams.none())) {
      List<TestBrowser> browsers =
          Stream.generate(() -> new TestBrowser(server).get("/account"))
              .limit(16L * Runtime.getRuntime().availableProcessors())
              .toList();
      List<Integer> answers = guess(browsers);
      assertThat(answers).contains(503);
      server.server.housekeeping().doChores();
      assertThat(server.audit)
          .filteredOn(event -> event.type() == AuditEvent.Type.SIGN_IN_REFUSED)
          .filteredOn(event -> "busy".equals(event.facts().get("reason")))
          .hasSameSizeAs(answers.stream().filter(status -> status == 503).toList());
      String subject = server.stores.people().findByUsername("carol").orElseThrow().subject();
      int shown =
          server.stores.activities().ofPerson(subject, server.clock.instant(), 9).stream()
              .mapToInt(Activity::times)
              .sum();
      assertThat((long) shown)
          .isGreaterThan(answers.stream().filter(status -> status == 400).count());
    }
  }

  private static List<Integer> guess(List<TestBrowser> browsers) throws Exception {
    List<Callable<Integer>> guesses =
        browsers.stream()
            .<Callable<Integer>>map(browser -> () -> browser.signIn("carol", "wrong").page.status())
            .toList();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(guesses).stream().map(Future::resultNow).toList();
    }
  }
}
