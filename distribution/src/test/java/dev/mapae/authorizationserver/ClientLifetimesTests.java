package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The lifetimes of one client, which are not those of the server.
class ClientLifetimesTests {
  static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

  final TestServer server = new TestServer();
  final TestClients clients = new TestClients(server);

  @BeforeEach
  void declare() {
    Lifetimes own =
        new Lifetimes(
            Map.of(
                Lifetime.ID_TOKEN, Duration.ofMinutes(2),
                Lifetime.REFRESH_TOKEN, Duration.ofHours(1),
                Lifetime.REFRESH_TOKEN_IDLE, Duration.ofMinutes(40),
                Lifetime.DEVICE_CODE, Duration.ofMinutes(1)));
    server.server.reconcile(
        Declared.with(
            Samples.declarations(),
            Samples.confidential(
                Samples.client("web", Samples.CALLBACK)
                    .grants("authorization_code", "refresh_token", DEVICE)
                    .lifetimes(own))));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void are_those_of_its_id_tokens() {
    Map<String, Object> claims = clients.claims(clients.tokens("web", "openid").get("id_token"));
    assertThat(((Number) claims.get("exp")).longValue())
        .isEqualTo(((Number) claims.get("iat")).longValue() + 120);
  }

  @Test
  void are_those_of_refresh_tokens_that_are_not_used() {
    Object token = clients.tokens("web", "offline_access playlist.read").get("refresh_token");
    server.clock.advance(Duration.ofMinutes(39));
    Object next = json(clients.refresh("web", token)).get("refresh_token");
    assertThat(next).isNotNull();
    server.clock.advance(Duration.ofMinutes(20));
    Object last = json(clients.refresh("web", next)).get("refresh_token");
    assertThat(last).isNotNull();
    // An hour after the grant, though it was used a minute ago.
    server.clock.advance(Duration.ofMinutes(2));
    assertThat(json(clients.refresh("web", last))).containsEntry("error", "invalid_grant");
  }

  @Test
  void are_those_of_refresh_tokens_that_lie_idle() {
    Object token = clients.tokens("web", "offline_access playlist.read").get("refresh_token");
    server.clock.advance(Duration.ofMinutes(41));
    assertThat(json(clients.refresh("web", token))).containsEntry("error", "invalid_grant");
  }

  @Test
  void are_those_of_device_codes() {
    Map<String, Object> device = clients.device("web", "playlist.read");
    assertThat(device).containsEntry("expires_in", 60L);
    server.clock.advance(Duration.ofSeconds(61));
    assertThat(json(clients.poll("web", device.get("device_code"))))
        .containsEntry("error", "expired_token");
  }
}
