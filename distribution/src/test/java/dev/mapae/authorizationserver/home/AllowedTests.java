package dev.mapae.authorizationserver.home;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.TestBrowser;
import dev.mapae.authorizationserver.TestServer;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a person allowed more clients than are looked at, which are two here.
class AllowedTests {
  private static final Scope SCOPE = Scope.of("playlist.read");

  private final TestServer server = new TestServer();
  private final String alice =
      server.stores.people().findByUsername("alice").orElseThrow().subject();
  private final Allowed allowed =
      new Allowed(
          server.stores.grants(),
          server.stores.consents(),
          () -> new Catalog(TestServer.ISSUER.value(), server.stores.resources().all(), List.of()),
          server.stores.clients()::find,
          server.clock,
          2);

  @BeforeEach
  void sign_in() {
    new TestBrowser(server).get("/account").signInAs("alice");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void holds(String clientId) {
    server.clock.advance(Duration.ofSeconds(1));
    Instant now = server.clock.instant();
    Session session =
        server.stores.sessions().ofPerson(alice, now, Instant.EPOCH, 1).getFirst().session();
    Grant grant =
        new Grant(
            clientId + "-grant",
            1,
            alice,
            clientId,
            session.id(),
            session.firstId(),
            SCOPE,
            List.of(),
            false,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            now,
            session.acr(),
            session.amr(),
            now,
            now,
            now.plus(Duration.ofDays(30)),
            Optional.empty());
    assertThat(server.stores.grants().open(grant, false)).isTrue();
  }

  private void remembersItsAnswerTo(String clientId) {
    Consent consent =
        new Consent(
            alice,
            clientId,
            SCOPE,
            Scope.empty(),
            Set.of(),
            Set.of(),
            List.of(),
            Map.of(),
            server.clock.instant());
    server.stores.consents().remember(consent, Origin.DECLARED, Optional.empty());
  }

  private boolean isUntold(String clientId) {
    List<Allowed.OfClient> listed =
        allowed.of(alice).stream().filter(of -> of.clientId().equals(clientId)).toList();
    assertThat(listed).as(clientId).hasSize(1);
    return listed.getFirst().untold();
  }

  /// It may get all of that without asking, and its button is the only one that takes it back.
  @Test
  void one_beyond_them_of_which_an_answer_is_remembered_is_listed_without_saying_what_it_holds() {
    for (String clientId : List.of("web", "ours", "spa", "old")) {
      holds(clientId);
    }
    remembersItsAnswerTo("web");
    remembersItsAnswerTo("ours");
    assertThat(isUntold("web")).isTrue();
    assertThat(isUntold("ours")).isFalse();
  }

  @Test
  void where_they_are_just_as_many_nothing_is_untold() {
    holds("spa");
    holds("old");
    remembersItsAnswerTo("web");
    assertThat(isUntold("web")).isFalse();
    assertThat(isUntold("old")).isFalse();
  }
}
