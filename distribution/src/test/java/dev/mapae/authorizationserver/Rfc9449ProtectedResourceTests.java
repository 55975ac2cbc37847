package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.DpopScene.answered;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9449 §7, UserInfo with a token that is bound to a key.
class Rfc9449ProtectedResourceTests {
  final DpopScene scene = DpopScene.on(Engine.preset());
  final TestServer server = scene.server;
  final DpopClient web = scene.client("web");
  String token = "";

  @BeforeEach
  void sign_in() {
    token = (String) web.tokens("openid email").get("access_token");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  static List<String> challenges(Response response) {
    return response.headers().stream()
        .filter(h -> h.getKey().equals("WWW-Authenticate"))
        .map(Map.Entry::getValue)
        .toList();
  }

  void assertRefused(Response response, String scheme, String error) {
    assertThat(response.status()).isEqualTo(401);
    assertThat(json(response)).containsEntry("error", error).doesNotContainKey("sub");
    assertThat(challenges(response)).hasSize(2);
    assertThat(challenges(response).getFirst())
        .startsWith(scheme + " ")
        .contains("error=\"" + error + "\"");
    assertThat(challenges(response).getLast()).doesNotContain("error");
    assertThat(challenges(response)).anySatisfy(c -> assertThat(c).contains("algs=\"ES256 "));
  }

  @Nested
  class Section_7_1_the_scheme_DPoP {
    @Test
    void gives_access_with_a_proof_of_the_key() {
      assertThat(answered(web.userInfo(token))).containsEntry("email", "alice@example.com");
      Response lower =
          server.get(
              "/userinfo",
              "authorization",
              "dpop " + token,
              "dpop",
              web.proof("GET", "/userinfo", Map.of("ath", DpopClient.ath(token))));
      answered(lower);
      Response post =
          server.post(
              "/userinfo",
              Parameters.empty(),
              "Authorization",
              "DPoP " + token,
              "DPoP",
              web.proof("POST", "/userinfo", Map.of("ath", DpopClient.ath(token))));
      answered(post);
    }

    @Test
    void needs_a_proof() {
      assertRefused(
          server.get("/userinfo", "Authorization", "DPoP " + token), "DPoP", "invalid_dpop_proof");
    }

    @Test
    void needs_a_proof_for_this_request_and_token() {
      Map<String, Object> ath = Map.of("ath", DpopClient.ath(token));
      for (String bad :
          List.of(
              "x",
              web.proof("GET", "/userinfo", Map.of()),
              web.proof("GET", "/userinfo", Map.of("ath", DpopClient.ath(token + "x"))),
              web.proof("POST", "/userinfo", ath),
              web.proof("GET", "/token", ath))) {
        assertRefused(web.userInfo(token, bad), "DPoP", "invalid_dpop_proof");
      }
    }

    @Test
    void needs_a_proof_of_the_same_key() {
      assertRefused(scene.client("web").userInfo(token), "DPoP", "invalid_token");
    }

    @Test
    void is_not_for_a_token_that_is_bound_to_nothing() {
      Object bearer = scene.clients.tokens("web", "openid email").get("access_token");
      assertRefused(web.userInfo(bearer), "DPoP", "invalid_token");
      assertThat(scene.clients.userInfo(bearer).status()).isEqualTo(200);
    }

    @Test
    void is_not_for_a_token_that_was_revoked() {
      scene.clients.revoke("web", token);
      assertRefused(web.userInfo(token), "DPoP", "invalid_token");
    }

    @Test
    void takes_each_proof_once() {
      String proof = web.proof("GET", "/userinfo", Map.of("ath", DpopClient.ath(token)));
      answered(web.userInfo(token, proof));
      assertRefused(web.userInfo(token, proof), "DPoP", "invalid_dpop_proof");
      try (TestServer other = server.beside()) {
        assertRefused(web.on(other).userInfo(token, proof), "DPoP", "invalid_dpop_proof");
      }
    }
  }

  @Nested
  class Section_7_2_the_scheme_Bearer {
    @Test
    void is_not_for_a_token_that_is_bound_to_a_key() {
      assertRefused(scene.clients.userInfo(token), "Bearer", "invalid_token");
      assertRefused(
          server.post("/userinfo", Parameters.empty().with("access_token", token)),
          "Bearer",
          "invalid_token");
      assertRefused(
          server.get(
              "/userinfo",
              "Authorization",
              "Bearer " + token,
              "DPoP",
              web.proof("GET", "/userinfo", Map.of("ath", DpopClient.ath(token)))),
          "Bearer",
          "invalid_token");
    }

    @Test
    void stands_beside_the_other_where_nothing_was_presented() {
      Response response = server.get("/userinfo");
      assertThat(response.status()).isEqualTo(401);
      assertThat(challenges(response)).hasSize(2);
      assertThat(challenges(response).getFirst()).startsWith("Bearer ").doesNotContain("error");
      assertThat(challenges(response).getLast()).startsWith("DPoP algs=").doesNotContain("error");
    }

    @Test
    void and_the_other_at_once_are_one_too_many() {
      Response response =
          server.get(
              "/userinfo", "Authorization", "Bearer " + token, "Authorization", "DPoP " + token);
      assertThat(response.status()).isEqualTo(400);
      assertThat(json(response)).containsEntry("error", "invalid_request");
    }
  }
}
