package dev.mapae.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whoever asks is shown what was really sent and what really came back.
class ObservedExchangeTests {
  @Test
  void an_observer_sees_each_message_in_order() {
    try (PlayedIssuer issuer = new PlayedIssuer()) {
      List<Exchange> seen = new ArrayList<>();
      Client.discover(
              issuer.issuer(),
              new ClientSecretBasic("app", "secret"),
              issuer.environment.observedBy(seen::add))
          .clientCredentials()
          .tokens();
      assertThat(seen).extracting(Exchange::method).containsExactly("GET", "POST");
      Exchange token = seen.get(1);
      assertThat(token.uri()).isEqualTo(issuer.server.uri("/token"));
      assertThat(token.requestHeaders().get("Authorization"))
          .containsExactly("Basic YXBwOnNlY3JldA==");
      assertThat(token.requestBody()).isEqualTo("grant_type=client_credentials");
      assertThat(token.status()).isEqualTo(200);
      assertThat(token.responseBody()).contains("an-access-token");
      assertThat(token.responseHeaders()).containsKey("content-type");
      assertThat(token.toString()).doesNotContain("an-access-token").doesNotContain("Basic");
    }
  }
}
