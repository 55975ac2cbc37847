package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Rfc6749ClientAuthenticationTests.assertRefused;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestClients.redemption;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7636 §4.5 and §4.6, PKCE at the token endpoint.
class Rfc7636CodeVerifierTests {
  static final String OTHER_VERIFIER = "x".repeat(43);

  final TestServer server = new TestServer();
  final TestClients clients = new TestClients(server);

  @AfterEach
  void close() {
    server.close();
  }

  void assertSpendsNothing(String clientId, Parameters form, String error) {
    Rfc6749CodeRedemptionTests.assertSpendsNothing(clients, clientId, form, error);
  }

  String code() {
    return clients.code("web", "playlist.read");
  }

  Parameters redemptionOf(String code, String... more) {
    return form(redemption("web", code), more);
  }

  /// Known mistake 6, CVE-2024-22258 and its likes: PKCE that is checked only where somebody asks.
  @Nested
  class Section_4_6_the_verifier {
    @Test
    void has_to_be_there_where_a_challenge_was() {
      String code = code();
      assertSpendsNothing(
          "web", redemptionOf(code).without(Set.of("code_verifier")), "invalid_grant");
      assertSpendsNothing("web", redemptionOf(code(), "code_verifier", ""), "invalid_grant");
    }

    @Test
    void has_to_be_the_right_one() {
      for (String wrong :
          List.of(
              OTHER_VERIFIER,
              TestClients.VERIFIER.substring(1),
              TestClients.VERIFIER + "x",
              dev.mapae.protocol.Pkce.challenge(TestClients.VERIFIER),
              "ü".repeat(43),
              "x".repeat(5_000))) {
        assertSpendsNothing("web", redemptionOf(code(), "code_verifier", wrong), "invalid_grant");
      }
    }

    @Test
    void must_not_be_there_where_no_challenge_was() {
      Parameters request =
          TestClients.request("old", "playlist.read")
              .without(Set.of("code_challenge", "code_challenge_method"));
      String code = clients.code(request);
      assertRefused(clients.redeem("old", code), 400, "invalid_grant");
      Parameters without = redemption("old", code).without(Set.of("code_verifier"));
      assertThat(clients.token("old", without).status()).isEqualTo(200);
    }

    @Test
    void is_needed_of_a_client_that_need_not_use_it_once_it_did() {
      String code = clients.code("old", "playlist.read");
      Parameters without = redemption("old", code).without(Set.of("code_verifier"));
      assertRefused(clients.token("old", without), 400, "invalid_grant");
      assertThat(clients.redeem("old", code).status()).isEqualTo(200);
    }
  }
}
