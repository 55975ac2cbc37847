package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.credentials;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Access tokens that only this server reads, for resources with `access_token_format: opaque`.
class OpaqueAccessTokenTests {
  final TestServer server = new TestServer();
  final TestClients clients = new TestClients(server);

  @AfterEach
  void close() {
    server.close();
  }

  String opaque() {
    return clients.accessToken("orders-api");
  }

  @Test
  void tells_nothing_to_its_bearer() {
    String token = opaque();
    assertThat(token).startsWith("mapae_at_");
    byte[] bytes = Base64.getUrlDecoder().decode(token.substring("mapae_at_".length()));
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
        .doesNotContain("orders", "iss", "scope");
    assertThat(token).isNotEqualTo(opaque());
  }

  @Test
  void says_the_same_to_those_who_may_ask() {
    assertThat(clients.introspect("orders-api", opaque()))
        .containsEntry("active", true)
        .containsEntry("iss", "https://id.example.com")
        .containsEntry("aud", Samples.ORDERS)
        .containsEntry("client_id", "orders-api")
        .containsEntry("scope", "orders.read")
        .containsKeys("iat", "exp", "jti", "sub");
  }

  @Test
  void is_good_for_nothing_once_a_bit_of_it_changed() {
    String token = opaque();
    byte[] bytes = Base64.getUrlDecoder().decode(token.substring("mapae_at_".length()));
    for (int i = 0; i < bytes.length; i += 3) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      String presented =
          "mapae_at_" + Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
      assertThat(clients.isActive("orders-api", presented)).isFalse();
    }
    for (String bad : List.of("mapae_at_", "mapae_at_AAAA", token + "!", token + token)) {
      assertThat(clients.isActive("orders-api", bad)).isFalse();
    }
  }

  @Test
  void of_a_person_serves_at_userinfo() {
    var tokens = clients.tokens("web", "openid orders.read");
    assertThat((String) tokens.get("access_token")).startsWith("mapae_at_");
    assertThat(clients.userInfo(tokens.get("access_token")).status()).isEqualTo(200);
  }

  @Test
  void replaces_the_other_when_the_resource_changes() {
    server.server.reconcile(
        Declared.with(
            Samples.declarations(),
            Rfc9068AccessTokenTests.music(AccessTokenFormat.OPAQUE, "at+jwt")));
    assertThat((String) json(clients.token("service", credentials())).get("access_token"))
        .startsWith("mapae_at_");
  }
}
