package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mapae.client.PlayedServer.Received;
import dev.mapae.client.PlayedServer.Reply;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 8693, one token exchanged for another.
class Rfc8693TokenExchangeTests {
  private static final TokenExchange EXCHANGE =
      TokenExchange.forResource("https://orders.example.com/");

  private final PlayedIssuer issuer = new PlayedIssuer();

  @BeforeEach
  void exchange() {
    issuer.server.on(
        "/token",
        r -> PlayedIssuer.tokens(Map.of("issued_token_type", TokenExchange.ACCESS_TOKEN)));
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  @Nested
  class Section_2_1_the_request {
    @Test
    void presents_an_access_token_and_wants_one_for_an_api() {
      issuer.client().tokenExchange("incoming", EXCHANGE);
      Received sent = issuer.server.last("/token");
      assertThat(sent.form().required("grant_type"))
          .isEqualTo("urn:ietf:params:oauth:grant-type:token-exchange");
      assertThat(sent.form().required("subject_token")).isEqualTo("incoming");
      assertThat(sent.form().required("subject_token_type"))
          .isEqualTo("urn:ietf:params:oauth:token-type:access_token");
      assertThat(sent.form().required("requested_token_type"))
          .isEqualTo("urn:ietf:params:oauth:token-type:access_token");
      assertThat(sent.form().all("resource")).containsExactly("https://orders.example.com/");
      assertThat(sent.form().names()).doesNotContain("scope", "audience", "actor_token");
    }

    @Test
    void may_say_more() {
      issuer
          .client()
          .tokenExchange(
              "incoming",
              TokenExchange.forAudience("orders").scope("order.read").actor(() -> "mine"));
      Received sent = issuer.server.last("/token");
      assertThat(sent.form().required("audience")).isEqualTo("orders");
      assertThat(sent.form().required("scope")).isEqualTo("order.read");
      assertThat(sent.form().required("actor_token")).isEqualTo("mine");
      assertThat(sent.form().required("actor_token_type"))
          .isEqualTo("urn:ietf:params:oauth:token-type:access_token");
    }

    @Test
    void may_name_several_apis_by_url_and_by_name() {
      issuer
          .client()
          .tokenExchange(
              "incoming",
              EXCHANGE.audience("orders").resource("https://stock.example.com/").audience("stock"));
      Received sent = issuer.server.last("/token");
      assertThat(sent.form().all("resource"))
          .containsExactly("https://orders.example.com/", "https://stock.example.com/");
      assertThat(sent.form().all("audience")).containsExactly("orders", "stock");
    }

    @Test
    void is_made_for_each_person_and_nobody_gets_what_another_got() {
      issuer.server.on(
          "/token",
          r ->
              PlayedIssuer.tokens(
                  Map.of(
                      "access_token",
                      "for-" + r.form().required("subject_token"),
                      "issued_token_type",
                      TokenExchange.ACCESS_TOKEN)));
      Client client = issuer.client();
      assertThat(client.tokenExchange("alice", EXCHANGE).accessToken()).isEqualTo("for-alice");
      assertThat(client.tokenExchange("bob", EXCHANGE).accessToken()).isEqualTo("for-bob");
    }
  }

  @Nested
  class Section_2_2_1_the_response {
    @Test
    void has_to_say_what_it_is() {
      issuer.server.on("/token", r -> PlayedIssuer.tokens(Map.of()));
      Client client = issuer.client();
      failure(ClientError.InvalidAnswer.class, () -> client.tokenExchange("incoming", EXCHANGE));
    }

    @Test
    void is_an_access_token_where_one_was_asked_for() {
      Client client = issuer.client();
      says("urn:ietf:params:oauth:token-type:refresh_token");
      failure(ClientError.InvalidAnswer.class, () -> client.tokenExchange("incoming", EXCHANGE));
      says("urn:ietf:params:oauth:token-type:jwt");
      assertThat(client.tokenExchange("incoming", EXCHANGE).authorizationHeader())
          .isEqualTo("Bearer an-access-token");
    }

    private void says(String issuedTokenType) {
      issuer.server.on(
          "/token", r -> PlayedIssuer.tokens(Map.of("issued_token_type", issuedTokenType)));
    }

    @Test
    void that_is_no_access_token_is_never_presented_as_one() {
      issuer.server.on(
          "/token",
          r ->
              PlayedIssuer.tokens(
                  Map.of(
                      "token_type",
                      "N_A",
                      "issued_token_type",
                      "urn:ietf:params:oauth:token-type:id-jag")));
      Client client = issuer.client();
      failure(ClientError.InvalidAnswer.class, () -> client.tokenExchange("incoming", EXCHANGE));
      Tokens jag =
          client.tokenExchange(
              "incoming",
              EXCHANGE.types(
                  "urn:ietf:params:oauth:token-type:id_token",
                  "urn:ietf:params:oauth:token-type:id-jag"));
      assertThat(jag.accessToken()).isEqualTo("an-access-token");
      assertThatIllegalStateException().isThrownBy(jag::authorizationHeader);
      // Nor does any other grant take it.
      failure(ClientError.InvalidAnswer.class, client.clientCredentials()::tokens);
    }
  }

  @Test
  void section_2_2_2_an_error_never_has_the_token() {
    issuer.server.on(
        "/token",
        r ->
            Reply.json(
                400,
                Map.of(
                    "error",
                    "invalid_request",
                    "error_description",
                    "no good: " + r.form().required("subject_token"))));
    Client client = issuer.client();
    assertThat(refused(() -> client.tokenExchange("incoming", EXCHANGE)).description())
        .isEqualTo("no good: …");
  }
}
