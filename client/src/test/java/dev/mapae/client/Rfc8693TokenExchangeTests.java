package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mapae.client.PlayedServer.Received;
import dev.mapae.client.PlayedServer.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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
      issuer.client().tokenExchange(() -> "incoming", EXCHANGE).tokens();
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
              () -> "incoming",
              TokenExchange.forAudience("orders").scope("order.read").actor(() -> "mine"))
          .tokens();
      Received sent = issuer.server.last("/token");
      assertThat(sent.form().required("audience")).isEqualTo("orders");
      assertThat(sent.form().required("scope")).isEqualTo("order.read");
      assertThat(sent.form().required("actor_token")).isEqualTo("mine");
      assertThat(sent.form().required("actor_token_type"))
          .isEqualTo("urn:ietf:params:oauth:token-type:access_token");
    }

    @Test
    void is_repeated_with_the_token_of_then_when_the_new_one_ends() {
      AtomicInteger count = new AtomicInteger();
      TokenSource source =
          issuer.client().tokenExchange(() -> "incoming-" + count.incrementAndGet(), EXCHANGE);
      source.tokens();
      source.tokens();
      issuer.time.pass(Duration.ofSeconds(100));
      source.tokens();
      assertThat(issuer.server.received("/token"))
          .extracting(r -> r.form().required("subject_token"))
          .containsExactly("incoming-1", "incoming-2");
    }
  }

  @Nested
  class Section_2_2_1_the_response {
    @Test
    void has_to_say_what_it_is() {
      issuer.server.on("/token", r -> PlayedIssuer.tokens(Map.of()));
      TokenSource source = issuer.client().tokenExchange(() -> "incoming", EXCHANGE);
      failure(ClientError.InvalidAnswer.class, source::tokens);
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
      failure(
          ClientError.InvalidAnswer.class,
          client.tokenExchange(() -> "incoming", EXCHANGE)::tokens);
      TokenSource jag =
          client.tokenExchange(
              () -> "incoming",
              EXCHANGE.types(
                  "urn:ietf:params:oauth:token-type:id_token",
                  "urn:ietf:params:oauth:token-type:id-jag"));
      assertThat(jag.tokens().accessToken()).isEqualTo("an-access-token");
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
    TokenSource source = issuer.client().tokenExchange(() -> "incoming", EXCHANGE);
    assertThat(refused(source::tokens).description()).isEqualTo("no good: …");
  }
}
