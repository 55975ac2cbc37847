package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Introspection (RFC 7662) and UserInfo (OIDC Core §5.3) know an access token again, and whatever
/// may have happened to it meanwhile.
class TokensThatComeAgainTests {
  final TestServer server = new TestServer();
  final TestClients clients = new TestClients(server);
  String token = "";

  @BeforeEach
  void come() {
    token = (String) clients.tokens("web", "openid playlist.read").get("access_token");
    for (int i = 0; i < 2; i++) {
      assertThat(clients.isActive("web", token)).isTrue();
      assertThat(clients.userInfo(token).status()).isEqualTo(200);
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  void assertGone() {
    for (int i = 0; i < 2; i++) {
      assertThat(clients.isActive("web", token)).isFalse();
      assertThat(clients.userInfo(token).status()).isEqualTo(401);
    }
  }

  @Test
  void end_when_they_expire() {
    server.clock.advance(Duration.ofDays(1));
    assertGone();
  }

  @Test
  void end_when_they_are_revoked() {
    clients.revoke("web", token);
    assertGone();
  }

  @Test
  void end_when_their_client_is_disabled() {
    server.server.reconcile(Declared.without(Samples.declarations(), "web"));
    assertThat(clients.userInfo(token).status()).isEqualTo(401);
  }

  @Test
  void are_not_others_that_look_like_them() {
    int last = token.length() - 10;
    char other = token.charAt(last) == 'A' ? 'B' : 'A';
    token = token.substring(0, last) + other + token.substring(last + 1);
    assertGone();
  }

  @Test
  void are_still_only_for_the_clients_that_they_concern() {
    assertThat(clients.isActive("service", token)).isFalse();
    assertThat(clients.isActive("web", token)).isTrue();
  }
}
