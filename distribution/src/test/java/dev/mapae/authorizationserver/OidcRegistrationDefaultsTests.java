package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Registering.metadata;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.authorizationserver.store.AuthenticationDefaults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// OpenID Connect Dynamic Client Registration 1.0: what holds for the requests of a client that say
/// nothing else.
class OidcRegistrationDefaultsTests {
  private static final String CALLBACK = TestClients.callback("defaults");

  final TestServer server =
      new TestServer(
          Engine.preset(),
          Declared.withAll(
              Samples.declarations(),
              client("hourly", Optional.of(Duration.ofHours(1))),
              client("always", Optional.of(Duration.ZERO)),
              client("unmet", Optional.empty(), "urn:x", "urn:y"),
              client("met", Optional.empty(), "urn:x", Rfc9470StepUpTests.PASSWORD)),
          Seams.registering(Mode.OPEN, false, Fetcher.none()));
  final TestClients clients = new TestClients(server);
  final TestBrowser browser = new TestBrowser(server);

  private static DeclaredClient client(String id, Optional<Duration> maxAge, String... acr) {
    return Samples.confidential(
        Samples.client(id, CALLBACK)
            .grants("authorization_code", "urn:ietf:params:oauth:grant-type:device_code")
            .skipConsent()
            .authentication(new AuthenticationDefaults(maxAge, List.of(acr))));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static Ask ask(String clientId, String scope) {
    return Ask.of(clientId, CALLBACK, scope);
  }

  private void signedIn(Duration ago) {
    browser.get(Ask.web("openid").url()).signInAs("alice");
    server.clock.advance(ago);
  }

  @Nested
  class Section_2_default_max_age {
    @Test
    void has_a_person_sign_in_again_who_did_so_longer_ago() {
      signedIn(Duration.ofMinutes(61));
      assertThat(browser.get(ask("hourly", "openid").url()).path()).isEqualTo("/sign-in");
      Ask ask = ask("hourly", "openid");
      browser.signInAs("alice");
      Map<String, Object> tokens =
          json(clients.token("hourly", ask.redemption(browser.answer("code"))));
      assertThat(clients.claims(tokens.get("id_token")))
          .containsEntry("auth_time", server.clock.instant().getEpochSecond());
    }

    @Test
    void troubles_nobody_else() {
      signedIn(Duration.ofMinutes(59));
      assertThat(browser.get(ask("hourly", "openid").url()).answer("code")).isNotEmpty();
    }

    @Test
    void gives_way_to_the_max_age_of_a_request_be_it_longer_or_shorter() {
      signedIn(Duration.ofMinutes(61));
      Ask longer = ask("hourly", "openid").with("max_age", "7200");
      assertThat(browser.get(longer.url()).answer("code")).isNotEmpty();
      Ask shorter = ask("hourly", "openid").with("max_age", "60");
      assertThat(browser.get(shorter.url()).path()).isEqualTo("/sign-in");
    }

    @Test
    void of_zero_asks_each_time_and_no_more() {
      signedIn(Duration.ofSeconds(1));
      assertThat(browser.get(ask("always", "openid").url()).path()).isEqualTo("/sign-in");
      server.clock.advance(Duration.ofSeconds(1));
      assertThat(browser.signInAs("alice").answer("code")).isNotEmpty();
      assertThat(browser.get(ask("always", "openid").url()).path()).isEqualTo("/sign-in");
    }

    @Test
    void holds_for_what_was_pushed() {
      signedIn(Duration.ofMinutes(61));
      assertThat(browser.get(clients.pushedUrl(ask("hourly", "openid"))).path())
          .isEqualTo("/sign-in");
    }

    @Test
    void says_login_required_where_nobody_may_be_asked() {
      signedIn(Duration.ofMinutes(61));
      Ask silent = ask("hourly", "openid").with("prompt", "none");
      assertThat(browser.get(silent.url()).answer("error")).isEqualTo("login_required");
    }

    /// Mistake 15 of the field: a rule that holds in one flow and not in its neighbour.
    @Test
    void holds_for_devices() {
      signedIn(Duration.ofMinutes(61));
      Map<String, Object> device = clients.device("hourly", "playlist.read");
      browser.get("/device").submit(form("user_code", (String) device.get("user_code")));
      assertThat(browser.path()).isEqualTo("/device/sign-in");
      browser.signInAs("alice").approve("playlist.read");
      assertThat(clients.poll("hourly", device.get("device_code")).status()).isEqualTo(200);
    }

    @Test
    void is_looked_at_again_when_a_device_is_approved() {
      signedIn(Duration.ofMinutes(59));
      Map<String, Object> device = clients.device("always", "playlist.read");
      browser.get("/device").submit(form("user_code", (String) device.get("user_code")));
      assertThat(browser.path()).isEqualTo("/device/sign-in");
    }

    @Test
    void of_a_client_that_registered_itself_is_in_force() {
      Registering registering = new Registering(server);
      Map<String, Object> told = registering.register(metadata("default_max_age", 60));
      assertThat(told).containsEntry("default_max_age", 60L);
      signedIn(Duration.ofSeconds(61));
      assertThat(browser.get(Registering.ask(told, "openid").url()).path()).isEqualTo("/sign-in");
    }

    @Test
    void is_a_number_of_seconds() {
      Registering registering = new Registering(server);
      for (Object wrong : List.of(-1, 1.5, "60", 1_000_000_000L, true)) {
        assertThat(json(registering.post(metadata("default_max_age", wrong))))
            .containsEntry("error", "invalid_client_metadata");
      }
    }
  }

  @Nested
  class Section_2_default_acr_values {
    @Test
    void are_asked_for_where_the_request_asks_for_none() {
      browser.get(ask("unmet", "playlist.read").url());
      assertThat(browser.answer("error")).isEqualTo("unmet_authentication_requirements");
    }

    @Test
    void are_met_by_any_of_them() {
      signedIn(Duration.ZERO);
      assertThat(browser.get(ask("met", "playlist.read").url()).answer("code")).isNotEmpty();
    }

    /// OIDC Core §5.5.1.1: voluntary.
    @Test
    void are_a_wish_for_openid_connect_alone() {
      signedIn(Duration.ZERO);
      assertThat(browser.get(ask("unmet", "openid").url()).answer("code")).isNotEmpty();
    }

    @Test
    void give_way_to_acr_values_of_the_request() {
      signedIn(Duration.ZERO);
      Ask ask = ask("unmet", "playlist.read").with("acr_values", Rfc9470StepUpTests.PASSWORD);
      assertThat(browser.get(ask.url()).answer("code")).isNotEmpty();
    }

    @Test
    void give_way_to_the_claim_acr_of_the_request() {
      signedIn(Duration.ZERO);
      Ask ask = ask("unmet", "playlist.read").with("claims", "{\"id_token\":{\"acr\":null}}");
      assertThat(browser.get(ask.url()).answer("code")).isNotEmpty();
    }
  }

  @Nested
  class Section_2_require_auth_time {
    @Test
    void asks_for_what_every_id_token_has() {
      Registering registering = new Registering(server);
      Map<String, Object> told = registering.register(metadata("require_auth_time", true));
      assertThat(told).containsEntry("require_auth_time", true);
      Map<String, Object> tokens =
          json(registering.redeem(told, "openid", registering.code(told, "openid")));
      assertThat(clients.claims(tokens.get("id_token"))).containsKey("auth_time");
    }
  }
}
