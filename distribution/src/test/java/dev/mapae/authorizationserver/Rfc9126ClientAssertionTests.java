package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Rfc6749ClientAuthenticationTests.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9126 §2.1, clients that push and authenticate with what may be used once.
@OnEveryEngine
class Rfc9126ClientAssertionTests {
  static final String CALLBACK = "https://hmac.example.com/cb";

  final TestServer server;
  final Ask ask = Ask.of("hmac", CALLBACK, "openid playlist.read");

  Rfc9126ClientAssertionTests(Engine engine) {
    server =
        new TestServer(
            engine.fresh(),
            TestServer.ISSUER,
            Declared.with(
                Samples.declarations(),
                new DeclaredClient(
                    Samples.client("hmac", CALLBACK).build("client_secret_jwt"),
                    List.of(Samples.secret("hmac")))));
  }

  @AfterEach
  void close() {
    server.close();
  }

  String signed(TestAssertion assertion) {
    try {
      return assertion.signed(JWSAlgorithm.HS256, new MACSigner(Samples.secret("hmac")));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  String assertion() {
    return signed(new TestAssertion("hmac", server.clock.instant()));
  }

  Response push(Ask asked, String assertion) {
    return server.post("/par", TestAssertion.in(asked.parameters(), assertion));
  }

  @Nested
  class Section_2_1_authentication {
    @Test
    void an_assertion_authenticates_and_is_no_part_of_the_request() {
      String requestUri = (String) TestServer.json(push(ask, assertion())).get("request_uri");
      TestBrowser browser = new TestBrowser(server);
      browser.get(TestClients.pushedUrl("hmac", requestUri)).signInAs("alice");
      String code = browser.approve("playlist.read").answer("code");
      Response tokens = server.post("/token", TestAssertion.in(ask.redemption(code), assertion()));
      assertThat(tokens.status()).isEqualTo(200);
    }

    @Test
    void the_same_assertion_pushes_once_on_any_number_of_nodes() {
      String once = assertion();
      List<Response> answers;
      try (TestServer beside = server.beside()) {
        answers =
            Race.of(
                16,
                () ->
                    (Thread.currentThread().threadId() % 2 == 0 ? server : beside)
                        .post("/par", TestAssertion.in(ask.parameters(), once)));
      }
      assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
      answers.stream()
          .filter(answer -> answer.status() != 201)
          .forEach(answer -> assertRefused(answer, 401, "invalid_client"));
      assertThat(server.rows()).containsEntry("pending", 1);
    }

    @Test
    void a_refused_push_spends_nothing() {
      String once = assertion();
      assertRefused(push(ask.with("scope", "no-such-scope"), once), 400, "invalid_scope");
      assertRefused(push(ask.with("request_uri", "x"), once), 400, "invalid_request");
      assertThat(push(ask, once).status()).isEqualTo(201);
      assertRefused(push(ask, once), 401, "invalid_client");
    }

    /// draft-ietf-oauth-rfc7523bis takes back what RFC 9126 §2 demands: an endpoint is no audience.
    @Test
    void the_endpoint_is_no_audience() {
      TestAssertion endpoint = new TestAssertion("hmac", server.clock.instant());
      Response refused = push(ask, signed(endpoint.with("aud", "https://id.example.com/par")));
      assertRefused(refused, 401, "invalid_client");
    }
  }
}
