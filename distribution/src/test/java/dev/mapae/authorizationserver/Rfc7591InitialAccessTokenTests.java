package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Registering.metadata;
import static dev.mapae.authorizationserver.Registering.open;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.authorizationserver.store.Client;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7591, registration by those who have an initial access token.
@OnEveryEngine
class Rfc7591InitialAccessTokenTests {
  static final Seams SEAMS = Seams.registering(Mode.TOKEN, false, Fetcher.none());

  final TestServer server;
  final Registering registering;

  Rfc7591InitialAccessTokenTests(Engine engine) {
    server = new TestServer(engine, Samples.declarations(), SEAMS);
    registering = new Registering(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private int with(String token) {
    return registering.post(open(), "Authorization", "Bearer " + token).status();
  }

  @Nested
  class Section_3_the_endpoint_is_protected {
    @Test
    void without_a_token_nobody_registers_and_nobody_learns_why_else_not() {
      Response bare = registering.post(metadata("redirect_uris", List.of("javascript:alert(1)")));
      assertThat(bare.status()).isEqualTo(401);
      assertThat(bare.header("WWW-Authenticate")).contains("Bearer realm=\"registration\"");
      Response wrong = registering.post(open(), "Authorization", "Bearer nonsense");
      assertThat(wrong.status()).isEqualTo(401);
      assertThat(wrong.header("WWW-Authenticate").orElseThrow()).contains("invalid_token");
      assertThat(server.stores.clients().all()).noneMatch(Client::isSelfRegistered);
    }

    @Test
    void it_is_good_for_so_many_clients() {
      String token = registering.initialAccessToken(2, Duration.ofDays(7));
      assertThat(List.of(with(token), with(token), with(token))).containsExactly(201, 201, 401);
    }

    @Test
    void it_is_good_for_so_long() {
      String token = registering.initialAccessToken(5, Duration.ofDays(7));
      server.clock.advance(Duration.ofDays(7).minusMillis(1));
      assertThat(with(token)).isEqualTo(201);
      server.clock.advance(Duration.ofMillis(1));
      assertThat(with(token)).isEqualTo(401);
      server.sweep();
      assertThat(server.rows()).containsEntry("initial_access_tokens", 0);
    }

    @Test
    void a_refused_registration_uses_nothing() {
      String token = registering.initialAccessToken(1, Duration.ofDays(7));
      assertThat(
              json(
                  registering.post(
                      metadata("scope", "everything"), "Authorization", "Bearer " + token)))
          .containsEntry("error", "invalid_client_metadata");
      assertThat(with(token)).isEqualTo(201);
    }

    /// Mistake 8 and 16 of the field: what was made for something else, or by somebody else, is no
    /// such token, and such a token is nothing else.
    @Test
    void a_handle_of_another_kind_is_none() {
      String token = registering.initialAccessToken(5, Duration.ofDays(7));
      String refresh =
          (String)
              new TestClients(server).tokens("web", "openid offline_access").get("refresh_token");
      assertThat(with(refresh)).isEqualTo(401);
      assertThat(with(refresh.replace("mapae_rt_", "mapae_ia_"))).isEqualTo(401);
      assertThat(with(token.substring(0, token.length() - 2))).isEqualTo(401);
      assertThat(
              new TestClients(server)
                  .refresh("web", token.replace("mapae_ia_", "mapae_rt_"))
                  .status())
          .isEqualTo(400);
      String registrationToken =
          (String)
              json(registering.post(open(), "Authorization", "Bearer " + token))
                  .get("registration_access_token");
      assertThat(with(registrationToken)).isEqualTo(401);
    }

    @Test
    void of_many_at_once_at_two_nodes_as_many_register_as_it_allows() {
      String token = registering.initialAccessToken(3, Duration.ofDays(7));
      try (TestServer other = server.beside(SEAMS)) {
        AtomicInteger next = new AtomicInteger();
        List<Registering> nodes = List.of(registering, new Registering(other));
        List<Integer> answers =
            Race.of(
                8,
                () ->
                    nodes
                        .get(next.getAndIncrement() % 2)
                        .post(open(), "Authorization", "Bearer " + token)
                        .status());
        assertThat(answers).filteredOn(status -> status == 201).hasSize(3);
        assertThat(answers).filteredOn(status -> status == 401).hasSize(5);
      }
      assertThat(server.stores.clients().all()).filteredOn(Client::isSelfRegistered).hasSize(3);
    }

    @Test
    void a_client_is_known_at_the_other_node_at_once() {
      try (TestServer other = server.beside(SEAMS)) {
        String token = registering.initialAccessToken(1, Duration.ofDays(7));
        var told = json(registering.post(open(), "Authorization", "Bearer " + token));
        Registering there = new Registering(other);
        String code = there.code(told, "playlist.read");
        assertThat(registering.redeem(told, "playlist.read", code).status()).isEqualTo(200);
      }
    }
  }
}
