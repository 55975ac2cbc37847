package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Registering.metadata;
import static dev.mapae.authorizationserver.Rfc6749ClientAuthenticationTests.assertRefused;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestRequestObject.in;
import static dev.mapae.authorizationserver.TestRequestObject.url;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.protocol.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9101 §10.5, nothing else is taken where requests have to be signed.
class Rfc9101DowngradeTests extends RequestObjectScene {
  private final Ask strict = Ask.of("strict", CALLBACK, "openid playlist.read");

  private String signed() {
    return new TestRequestObject(strict).signed(KEY);
  }

  @Nested
  class Section_10_5_for_a_client {
    @Test
    void a_signed_request_is_taken() {
      assertThat(browser.get(url(in("strict", signed()))).path()).isEqualTo("/sign-in");
    }

    @Test
    void a_plain_one_is_refused() {
      browser.get(strict.url());
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
      assertThat(browser.answer("error_description")).contains("has to be signed");
    }

    @Test
    void a_plain_one_is_refused_at_our_pages_too() {
      browser.get(ask.url());
      for (String page : List.of("/sign-in", "/consent")) {
        browser.get(strict.url(page));
        assertThat(browser.shownError()).isEqualTo("invalid_request");
      }
    }

    @Test
    void an_object_that_does_not_hold_is_no_plain_request() {
      String forged = new TestRequestObject(strict).signed(key("signer"));
      browser.get(url(strict.parameters().with("request", forged)));
      assertThat(browser.answer("error")).isEqualTo("invalid_request_object");
    }

    @Test
    void a_plain_one_is_not_pushed_and_a_signed_one_is() {
      assertRefused(clients.push(strict), 400, "invalid_request");
      assertThat(server.rows()).containsEntry("pending", 0);
      String uri =
          (String)
              json(clients.post("/par", "strict", form("request", signed()))).get("request_uri");
      browser.get(TestClients.pushedUrl("strict", uri));
      assertThat(browser.path()).isEqualTo("/sign-in");
    }

    /// RFC 9126 §7.4.
    @Test
    void what_was_pushed_plain_before_is_refused_since() {
      String plain = clients.pushedUrl(ask);
      String signed =
          TestClients.pushedUrl(
              "signer",
              (String)
                  json(clients.post("/par", "signer", form("request", object().signed(KEY))))
                      .get("request_uri"));
      server.server.reconcile(
          Declared.with(
              declarations(),
              Samples.confidential(
                  sample(
                      "signer", RequestObjectPolicy.signing(true, List.of(), Optional.empty())))));
      browser.get(plain);
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
      assertThat(browser.get(signed).path()).isEqualTo("/sign-in");
    }
  }

  @Nested
  class Section_10_5_for_the_server {
    private final TestServer all =
        new TestServer(Engine.preset(), declarations(), Seams.requiringSignature());
    private final TestBrowser visitor = new TestBrowser(all);
    private final TestClients everybody = new TestClients(all);

    @Test
    void nothing_else_is_taken_from_any_client() {
      try (all) {
        visitor.get(ask.url());
        assertThat(visitor.answer("error")).isEqualTo("invalid_request");
        assertRefused(everybody.push(ask), 400, "invalid_request");
        assertThat(visitor.get(url(in("signer", object().signed(KEY)))).path())
            .isEqualTo("/sign-in");
        assertThat(everybody.post("/par", "signer", form("request", object().signed(KEY))).status())
            .isEqualTo(201);
        assertThat(json(all.get("/.well-known/openid-configuration")))
            .containsEntry("require_signed_request_object", true);
      }
    }
  }

  /// Known mistake 15: it would be registered for what every request of it is refused.
  @Nested
  class Section_10_5_for_clients_that_register_themselves {
    private final Map<String, Object> keys =
        Map.of("keys", List.of(KEY.toPublicJWK().toJSONObject()));

    private TestServer strict() {
      Seams seams = Seams.registering(Mode.OPEN, false, Fetcher.none());
      seams.requireSignedRequestObject = true;
      return server.beside(seams);
    }

    @Test
    void one_without_keys_is_none() {
      try (TestServer strict = strict()) {
        Registering registering = new Registering(strict);
        assertThat(json(registering.post(metadata())))
            .containsEntry("error", "invalid_client_metadata")
            .extractingByKey("error_description")
            .asString()
            .contains("require_signed_request_object", "jwks_uri");
        Map<String, Object> client = registering.register(metadata("jwks", keys));
        String without =
            Json.write(metadata("client_id", client.get("client_id"), "client_name", "Other"));
        assertThat(json(registering.manage("PUT", client, without)))
            .containsEntry("error", "invalid_client_metadata");
      }
    }

    @Test
    void one_is_told_that_it_has_to_sign() {
      try (TestServer strict = strict()) {
        Registering registering = new Registering(strict);
        Map<String, Object> client = registering.register(metadata("jwks", keys));
        assertThat(client).containsEntry("require_signed_request_object", true);
        assertThat(json(registering.manage("GET", client, "")))
            .containsEntry("require_signed_request_object", true);
      }
    }
  }

  @Nested
  class Section_9_2_metadata {
    @Test
    void says_what_is_taken() {
      assertThat(json(server.get("/.well-known/oauth-authorization-server")))
          .containsEntry("require_signed_request_object", false)
          .containsEntry("request_parameter_supported", true)
          .containsEntry("request_uri_parameter_supported", true)
          .containsEntry("require_request_uri_registration", true)
          .extractingByKey("request_object_signing_alg_values_supported")
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
          .contains("ES256", "PS256", "RS256", "EdDSA")
          .doesNotContain("none", "HS256");
    }
  }
}
