package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.mapae.client.PlayedServer.Received;
import dev.mapae.client.PlayedServer.Reply;
import dev.mapae.protocol.Scope;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6749, the client credentials grant and the authentication of clients.
class Rfc6749ClientCredentialsTests {
  private final PlayedIssuer issuer = new PlayedIssuer();

  @AfterEach
  void close() {
    issuer.close();
  }

  private Received requestOf(ClientAuthentication authentication) {
    issuer.client(authentication).clientCredentials().tokens();
    return issuer.server.last("/token");
  }

  @Nested
  class Section_2_3_1_the_client_authenticates {
    @Test
    void with_basic_both_halves_are_form_encoded_first() {
      Received request = requestOf(new ClientSecretBasic("my:app", "p+ß %&"));
      // "my%3Aapp:p%2B%C3%9F+%25%26"
      assertThat(request.header("Authorization"))
          .contains("Basic bXklM0FhcHA6cCUyQiVDMyU5RislMjUlMjY=");
      assertThat(request.form().names()).containsExactly("grant_type");
    }

    @Test
    void with_post_both_are_parameters() {
      Received request = requestOf(new ClientSecretPost("my:app", "p+ß %&"));
      assertThat(request.header("Authorization")).isEmpty();
      assertThat(request.form().one("client_id")).contains("my:app");
      assertThat(request.form().one("client_secret")).contains("p+ß %&");
    }

    @Test
    void with_none_it_only_says_its_name() {
      Received request = requestOf(new None("my-cli"));
      assertThat(request.header("Authorization")).isEmpty();
      assertThat(request.form().names()).containsExactlyInAnyOrder("grant_type", "client_id");
    }

    @Test
    void a_secret_that_the_environment_has_not_is_missed_at_once() {
      String secret = System.getenv("MAPAE_NO_SUCH_VARIABLE");
      for (ThrowingCallable made :
          List.<ThrowingCallable>of(
              () -> new ClientSecretBasic("app", secret),
              () -> new ClientSecretPost("app", secret),
              () -> new ClientSecretJwt("app", secret))) {
        assertThatNullPointerException().isThrownBy(made).withMessageContaining("System.getenv");
      }
    }

    @Test
    void secrets_do_not_appear_in_text() {
      for (Object value :
          List.of(
              new ClientSecretBasic("app", "s3cret"),
              new ClientSecretPost("app", "s3cret"),
              issuer.client(new ClientSecretBasic("app", "s3cret")),
              new ClientSecretPost("app", "s3cret")
                  .authenticate(
                      dev.mapae.protocol.Parameters.empty(),
                      issuer.client().server(),
                      issuer.environment))) {
        assertThat(value.toString()).doesNotContain("s3cret");
      }
    }
  }

  @Nested
  class Section_4_4_2_the_access_token_request {
    @Test
    void asks_for_nothing_in_particular_by_default() {
      Received request = requestOf(new ClientSecretBasic("app", "secret"));
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.body()).isEqualTo("grant_type=client_credentials");
    }

    @Test
    void asks_for_scope_and_for_each_resource() {
      issuer
          .client()
          .clientCredentials(Scope.of("a", "b"), "https://one.example/", "https://two.example/")
          .tokens();
      Received request = issuer.server.last("/token");
      assertThat(request.form().one("scope")).contains("a b");
      assertThat(request.form().all("resource"))
          .containsExactly("https://one.example/", "https://two.example/");
    }
  }

  @Nested
  class Section_8_2_a_parameter_of_the_servers_own {
    private final Client client =
        issuer.client().withTokenParameter("audience", "https://api.example.com/");

    @Test
    void is_in_the_request() {
      client.clientCredentials(Scope.of("a")).tokens();
      Received request = issuer.server.last("/token");
      assertThat(request.form().all("audience")).containsExactly("https://api.example.com/");
      assertThat(request.form().one("scope")).contains("a");
    }

    @Test
    void is_in_those_of_other_grants_too() {
      client.jwtBearer("an-assertion", Scope.of("a"));
      assertThat(issuer.server.last("/token").form().one("audience"))
          .contains("https://api.example.com/");
      client.refresh(Tokens.ofRefreshToken("r"));
      assertThat(issuer.server.last("/token").form().one("audience"))
          .contains("https://api.example.com/");
    }

    @Test
    void never_takes_the_place_of_what_a_grant_says() {
      issuer.server.on(
          "/token",
          r -> PlayedIssuer.tokens(Map.of("issued_token_type", TokenExchange.ACCESS_TOKEN)));
      client.tokenExchange("t", TokenExchange.forAudience("orders"));
      assertThat(issuer.server.last("/token").form().all("audience")).containsExactly("orders");
    }

    @Test
    void is_none_of_the_librarys() {
      for (String name :
          List.of("grant_type", "client_id", "client_secret", "client_assertion", "scope")) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> client.withTokenParameter(name, "x"))
            .withMessageContaining(name);
      }
    }

    @Test
    void is_for_the_token_endpoint_alone() {
      issuer.server.on("/revoke", r -> new Reply(200, Map.of(), ""));
      client.revoke(client.clientCredentials().tokens());
      assertThat(issuer.server.last("/revoke").form().names()).doesNotContain("audience");
    }
  }

  @Nested
  class Section_5_1_a_successful_answer {
    private Tokens tokensOf(Map<String, ?> members) {
      issuer.server.on("/token", r -> PlayedIssuer.tokens(members));
      return issuer.client().clientCredentials(Scope.of("a", "b")).tokens();
    }

    private void isInvalid(Reply reply) {
      issuer.server.on("/token", r -> reply);
      Client client = issuer.client();
      failure(ClientError.InvalidAnswer.class, () -> client.clientCredentials().tokens());
    }

    @Test
    void gives_a_ready_header() {
      assertThat(issuer.client().clientCredentials().authorizationHeader())
          .isEqualTo("Bearer an-access-token");
    }

    @Test
    void may_grant_less_than_was_asked_for() {
      assertThat(tokensOf(Map.of("scope", "a")).scope()).isEqualTo(Scope.of("a"));
    }

    @Test
    void without_scope_grants_what_was_asked_for() {
      assertThat(tokensOf(Map.of()).scope()).isEqualTo(Scope.of("a", "b"));
    }

    @Test
    void may_write_its_lifetime_as_a_string() {
      assertThat(tokensOf(Map.of("expires_in", "7")).expiresAt())
          .contains(issuer.time.instant().plusSeconds(7));
    }

    @Test
    void may_write_the_token_type_in_any_case_and_have_members_nobody_knows() {
      assertThat(tokensOf(Map.of("token_type", "bearer", "x", Map.of())).accessToken())
          .isEqualTo("an-access-token");
    }

    @Test
    void of_another_token_type_is_not_used() {
      isInvalid(PlayedIssuer.tokens(Map.of("token_type", "mac")));
      isInvalid(Reply.json(200, Map.of("access_token", "t")));
    }

    @Test
    void needs_a_token_that_can_stand_in_a_header() {
      isInvalid(Reply.json(200, Map.of("token_type", "Bearer")));
      isInvalid(PlayedIssuer.tokens(Map.of("access_token", "")));
      isInvalid(PlayedIssuer.tokens(Map.of("access_token", "a\r\nb: c")));
      isInvalid(PlayedIssuer.tokens(Map.of("access_token", 7)));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"[]", "{", "", "null", "{\"access_token\":\"a\",\"access_token\":\"b\"}"})
    void has_to_be_a_JSON_object(String body) {
      isInvalid(Reply.json(200, body));
    }

    @Test
    void has_to_say_that_it_is_JSON() {
      isInvalid(PlayedIssuer.tokens(Map.of()).with("Content-Type", "text/html"));
    }

    @Test
    void is_not_nested_without_end() {
      isInvalid(Reply.json(200, "{\"x\":" + "[".repeat(200_000)));
      isInvalid(Reply.json(400, "{\"x\":" + "{\"y\":".repeat(50_000)));
    }

    @Test
    void may_have_null_for_what_it_does_not_say() {
      Map<String, Object> nulls = new java.util.HashMap<>();
      for (String name : List.of("scope", "expires_in", "refresh_token", "authorization_details")) {
        nulls.put(name, null);
      }
      Tokens tokens = tokensOf(nulls);
      assertThat(tokens.expiresAt()).isEmpty();
      assertThat(tokens.authorizationDetails()).isEmpty();
      isInvalid(PlayedIssuer.tokens(Map.of("scope", List.of("playlist.read"))));
    }

    @Test
    void is_read_up_to_half_a_megabyte() {
      isInvalid(PlayedIssuer.tokens(Map.of("x", "x".repeat(600_000))));
    }

    @Test
    void does_not_appear_in_text() {
      assertThat(tokensOf(Map.of("refresh_token", "r3fresh")).toString())
          .doesNotContain("an-access-token")
          .doesNotContain("r3fresh");
    }
  }

  @Nested
  class Section_5_2_an_error_answer {
    private ClientError.Refused refusedBy(Reply reply) {
      issuer.server.on("/token", r -> reply);
      Client client = issuer.client(new ClientSecretPost("app", "s3cret"));
      return refused(() -> client.clientCredentials().tokens());
    }

    @Test
    void becomes_a_typed_error() {
      assertThat(
              refusedBy(
                  Reply.json(
                      401,
                      Map.of(
                          "error",
                          "invalid_client",
                          "error_description",
                          "Who?",
                          "error_uri",
                          "https://id.example.com/errors/invalid_client"))))
          .isEqualTo(
              new ClientError.Refused(
                  "invalid_client",
                  "Who?",
                  Optional.of(URI.create("https://id.example.com/errors/invalid_client")),
                  OptionalInt.of(401),
                  Optional.empty()));
    }

    @Test
    void that_echoes_the_secret_does_not_get_it_into_our_text() {
      ClientError.Refused error =
          refusedBy(
              Reply.json(
                  400,
                  Map.of(
                      "error", "invalid_request",
                      "error_description", "not s3cret\u001b[2J\nagain",
                      "error_uri", "https://id.example.com/?s3cret")));
      assertThat(error.toString()).doesNotContain("s3cret");
      assertThat(error.description()).isEqualTo("not … [2J again");
      assertThat(error.exception().getMessage()).doesNotContain("s3cret");
    }

    @Test
    void has_no_character_that_a_terminal_would_obey() {
      ClientError.Refused error =
          refusedBy(
              Reply.json(
                  400,
                  Map.of(
                      "error",
                      "invalid_request",
                      "error_description",
                      "a\u009b2Jb\u0085c\u2028d\u2029e\u202ef\u200bg")));
      assertThat(error.description()).isEqualTo("a 2Jb c d e f g");
    }

    @Test
    void that_echoes_the_header_does_not_get_the_secret_into_our_text() {
      issuer.server.on(
          "/token",
          r ->
              Reply.json(
                  400,
                  Map.of(
                      "error",
                      "invalid_request",
                      "error_description",
                      "you sent " + r.header("Authorization").orElseThrow())));
      Client client = issuer.client();
      assertThat(refused(() -> client.clientCredentials().tokens()).description())
          .isEqualTo("you sent Basic …");
    }

    @ParameterizedTest
    @CsvSource({
      "429, temporarily_unavailable",
      "500, server_error",
      "503, temporarily_unavailable"
    })
    void of_a_server_that_is_away_is_unavailability_whatever_its_body(int status, String code) {
      issuer.server.on(
          "/token", r -> Reply.json(status, Map.of("error", code)).with("Retry-After", "7"));
      Client client = issuer.client();
      ClientError.Unavailable error =
          failure(ClientError.Unavailable.class, () -> client.clientCredentials().tokens());
      assertThat(error.status()).hasValue(status);
      assertThat(error.description()).contains(code);
      assertThat(error.retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void names_no_page_that_is_not_on_the_web() {
      assertThat(
              refusedBy(Reply.json(400, Map.of("error", "x", "error_uri", "javascript:alert(1)")))
                  .errorUri())
          .isEmpty();
    }

    @Test
    void that_is_a_redirect_is_not_followed() {
      issuer.server.on("/token", r -> new Reply(307, Map.of("Location", "/elsewhere"), ""));
      Client client = issuer.client();
      failure(ClientError.InvalidAnswer.class, () -> client.clientCredentials().tokens());
      assertThat(issuer.server.received("/elsewhere")).isEmpty();
    }

    @Test
    void without_an_OAuth_error_is_unavailability_from_500_on() {
      issuer.server.on("/token", r -> new Reply(503, Map.of("Retry-After", "7"), "<html>"));
      Client client = issuer.client();
      ClientError.Unavailable error =
          failure(ClientError.Unavailable.class, () -> client.clientCredentials().tokens());
      assertThat(error.status()).hasValue(503);
      assertThat(error.retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void that_never_comes_is_not_waited_for() {
      CountDownLatch gate = new CountDownLatch(1);
      Client client =
          new Client(
              issuer.client().server(),
              new None("app"),
              IdTokenPolicy.standard(),
              issuer.environment.withTimeout(Duration.ofMillis(300)));
      issuer.server.on(
          "/token",
          r -> {
            Crowd.await(gate);
            return PlayedIssuer.tokens(Map.of());
          });
      failure(ClientError.Unavailable.class, () -> client.clientCredentials().tokens());
      gate.countDown();
    }
  }

  @Test
  void a_client_that_follows_redirects_is_not_accepted() {
    org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
        .isThrownBy(() ->
            issuer.environment.withHttp(
                java.net.http.HttpClient.newBuilder()
                    .followRedirects(java.net.http.HttpClient.Redirect.NORMAL)
                    .build()));
  }
}
