package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.DpopScene.answered;
import static dev.mapae.authorizationserver.DpopScene.assertRefused;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.clientauth.MutualTls;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 8705 §3 and §4, tokens that are bound to a certificate.
@OnEveryEngine
class Rfc8705BoundTokensTests {
  private static final Seams MUTUAL_TLS = Seams.mutualTls(new MutualTls(List.of()), Fetcher.none());

  final TestServer server;
  final TestClients clients;

  Rfc8705BoundTokensTests(Engine engine) {
    // Beside `app`, `service` and others, whose tokens are bound to nothing.
    server =
        new TestServer(
            engine,
            Declared.withAll(
                Samples.declarations(),
                Samples.confidential(Samples.client("web", Samples.CALLBACK).certificateBound()),
                Samples.confidential(
                    Samples.client("orders-api").scope("orders.read").certificateBound()),
                Samples.open(
                    Samples.client("spa", TestClients.callback("spa"))
                        .open()
                        .grace(Duration.ofSeconds(10))
                        .certificateBound())),
            MUTUAL_TLS);
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  MtlsClient client(String id) {
    return MtlsClient.of(server, id);
  }

  long replays() {
    return server.audit.stream().filter(e -> e.type() == AuditEvent.Type.REPLAY).count();
  }

  void assertBound(MtlsClient client, Map<String, Object> answer) {
    assertThat(answer).containsEntry("token_type", "Bearer");
    assertThat(clients.claims(answer.get("access_token"))).containsEntry("cnf", client.cnf());
  }

  @Nested
  class Section_3_an_access_token {
    @Test
    void is_bound_to_the_certificate_of_the_request_in_every_grant() {
      MtlsClient web = client("web");
      assertBound(
          web, answered(web.post("/token", TestClients.credentials("scope", "playlist.read"))));
      for (MtlsClient client : List.of(web, client("spa"))) {
        Map<String, Object> tokens = client.tokens("playlist.read");
        assertBound(client, tokens);
        assertBound(client, answered(client.refresh(tokens.get("refresh_token"))));
      }
    }

    @Test
    void is_bound_to_nothing_where_the_client_did_not_register_that() {
      Map<String, Object> answer = answered(client("service").credentials());
      assertThat(clients.claims(answer.get("access_token"))).doesNotContainKey("cnf");
    }

    @Test
    void is_good_with_that_certificate_alone() {
      MtlsClient web = client("web");
      Object token = web.tokens("openid email").get("access_token");
      assertThat(answered(web.userInfo(token, "Bearer")))
          .containsEntry("email", "alice@example.com");
      for (Response refused :
          List.of(
              client("web").userInfo(token, "Bearer"),
              web.without().userInfo(token, "Bearer"),
              web.userInfo(token, "DPoP", "DPoP", proof("GET", "/userinfo", token)))) {
        assertThat(refused.status()).isEqualTo(401);
        assertThat(json(refused)).containsEntry("error", "invalid_token").doesNotContainKey("sub");
        assertThat(refused.header("WWW-Authenticate").orElse(""))
            .contains("error=\"invalid_token\"");
      }
    }

    @Test
    void that_is_bound_to_nothing_is_good_with_any_certificate() {
      Object token = clients.tokens("ours", "openid email").get("access_token");
      answered(client("ours").userInfo(token, "Bearer"));
    }

    String proof(String method, String path, Object token) {
      return DpopClient.of(server, "web").proof(method, path, Map.of("ath", DpopClient.ath(token)));
    }

    @Test
    void is_bound_to_one_key_so_that_a_DPoP_proof_is_refused() {
      MtlsClient spa = client("spa");
      String code = clients.code("spa", "playlist.read");
      Parameters redemption = TestClients.redemption("spa", code);
      String proof = DpopClient.of(server, "spa").proof("/token");
      assertRefused(spa.post("/token", redemption, "DPoP", proof), "invalid_request");
      assertRefused(spa.without().post("/token", redemption, "DPoP", proof), "invalid_request");
      assertBound(spa, answered(spa.redeem(code)));
    }
  }

  @Nested
  class Section_3_2_introspection {
    @Test
    void tells_the_certificate_of_a_JWT_and_of_an_opaque_token() {
      for (MtlsClient client : List.of(client("web"), client("orders-api"))) {
        String scope = client.id().equals("web") ? "playlist.read" : "orders.read";
        Object token =
            answered(client.post("/token", TestClients.credentials("scope", scope)))
                .get("access_token");
        assertThat(((String) token).startsWith("mapae_at_")).isEqualTo(scope.startsWith("orders"));
        assertThat(clients.introspect(client.id(), token))
            .containsEntry("active", true)
            .containsEntry("token_type", "Bearer")
            .containsEntry("cnf", client.cnf());
      }
    }
  }

  @Nested
  class Section_3_4_tls_client_certificate_bound_access_tokens {
    @Test
    void means_that_each_token_request_needs_a_certificate() {
      MtlsClient web = client("web");
      assertRefused(web.without().credentials(), "invalid_request");
      String code = clients.code("web", "playlist.read");
      Response refused = web.without().redeem(code);
      assertRefused(refused, "invalid_request");
      assertThat((String) json(refused).get("error_description")).contains("over mutual TLS");
      Object token = answered(web.redeem(code)).get("refresh_token");
      assertRefused(web.without().refresh(token), "invalid_request");
      answered(web.refresh(token));
      assertThat(replays()).isZero();
    }

    @Test
    void refuses_what_would_bind_a_code_to_a_DPoP_key() {
      DpopClient key = DpopClient.of(server, "spa");
      TestBrowser browser =
          new TestBrowser(server)
              .get(
                  "/authorize?"
                      + TestClients.request("spa", "openid").with("dpop_jkt", key.jkt()).encode());
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
      Parameters pushed = TestClients.request("spa", "playlist.read");
      MtlsClient spa = client("spa");
      Parameters unnamed = pushed.without(Set.of("client_id"));
      assertRefused(spa.post("/par", unnamed, "DPoP", key.proof("/par")), "invalid_request");
      assertRefused(spa.post("/par", unnamed.with("dpop_jkt", key.jkt())), "invalid_request");
    }

    @Test
    void lets_requests_be_pushed_from_another_connection() {
      MtlsClient spa = client("spa");
      Parameters request = TestClients.request("spa", "playlist.read").without(Set.of("client_id"));
      Response pushed = spa.without().post("/par", request);
      assertThat(pushed.status()).isEqualTo(201);
      String code =
          clients.code(
              form(
                  "client_id", "spa",
                  "scope", "playlist.read",
                  "request_uri", (String) json(pushed).get("request_uri")));
      assertBound(spa, answered(spa.redeem(code)));
    }
  }

  @Nested
  class Section_4_a_refresh_token_of_a_public_client {
    @Test
    void needs_the_certificate_that_it_was_got_with() {
      MtlsClient spa = client("spa");
      Object token = spa.tokens("playlist.read").get("refresh_token");
      // Nodes of the version before take it for a key of which nobody has a proof.
      assertThat(server.database.value("SELECT dpop_jkt FROM grants"))
          .isEqualTo("x5t#S256:" + spa.cnf().get("x5t#S256"));
      assertRefused(spa.without().refresh(token), "invalid_request");
      assertRefused(client("spa").refresh(token), "invalid_grant");
      Object next = answered(spa.refresh(token)).get("refresh_token");
      assertRefused(client("spa").refresh(next), "invalid_grant");
      answered(spa.refresh(next));
      assertThat(replays()).isZero();
    }

    // "Refused requests spend nothing", and a spent token must not be a weapon.
    @Test
    void that_was_used_ends_nothing_without_its_certificate() {
      MtlsClient spa = client("spa");
      Object first = spa.tokens("playlist.read").get("refresh_token");
      Object second = answered(spa.refresh(first)).get("refresh_token");
      server.clock.advance(Duration.ofSeconds(11));
      assertRefused(spa.without().refresh(first), "invalid_request");
      assertRefused(client("spa").refresh(first), "invalid_grant");
      assertThat(replays()).isZero();
      Object third = answered(spa.refresh(second)).get("refresh_token");
      server.clock.advance(Duration.ofSeconds(11));
      assertRefused(spa.refresh(second), "invalid_grant");
      assertThat(replays()).isOne();
      assertRefused(spa.refresh(third), "invalid_grant");
    }

    @Test
    void is_renewed_again_after_a_lost_answer_for_that_certificate_alone() {
      MtlsClient spa = client("spa");
      Object first = spa.tokens("playlist.read").get("refresh_token");
      Object second = answered(spa.refresh(first)).get("refresh_token");
      assertRefused(spa.without().refresh(first), "invalid_request");
      assertRefused(client("spa").refresh(first), "invalid_grant");
      assertThat(answered(spa.refresh(first))).containsEntry("refresh_token", second);
      answered(spa.refresh(second));
      assertThat(replays()).isZero();
    }

    /// A grant of the time before the client registered that. RFC 9700 §4.14.2.
    @Test
    void that_was_stolen_unbound_is_a_replay_also_after_the_thief_bound_it() {
      try (TestServer before = server.beside(MUTUAL_TLS)) {
        before.server.reconcile(Samples.declarations());
        server.server.housekeeping().follow();
        Object stolen = new TestClients(before).tokens("spa", "playlist.read").get("refresh_token");
        before.server.reconcile(bound());
        server.server.housekeeping().follow();
        MtlsClient thief = client("spa");
        Object held = answered(thief.refresh(stolen)).get("refresh_token");
        assertRefused(client("spa").refresh(stolen), "invalid_grant");
        assertThat(replays()).isOne();
        assertRefused(thief.refresh(held), "invalid_grant");
      }
    }

    @Test
    void says_so_when_the_client_is_no_longer_registered_for_certificates() {
      MtlsClient spa = client("spa");
      Object token = spa.tokens("playlist.read").get("refresh_token");
      server.server.reconcile(Samples.declarations());
      server.server.housekeeping().follow();
      Response refused = spa.refresh(token);
      assertRefused(refused, "invalid_grant");
      assertThat((String) json(refused).get("error_description")).contains("no longer registered");
    }

    private static Declarations bound() {
      return Declared.with(
          Samples.declarations(),
          Samples.open(
              Samples.client("spa", TestClients.callback("spa"))
                  .open()
                  .grace(Duration.ofSeconds(10))
                  .certificateBound()));
    }

    @Test
    void of_64_at_once_on_two_nodes_all_get_the_same_one_within_the_grace() {
      try (TestServer other = server.beside(MUTUAL_TLS)) {
        MtlsClient spa = client("spa");
        List<MtlsClient> nodes = List.of(spa, spa.on(other));
        Object token = spa.tokens("playlist.read").get("refresh_token");
        AtomicInteger turn = new AtomicInteger();
        List<Response> answers =
            Race.of(64, () -> nodes.get(turn.getAndIncrement() % 2).refresh(token));
        assertThat(answers.stream().map(r -> answered(r).get("refresh_token")).distinct())
            .hasSize(1);
        assertThat(replays()).isZero();
      }
    }
  }

  @Nested
  class Section_7_1_a_refresh_token_of_a_confidential_client {
    @Test
    void is_bound_to_the_client_which_may_renew_its_certificate() {
      Object token = client("web").tokens("playlist.read").get("refresh_token");
      MtlsClient renewed = client("web");
      assertBound(renewed, answered(renewed.refresh(token)));
    }
  }
}
