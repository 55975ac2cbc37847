package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Rfc8628DeviceGrantTests.GRANT;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9470 for devices (RFC 8628): what an API asks for is done there as well.
class Rfc9470DeviceTests {
  static final String PASSWORD = "urn:mapae:acr:password";

  final TestServer server =
      new TestServer(
          TestServer.ISSUER,
          Declared.withAll(
              Samples.declarations(),
              Samples.confidential(Samples.client("tv").grants(GRANT, "refresh_token"))));
  final TestClients clients = new TestClients(server);
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  private Map<String, Object> ask(String... parameters) {
    return json(
        server.post(
            "/device_authorization",
            form(form("scope", "playlist.read"), parameters),
            "Authorization",
            TestServer.basic("tv")));
  }

  /// Alice types the code of a device that asks so.
  private Map<String, Object> typed(String... parameters) {
    Map<String, Object> device = ask(parameters);
    browser.get("/device").submit(form("user_code", (String) device.get("user_code")));
    return device;
  }

  private Map<String, Object> claims(Map<String, Object> device) {
    server.clock.advance(Duration.ofSeconds(5));
    Map<String, Object> tokens = json(clients.poll("tv", device.get("device_code")));
    return clients.claims(tokens.get("access_token"));
  }

  /// Alice has signed in, for another device.
  private void signedIn() {
    typed();
    browser.signInAs("alice").approve("playlist.read");
  }

  private long now() {
    return server.clock.instant().getEpochSecond();
  }

  @Nested
  class Section_4_the_authorization_request {
    @Test
    void max_age_has_a_person_sign_in_again_who_did_so_too_long_ago() {
      signedIn();
      server.clock.advance(Duration.ofMinutes(10));
      Map<String, Object> device = typed("max_age", "300");
      assertThat(browser.path()).isEqualTo("/device/sign-in");
      browser.signInAs("alice");
      long then = now();
      browser.approve("playlist.read");
      assertThat(claims(device)).containsEntry("auth_time", then);
    }

    @Test
    void max_age_troubles_nobody_who_just_did() {
      signedIn();
      server.clock.advance(Duration.ofMinutes(4));
      typed("max_age", "300");
      assertThat(browser.path()).isEqualTo("/device/consent");
    }

    @Test
    void max_age_of_zero_has_everybody_sign_in() {
      signedIn();
      server.clock.advance(Duration.ofSeconds(1));
      browser.get("/device");
      // They sign in elsewhere meanwhile, and not for this device.
      TestBrowser beside = browser.on(server);
      Map<String, Object> device = ask("max_age", "0");
      browser.cookies.putAll(beside.get("/sign-out").submit(Parameters.empty()).cookies);
      browser.cookies.putAll(beside.get(Ask.web("openid").url()).signInAs("alice").cookies);
      server.clock.advance(Duration.ofSeconds(1));
      browser.submit(form("user_code", (String) device.get("user_code")));
      assertThat(browser.path()).isEqualTo("/device/sign-in");
      assertThat(browser.signInAs("alice").path()).isEqualTo("/device/consent");
    }

    @Test
    void max_age_is_a_number() {
      assertThat(ask("max_age", "soon")).containsEntry("error", "invalid_request");
      assertThat(server.rows()).containsEntry("pending", 0);
    }

    @Test
    void an_acr_that_the_person_has_is_met() {
      signedIn();
      typed("acr_values", "urn:x " + PASSWORD);
      assertThat(browser.path()).isEqualTo("/device/consent");
    }
  }

  @Nested
  class Section_5_the_authorization_response {
    @Test
    void an_acr_that_cannot_be_reached_fails_before_a_code_is_shown() {
      assertThat(ask("acr_values", "urn:x urn:y"))
          .containsEntry("error", "unmet_authentication_requirements");
      assertThat(server.rows()).containsEntry("pending", 0);
    }

    /// OIDC Core §5.5.1.1: there it is a wish, and `acr` tells the truth.
    @Test
    void for_openid_connect_alone_it_is_a_wish() {
      Map<String, Object> device = ask("scope", "openid", "acr_values", "urn:x");
      assertThat(device).containsKey("device_code");
    }
  }
}
