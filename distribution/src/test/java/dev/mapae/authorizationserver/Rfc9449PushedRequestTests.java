package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.DpopScene.answered;
import static dev.mapae.authorizationserver.DpopScene.assertRefused;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9449 §10.1, the key of a pushed authorization request.
@OnEveryEngine
class Rfc9449PushedRequestTests {
  final DpopScene scene;

  Rfc9449PushedRequestTests(Engine engine) {
    scene = DpopScene.on(engine);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  static Parameters request() {
    return TestClients.request("spa", "playlist.read");
  }

  String code(Response pushed) {
    assertThat(pushed.status()).isEqualTo(201);
    return scene.clients.code(
        form(
            "client_id", "spa",
            "scope", "playlist.read",
            "request_uri", (String) json(pushed).get("request_uri")));
  }

  void assertBound(DpopClient spa, String code) {
    assertRefused(scene.clients.redeem("spa", code), "invalid_request");
    assertRefused(scene.client("spa").redeem(code), "invalid_grant");
    scene.assertBound(spa, answered(spa.redeem(code)));
  }

  @Nested
  class Section_10_1_the_key {
    @Test
    void is_that_of_dpop_jkt() {
      DpopClient spa = scene.client("spa");
      assertBound(spa, code(scene.server.post("/par", request().with("dpop_jkt", spa.jkt()))));
    }

    @Test
    void is_that_of_a_proof() {
      DpopClient spa = scene.client("spa");
      assertBound(spa, code(scene.server.post("/par", request(), "DPoP", spa.proof("/par"))));
    }

    @Test
    void may_be_named_in_both_ways() {
      DpopClient spa = scene.client("spa");
      Parameters named = request().with("dpop_jkt", spa.jkt());
      assertBound(spa, code(scene.server.post("/par", named, "DPoP", spa.proof("/par"))));
      assertRefused(
          scene.server.post("/par", named, "DPoP", scene.client("spa").proof("/par")),
          "invalid_request");
    }

    @Test
    void is_none_without_them() {
      scene.assertUnbound(
          answered(scene.clients.redeem("spa", code(scene.server.post("/par", request())))));
    }

    @Test
    void is_not_that_of_a_bad_proof_or_of_one_that_was_used() {
      DpopClient spa = scene.client("spa");
      assertRefused(
          scene.server.post("/par", request(), "DPoP", spa.proof("/token")), "invalid_dpop_proof");
      String proof = spa.proof("/par");
      code(scene.server.post("/par", request(), "DPoP", proof));
      assertRefused(scene.server.post("/par", request(), "DPoP", proof), "invalid_dpop_proof");
    }
  }
}
