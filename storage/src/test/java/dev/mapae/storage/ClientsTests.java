package dev.mapae.storage;

import static dev.mapae.storage.Examples.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.ClientLogout;
import dev.mapae.authorizationserver.store.Clients;
import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Credentials;
import dev.mapae.authorizationserver.store.DeclarationRefusedException;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Registration;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.StoredSecret;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What [Clients] promises.
@OnEveryEngine
class ClientsTests extends StoresContract {
  static Client bare(String id, Origin origin) {
    return bare(id, origin, Optional.empty());
  }

  private static Client bare(String id, Origin origin, Optional<ClientKeySource> keySource) {
    return new Client(
        id,
        origin,
        true,
        Credentials.of("none"),
        keySource,
        Set.of(),
        List.of(),
        Scope.empty(),
        false,
        Requirements.PRESET,
        RequestObjectPolicy.PRESET,
        Duration.ZERO,
        Lifetimes.PRESET,
        ResponseAlgorithms.PRESET,
        ClientLogout.PRESET,
        Map.of());
  }

  @Test
  void every_member_comes_back() {
    stores.clients().declare(client("demo"), "f1");
    stores.clients().declare(bare("데모", Origin.SELF_REGISTERED), "f2");
    reopen();
    assertThat(stores.clients().find("demo")).contains(client("demo"));
    assertThat(stores.clients().find("데모")).contains(bare("데모", Origin.SELF_REGISTERED));
    assertThat(stores.clients().all())
        .containsExactly(client("demo"), bare("데모", Origin.SELF_REGISTERED));
  }

  @Test
  void where_its_keys_are_comes_back() {
    Client remote =
        bare(
            "remote",
            Origin.DECLARED,
            Optional.of(new ClientKeySource.JwksUri("https://a.example/jwks?a=b")));
    stores.clients().declare(remote, "f1");
    reopen();
    assertThat(stores.clients().find("remote")).contains(remote);
  }

  @Test
  void an_id_is_compared_byte_by_byte() {
    stores.clients().declare(client("demo"), "f1");
    assertThat(stores.clients().find("Demo")).isEmpty();
    assertThat(stores.clients().find("demo ")).isEmpty();
  }

  @Test
  void declaring_again_replaces_everything() {
    stores.clients().declare(client("demo"), "f1");
    stores.clients().declare(bare("demo", Origin.DECLARED), "f2");
    assertThat(stores.clients().all()).containsExactly(bare("demo", Origin.DECLARED));
    assertThat(stores.clients().fingerprints()).isEqualTo(Map.of("demo", "f2"));
  }

  @Test
  void one_that_was_not_declared_is_left_alone() {
    for (Origin origin : List.of(Origin.ADMINISTERED, Origin.SELF_REGISTERED)) {
      String id = origin.name();
      stores.clients().declare(bare(id, origin), "f1");
      long counter = stores.changes().counter();
      assertThatThrownBy(() -> stores.clients().declare(client(id), "f2"))
          .isInstanceOf(DeclarationRefusedException.class)
          .hasMessageStartingWith(
              "client " + id + " exists already and was not declared in the file; ");
      assertThat(stores.clients().find(id)).contains(bare(id, origin));
      assertThat(stores.changes().counter()).isEqualTo(counter);
    }
  }

  @Test
  void only_declared_clients_have_fingerprints() {
    stores.clients().declare(client("demo"), "f1");
    stores.clients().declare(bare("self", Origin.SELF_REGISTERED), "f2");
    assertThat(stores.clients().fingerprints()).isEqualTo(Map.of("demo", "f1"));
  }

  @Test
  void those_that_vanish_from_the_declaration_are_disabled_and_not_deleted() {
    stores.clients().declare(client("kept"), "f1");
    stores.clients().declare(client("vanished"), "f2");
    stores.clients().declare(bare("self", Origin.SELF_REGISTERED), "f3");
    stores.clients().declare(bare("administered", Origin.ADMINISTERED), "f4");
    stores.clients().disableDeclaredExcept(Set.of("kept", "never-seen"));
    reopen();
    assertThat(stores.clients().find("kept").orElseThrow().enabled()).isTrue();
    assertThat(stores.clients().find("self").orElseThrow().enabled()).isTrue();
    assertThat(stores.clients().find("administered").orElseThrow().enabled()).isTrue();
    assertThat(stores.clients().find("vanished").orElseThrow())
        .usingRecursiveComparison()
        .ignoringFields("enabled")
        .isEqualTo(client("vanished"));
    assertThat(stores.clients().find("vanished").orElseThrow().enabled()).isFalse();
  }

  @Test
  void one_that_comes_back_unchanged_looks_changed_and_is_enabled_again() {
    stores.clients().declare(client("demo"), "f1");
    stores.clients().disableDeclaredExcept(Set.of());
    assertThat(stores.clients().fingerprints()).containsOnlyKeys("demo");
    assertThat(stores.clients().fingerprints()).doesNotContainValue("f1");
    stores.clients().declare(client("demo"), "f1");
    assertThat(stores.clients().find("demo")).contains(client("demo"));
    assertThat(stores.clients().fingerprints()).isEqualTo(Map.of("demo", "f1"));
  }

  @Test
  void each_change_moves_the_counter_and_nothing_else_does() {
    assertThat(stores.changes().counter()).isZero();
    stores.clients().declare(client("demo"), "f1");
    assertThat(stores.changes().counter()).isEqualTo(1);
    stores.clients().disableDeclaredExcept(Set.of("demo"));
    stores.clients().find("demo");
    assertThat(stores.changes().counter()).isEqualTo(1);
    stores.clients().disableDeclaredExcept(Set.of());
    assertThat(stores.changes().counter()).isEqualTo(2);
    stores.clients().disableDeclaredExcept(Set.of());
    assertThat(stores.changes().counter()).isEqualTo(2);
  }

  @Test
  void a_change_by_another_process_moves_the_counter_too() {
    try (var other = engine.openBeside(folder, ISSUER)) {
      other.clients().declare(client("demo"), "f1");
    }
    assertThat(stores.changes().counter()).isEqualTo(1);
    assertThat(stores.clients().find("demo")).contains(client("demo"));
  }

  @Nested
  class A_secret_under_another_key {
    private final StoredSecret before = client("demo").credentials().secrets().getFirst();
    private final StoredSecret after = new StoredSecret("k3", StoredSecret.Form.MAC, "bWFjMw");

    @Test
    void takes_the_place_of_the_same_secret_and_leaves_all_else() {
      stores.clients().declare(client("demo"), "f1");
      long counter = stores.changes().counter();
      assertThat(stores.clients().rekey("demo", before, after)).isTrue();
      reopen();
      assertThat(stores.clients().find("demo"))
          .contains(
              client("demo")
                  .withSecrets(List.of(after, client("demo").credentials().secrets().get(1))));
      assertThat(stores.clients().fingerprints()).isEqualTo(Map.of("demo", "f1"));
      assertThat(stores.changes().counter()).isGreaterThan(counter);
    }

    @Test
    void leaves_alone_what_only_a_newer_version_knows() throws Exception {
      stores.clients().declare(client("demo"), "f1");
      DatabaseAddress address = engine.address(folder);
      Dump.execute(
          address,
          "UPDATE clients SET document = REPLACE(document, '{\"token', '{\"to_come\":[true],\"token')");
      assertThat(stores.clients().rekey("demo", before, after)).isTrue();
      assertThat(Dump.of(address).get("clients").toString())
          .contains("to_come", "bWFj")
          .contains(after.keyId());
    }

    @Test
    void is_not_kept_when_the_client_has_others_meanwhile_or_is_gone() {
      stores.clients().declare(client("demo").withSecrets(List.of(after)), "f1");
      assertThat(stores.clients().rekey("demo", before, after)).isFalse();
      assertThat(stores.clients().rekey("nobody", before, after)).isFalse();
      assertThat(stores.clients().find("demo").orElseThrow().credentials().secrets())
          .containsExactly(after);
      assertThat(stores.clients().find("nobody")).isEmpty();
    }

    @Test
    void is_kept_by_one_of_many_nodes_at_once_and_none_undoes_a_declaration() throws Exception {
      stores.clients().declare(client("demo"), "f1");
      Client declared =
          client("demo")
              .withSecrets(List.of(new StoredSecret("k9", StoredSecret.Form.MAC, "bWFjOQ")));
      AtomicInteger nodes = new AtomicInteger();
      try (var other = engine.openBeside(folder, ISSUER)) {
        race(
            8,
            () -> {
              int node = nodes.incrementAndGet();
              Clients clients = node % 2 == 0 ? stores.clients() : other.clients();
              if (node == 5) {
                clients.declare(declared, "f2");
              }
              return clients.rekey(
                  "demo", before, new StoredSecret("k3", StoredSecret.Form.MAC, "bWFj" + node));
            });
      }
      assertThat(stores.clients().find("demo")).contains(declared);
    }
  }

  @Nested
  class What_people_answered_one_that_registered_itself {
    private static final String DOCUMENT = "https://app.example.com/client.json";
    private static final String PERSON = "person-1";

    @BeforeEach
    void person() {
      stores.people().declare(Examples.person(PERSON, "alice"), "f");
    }

    private void registered() {
      Client of = bare(DOCUMENT, Origin.SELF_REGISTERED);
      Registration until =
          Registration.ofDocument(Examples.NOW, Optional.of(Examples.NOW), Examples.NOW);
      stores
          .registrations()
          .register(
              new Client(
                  of.id(),
                  of.origin(),
                  of.enabled(),
                  of.credentials(),
                  of.keySource(),
                  of.grantTypes(),
                  of.redirectUris(),
                  of.scope(),
                  of.skipConsent(),
                  of.requirements(),
                  of.requestObjects(),
                  of.refreshTokenReuseGrace(),
                  of.lifetimes(),
                  of.responses(),
                  of.logout(),
                  of.display(),
                  Optional.of(until),
                  of.tokenExchange(),
                  of.subjects(),
                  of.claims(),
                  of.authentication()),
              Optional.empty(),
              Examples.NOW);
      stores.clients().declare(bare("other", Origin.DECLARED), "f");
      answer(DOCUMENT);
      answer("other");
    }

    private void answer(String clientId) {
      answer(
          clientId,
          stores.clients().find(clientId).map(Client::origin).orElse(Origin.SELF_REGISTERED));
    }

    private void answer(String clientId, Origin origin) {
      Consent consent = Examples.consent(PERSON, clientId, "openid");
      stores.consents().remember(consent, origin, Optional.empty());
    }

    private void assertForgotten() {
      assertThat(stores.consents().find(PERSON, DOCUMENT)).isEmpty();
      assertThat(stores.consents().find(PERSON, "other")).isPresent();
    }

    @Test
    void goes_where_the_operator_declares_it_since_it_may_then_go_unasked() {
      registered();
      stores.clients().declare(bare(DOCUMENT, Origin.DECLARED), "f1");
      assertForgotten();
      answer(DOCUMENT, Origin.SELF_REGISTERED);
      assertThat(stores.consents().find(PERSON, DOCUMENT))
          .as("an answer to the stranger")
          .isEmpty();
      answer(DOCUMENT);
      stores.clients().declare(bare(DOCUMENT, Origin.DECLARED), "f2");
      assertThat(stores.consents().find(PERSON, DOCUMENT)).isPresent();
    }

    @Test
    void goes_with_a_registration_that_expires() {
      registered();
      assertThat(stores.registrations().sweep(Examples.NOW, 9)).isEqualTo(1);
      assertForgotten();
    }

    @Test
    void goes_with_a_registration_that_is_deleted() {
      registered();
      stores.registrations().remove(DOCUMENT);
      assertForgotten();
    }

    @Test
    void goes_with_a_registration_that_is_deleted_while_they_answer() throws Exception {
      for (int round = 0; round < 20; round++) {
        registered();
        stores.consents().revoke(PERSON, DOCUMENT);
        AtomicInteger turn = new AtomicInteger();
        race(
            2,
            () -> {
              if (turn.getAndIncrement() == 0) {
                stores.registrations().remove(DOCUMENT);
              } else {
                answer(DOCUMENT);
              }
              return true;
            });
        assertForgotten();
      }
    }
  }
}
