package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Rfc6749ClientAuthenticationTests.assertRefused;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSASigner;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9126 §3, request objects that are pushed.
class Rfc9126RequestObjectTests extends RequestObjectScene {
  private Response push(TestRequestObject object) {
    return clients.post("/par", "signer", form("request", object.signed(KEY)));
  }

  private String pushedUrl(Response response) {
    assertThat(response.status()).as(() -> json(response).toString()).isEqualTo(201);
    return TestClients.pushedUrl("signer", (String) json(response).get("request_uri"));
  }

  @Nested
  class Section_3_the_request_parameter {
    @Test
    void a_person_signs_in_and_consents_and_the_client_gets_its_tokens() {
      browser.get(pushedUrl(push(object())));
      assertThat(browser.location).doesNotContain("request=");
      assertGetsTokens();
    }

    @Test
    void a_client_that_has_to_push_may_sign_as_well() {
      Ask own = Ask.of("pushing", CALLBACK, "openid");
      Response response =
          clients.post("/par", "pushing", form("request", new TestRequestObject(own).signed(KEY)));
      assertThat(response.status()).isEqualTo(201);
      browser.get(
          TestRequestObject.url(
              TestRequestObject.in("pushing", new TestRequestObject(own).signed(KEY))
                  .with("redirect_uri", CALLBACK)));
      assertThat(browser.answer("error")).as("by value").isEqualTo("invalid_request");
    }

    @Test
    void is_judged_when_it_is_pushed() {
      String url = pushedUrl(push(object().with("exp", now() + 10)));
      server.clock.advance(Duration.ofSeconds(80));
      assertThat(browser.get(url).path()).isEqualTo("/sign-in");
      assertRefused(push(object().with("exp", now() - 60)), 400, "invalid_request_object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redirect_uri", "scope", "state", "response_type", "nonce", "odd"})
    void stands_alone(String name) {
      Parameters form = form("request", object().signed(KEY), name, "code");
      assertRefused(clients.post("/par", "signer", form), 400, "invalid_request");
      assertThat(server.rows()).containsEntry("pending", 0);
    }

    @Test
    void stands_beside_what_authenticates() throws JOSEException {
      Parameters form = form("client_id", "signer", "request", object().signed(KEY));
      assertThat(clients.post("/par", "signer", form).status()).isEqualTo(201);
      Parameters inBody = form.with("client_secret", Samples.secret("signer"));
      assertThat(server.post("/par", inBody).status()).isEqualTo(201);
      server.server.reconcile(
          Declared.with(
              declarations(),
              new DeclaredClient(sample("signer", policy()).build("private_key_jwt"), List.of())));
      String assertion =
          new TestAssertion("signer", server.clock.instant())
              .signed(JWSAlgorithm.ES256, new ECDSASigner(KEY));
      assertThat(server.post("/par", TestAssertion.in(form, assertion)).status()).isEqualTo(201);
    }

    @Test
    void does_not_authenticate() {
      Parameters form = form("client_id", "signer", "request", object().signed(KEY));
      assertRefused(server.post("/par", form), 401, "invalid_client");
    }

    @Test
    void is_of_the_client_that_authenticates() {
      Response response = clients.post("/par", "strict", form("request", object().signed(KEY)));
      assertRefused(response, 400, "invalid_request_object");
    }

    @Test
    void is_verified() {
      for (TestRequestObject wrong :
          List.of(
              object().kid("another"),
              object().with("aud", "https://a.example"),
              object().with("sub", "signer"),
              object().with("request_uri", "urn:x"),
              object().with("state", 1),
              object().typ("at+jwt"))) {
        assertRefused(push(wrong), 400, "invalid_request_object");
      }
      assertRefused(
          clients.post("/par", "signer", form("request", object().signed(key("signer")))),
          400,
          "invalid_request_object");
      assertThat(server.rows()).containsEntry("pending", 0);
    }

    @Test
    void is_validated_like_any_other_request() {
      assertRefused(push(object().with("scope", "nonsense")), 400, "invalid_scope");
      assertRefused(
          push(object().with("redirect_uri", "https://evil.example/")), 400, "invalid_request");
      assertRefused(push(object().without("code_challenge")), 400, "invalid_request");
    }

    @Test
    void leaves_no_reference_for_another_to_follow() {
      Parameters form = form("request_uri", URI, "client_id", "signer");
      assertRefused(clients.post("/par", "signer", form), 400, "invalid_request");
      assertThat(fetches).isEmpty();
    }

    @Test
    void keeps_lists_and_objects() {
      String url =
          pushedUrl(
              push(
                  object()
                      .with("resource", List.of(Samples.MUSIC, TestServer.ISSUER.value()))
                      .with("claims", Map.of("id_token", Map.of("email", Map.of())))));
      browser.get(url).signInAs("alice");
      assertThat(browser.html()).containsIgnoringCase("e-mail address");
      assertThat(browser.approve("playlist.read").answer("code")).isNotEmpty();
    }
  }
}
