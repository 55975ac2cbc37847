package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.DpopScene.answered;
import static dev.mapae.authorizationserver.DpopScene.assertRefused;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9449 §8 and §9, nonces of the server in proofs, where `require_dpop_nonce` asks for them.
class Rfc9449NonceTests {
  final DpopScene scene =
      new DpopScene(
          new TestServer(Engine.preset(), Samples.declarations(), Seams.requiringDpopNonce()));
  final DpopClient service = scene.client("service");

  @AfterEach
  void close() {
    scene.close();
  }

  static String nonce(Response response) {
    assertThat(response.headers().stream().filter(h -> h.getKey().equals("DPoP-Nonce"))).hasSize(1);
    return response.header("DPoP-Nonce").orElseThrow();
  }

  Response with(String nonce) {
    return service.token(
        TestClients.credentials(), service.proof("POST", "/token", Map.of("nonce", nonce)));
  }

  @Nested
  class Section_8_pushed_requests {
    @Test
    void ask_for_the_nonce_before_anything_is_kept() {
      DpopClient spa = scene.client("spa");
      Parameters request = Rfc9449PushedRequestTests.request();
      Response asked = scene.server.post("/par", request, "DPoP", spa.proof("/par"));
      assertRefused(asked, "use_dpop_nonce");
      assertThat(scene.server.rows()).containsEntry("pending", 0);
      String proof = spa.proof("POST", "/par", Map.of("nonce", nonce(asked)));
      assertThat(scene.server.post("/par", request, "DPoP", proof).status()).isEqualTo(201);
    }
  }

  @Nested
  class Section_8_the_token_endpoint {
    @Test
    void asks_for_its_nonce_and_takes_it() {
      Response asked = service.credentials();
      assertRefused(asked, "use_dpop_nonce");
      assertThat(asked.header("Cache-Control")).contains("no-store");
      scene.assertBound(service, answered(with(nonce(asked))));
    }

    @Test
    void takes_no_other() {
      String good = nonce(service.credentials());
      String flipped = good.substring(0, good.length() - 1) + (good.endsWith("A") ? "E" : "A");
      for (String bad :
          new String[] {"", "x", flipped, good + "A", good.substring(8), "00000000" + good}) {
        Response refused = with(bad);
        assertRefused(refused, "use_dpop_nonce");
        assertThat(nonce(refused)).isEqualTo(good);
      }
    }

    @Test
    void takes_one_several_times_in_several_proofs() {
      String nonce = nonce(service.credentials());
      answered(with(nonce));
      answered(with(nonce));
    }

    @Test
    void that_asks_has_spent_nothing() {
      DpopClient spa = scene.client("spa");
      Parameters redemption =
          TestClients.redemption("spa", scene.clients.code("spa", "playlist.read"));
      Response asked = spa.token(redemption, spa.proof("/token"));
      assertRefused(asked, "use_dpop_nonce");
      String proof = spa.proof("POST", "/token", Map.of("nonce", nonce(asked)));
      Response tokens = spa.token(redemption, proof);
      scene.assertBound(spa, answered(tokens));
      Object token = json(tokens).get("refresh_token");
      assertRefused(spa.refresh(token), "use_dpop_nonce");
      answered(
          spa.token(
              TestClients.refresh(token),
              spa.proof("POST", "/token", Map.of("nonce", nonce(tokens)))));
    }

    @Test
    void asks_nothing_of_who_sends_no_proof() {
      Response response = scene.clients.token("service", TestClients.credentials());
      scene.assertUnbound(answered(response));
      assertThat(response.header("DPoP-Nonce")).isEmpty();
    }
  }

  @Nested
  class Section_8_1_the_syntax {
    @Test
    void is_that_of_a_token_and_tells_nothing() {
      assertThat(nonce(service.credentials())).matches("[A-Za-z0-9_-]{51}");
    }
  }

  @Nested
  class Section_8_2_a_new_nonce {
    @Test
    void comes_with_an_answer_while_the_one_before_is_still_good() {
      String first = nonce(service.credentials());
      scene.server.clock.advance(Duration.ofMinutes(5));
      Response answer = with(first);
      answered(answer);
      String second = nonce(answer);
      assertThat(second).isNotEqualTo(first);
      scene.server.clock.advance(Duration.ofMinutes(5));
      assertRefused(with(first), "use_dpop_nonce");
      answered(with(second));
    }

    @Test
    void is_good_at_every_node() {
      try (TestServer other = scene.server.beside(Seams.requiringDpopNonce())) {
        String nonce = nonce(service.on(other).credentials());
        answered(with(nonce));
      }
    }
  }

  @Nested
  class Section_9_UserInfo {
    @Test
    void asks_for_its_nonce_and_takes_it() {
      DpopClient web = scene.client("web");
      String nonce = nonce(web.token(TestClients.credentials(), web.proof("/token")));
      Object token =
          answered(
                  web.token(
                      TestClients.redemption("web", scene.clients.code("web", "openid email")),
                      web.proof("POST", "/token", Map.of("nonce", nonce))))
              .get("access_token");
      Response asked = web.userInfo(token);
      assertThat(asked.status()).isEqualTo(401);
      assertThat(asked.header("WWW-Authenticate").orElseThrow())
          .startsWith("DPoP ")
          .contains("error=\"use_dpop_nonce\"");
      Response answer =
          web.userInfo(
              token,
              web.proof(
                  "GET", "/userinfo", Map.of("ath", DpopClient.ath(token), "nonce", nonce(asked))));
      assertThat(answered(answer)).containsKey("email");
      assertThat(nonce(answer)).isNotEmpty();
    }
  }

  @Nested
  class Section_11_3_where_no_nonce_is_required {
    @Test
    void none_is_given_and_one_of_elsewhere_does_no_harm() {
      try (DpopScene preset = DpopScene.on(Engine.preset())) {
        DpopClient client = preset.client("service");
        assertThat(client.credentials().header("DPoP-Nonce")).isEmpty();
        answered(
            client.token(
                TestClients.credentials(),
                client.proof("POST", "/token", Map.of("nonce", "of-another-server"))));
      }
    }
  }
}
