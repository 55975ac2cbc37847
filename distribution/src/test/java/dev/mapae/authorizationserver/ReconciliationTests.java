package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.credentials;
import static dev.mapae.authorizationserver.TestServer.json;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.declaration.Reconciliation;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.ClientLogout;
import dev.mapae.authorizationserver.store.Credentials;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.protocol.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The configuration file and the database come to agree.
@OnEveryEngine
class ReconciliationTests {
  final WatchedStores watched = new WatchedStores();
  final TestServer server;
  final TestClients clients;

  ReconciliationTests(Engine engine) {
    server =
        new TestServer(engine.fresh(), TestServer.ISSUER, Samples.declarations(), watched::around);
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  static DeclaredPerson person(String subject, String username, String password) {
    return new DeclaredPerson(
        new Person(subject, username, Origin.DECLARED, true, Optional.empty(), Set.of(), Map.of()),
        Optional.of(password));
  }

  static DeclaredClient service() {
    return Samples.confidential(
        Samples.client("service")
            .grants("client_credentials")
            .scope("playlist.read playlist.write"));
  }

  @Nested
  class An_unchanged_entry {
    @Test
    void costs_no_write_and_no_query_of_its_own() {
      watched.reset();
      assertThat(server.server.reconcile(Samples.declarations())).isZero();
      assertThat(watched.calls())
          .isEqualTo(
              Map.of(
                  "clients.fingerprints", 1,
                  "people.fingerprints", 1,
                  "resources.fingerprints", 1,
                  "resources.all", 1));
    }

    @Test
    void costs_none_in_the_next_process_either() throws IOException, InterruptedException {
      assertThat(AnotherProcess.reconcile(server.database.address())).isPositive();
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  requireNonNull(System.getProperty("java.class.path")),
                  AnotherProcess.class.getName(),
                  server.database.name())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String changed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isZero();
      assertThat(changed.lines().reduce("", (a, b) -> b)).isEqualTo("0");
    }
  }

  @Nested
  class An_entry_that_vanished_before {
    @Test
    void costs_nothing_at_the_next_start_either() {
      var less = Declared.without(Samples.declarations(), "both");
      less = Declared.without(Declared.without(less, "bob"), Samples.ORDERS);
      assertThat(server.server.reconcile(less)).isZero();
      watched.reset();
      assertThat(server.server.reconcile(less)).isZero();
      assertThat(watched.calls())
          .doesNotContainKeys(
              "clients.disableDeclaredExcept",
              "people.disableDeclaredExcept",
              "resources.disableDeclaredExcept");
    }

    /// A node of a version before disabled them, and did no more.
    @Test
    void has_nothing_left_of_before_when_it_comes_back() {
      new TestBrowser(server).get(Ask.web("openid").url()).signInAs("alice").approve();
      Person alice = server.stores.people().findByUsername("alice").orElseThrow();
      Person disabled =
          new Person(
              alice.subject(),
              alice.username(),
              alice.origin(),
              false,
              alice.passwordHash(),
              alice.roles(),
              alice.claims());
      server.stores.people().declare(disabled, "");
      assertThat(server.rows()).containsEntry("sessions", 1).containsEntry("grants", 1);
      server.server.reconcile(Samples.declarations());
      assertThat(server.rows()).containsEntry("sessions", 0).containsEntry("grants", 0);
      assertThat(server.stores.people().find(alice.subject())).contains(alice);
    }

    @Test
    void costs_nothing_while_others_vanish() {
      var less = Declared.without(Samples.declarations(), "both");
      server.server.reconcile(less);
      long before = server.stores.changes().counter();
      server.server.reconcile(Declared.without(less, "service"));
      assertThat(server.stores.changes().counter()).isEqualTo(before + 1);
    }
  }

  @Nested
  class A_changed_entry {
    @Test
    void is_written_and_in_force_at_once() {
      assertThat(json(clients.token("service", credentials("scope", "playlist.write"))))
          .containsKey("access_token");
      watched.reset();
      var narrower =
          Samples.confidential(
              Samples.client("service").grants("client_credentials").scope("playlist.read"));
      assertThat(server.server.reconcile(Declared.with(Samples.declarations(), narrower)))
          .isEqualTo(1);
      assertThat(watched.calls()).containsEntry("clients.declare", 1);
      assertThat(json(clients.token("service", credentials("scope", "playlist.write"))))
          .containsEntry("error", "invalid_scope");
    }

    @Test
    void is_noticed_whatever_changed_of_a_client() {
      List<DeclaredClient> variants = new ArrayList<>();
      Client c = service().client();
      var secrets = service().secrets();
      variants.add(new DeclaredClient(c, List.of("x".repeat(40))));
      variants.add(new DeclaredClient(c, List.of(secrets.getFirst(), "x".repeat(40))));
      variants.add(new DeclaredClient(changed(c, "client_secret_post"), secrets));
      variants.add(
          Samples.confidential(Samples.client("service").grants("client_credentials", "x")));
      variants.add(Samples.confidential(Samples.client("service", "https://x.example/cb")));
      variants.add(Samples.confidential(Samples.client("service").scope("playlist.read")));
      variants.add(Samples.confidential(Samples.client("service").skipConsent()));
      variants.add(Samples.confidential(Samples.client("service").withoutPkce()));
      variants.add(Samples.confidential(Samples.client("service").grace(Duration.ofSeconds(1))));
      variants.add(new DeclaredClient(lasting(c, Duration.ofMinutes(1)), secrets));
      variants.add(new DeclaredClient(lasting(c, Duration.ofMinutes(2)), secrets));
      for (ClientKeySource source :
          List.of(
              new ClientKeySource.Jwks("{\"keys\":[]}"),
              new ClientKeySource.Jwks("{\"keys\":[{}]}"),
              new ClientKeySource.JwksUri("{\"keys\":[{}]}"))) {
        variants.add(Samples.confidential(Samples.client("service").keys(source)));
      }
      variants.add(service());
      for (DeclaredClient variant : variants) {
        var declared = Declared.with(Samples.declarations(), variant);
        assertThat(server.server.reconcile(declared)).as(variant.client().toString()).isEqualTo(1);
        assertThat(server.server.reconcile(declared)).isZero();
      }
    }

    @Test
    void is_noticed_whatever_changed_of_a_person() {
      for (Map<String, Object> claims :
          List.<Map<String, Object>>of(
              Map.of("email", "a@example.com", "email_verified", true),
              Map.of("email", "a@example.com", "email_verified", "true"),
              Map.of("address", Map.of("locality", "Seoul", "country", "KR")),
              Map.of("address", Map.of("locality", "Busan", "country", "KR")))) {
        for (Set<String> roles : List.of(Set.of("a, b"), Set.of("a", "b"))) {
          var alice =
              new DeclaredPerson(
                  new Person("", "alice", Origin.DECLARED, true, Optional.empty(), roles, claims),
                  Optional.empty());
          var declared = Declared.with(Samples.declarations(), alice);
          assertThat(server.server.reconcile(declared)).isEqualTo(1);
          assertThat(server.server.reconcile(declared)).isZero();
        }
      }
    }

    @Test
    void with_a_new_secret_takes_the_new_one_at_once_and_the_old_one_no_more() {
      String next = "another-secret-0123456789abcdef0123456789";
      assertThat(clients.token("service", credentials()).status()).isEqualTo(200);
      server.server.reconcile(
          Declared.with(
              Samples.declarations(), new DeclaredClient(service().client(), List.of(next))));
      assertThat(clients.token("service", credentials()).status()).isEqualTo(401);
      assertThat(
              server
                  .post("/token", credentials("client_id", "service", "client_secret", next))
                  .status())
          .isEqualTo(200);
    }

    @Test
    void keeps_subject_and_password_of_a_person() {
      String before = subject("alice", "wonderland-42");
      server.server.reconcile(
          Declared.with(Samples.declarations(), person("", "Alice", "another-password-42")));
      assertThat(subject("alice", "wonderland-42")).isEqualTo(before);
    }

    private String subject(String username, String password) {
      String code = clients.code(username, password, TestClients.request("ours", "openid"));
      return (String) clients.claims(json(clients.redeem("ours", code)).get("id_token")).get("sub");
    }

    private Client changed(Client c, String authMethod) {
      return Samples.client(c.id())
          .grants("client_credentials")
          .scope(c.scope().toString())
          .build(authMethod);
    }

    private Client lasting(Client c, Duration accessToken) {
      return new Client(
          c.id(),
          c.origin(),
          true,
          Credentials.of(c.credentials().method()),
          Optional.empty(),
          c.grantTypes(),
          c.redirectUris(),
          Scope.parse("playlist.read"),
          false,
          Requirements.PRESET,
          RequestObjectPolicy.PRESET,
          Duration.ZERO,
          new Lifetimes(Map.of(Lifetime.ACCESS_TOKEN, accessToken)),
          ResponseAlgorithms.PRESET,
          ClientLogout.PRESET,
          c.display());
    }
  }

  @Nested
  class An_entry_that_vanished {
    @Test
    void is_disabled_with_its_tokens_and_comes_back_with_them() {
      String token = clients.accessToken("both", "resource", Samples.ORDERS);
      server.server.reconcile(Declared.without(Samples.declarations(), "both"));
      assertThat(clients.token("both", credentials("resource", Samples.ORDERS)).status())
          .isEqualTo(401);
      assertThat(clients.isActive("orders-api", token)).isFalse();
      assertThat(server.database.rows())
          .anyMatch(r -> r.startsWith("clients") && r.contains("| both |"));
      server.server.reconcile(Samples.declarations());
      assertThat(clients.isActive("orders-api", token)).isTrue();
    }

    @Test
    void cannot_sign_in_and_can_again_once_it_is_back() {
      server.server.reconcile(Declared.without(Samples.declarations(), "alice"));
      var browser = new TestBrowser(server);
      browser
          .get("/authorize?" + TestClients.request("ours", "openid").encode())
          .signIn("alice", "wonderland-42");
      assertThat(browser.page.header("Location")).isEmpty();
      server.server.reconcile(Samples.declarations());
      assertThat(clients.code("ours", "openid")).startsWith("mapae_ac_");
    }
  }

  /// RFC 9068 §5: whoever reads `sub` alone must not take a client for a person.
  @Nested
  class A_subject_that_is_a_client_id {
    void assertRefused(Declarations declared) {
      var before = server.database.rows();
      assertThatThrownBy(() -> server.server.reconcile(declared))
          .isInstanceOf(Reconciliation.SharedSubject.class)
          .hasMessageContaining("client_id");
      assertThat(server.database.rows()).isEqualTo(before);
    }

    @Test
    void is_refused_within_one_file() {
      assertRefused(
          Declared.with(Samples.declarations(), person("service", "eve", "a-password-42")));
    }

    @Test
    void is_refused_beside_a_client_that_was_declared_before() {
      var without = Declared.without(Samples.declarations(), "service");
      server.server.reconcile(without);
      assertRefused(Declared.with(without, person("service", "eve", "a-password-42")));
    }

    @Test
    void is_refused_beside_a_person_who_was_declared_before() {
      server.server.reconcile(
          Declared.with(Samples.declarations(), person("eve-1", "eve", "a-password-42")));
      assertRefused(
          Declared.with(Samples.declarations(), Samples.confidential(Samples.client("eve-1"))));
    }
  }
}
