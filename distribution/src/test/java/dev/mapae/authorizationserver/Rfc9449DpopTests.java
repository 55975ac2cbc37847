package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.DpopScene.answered;
import static dev.mapae.authorizationserver.DpopScene.assertRefused;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9449, OAuth 2.0 Demonstrating Proof of Possession: tokens that are bound to a key.
@OnEveryEngine
class Rfc9449DpopTests {
  final DpopScene scene;
  final TestServer server;
  final TestClients clients;

  Rfc9449DpopTests(Engine engine) {
    scene = DpopScene.on(engine);
    server = scene.server;
    clients = scene.clients;
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Nested
  class Section_5_an_access_token {
    @Test
    void is_bound_to_the_key_of_the_proof_in_every_grant() {
      DpopClient service = scene.client("service");
      scene.assertBound(service, answered(service.credentials()));
      for (String id : List.of("web", "spa")) {
        DpopClient client = scene.client(id);
        Map<String, Object> tokens = client.tokens("playlist.read");
        scene.assertBound(client, tokens);
        scene.assertBound(client, answered(client.refresh(tokens.get("refresh_token"))));
      }
    }

    @Test
    void is_bound_to_nothing_without_a_proof() {
      scene.assertUnbound(clients.tokens("web", "playlist.read"));
      scene.assertUnbound(answered(clients.token("service", TestClients.credentials())));
    }

    @Test
    void is_not_had_for_a_bad_proof() {
      DpopClient service = scene.client("service");
      String good = service.proof("/token");
      for (String bad :
          List.of(
              "",
              "x",
              good.substring(0, good.length() - 4) + "AAAA",
              service.proof("GET", "/token", Map.of()),
              service.proof("/userinfo"),
              service.proof("POST", "/token", Map.of("iat", 1)))) {
        assertRefused(service.token(TestClients.credentials(), bad), "invalid_dpop_proof");
      }
      assertRefused(
          service.token(TestClients.credentials(), good, service.proof("/token")),
          "invalid_dpop_proof");
      scene.assertBound(service, answered(service.token(TestClients.credentials(), good)));
    }

    @Test
    void may_be_asked_for_at_the_path_of_the_tutorial() {
      DpopClient service = scene.client("service");
      Response response =
          server.post(
              "/api/token",
              TestClients.credentials(),
              "Authorization",
              TestServer.basic("service"),
              "DPoP",
              service.proof("/api/token"));
      scene.assertBound(service, answered(response));
    }

    // Known mistake 12: the URI is that of the configured issuer, whatever a proxy makes of it.
    @Test
    void is_asked_for_below_the_issuer_and_not_where_the_request_says_it_came() {
      Issuer tenant = new Issuer("https://id.example.com/tenant");
      try (TestServer there = new TestServer(tenant, Samples.declarations())) {
        DpopClient service = DpopClient.of(there, "service");
        String proof = service.proof("POST", "/tenant/token", Map.of());
        Response response =
            there.post(
                "/tenant/token",
                TestClients.credentials(),
                "Authorization",
                TestServer.basic("service"),
                "DPoP",
                proof);
        assertThat(answered(response)).containsEntry("token_type", "DPoP");
        Response forwarded =
            there.post(
                "/tenant/token",
                TestClients.credentials(),
                "Authorization",
                TestServer.basic("service"),
                "X-Forwarded-Host",
                "evil.example",
                "DPoP",
                service.proof("POST", "", Map.of("htu", "https://evil.example/tenant/token")));
        assertThat(json(forwarded)).containsEntry("error", "invalid_dpop_proof");
      }
    }

    @Test
    void a_bad_proof_spends_neither_code_nor_refresh_token() {
      DpopClient spa = scene.client("spa");
      Parameters redemption = TestClients.redemption("spa", clients.code("spa", "playlist.read"));
      assertRefused(spa.token(redemption, "x"), "invalid_dpop_proof");
      Object refreshToken =
          answered(spa.token(redemption, spa.proof("/token"))).get("refresh_token");
      assertRefused(spa.token(TestClients.refresh(refreshToken), "x"), "invalid_dpop_proof");
      answered(spa.refresh(refreshToken));
      assertThat(scene.replays()).isZero();
    }
  }

  @Nested
  class Section_5_a_refresh_token {
    @Test
    void of_a_public_client_needs_the_key_that_it_was_got_with() {
      DpopClient spa = scene.client("spa");
      Object token = spa.tokens("playlist.read").get("refresh_token");
      assertRefused(clients.refresh("spa", token), "invalid_request");
      assertRefused(scene.client("spa").refresh(token), "invalid_grant");
      Object next = answered(spa.refresh(token)).get("refresh_token");
      assertRefused(clients.refresh("spa", next), "invalid_request");
      answered(spa.refresh(next));
    }

    // "Refused requests spend nothing", and a spent token must not be a weapon.
    @Test
    void that_was_used_ends_nothing_without_its_key() {
      DpopClient spa = scene.client("spa");
      Object first = spa.tokens("playlist.read").get("refresh_token");
      Object second = answered(spa.refresh(first)).get("refresh_token");
      assertRefused(clients.refresh("spa", first), "invalid_request");
      assertRefused(scene.client("spa").refresh(first), "invalid_grant");
      assertThat(scene.replays()).isZero();
      Object third = answered(spa.refresh(second)).get("refresh_token");
      assertRefused(spa.refresh(second), "invalid_grant");
      assertThat(scene.replays()).isEqualTo(1);
      assertRefused(spa.refresh(third), "invalid_grant");
    }

    @Test
    void of_a_confidential_client_is_bound_to_the_client_alone() {
      Object token = scene.client("web").tokens("playlist.read").get("refresh_token");
      DpopClient another = scene.client("web");
      Map<String, Object> renewed = answered(another.refresh(token));
      scene.assertBound(another, renewed);
      scene.assertUnbound(answered(clients.refresh("web", renewed.get("refresh_token"))));
    }

    @Test
    void of_a_public_client_is_bound_from_the_first_proof_on() {
      DpopClient spa = scene.client("spa");
      Object unbound = clients.tokens("spa", "playlist.read").get("refresh_token");
      Object bound = answered(spa.refresh(unbound)).get("refresh_token");
      assertRefused(clients.refresh("spa", bound), "invalid_request");
      answered(spa.refresh(bound));
    }

    // Otherwise whoever stole one that is not bound would bind it, and hold the grant unnoticed.
    @Test
    void that_was_stolen_unbound_is_a_replay_also_after_the_thief_bound_it() {
      Object stolen = clients.tokens("spa", "playlist.read").get("refresh_token");
      DpopClient thief = scene.client("spa");
      Object held = answered(thief.refresh(stolen)).get("refresh_token");
      assertRefused(clients.refresh("spa", stolen), "invalid_grant");
      assertThat(scene.replays()).isEqualTo(1);
      assertRefused(thief.refresh(held), "invalid_grant");
    }
  }

  @Nested
  class Section_5_1_the_metadata {
    @Test
    void names_the_algorithms() {
      assertThat(json(server.get("/.well-known/openid-configuration")))
          .extractingByKey("dpop_signing_alg_values_supported")
          .asInstanceOf(InstanceOfAssertFactories.LIST)
          .contains("ES256", "EdDSA", "PS256")
          .doesNotContain("none", "HS256");
    }
  }

  @Nested
  class Section_5_2_dpop_bound_access_tokens {
    @Test
    void means_that_each_token_request_needs_a_proof() {
      DpopClient always = scene.client("always");
      assertRefused(always.token(TestClients.credentials()), "invalid_request");
      scene.assertBound(always, answered(always.credentials()));
      Parameters redemption =
          TestClients.redemption("always", clients.code("always", "playlist.read"));
      assertRefused(always.token(redemption), "invalid_request");
      Object refreshToken =
          answered(always.token(redemption, always.proof("/token"))).get("refresh_token");
      assertRefused(always.token(TestClients.refresh(refreshToken)), "invalid_request");
      scene.assertBound(always, answered(always.refresh(refreshToken)));
    }
  }

  @Nested
  class Section_6_2_introspection {
    @Test
    void tells_the_key_of_a_JWT() {
      DpopClient web = scene.client("web");
      Map<String, Object> tokens = web.tokens("playlist.read");
      assertThat(clients.introspect("web", tokens.get("access_token")))
          .containsEntry("active", true)
          .containsEntry("token_type", "DPoP")
          .containsEntry("cnf", Map.of("jkt", web.jkt()));
    }

    @Test
    void tells_the_key_of_an_opaque_token() {
      DpopClient api = scene.client("orders-api");
      Object token = answered(api.credentials()).get("access_token");
      assertThat((String) token).startsWith("mapae_at_");
      assertThat(clients.introspect("orders-api", token))
          .containsEntry("token_type", "DPoP")
          .containsEntry("cnf", Map.of("jkt", api.jkt()));
    }

    @Test
    void tells_that_there_is_none() {
      assertThat(clients.introspect("service", clients.accessToken("service")))
          .containsEntry("token_type", "Bearer")
          .doesNotContainKey("cnf");
    }
  }

  @Nested
  class Section_10_dpop_jkt {
    String code(DpopClient client) {
      return clients.code(
          form(TestClients.request(client.id, "playlist.read"), "dpop_jkt", client.jkt()));
    }

    @Test
    void binds_the_code() {
      for (String id : List.of("web", "spa")) {
        DpopClient client = scene.client(id);
        String code = code(client);
        assertRefused(clients.redeem(id, code), "invalid_request");
        assertRefused(scene.client(id).redeem(code), "invalid_grant");
        scene.assertBound(client, answered(client.redeem(code)));
      }
    }

    @Test
    void lets_nobody_without_the_key_make_a_replay() {
      for (String id : List.of("web", "spa")) {
        DpopClient client = scene.client(id);
        String code = code(client);
        Object refreshToken = answered(client.redeem(code)).get("refresh_token");
        assertRefused(clients.redeem(id, code), "invalid_request");
        assertRefused(scene.client(id).redeem(code), "invalid_grant");
        Object next = answered(client.refresh(refreshToken)).get("refresh_token");
        assertRefused(client.redeem(code), "invalid_grant");
        assertRefused(client.refresh(next), "invalid_grant");
      }
      assertThat(scene.replays()).isEqualTo(2);
    }

    @Test
    void leaves_the_refresh_token_of_a_confidential_client_unbound() {
      DpopClient web = scene.client("web");
      Object token = answered(web.redeem(code(web))).get("refresh_token");
      scene.assertUnbound(answered(clients.refresh("web", token)));
    }

    @Test
    void is_a_thumbprint() {
      for (String bad : List.of("x", "a".repeat(42), "a".repeat(44), "a".repeat(42) + "=")) {
        TestBrowser browser =
            new TestBrowser(server).get(Ask.web("openid").with("dpop_jkt", bad).url());
        assertThat(browser.answer("error")).isEqualTo("invalid_request");
      }
    }
  }
}
