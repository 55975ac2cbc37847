package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Rfc6749ClientAuthenticationTests.assertRefused;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9126, what clients push and how it is answered. What becomes of it is in
/// [Rfc9126AuthorizationRequestTests] and [Rfc9126RequestUriTests].
class Rfc9126PushedRequestTests {
  static final String NAMESPACE = "urn:ietf:params:oauth:request_uri:";

  final WatchedStores watched = new WatchedStores();
  final TestServer server =
      new TestServer(
          TestServer.ISSUER,
          Declared.with(
              Samples.declarations(),
              Samples.confidential(
                  Samples.client("pushing", "https://pushing.example.com/cb").pushing())),
          watched::around);
  final TestClients clients = new TestClients(server);
  final TestBrowser browser = new TestBrowser(server);
  final Ask ask = Ask.web("openid playlist.read");
  final Ask pushing = Ask.of("pushing", "https://pushing.example.com/cb", "openid");

  @AfterEach
  void close() {
    server.close();
  }

  int waiting() {
    return server.rows().get("pending");
  }

  @Nested
  class Section_2_1_the_request {
    @Test
    void a_confidential_client_authenticates_as_at_the_token_endpoint() {
      assertThat(clients.push(ask).status()).isEqualTo(201);
      Parameters inBody = ask.with("client_secret", Samples.secret("web")).parameters();
      assertThat(server.post("/par", inBody).status()).isEqualTo(201);
      Response none = server.post("/par", ask.parameters());
      assertRefused(none, 401, "invalid_client");
      Response wrong = server.post("/par", inBody.with("client_secret", "wrong"));
      assertRefused(wrong, 401, "invalid_client");
      Response challenged =
          server.post("/par", ask.parameters(), "Authorization", TestServer.basic("ours") + "x");
      assertThat(challenged.header("WWW-Authenticate").orElseThrow()).startsWith("Basic ");
      assertThat(waiting()).isEqualTo(2);
    }

    @Test
    void a_public_client_names_itself() {
      Ask spa = Ask.of("spa", "https://spa.example.com/cb", "openid");
      assertThat(server.post("/par", spa.parameters()).status()).isEqualTo(201);
      assertRefused(
          server.post("/par", spa.with("client_secret", "x").parameters()), 401, "invalid_client");
    }

    @Test
    void a_client_pushes_only_requests_of_its_own() {
      Response other = clients.post("/par", "ours", ask.parameters());
      assertRefused(other, 400, "invalid_request");
      Response nobody = clients.post("/par", "web", ask.without("client_id").parameters());
      assertRefused(nobody, 400, "invalid_request");
      assertThat(waiting()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://app.example.com/request.jwt", NAMESPACE + "x", "x"})
    void a_request_uri_is_refused(String uri) {
      assertRefused(clients.push(ask.with("request_uri", uri)), 400, "invalid_request");
      assertThat(waiting()).isZero();
    }

    @Test
    void a_request_uri_of_its_own_is_refused_too() {
      Ask chained = ask.with("request_uri", clients.pushed(ask));
      assertRefused(clients.push(chained), 400, "invalid_request");
    }

    /// Nothing is taken in the one place and refused in the other: the codes and the words are the
    /// same.
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        nullValues = "-",
        value = {
          "redirect_uri | https://evil.example/callback",
          "redirect_uri | https://app.example.com/callback/",
          "redirect_uri | https://APP.example.com/callback",
          "redirect_uri | -",
          "response_type | -",
          "response_type | token",
          "response_type | code id_token",
          "response_mode | query.jwe",
          "code_challenge | -",
          "code_challenge | short",
          "code_challenge_method | plain",
          "code_challenge_method | -",
          "scope | no-such-scope",
          "scope | openid address",
          "scope | read",
          "resource | https://unknown.example.com/",
          "resource | https://orders.example.com/",
          "prompt | none login",
          "prompt | dance",
          "max_age | -1",
          "claims | {",
          "claims | {\"id_token\":{\"acr\":{\"essential\":true,\"value\":\"urn:x\"}}}",
          "id_token_hint | x",
          "registration | {}"
        })
    void it_is_validated_as_at_the_authorization_endpoint(String name, String value) {
      Ask faulty = value == null ? ask.without(name) : ask.with(name, value);
      Response refused = clients.push(faulty);
      browser.get(faulty.url());
      String error = browser.isAtClient() ? browser.answer("error") : browser.shownError();
      assertRefused(refused, 400, error);
      if (browser.isAtClient()) {
        assertThat(json(refused))
            .containsEntry("error_description", browser.answer("error_description"))
            .containsEntry("error_uri", browser.answer("error_uri"));
      }
      assertThat(waiting()).isZero();
    }

    @Test
    void parameters_in_the_url_or_twice_or_as_json_are_refused() {
      assertRefused(
          clients.post("/par?scope=openid", "web", ask.parameters()), 400, "invalid_request");
      assertRefused(clients.push(ask.with("nonce", List.of("a", "b"))), 400, "invalid_request");
      Response json =
          server.post(
              "/par",
              ask.parameters(),
              "Authorization",
              TestServer.basic("web"),
              "Content-Type",
              "application/json");
      assertRefused(json, 400, "invalid_request");
      assertThat(waiting()).isZero();
    }
  }

  @Nested
  class Section_2_2_the_answer {
    @Test
    void it_has_a_request_uri_that_lasts_as_long_as_it_says() {
      Response response = clients.push(ask);
      assertThat(response.status()).isEqualTo(201);
      assertThat(response.header("Content-Type")).contains("application/json");
      assertThat(response.header("Cache-Control")).contains("no-store");
      Map<String, Object> json = json(response);
      assertThat(json)
          .containsOnlyKeys("request_uri", "expires_in")
          .containsEntry("expires_in", 90L);
      assertThat((String) json.get("request_uri"))
          .matches(NAMESPACE + "mapae_pr_[A-Za-z0-9_-]{75}");
    }

    @Test
    void none_comes_twice() {
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < 10; i++) {
        seen.add(clients.pushed(ask));
      }
      assertThat(seen).hasSize(10);
    }
  }

  @Nested
  class Section_2_3_errors {
    @Test
    void another_method_is_405() {
      Response response = server.get("/par?" + ask.parameters().encode());
      assertThat(response.status()).isEqualTo(405);
      assertThat(response.header("Allow").orElseThrow()).contains("POST").doesNotContain("GET");
    }

    /// OIDC Core §3.1.2.6: these are for the moment when somebody is there.
    @ParameterizedTest
    @ValueSource(strings = {"none", "login", "consent"})
    void none_is_about_a_person(String prompt) {
      assertThat(clients.push(ask.with("prompt", prompt)).status()).isEqualTo(201);
    }

    /// Whoever knows the name of a public client can push, and each push is a row.
    @Test
    void strangers_who_push_too_many_are_slowed_down_and_others_are_not() {
      Ask spa = Ask.of("spa", "https://spa.example.com/cb", "openid");
      for (int i = 0; i < 300; i++) {
        assertThat(clients.push(spa).status()).isEqualTo(201);
      }
      Response refused = clients.push(spa);
      assertRefused(refused, 429, "temporarily_unavailable");
      assertThat(refused.header("Retry-After")).contains("1");
      assertThat(waiting()).isEqualTo(300);
      assertThat(clients.push(ask).status()).as("who authenticates").isEqualTo(201);
      assertThat(from("192.0.2.2", spa).status()).as("another address").isEqualTo(201);
      server.clock.advance(Duration.ofSeconds(1));
      for (int i = 0; i < 5; i++) {
        assertThat(clients.push(spa).status()).isEqualTo(201);
      }
      assertThat(clients.push(spa).status()).isEqualTo(429);
    }

    @Test
    void who_has_half_an_ipv6_address_has_one_pace_for_all_that_begin_with_it() {
      Ask spa = Ask.of("spa", "https://spa.example.com/cb", "openid");
      for (int i = 0; i < 300; i++) {
        assertThat(from("2001:db8:0:1:0:0:0:" + i, spa).status()).isEqualTo(201);
      }
      assertThat(from("2001:db8:0:1:ffff:0:0:1", spa).status()).isEqualTo(429);
      assertThat(from("2001:db8:0:2:0:0:0:1", spa).status()).isEqualTo(201);
    }

    /// By whatever hash is chosen anew: these two met in every process that only began another
    /// text.
    @Test
    void nobody_can_foresee_who_shares_their_pace() {
      Ask spa = Ask.of("spa", "https://spa.example.com/cb", "openid");
      for (int i = 0; i < 300; i++) {
        assertThat(from("2001:db8:a:89c2::1", spa).status()).isEqualTo(201);
      }
      assertThat(from("203.113.114.145", spa).status()).isEqualTo(201);
    }

    @Test
    void strangers_may_push_no_more_than_fits_into_a_URL() {
      String longHint = "/".repeat(3000);
      Ask spa = Ask.of("spa", "https://spa.example.com/cb", "openid");
      assertRefused(clients.push(spa.with("login_hint", longHint)), 413, "invalid_request");
      assertThat(waiting()).isZero();
      assertThat(clients.push(ask.with("login_hint", longHint)).status()).isEqualTo(201);
      assertRefused(
          clients.push(ask.with("login_hint", "/".repeat(30_000))), 413, "invalid_request");
    }

    private Response from(String address, Ask asked) {
      Request request = TestServer.request("POST", "/par", asked.parameters(), List.of());
      return server.handle(
          new Request("POST", "/par", "", request.headers(), request.body(), address));
    }

    @Test
    void a_database_that_is_away_is_told_in_json() {
      watched.failing = "pendingRequests.add";
      Response response = clients.push(ask);
      assertThat(response.status()).isEqualTo(500);
      assertThat(json(response)).containsEntry("error", "server_error");
    }

    /// It comes back in a URL, whose length is limited; one that came in a URL is short enough.
    @Test
    void a_state_that_cannot_be_sent_back_is_refused() {
      for (String state : List.of("x".repeat(4097), "한".repeat(500))) {
        assertRefused(clients.push(ask.with("state", state)), 400, "invalid_request");
      }
      assertThat(clients.push(ask.with("state", "x".repeat(4096))).status()).isEqualTo(201);
    }
  }

  @Nested
  class Section_2_4_redirect_uris {
    /// The relaxation is optional; RFC 9700 §2.1 holds here too.
    @Test
    void only_registered_ones_are_taken_from_clients_that_authenticate_too() {
      Ask unknown = ask.with("redirect_uri", "https://app.example.com/other");
      assertRefused(clients.push(unknown), 400, "invalid_request");
    }
  }

  @Nested
  class Section_5_metadata_of_the_server {
    @Test
    void names_the_endpoint_and_says_whether_it_has_to_be_used() {
      for (String name : List.of("oauth-authorization-server", "openid-configuration")) {
        assertThat(json(server.get("/.well-known/" + name)))
            .containsEntry("pushed_authorization_request_endpoint", "https://id.example.com/par")
            .containsEntry("require_pushed_authorization_requests", false);
      }
    }

    @Test
    void a_server_may_take_nothing_else() {
      try (TestServer strict =
          new TestServer(Engine.preset(), Samples.declarations(), Seams.requiringPush())) {
        assertThat(json(strict.get("/.well-known/openid-configuration")))
            .containsEntry("require_pushed_authorization_requests", true)
            .containsEntry("request_uri_parameter_supported", false);
        TestBrowser there = new TestBrowser(strict);
        assertThat(there.get(ask.url()).answer("error")).isEqualTo("invalid_request");
        assertThat(there.answer("error_description")).contains("pushed");
        there.get(new TestClients(strict).pushedUrl(ask)).signInAs("alice");
        assertThat(there.approve("playlist.read").answer("code")).isNotEmpty();
      }
    }
  }

  @Nested
  class Section_6_metadata_of_the_client {
    @Test
    void one_that_registers_itself_is_told_what_holds_for_all() {
      Seams seams = Seams.registering(Mode.OPEN, false, Fetcher.none());
      seams.requirePushedAuthorizationRequests = true;
      try (TestServer strict = server.beside(seams)) {
        assertThat(new Registering(strict).register(Registering.metadata()))
            .containsEntry("require_pushed_authorization_requests", true);
      }
    }

    @Test
    void a_client_may_be_bound_to_it() {
      assertThat(browser.get(pushing.url()).redirect())
          .startsWith("https://pushing.example.com/cb?");
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
      assertThat(browser.answer("state")).isEqualTo("xyz");
      browser.get(clients.pushedUrl(pushing)).signInAs("alice");
      assertThat(browser.approve().answer("code")).isNotEmpty();
      assertThat(browser.get(ask.url()).path()).as("others are not").isEqualTo("/consent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sign-in", "/consent"})
    void no_page_of_ours_leads_around_it(String page) {
      browser.get(ask.url());
      browser.get(pushing.url(page));
      assertThat(browser.shownError()).isEqualTo("invalid_request");
    }
  }

  @Nested
  class What_is_written_down {
    @Test
    void is_who_pushed_and_what_was_refused_and_no_secret() {
      server.audit.clear();
      clients.push(ask);
      clients.push(ask.with("scope", "no-such-scope"));
      server.post("/par", ask.parameters());
      assertThat(server.audit.stream().map(AuditEvent::type))
          .containsExactly(
              AuditEvent.Type.REQUEST_PUSHED,
              AuditEvent.Type.REQUEST_PUSH_REFUSED,
              AuditEvent.Type.REQUEST_PUSH_REFUSED);
      assertThat(server.audit.stream().map(event -> event.facts().toString()))
          .containsExactly(
              "{client_id=web}",
              "{client_id=web, error=invalid_scope}",
              "{claimed_client_id=web, error=invalid_client}");
    }
  }
}
