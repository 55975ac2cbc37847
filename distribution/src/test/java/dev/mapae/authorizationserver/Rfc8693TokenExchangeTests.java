package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.ExchangeScene.ACCESS_TOKEN;
import static dev.mapae.authorizationserver.ExchangeScene.FILMS;
import static dev.mapae.authorizationserver.ExchangeScene.GRANT;
import static dev.mapae.authorizationserver.ExchangeScene.JWT;
import static dev.mapae.authorizationserver.ExchangeScene.answered;
import static dev.mapae.authorizationserver.ExchangeScene.assertRefused;
import static dev.mapae.authorizationserver.ExchangeScene.exchange;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 8693, a token is exchanged for one at another resource.
@OnEveryEngine
class Rfc8693TokenExchangeTests {
  final ExchangeScene scene;
  final TestServer server;
  final TestClients clients;

  Rfc8693TokenExchangeTests(Engine engine) {
    scene = new ExchangeScene(engine);
    server = scene.server;
    clients = scene.clients;
  }

  @AfterEach
  void close() {
    scene.close();
  }

  Object token() {
    return scene.tokens("web").get("access_token");
  }

  @Nested
  class Section_2_1_the_request {
    @Test
    void brings_a_token_that_was_issued_to_the_client() {
      assertThat(scene.said("web", scene.exchanged("web", token())))
          .containsEntry("aud", Samples.ORDERS)
          .containsEntry("scope", "orders.read")
          .containsEntry("client_id", "web")
          .containsEntry("username", "alice");
    }

    @Test
    void or_one_that_the_client_was_called_with() {
      Object token = token();
      assertThat(scene.said("music-api", scene.exchanged("music-api", token)))
          .containsEntry("aud", Samples.ORDERS)
          .containsEntry("client_id", "music-api")
          .containsEntry("sub", clients.claims(token).get("sub"))
          .doesNotContainKey("act");
    }

    @Test
    void and_no_other() {
      assertRefused(scene.exchanged("orders-api", token(), "resource", FILMS), "invalid_request");
      Object orders = answered(scene.exchanged("web", token())).get("access_token");
      assertRefused(scene.exchanged("music-api", orders, "resource", FILMS), "invalid_request");
    }

    @Test
    void has_a_subject_token_and_its_type() {
      Parameters whole = exchange(token(), "resource", Samples.ORDERS);
      for (String part : List.of("subject_token", "subject_token_type")) {
        assertRefused(clients.token("web", whole.without(Set.of(part))), "invalid_request");
      }
      for (String type :
          List.of(
              "urn:ietf:params:oauth:token-type:id_token", "access_token", ACCESS_TOKEN + "x")) {
        assertRefused(
            clients.token("web", whole.with("subject_token_type", type)), "invalid_request");
      }
    }

    // Known mistake 15. RFC 9396: who asks for one deed gets no scope instead.
    @Test
    void asks_for_no_authorization_details() {
      for (String details : List.of("nonsense", "[{\"type\":\"payment\"}]")) {
        assertRefused(
            scene.exchanged("web", token(), "authorization_details", details),
            "invalid_authorization_details");
      }
    }

    @Test
    void calls_a_jwt_only_what_is_one() {
      Object jwt = token();
      answered(scene.exchanged("web", jwt, "subject_token_type", JWT));
      Object opaque = answered(scene.exchanged("web", jwt)).get("access_token");
      answered(scene.exchanged("web", opaque));
      assertRefused(scene.exchanged("web", opaque, "subject_token_type", JWT), "invalid_request");
    }

    @Test
    void brings_no_token_of_another_kind() {
      var tokens = scene.tokens("web", "openid playlist.read", Samples.MUSIC, Samples.MUSIC);
      String code = clients.code("web", "orders.read offline_access");
      var others = clients.tokens("web", "orders.read offline_access");
      for (Object other :
          List.of(tokens.get("id_token"), others.get("refresh_token"), code, "x", "a.b.c")) {
        assertRefused(scene.exchanged("web", other), "invalid_request");
      }
      answered(clients.redeem("web", code));
      answered(clients.refresh("web", others.get("refresh_token")));
    }

    @Test
    void brings_no_token_that_speaks_for_a_client() {
      Object own = clients.accessToken("music-api", "resource", Samples.MUSIC);
      assertRefused(scene.exchanged("music-api", own), "invalid_request");
    }

    @Test
    void names_one_target_as_resource_or_as_audience() {
      Object token = token();
      answered(clients.token("music-api", exchange(token, "audience", Samples.ORDERS)));
      answered(scene.exchanged("music-api", token, "audience", Samples.ORDERS));
      assertRefused(
          scene.exchanged("music-api", token, "audience", Samples.MUSIC), "invalid_target");
      for (String name : List.of("resource", "audience")) {
        Map<String, List<String>> two =
            new java.util.HashMap<>(Map.of(name, List.of(Samples.ORDERS, Samples.MUSIC)));
        exchange(token).stream().forEach(e -> two.put(e.getKey(), e.getValue()));
        assertRefused(clients.token("music-api", Parameters.of(two)), "invalid_target");
      }
    }

    @Test
    void may_leave_the_target_out_where_there_is_but_one() {
      assertThat(scene.said("web", clients.token("web", exchange(token()))))
          .containsEntry("aud", Samples.ORDERS);
      assertRefused(clients.token("music-api", exchange(token())), "invalid_target");
    }

    @Test
    void may_ask_for_a_jwt_where_the_resource_has_jwts() {
      Object token = token();
      var answer =
          answered(
              scene.exchanged(
                  "music-api", token, "resource", Samples.MUSIC, "requested_token_type", JWT));
      assertThat(answer).containsEntry("issued_token_type", JWT);
      assertRefused(
          scene.exchanged("music-api", token, "requested_token_type", JWT), "invalid_request");
      for (String type : List.of("refresh_token", "id_token", "saml2")) {
        assertRefused(
            scene.exchanged(
                "music-api",
                token,
                "requested_token_type",
                "urn:ietf:params:oauth:token-type:" + type),
            "invalid_request");
      }
    }
  }

  /// What is exchanged is never more than what was.
  @Nested
  class Section_2_1_never_widens {
    @Test
    void to_a_resource_that_the_person_did_not_allow() {
      assertRefused(scene.exchanged("music-api", token(), "resource", FILMS), "invalid_target");
    }

    @Test
    void to_a_resource_that_the_client_does_not_list() {
      assertRefused(scene.exchanged("web", token(), "resource", Samples.MUSIC), "invalid_target");
      assertRefused(
          scene.exchanged("web", token(), "resource", TestServer.ISSUER.value()), "invalid_target");
    }

    @Test
    void to_a_scope_that_the_person_did_not_allow() {
      assertRefused(scene.exchanged("music-api", token(), "scope", "read"), "invalid_scope");
      assertRefused(
          scene.exchanged("music-api", token(), "scope", "playlist.read"), "invalid_scope");
      assertRefused(scene.exchanged("music-api", token(), "scope", "openid"), "invalid_scope");
    }

    @Test
    void a_token_that_was_narrowed() {
      Object refresh = scene.tokens("web").get("refresh_token");
      var narrowed =
          json(
              clients.token(
                  "web",
                  form(
                      TestClients.refresh(refresh),
                      "scope",
                      "playlist.read",
                      "resource",
                      Samples.MUSIC)));
      Object token = narrowed.get("access_token");
      assertThat(
              scene.said(
                  "music-api", scene.exchanged("music-api", token, "resource", Samples.MUSIC)))
          .containsEntry("scope", "playlist.read");
      assertRefused(
          scene.exchanged("music-api", token, "resource", Samples.MUSIC, "scope", "playlist.write"),
          "invalid_scope");
    }

    /// Not over other resources either, and not through the hands of several clients.
    @Test
    void a_token_that_was_narrowed_when_it_comes_back() {
      Object refresh = scene.tokens("web").get("refresh_token");
      Parameters narrowed =
          form(TestClients.refresh(refresh), "scope", "playlist.read", "resource", Samples.MUSIC);
      Object music = answered(clients.token("web", narrowed)).get("access_token");
      for (int i = 0; i < 2; i++) {
        Object orders = answered(scene.exchanged("music-api", music)).get("access_token");
        for (String client : List.of("music-api", "orders-api")) {
          assertRefused(
              scene.exchanged(client, orders, "resource", Samples.MUSIC, "scope", "playlist.write"),
              "invalid_scope");
        }
        var back = scene.exchanged("orders-api", orders, "resource", Samples.MUSIC);
        assertThat(scene.said("music-api", back)).containsEntry("scope", "playlist.read");
        music = json(back).get("access_token");
      }
    }

    @Test
    void what_was_narrowed_on_the_way() {
      var tokens =
          scene.tokens(
              "web",
              "playlist.read orders.read read",
              Samples.MUSIC,
              Samples.MUSIC,
              Samples.ORDERS);
      Object orders =
          answered(scene.exchanged("music-api", tokens.get("access_token"), "scope", "orders.read"))
              .get("access_token");
      Object music =
          answered(scene.exchanged("orders-api", orders, "resource", Samples.MUSIC))
              .get("access_token");
      assertRefused(scene.exchanged("music-api", music, "scope", "read"), "invalid_scope");
      assertThat(scene.said("music-api", scene.exchanged("music-api", music)))
          .containsEntry("scope", "orders.read");
    }

    /// Nobody is asked anew, and nothing is refreshed.
    @Test
    void to_access_while_the_person_is_away() {
      String issuer = TestServer.ISSUER.value();
      scene.reconcile(
          Declared.with(
              ExchangeScene.declarations(),
              Samples.confidential(
                  Samples.client("music-api")
                      .grants(GRANT)
                      .scope(ExchangeScene.EVERYTHING)
                      .exchange(ExchangeScene.policy(issuer)))));
      Object token =
          scene
              .tokens(
                  "web",
                  "openid offline_access playlist.read",
                  Samples.MUSIC,
                  Samples.MUSIC,
                  issuer)
              .get("access_token");
      assertThat(scene.said("music-api", scene.exchanged("music-api", token, "resource", issuer)))
          .containsEntry("scope", "openid");
      assertRefused(
          scene.exchanged("music-api", token, "resource", issuer, "scope", "offline_access"),
          "invalid_scope");
    }

    @Test
    void to_a_scope_that_either_client_is_not_registered_for() {
      Object token = token();
      for (String client : List.of("web", "music-api")) {
        scene.reconcile(
            Declared.with(
                ExchangeScene.declarations(),
                Samples.confidential(
                    Samples.client(client, Samples.CALLBACK)
                        .grants(GRANT, "authorization_code")
                        .scope("playlist.read")
                        .exchange(ExchangeScene.policy(Samples.MUSIC, Samples.ORDERS)))));
        assertRefused(scene.exchanged("music-api", token), "invalid_scope");
        assertThat(
                scene.said(
                    "music-api", scene.exchanged("music-api", token, "resource", Samples.MUSIC)))
            .containsEntry("scope", "playlist.read");
      }
    }

    /// Known mistake 15: introspection leaves it out, and whoever is called with the token gets no
    /// more by it, here or on the way back.
    @Test
    void to_a_scope_that_was_taken_from_whoever_has_the_token() {
      String scope = "playlist.read playlist.write orders.read";
      Object orders =
          scene
              .tokens("web", scope, Samples.ORDERS, Samples.MUSIC, Samples.ORDERS)
              .get("access_token");
      Object music =
          answered(scene.exchanged("orders-api", orders, "resource", Samples.MUSIC))
              .get("access_token");
      scene.reconcile(
          Declared.with(
              ExchangeScene.declarations(),
              Samples.confidential(
                  Samples.client("orders-api")
                      .grants(GRANT)
                      .scope("playlist.read orders.read")
                      .exchange(ExchangeScene.policy(Samples.MUSIC)))));
      assertThat(clients.introspect("music-api", music)).containsEntry("scope", "playlist.read");
      assertThat(
              scene.said(
                  "music-api", scene.exchanged("music-api", music, "resource", Samples.MUSIC)))
          .containsEntry("scope", "playlist.read");
      Object there = answered(scene.exchanged("music-api", music)).get("access_token");
      assertThat(
              scene.said(
                  "music-api", scene.exchanged("music-api", there, "resource", Samples.MUSIC)))
          .containsEntry("scope", "playlist.read");
    }

    @Test
    void to_a_role_that_the_person_has_no_more() {
      Object token = token();
      scene.reconcile(
          Declared.with(
              ExchangeScene.declarations(), Samples.person("alice", "wonderland-42", Set.of())));
      assertThat(
              scene.said(
                  "music-api", scene.exchanged("music-api", token, "resource", Samples.MUSIC)))
          .containsEntry("scope", "playlist.read")
          .doesNotContainKey("roles");
      assertRefused(
          scene.exchanged("music-api", token, "resource", Samples.MUSIC, "scope", "playlist.write"),
          "access_denied");
    }

    @Test
    void a_life() {
      Object token = token();
      Object end = clients.claims(token).get("exp");
      server.clock.advance(Duration.ofMinutes(4));
      var first = scene.exchanged("music-api", token, "resource", Samples.MUSIC);
      assertThat(json(first)).containsEntry("expires_in", 360L);
      assertThat(scene.said("music-api", first)).containsEntry("exp", end);
      Object again = json(first).get("access_token");
      server.clock.advance(Duration.ofMinutes(4));
      assertThat(scene.said("music-api", scene.exchanged("music-api", again)))
          .containsEntry("exp", end);
    }

    @Test
    void the_life_of_the_token_of_whoever_acts() {
      String actor = clients.accessToken("music-api", "resource", Samples.ORDERS);
      server.clock.advance(Duration.ofMinutes(4));
      var response =
          scene.exchanged(
              "music-api", token(), "actor_token", actor, "actor_token_type", ACCESS_TOKEN);
      assertThat(answered(response)).containsEntry("expires_in", 360L);
    }

    @Test
    void and_ends_earlier_where_the_client_has_it_so() {
      Object token = token();
      scene.reconcile(
          Declared.with(
              ExchangeScene.declarations(),
              Samples.confidential(
                  Samples.client("music-api")
                      .grants(GRANT)
                      .scope("orders.read")
                      .lifetimes(
                          new Lifetimes(Map.of(Lifetime.ACCESS_TOKEN, Duration.ofMinutes(1))))
                      .exchange(ExchangeScene.policy(Samples.ORDERS)))));
      assertThat(json(scene.exchanged("music-api", token))).containsEntry("expires_in", 60L);
    }
  }

  @Nested
  class Section_2_2_1_the_answer {
    @Test
    void is_an_access_token_and_no_other() {
      var response = scene.exchanged("music-api", token());
      assertThat(response.header("Cache-Control")).contains("no-store");
      assertThat(answered(response))
          .containsEntry("issued_token_type", ACCESS_TOKEN)
          .containsEntry("token_type", "Bearer")
          .containsEntry("scope", "orders.read")
          .containsOnlyKeys(
              "access_token", "issued_token_type", "token_type", "expires_in", "scope");
    }

    @Test
    void of_other_grants_has_no_issued_token_type() {
      assertThat(scene.tokens("web")).doesNotContainKey("issued_token_type");
    }
  }

  @Nested
  class Section_2_2_2_a_subject_token_that_is_no_longer_good {
    @Test
    void because_it_expired() {
      Object token = token();
      server.clock.advance(Duration.ofMinutes(10));
      assertRefused(scene.exchanged("music-api", token), "invalid_request");
    }

    @Test
    void because_its_grant_was_revoked() {
      var tokens = scene.tokens("web");
      clients.revoke("web", tokens.get("refresh_token"));
      assertRefused(scene.exchanged("music-api", tokens.get("access_token")), "invalid_request");
    }

    @Test
    void because_it_was_exchanged_and_then_revoked() {
      Object token =
          answered(scene.exchanged("music-api", token(), "resource", Samples.MUSIC))
              .get("access_token");
      answered(scene.exchanged("music-api", token));
      clients.revoke("music-api", token);
      assertRefused(scene.exchanged("music-api", token), "invalid_request");
    }

    /// Known mistake 15: a policy that is enforced in one flow, and skipped in another.
    @Test
    void because_the_person_or_the_client_was_disabled() {
      Object token = token();
      scene.reconcile(Declared.without(ExchangeScene.declarations(), "web"));
      assertRefused(scene.exchanged("music-api", token), "invalid_request");
      scene.reconcile(Declared.without(ExchangeScene.declarations(), "music-api"));
      assertThat(scene.exchanged("music-api", token).status()).isEqualTo(401);
      scene.reconcile(Declared.without(ExchangeScene.declarations(), Samples.ORDERS));
      assertRefused(scene.exchanged("music-api", token), "invalid_target");
      scene.reconcile(ExchangeScene.declarations());
      answered(scene.exchanged("music-api", token));
      // Of a person it is for good.
      scene.reconcile(Declared.without(ExchangeScene.declarations(), "alice"));
      scene.reconcile(ExchangeScene.declarations());
      assertRefused(scene.exchanged("music-api", token), "invalid_request");
    }

    @Test
    void is_not_echoed() {
      String odd = "an-odd-token-that-nobody-issued";
      var response = scene.exchanged("music-api", odd);
      assertThat(new String(response.body(), StandardCharsets.UTF_8)).doesNotContain(odd);
    }
  }

  /// What the contract says of exchanged tokens: they end with the grant, which does not end with
  /// them.
  @Nested
  class The_life_of_an_exchanged_token {
    @Test
    void ends_with_the_grant() {
      for (String what : List.of("access_token", "refresh_token")) {
        var tokens = scene.tokens("web");
        Object exchanged =
            answered(scene.exchanged("music-api", tokens.get("access_token"))).get("access_token");
        assertThat(clients.isActive("orders-api", exchanged)).isTrue();
        clients.revoke("web", tokens.get(what));
        assertThat(clients.isActive("orders-api", exchanged)).isFalse();
        assertThat(clients.isActive("music-api", exchanged)).isFalse();
      }
    }

    @Test
    void ends_alone_when_it_is_revoked() {
      for (String client : List.of("web", "music-api")) {
        var tokens = scene.tokens("web");
        Object one =
            answered(scene.exchanged(client, tokens.get("access_token"))).get("access_token");
        Object other =
            answered(scene.exchanged(client, tokens.get("access_token"))).get("access_token");
        assertThat(clients.revoke(client, one).status()).isEqualTo(200);
        assertThat(clients.isActive(client, one)).isFalse();
        assertThat(clients.isActive(client, other)).isTrue();
        assertThat(clients.isActive("web", tokens.get("access_token"))).isTrue();
        Object refresh = tokens.get("refresh_token");
        answered(
            clients.token("web", TestClients.refresh(refresh).with("resource", Samples.MUSIC)));
      }
    }

    @Test
    void is_in_the_hands_of_the_client_that_got_it() {
      Object exchanged = answered(scene.exchanged("music-api", token())).get("access_token");
      assertRefused(clients.revoke("web", exchanged), "invalid_request");
      assertThat(clients.isActive("music-api", exchanged)).isTrue();
      assertThat(clients.introspect("web", exchanged))
          .isEqualTo(Rfc7662IntrospectionTests.INACTIVE);
    }

    @Test
    void ends_while_a_client_of_it_is_disabled() {
      Object exchanged = answered(scene.exchanged("music-api", token())).get("access_token");
      for (String name : List.of("web", "music-api")) {
        scene.reconcile(Declared.without(ExchangeScene.declarations(), name));
        assertThat(clients.isActive("orders-api", exchanged)).isFalse();
      }
      scene.reconcile(ExchangeScene.declarations());
      assertThat(clients.isActive("orders-api", exchanged)).isTrue();
    }

    @Test
    void ends_with_the_person() {
      Object exchanged = answered(scene.exchanged("music-api", token())).get("access_token");
      scene.reconcile(Declared.without(ExchangeScene.declarations(), "alice"));
      scene.reconcile(ExchangeScene.declarations());
      assertThat(clients.isActive("orders-api", exchanged)).isFalse();
    }

    @Test
    void is_not_written_down() {
      Object token = token();
      var before = server.database.rows();
      answered(scene.exchanged("music-api", token));
      assertRefused(scene.exchanged("music-api", token, "scope", "read"), "invalid_scope");
      assertThat(server.database.rows()).isEqualTo(before);
    }
  }
}
