package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.ExchangeScene.ACCESS_TOKEN;
import static dev.mapae.authorizationserver.ExchangeScene.FILMS;
import static dev.mapae.authorizationserver.ExchangeScene.GRANT;
import static dev.mapae.authorizationserver.ExchangeScene.answered;
import static dev.mapae.authorizationserver.ExchangeScene.assertRefused;
import static dev.mapae.authorizationserver.ExchangeScene.exchange;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.authorizationserver.store.TokenExchangePolicy;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 8693, who may exchange a token, who acts with it, and what it is bound to.
class Rfc8693DelegationTests {
  final ExchangeScene scene = new ExchangeScene(Engine.preset());
  final TestServer server = scene.server;
  final TestClients clients = scene.clients;

  @AfterEach
  void close() {
    scene.close();
  }

  Object token() {
    return scene.tokens("web").get("access_token");
  }

  /// A token of the client itself.
  String own(String clientId) {
    return clients.accessToken(clientId, "resource", Samples.ORDERS);
  }

  Response delegated(String clientId, Object subject, Object actor, String... more) {
    return scene.exchanged(
        clientId,
        subject,
        form(form("actor_token", (String) actor, "actor_token_type", ACCESS_TOKEN), more).stream()
            .flatMap(e -> java.util.stream.Stream.of(e.getKey(), e.getValue().getFirst()))
            .toArray(String[]::new));
  }

  @Nested
  class Section_2_1_who_may {
    @Test
    void is_a_client_that_registered_the_grant() {
      assertRefused(scene.exchanged("service", token()), "unauthorized_client");
    }

    @Test
    void and_that_has_resources_to_exchange_for() {
      var bare = Samples.client("service").grants(GRANT).scope("orders.read");
      scene.reconcile(Declared.with(ExchangeScene.declarations(), Samples.confidential(bare)));
      assertRefused(scene.exchanged("service", token()), "unauthorized_client");
    }

    /// RFC 8693 §5.
    @Test
    void and_that_can_keep_a_secret() {
      scene.reconcile(
          Declared.with(
              ExchangeScene.declarations(),
              Samples.open(
                  Samples.client("spa", TestClients.callback("spa"))
                      .grants("authorization_code", GRANT)
                      .exchange(ExchangeScene.policy(Samples.ORDERS)))));
      Object token = clients.tokens("spa", "orders.read").get("access_token");
      assertRefused(scene.exchanged("spa", token), "unauthorized_client");
    }

    @Test
    void says_who_acts_where_it_has_to() {
      Object token = token();
      assertRefused(scene.exchanged("helpdesk", token), "invalid_request");
      answered(delegated("helpdesk", token, own("helpdesk")));
    }
  }

  @Nested
  class Section_2_1_the_actor {
    @Test
    void has_a_token_and_its_type() {
      Parameters whole =
          exchange(
              token(),
              "resource",
              Samples.ORDERS,
              "actor_token",
              own("music-api"),
              "actor_token_type",
              ACCESS_TOKEN);
      answered(clients.token("music-api", whole));
      for (String part : List.of("actor_token", "actor_token_type")) {
        assertRefused(clients.token("music-api", whole.without(Set.of(part))), "invalid_request");
      }
      for (String wrong : List.of("x", clients.accessToken("service"), own("helpdesk"))) {
        assertRefused(
            clients.token("music-api", whole.with("actor_token", wrong)), "invalid_request");
      }
    }

    @Test
    void has_one_that_is_good_now() {
      String actor = own("music-api");
      clients.revoke("music-api", actor);
      assertRefused(delegated("music-api", token(), actor), "invalid_request");
    }

    @Test
    void was_not_called_with_it() {
      Object others = token();
      assertRefused(delegated("music-api", others, others), "invalid_request");
    }

    /// Otherwise an API would have whoever called it act.
    @Test
    void did_not_exchange_what_it_was_called_with_for_it() {
      Object others = token();
      Object own = answered(scene.exchanged("music-api", others)).get("access_token");
      assertThat(clients.claims(others)).doesNotContainKey("act");
      assertRefused(delegated("music-api", token(), own), "invalid_request");
    }

    @Test
    void may_be_a_person_who_is_signed_in_to_the_client() {
      String code =
          clients.code("bob", "builder-42-builder", TestClients.request("helpdesk", "orders.read"));
      Object bob = json(clients.redeem("helpdesk", code)).get("access_token");
      assertThat(scene.said("helpdesk", delegated("helpdesk", token(), bob)))
          .containsEntry("username", "alice")
          .containsEntry("act", Map.of("sub", clients.introspect("helpdesk", bob).get("sub")));
    }
  }

  @Nested
  class Section_4_1_act {
    @Test
    void names_the_actor_also_at_introspection() {
      Response response = delegated("music-api", token(), own("music-api"));
      Object issued = answered(response).get("access_token");
      for (String client : List.of("music-api", "orders-api")) {
        assertThat(clients.introspect(client, issued))
            .containsEntry("act", Map.of("sub", "music-api"))
            .containsEntry("client_id", "music-api")
            .containsEntry("username", "alice");
      }
      assertThat(server.audit)
          .anySatisfy(event -> {
            assertThat(event.type()).isEqualTo(AuditEvent.Type.TOKEN_ISSUED);
            assertThat(event.facts())
                .containsEntry("act", "music-api")
                .containsEntry("client_id", "music-api")
                .containsEntry("subject_token_client_id", "web");
          });
    }

    @Test
    void keeps_who_acted_before() {
      Object first =
          answered(delegated("music-api", token(), own("music-api"))).get("access_token");
      var second = delegated("orders-api", first, own("orders-api"), "resource", Samples.MUSIC);
      Map<String, Object> chain = Map.of("sub", "orders-api", "act", Map.of("sub", "music-api"));
      Object issued = answered(second).get("access_token");
      assertThat(clients.claims(issued)).containsEntry("act", chain);
      // Whoever does not say who acts cannot make it forgotten.
      assertThat(scene.said("music-api", scene.exchanged("music-api", issued)))
          .containsEntry("act", chain);
    }

    @Test
    void is_no_longer_than_four() {
      Object token = token();
      String actor = own("music-api");
      for (int i = 0; i < 4; i++) {
        token =
            answered(delegated("music-api", token, actor, "resource", Samples.MUSIC))
                .get("access_token");
      }
      assertRefused(
          delegated("music-api", token, actor, "resource", Samples.MUSIC), "invalid_request");
    }

    @Test
    void is_not_in_the_token_of_an_actor() {
      String own = own("music-api");
      Object acting = answered(delegated("music-api", token(), own)).get("access_token");
      assertRefused(delegated("music-api", token(), acting), "invalid_request");
    }
  }

  @Nested
  class Section_4_4_may_act {
    @Test
    void lets_nobody_act_but_whom_it_names() {
      Object token = scene.tokens("guarded").get("access_token");
      assertThat(clients.claims(token)).containsEntry("may_act", Map.of("sub", "music-api"));
      answered(scene.exchanged("music-api", token));
      answered(delegated("music-api", token, own("music-api")));
      assertRefused(delegated("helpdesk", token, own("helpdesk")), "invalid_request");
    }

    /// It names whoever acts, and that is a person where the `actor_token` is of one.
    @Test
    void names_a_person_by_their_sub() {
      String code =
          clients.code("bob", "builder-42-builder", TestClients.request("helpdesk", "orders.read"));
      Object actor = json(clients.redeem("helpdesk", code)).get("access_token");
      String bob = (String) clients.introspect("helpdesk", actor).get("sub");
      scene.reconcile(
          Declared.with(
              ExchangeScene.declarations(),
              Samples.confidential(
                  Samples.client("guarded", Samples.CALLBACK)
                      .scope(ExchangeScene.EVERYTHING)
                      .exchange(new TokenExchangePolicy(Set.of(), true, Optional.of(bob))))));
      Object token = scene.tokens("guarded").get("access_token");
      answered(delegated("helpdesk", token, actor));
      assertRefused(delegated("helpdesk", token, own("helpdesk")), "invalid_request");
      assertRefused(scene.exchanged("music-api", token), "invalid_request");
    }

    @Test
    void stays_in_what_is_exchanged() {
      Object token = scene.tokens("guarded").get("access_token");
      var orders = scene.exchanged("music-api", token);
      assertThat(scene.said("music-api", orders))
          .containsEntry("may_act", Map.of("sub", "music-api"));
      assertRefused(
          scene.exchanged(
              "orders-api", json(orders).get("access_token"), "resource", Samples.MUSIC),
          "invalid_request");
    }

    @Test
    void is_not_in_tokens_of_clients_that_say_nothing_of_it() {
      assertThat(clients.claims(token())).doesNotContainKeys("may_act", "act");
    }
  }

  /// RFC 9700 §2.2.1: whoever steals a token that is bound gains nothing by exchanging it.
  @Nested
  class A_token_that_is_bound {
    @Test
    void by_the_client_that_got_it_with_the_same_key() {
      DpopClient web = DpopClient.of(server, "web");
      Object token = answered(web.redeem(clients.code("web", "orders.read"))).get("access_token");
      Parameters exchange = exchange(token, "resource", Samples.ORDERS);
      assertRefused(clients.token("web", exchange), "invalid_request");
      DpopClient other = DpopClient.of(server, "web");
      assertRefused(other.token(exchange, other.proof("/token")), "invalid_request");
      Response issued = web.token(exchange, web.proof("/token"));
      assertThat(answered(issued)).containsEntry("token_type", "DPoP");
      assertThat(scene.said("web", issued)).containsEntry("cnf", Map.of("jkt", web.jkt()));
    }

    @Test
    void by_a_resource_with_a_key_of_its_own() {
      DpopClient web = DpopClient.of(server, "web");
      Object token = answered(web.redeem(clients.code("web", "playlist.read"))).get("access_token");
      Parameters exchange = exchange(token, "resource", Samples.MUSIC);
      assertRefused(clients.token("music-api", exchange), "invalid_request");
      DpopClient api = DpopClient.of(server, "music-api");
      assertThat(scene.said("music-api", api.token(exchange, api.proof("/token"))))
          .containsEntry("cnf", Map.of("jkt", api.jkt()));
    }

    @Test
    void that_of_an_actor_too() {
      DpopClient api = DpopClient.of(server, "music-api");
      Object actor =
          json(api.token(TestClients.credentials("resource", Samples.ORDERS), api.proof("/token")))
              .get("access_token");
      assertRefused(delegated("music-api", token(), actor), "invalid_request");
      answered(
          api.token(
              exchange(
                  token(),
                  "resource",
                  Samples.ORDERS,
                  "actor_token",
                  (String) actor,
                  "actor_token_type",
                  ACCESS_TOKEN),
              api.proof("/token")));
    }

    @Test
    void to_a_certificate() {
      scene.reconcile(
          Declared.with(
              ExchangeScene.declarations(),
              Samples.confidential(
                  Samples.client("web", Samples.CALLBACK)
                      .grants("authorization_code", GRANT)
                      .scope(ExchangeScene.EVERYTHING)
                      .exchange(ExchangeScene.policy(Samples.ORDERS))
                      .certificateBound())));
      MtlsClient web = MtlsClient.of(server, "web");
      Object token = web.tokens("orders.read").get("access_token");
      Parameters exchange = exchange(token, "resource", Samples.ORDERS);
      assertRefused(MtlsClient.of(server, "web").post("/token", exchange), "invalid_request");
      assertThat(scene.said("web", web.post("/token", exchange))).containsEntry("cnf", web.cnf());
    }

    @Test
    void to_nothing_may_become_one() {
      DpopClient api = DpopClient.of(server, "music-api");
      Response issued =
          api.token(exchange(token(), "resource", Samples.ORDERS), api.proof("/token"));
      assertThat(scene.said("music-api", issued)).containsEntry("cnf", Map.of("jkt", api.jkt()));
    }
  }

  /// RFC 7662 §2.2. Whoever asks about a token is told no less than whoever reads it.
  @Nested
  class What_is_told_of_a_token {
    private final DpopClient api = DpopClient.of(server, "music-api");

    /// By an API and whoever acts for a person, bound to a key.
    private Object exchanged() {
      Object token =
          scene
              .tokens(
                  "guarded",
                  "playlist.read playlist.write films.see",
                  Samples.MUSIC,
                  Samples.MUSIC,
                  FILMS)
              .get("access_token");
      Parameters exchange =
          form(
              exchange(token, "resource", FILMS),
              "actor_token",
              own("music-api"),
              "actor_token_type",
              ACCESS_TOKEN);
      return answered(api.token(exchange, api.proof("/token"))).get("access_token");
    }

    @Test
    void is_all_that_it_says_where_nothing_was_taken_away() {
      Object token = exchanged();
      Map<String, Object> said = clients.claims(token);
      assertThat(said)
          .containsEntry("act", Map.of("sub", "music-api"))
          .containsEntry("may_act", Map.of("sub", "music-api"))
          .containsEntry("exchanged_from", Map.of(Samples.MUSIC, "playlist.read playlist.write"))
          .containsEntry("cnf", Map.of("jkt", api.jkt()))
          .containsKeys("scope", "roles", "acr", "amr", "auth_time");
      assertThat(clients.introspect("music-api", token)).containsAllEntriesOf(said);
    }

    @Test
    void is_no_scope_that_an_api_on_its_way_has_no_more() {
      Object token = exchanged();
      scene.reconcile(
          Declared.with(
              ExchangeScene.declarations(),
              ExchangeScene.resource(Samples.MUSIC, AccessTokenFormat.JWT, "playlist.read")));
      assertThat(clients.introspect("music-api", token))
          .containsEntry("exchanged_from", Map.of(Samples.MUSIC, "playlist.read"))
          .containsEntry("scope", "films.see");
    }
  }

  @Nested
  class A_request_that_is_refused {
    @Test
    void spends_nothing() throws Exception {
      JWSSigner signer = new MACSigner(Samples.secret("service"));
      scene.reconcile(
          Declared.with(
              ExchangeScene.declarations(),
              new DeclaredClient(
                  Samples.client("service")
                      .grants(GRANT)
                      .scope("orders.read")
                      .exchange(
                          new TokenExchangePolicy(Set.of(Samples.ORDERS), true, Optional.empty()))
                      .build("client_secret_jwt"),
                  List.of(Samples.secret("service")))));
      String assertion =
          new TestAssertion("service", server.clock.instant()).signed(JWSAlgorithm.HS256, signer);
      assertRefused(
          server.post("/token", TestAssertion.in(exchange("x"), assertion)), "invalid_request");
      Object orders = clients.tokens("web", "orders.read").get("access_token");
      var request = TestAssertion.in(exchange(orders), assertion);
      // Not for this resource server: the refusal is the same, and nothing is spent again.
      assertRefused(server.post("/token", request), "invalid_request");
      assertThat(server.database.value("SELECT COUNT(*) FROM spent_ids")).isEqualTo("0");
    }

    @Test
    void and_one_that_is_repeated_gets_nothing() {
      DpopClient api = DpopClient.of(server, "music-api");
      Parameters exchange = exchange(token(), "resource", Samples.ORDERS);
      String proof = api.proof("/token");
      assertRefused(api.token(exchange.with("scope", "read"), proof), "invalid_scope");
      answered(api.token(exchange, proof));
      assertRefused(api.token(exchange, proof), "invalid_dpop_proof");
    }
  }

  @Test
  void the_metadata_has_the_grant() {
    assertThat(
            String.valueOf(
                json(server.get("/.well-known/oauth-authorization-server"))
                    .get("grant_types_supported")))
        .contains(GRANT);
  }
}
