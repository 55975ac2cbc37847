package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.refused;
import static dev.mapae.client.PlayedIssuer.REDIRECT_URI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.client.PlayedServer.Received;
import dev.mapae.client.PlayedServer.Reply;
import dev.mapae.protocol.Parameters;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9126, authorization requests that are pushed.
class Rfc9126PushedRequestTests {
  private static final String REQUEST_URI = "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014";

  private final PlayedIssuer issuer = new PlayedIssuer();
  private final AuthorizationOptions options =
      AuthorizationOptions.scope("openid", "playlist.read").with("login_hint", "alice");

  @BeforeEach
  void endpoint() {
    issuer.metadata.put("pushed_authorization_request_endpoint", issuer.issuer() + "/par");
    answers(Reply.json(201, Map.of("request_uri", REQUEST_URI, "expires_in", 60)));
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  private void answers(Reply reply) {
    issuer.server.on("/par", r -> reply);
  }

  private AuthorizationCode flow() {
    return issuer.client().authorizationCode(REDIRECT_URI);
  }

  private static Parameters query(AuthorizationRequest request) {
    return Parameters.parse(request.url().getRawQuery());
  }

  @Nested
  class Section_2_1_the_request {
    @Test
    void is_all_that_would_be_in_the_url_and_authenticated() {
      AuthorizationRequest request = flow().pushed().start(options);
      Received sent = issuer.server.last("/par");
      assertThat(sent.form().names())
          .containsExactlyInAnyOrder(
              "response_type",
              "client_id",
              "redirect_uri",
              "scope",
              "state",
              "nonce",
              "code_challenge",
              "code_challenge_method",
              "login_hint");
      assertThat(sent.form().one("client_id")).contains("app");
      assertThat(sent.form().one("state")).contains(request.state());
      assertThat(sent.header("Authorization").orElseThrow()).startsWith("Basic ");
    }

    @Test
    void of_a_public_client_names_it() {
      Client client = issuer.client(new None("cli"));
      client.authorizationCode(REDIRECT_URI).pushed().start(options);
      assertThat(issuer.server.last("/par").form().one("client_id")).contains("cli");
      assertThat(issuer.server.last("/par").header("Authorization")).isEmpty();
    }
  }

  @Nested
  class Section_2_3_errors {
    @Test
    void say_what_the_server_refused() {
      answers(Reply.json(400, Map.of("error", "invalid_scope", "error_description", "no such")));
      ClientError.Refused error = refused(() -> flow().pushed().start(options));
      assertThat(error.code()).isEqualTo("invalid_scope");
      assertThat(error.description()).isEqualTo("no such");
    }

    @Test
    void an_answer_without_request_uri_is_none() {
      answers(Reply.json(201, Map.of("expires_in", 60)));
      failure(ClientError.InvalidAnswer.class, () -> flow().pushed().start(options));
      answers(Reply.json(201, Map.of("request_uri", "two words", "expires_in", 60)));
      failure(ClientError.InvalidAnswer.class, () -> flow().pushed().start(options));
      answers(Reply.json(200, Map.of("request_uri", REQUEST_URI, "expires_in", 60)));
      failure(ClientError.InvalidAnswer.class, () -> flow().pushed().start(options));
    }

    @Test
    void a_server_without_the_endpoint_is_told_nothing() {
      issuer.metadata.remove("pushed_authorization_request_endpoint");
      AuthorizationCode flow = flow().pushed();
      failure(ClientError.Unsupported.class, () -> flow.start(options));
      assertThat(query(flow().start(options)).has("state")).isTrue();
    }
  }

  @Nested
  class Section_4_the_authorization_request {
    @Test
    void carries_the_reference_alone() {
      issuer.metadata.put("authorization_endpoint", issuer.issuer() + "/authorize?tenant=a");
      AuthorizationRequest request = flow().pushed().start(options);
      assertThat(query(request).names())
          .containsExactlyInAnyOrder("tenant", "client_id", "request_uri");
      assertThat(query(request).one("client_id")).contains("app");
      assertThat(query(request).one("request_uri")).contains(REQUEST_URI);
    }

    @Test
    void is_finished_like_any_other() {
      AuthorizationRequest request =
          flow().pushed().start(AuthorizationOptions.scope("playlist.read"));
      Parameters answer =
          Parameters.empty()
              .with("code", "a-code")
              .with("state", request.state())
              .with("iss", issuer.issuer());
      Tokens tokens = flow().finish(request, PlayedIssuer.callback(answer));
      assertThat(tokens.accessToken()).isEqualTo("an-access-token");
      assertThat(issuer.server.last("/token").form().one("code_verifier"))
          .contains(request.codeVerifier());
    }
  }

  @Nested
  class Section_5_metadata {
    @Test
    void that_requires_it_is_heeded() {
      assertThat(query(flow().start(options)).has("request_uri")).isFalse();
      issuer.metadata.put("require_pushed_authorization_requests", true);
      assertThat(query(flow().start(options)).one("request_uri")).contains(REQUEST_URI);
    }

    /// RFC 8414 §2: what it names has to be https, as every endpoint.
    @Test
    void of_an_endpoint_that_is_not_https_is_not_believed() {
      issuer.metadata.put("pushed_authorization_request_endpoint", "http://evil.example/par");
      failure(ClientError.Untrusted.class, issuer::client);
    }
  }
}
