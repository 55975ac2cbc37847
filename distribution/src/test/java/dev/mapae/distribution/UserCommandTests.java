package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.authorizationserver.store.UpstreamIdentity;
import dev.mapae.storage.DatabaseAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `user`, typed beside a running server.
@Tag("socket")
@Timeout(120)
class UserCommandTests {
  private static final String PEOPLE = "users: [{username: alice}]\n";

  @TempDir Path folder;
  private Path config = Path.of("");
  private String issuer = "";
  private ConfiguredServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        ConfiguredServer.start(
            folder, "database: sqlite:%s\n%s".formatted(folder.resolve("mapae.db"), PEOPLE));
    config = server.config();
    issuer = server.issuer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Stores stores() {
    return new DatabaseAddress.Sqlite(folder.resolve("mapae.db")).openBeside(issuer);
  }

  private void squatter(String username) {
    try (Stores stores = stores()) {
      assertThat(
              stores
                  .people()
                  .add(
                      new Person(
                          "stranger",
                          username,
                          Origin.SELF_REGISTERED,
                          true,
                          Optional.empty(),
                          Set.of(),
                          Map.of())))
          .isTrue();
    }
  }

  private Optional<Person> found(String username) {
    try (Stores stores = stores()) {
      return stores.people().findByUsername(username);
    }
  }

  private List<String> user(int status, String verb, String... username) throws Exception {
    String[] all = new String[4 + username.length];
    System.arraycopy(new String[] {"user", verb, "--config", config.toString()}, 0, all, 0, 4);
    System.arraycopy(username, 0, all, 4, username.length);
    try (ServerProcess command = ServerProcess.start(folder, all)) {
      assertThat(command.status()).as(command.errors().toString()).isEqualTo(status);
      return List.copyOf(command.errors());
    }
  }

  @Test
  void an_account_is_disabled_enabled_and_deleted() throws Exception {
    squatter("carol");
    assertThat(user(0, "disable", "Carol").toString()).contains("person_disabled", "stranger");
    assertThat(found("carol").orElseThrow().enabled()).isFalse();
    assertThat(user(0, "enable", "carol").toString()).contains("person_enabled", "stranger");
    assertThat(found("carol").orElseThrow().enabled()).isTrue();
    assertThat(user(0, "delete", "carol").toString()).contains("person_deleted");
    assertThat(found("carol")).isEmpty();
  }

  /// Whoever lost the phone comes back by the password, also somebody who is declared.
  @Test
  void what_somebody_has_besides_the_password_is_removed_and_their_sessions_end() throws Exception {
    String subject = found("alice").orElseThrow().subject();
    Instant now = Instant.now();
    try (Stores stores = stores()) {
      Factor app =
          new Factor("f1", subject, Factor.Kind.TOTP, "", now, Optional.empty(), "k", "x", 1);
      assertThat(stores.enrolments().begin(app, Optional.empty(), List.of(), now)).isTrue();
      assertThat(
              stores
                  .sessions()
                  .start(
                      new Session(
                          "s1", "s1", subject, now, "mfa", List.of(), now, now.plusSeconds(3600))))
          .isTrue();
    }
    assertThat(user(0, "remove-factors", "Alice").toString())
        .contains("factor_removed", subject, "all");
    try (Stores stores = stores()) {
      assertThat(stores.factors().find(subject).orElseThrow().factors()).isEmpty();
      assertThat(stores.sessions().find("s1")).isEmpty();
    }
    assertThat(user(1, "remove-factors", "alice").getFirst()).contains("besides the password");
    assertThat(user(1, "remove-factors", "nobody").getFirst()).contains("nobody here");
  }

  @Test
  void nobody_signs_in_by_another_provider_any_more_and_their_sessions_end() throws Exception {
    String subject = found("alice").orElseThrow().subject();
    Instant now = Instant.now();
    Session session =
        new Session("s1", "s1", subject, now, "x", List.of(), now, now.plusSeconds(3600));
    String id = UpstreamIdentity.id("https://idp.example", "sub");
    try (Stores stores = stores()) {
      stores.sessions().start(session);
      stores
          .upstreamIdentities()
          .connect(
              new UpstreamIdentity(
                  id, subject, "https://idp.example", "sub", "", now, Optional.empty()),
              session);
      assertThat(stores.upstreamIdentities().find(id)).isPresent();
    }
    assertThat(user(0, "remove-connections", "alice").toString())
        .contains("upstream_disconnected", subject, "all", "no way left to sign in");
    try (Stores stores = stores()) {
      assertThat(stores.upstreamIdentities().find(id)).isEmpty();
      assertThat(stores.sessions().find("s1")).isEmpty();
    }
    assertThat(user(1, "remove-connections", "alice").getFirst()).contains("another provider");
  }

  @Test
  void those_who_are_declared_or_unknown_are_left_alone_and_it_says_so() throws Exception {
    assertThat(user(1, "delete", "alice").getFirst()).contains("declared in the file");
    assertThat(user(1, "disable", "nobody").getFirst()).contains("nobody here");
    assertThat(user(2, "delete").getFirst()).contains("username");
    assertThat(user(2, "forget", "alice").getFirst()).contains("disable, delete, remove-factors");
    assertThat(found("alice").orElseThrow().enabled()).isTrue();
  }
}
