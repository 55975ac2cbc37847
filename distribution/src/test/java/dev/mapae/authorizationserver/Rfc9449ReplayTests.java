package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.DpopScene.answered;
import static dev.mapae.authorizationserver.DpopScene.assertRefused;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9449 §11.1, a proof that is presented again.
@OnEveryEngine
class Rfc9449ReplayTests {
  final Engine engine;
  final DpopScene scene;

  Rfc9449ReplayTests(Engine engine) {
    this.engine = engine;
    scene = DpopScene.on(engine);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Nested
  class Section_11_1_a_proof_again {
    @Test
    void is_refused_in_every_grant() {
      DpopClient service = scene.client("service");
      String proof = service.proof("/token");
      answered(service.token(TestClients.credentials(), proof));
      assertRefused(service.token(TestClients.credentials(), proof), "invalid_dpop_proof");

      DpopClient web = scene.client("web");
      String code = scene.clients.code("web", "playlist.read");
      String first = web.proof("/token");
      Object token =
          answered(web.token(TestClients.redemption("web", code), first)).get("refresh_token");
      assertRefused(web.token(TestClients.refresh(token), first), "invalid_dpop_proof");
      answered(web.refresh(token));
    }

    @Test
    void is_refused_for_as_long_as_it_would_be_accepted() {
      DpopClient service = scene.client("service");
      long ahead = scene.server.clock.instant().getEpochSecond() + 30;
      String proof = service.proof("POST", "/token", Map.of("iat", ahead));
      answered(service.token(TestClients.credentials(), proof));
      for (int i = 0; i < 15; i++) {
        scene.server.clock.advance(Duration.ofSeconds(15));
        // By a node whose clock is ahead.
        scene.server.stores.spentIds().sweep(scene.server.clock.instant().plusSeconds(240), 100);
        assertRefused(service.token(TestClients.credentials(), proof), "invalid_dpop_proof");
      }
    }

    @Test
    void is_forgotten_when_it_would_be_refused_anyway() {
      answered(scene.client("service").credentials());
      assertThat(scene.server.rows()).containsEntry("spent_ids", 1);
      scene.server.clock.advance(Duration.ofMinutes(8));
      scene.server.sweep();
      assertThat(scene.server.rows()).containsEntry("spent_ids", 0);
    }

    @Test
    void may_have_the_name_of_a_proof_of_another_key() {
      for (int i = 0; i < 2; i++) {
        DpopClient service = scene.client("service");
        answered(
            service.token(
                TestClients.credentials(), service.proof("POST", "/token", Map.of("jti", "1"))));
      }
    }

    // A request that is sent again brings its handle again, and is no replay of that.
    @Test
    void ends_no_grant() {
      for (String id : List.of("web", "spa")) {
        DpopClient client = scene.client(id);
        Parameters redemption = TestClients.redemption(id, scene.clients.code(id, "playlist.read"));
        String first = client.proof("/token");
        Object token = answered(client.token(redemption, first)).get("refresh_token");
        assertRefused(client.token(redemption, first), "invalid_dpop_proof");
        String second = client.proof("/token");
        Object next =
            answered(client.token(TestClients.refresh(token), second)).get("refresh_token");
        assertRefused(client.token(TestClients.refresh(token), second), "invalid_dpop_proof");
        answered(client.refresh(next));
      }
      assertThat(scene.replays()).isZero();
    }

    @Test
    void of_a_request_that_was_refused_is_not_one() {
      DpopClient web = scene.client("web");
      Object token = web.tokens("playlist.read").get("refresh_token");
      String proof = web.proof("/token");
      assertRefused(
          web.token(TestClients.refresh(token).with("scope", "openid"), proof), "invalid_scope");
      answered(web.token(TestClients.refresh(token), proof));
    }
  }

  @Nested
  class With_refresh_token_reuse_grace {
    private DpopScene graceful() {
      var forgiven =
          Samples.open(
              Samples.client("spa", TestClients.callback("spa"))
                  .open()
                  .grace(Duration.ofSeconds(10)));
      return new DpopScene(
          new TestServer(
              engine.fresh(), TestServer.ISSUER, Declared.with(Samples.declarations(), forgiven)));
    }

    @Test
    void a_lost_answer_is_forgiven_to_the_key_alone() {
      try (DpopScene grace = graceful()) {
        DpopClient spa = grace.client("spa");
        Object first = spa.tokens("playlist.read").get("refresh_token");
        Object second = answered(spa.refresh(first)).get("refresh_token");
        assertRefused(grace.clients.refresh("spa", first), "invalid_request");
        assertRefused(grace.client("spa").refresh(first), "invalid_grant");
        assertThat(answered(spa.refresh(first))).containsEntry("refresh_token", second);
        answered(spa.refresh(second));
        assertThat(grace.replays()).isZero();
      }
    }

    /// Otherwise the owner would get a refresh token that only the thief can use, and nobody would
    /// notice. RFC 9700 §4.14.2.
    @Test
    void whoever_binds_a_stolen_token_to_a_key_of_theirs_is_found_out_by_its_owner() {
      try (DpopScene grace = graceful()) {
        Object first = grace.clients.tokens("spa", "playlist.read").get("refresh_token");
        DpopClient thief = grace.client("spa");
        Object stolen = answered(thief.refresh(first)).get("refresh_token");
        assertRefused(grace.clients.refresh("spa", first), "invalid_grant");
        assertThat(grace.replays()).isOne();
        assertRefused(thief.refresh(stolen), "invalid_grant");
      }
    }

    /// RFC 9449 §5: what a public client gets for a proof is bound to its key, or it gets nothing.
    @Test
    void an_answer_that_was_lost_before_there_was_a_proof_is_not_forgiven_with_one() {
      try (DpopScene grace = graceful()) {
        Object first = grace.clients.tokens("spa", "playlist.read").get("refresh_token");
        answered(grace.clients.refresh("spa", first));
        assertRefused(grace.client("spa").refresh(first), "invalid_grant");
        assertThat(grace.replays()).isOne();
      }
    }
  }

  @Nested
  class On_two_nodes {
    @Test
    void of_64_with_one_proof_exactly_one_gets_a_token() {
      try (TestServer other = scene.server.beside()) {
        DpopClient service = scene.client("service");
        List<DpopClient> nodes = List.of(service, service.on(other));
        String proof = service.proof("/token");
        AtomicInteger turn = new AtomicInteger();
        List<Response> answers =
            Race.of(
                64,
                () ->
                    nodes.get(turn.getAndIncrement() % 2).token(TestClients.credentials(), proof));
        assertThat(answers.stream().filter(r -> r.status() == 200)).hasSize(1);
        answers.stream()
            .filter(r -> r.status() != 200)
            .forEach(r -> assertRefused(r, "invalid_dpop_proof"));
      }
    }

    @Test
    void of_64_that_send_one_refresh_again_one_gets_tokens_and_the_grant_goes_on() {
      try (TestServer other = scene.server.beside()) {
        for (String id : List.of("web", "spa")) {
          DpopClient client = scene.client(id);
          List<DpopClient> nodes = List.of(client, client.on(other));
          Parameters refresh =
              TestClients.refresh(client.tokens("playlist.read").get("refresh_token"));
          String proof = client.proof("/token");
          AtomicInteger turn = new AtomicInteger();
          List<Response> answers =
              Race.of(64, () -> nodes.get(turn.getAndIncrement() % 2).token(refresh, proof));
          List<Response> good = answers.stream().filter(r -> r.status() == 200).toList();
          assertThat(good).hasSize(1);
          answers.stream()
              .filter(r -> r.status() != 200)
              .forEach(r -> assertRefused(r, "invalid_dpop_proof"));
          answered(client.refresh(json(good.getFirst()).get("refresh_token")));
        }
        assertThat(scene.replays()).isZero();
      }
    }

    @Test
    void of_64_with_a_proof_each_one_gets_tokens_and_the_others_end_the_grant() {
      try (TestServer other = scene.server.beside()) {
        DpopClient spa = scene.client("spa");
        List<DpopClient> nodes = List.of(spa, spa.on(other));
        Object token = spa.tokens("playlist.read").get("refresh_token");
        AtomicInteger turn = new AtomicInteger();
        List<Response> answers =
            Race.of(64, () -> nodes.get(turn.getAndIncrement() % 2).refresh(token));
        assertThat(answers.stream().filter(r -> r.status() == 200)).hasSize(1);
        assertThat(scene.server.rows()).containsEntry("grants", 0);
      }
    }
  }
}
