package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Rfc6749ClientAuthenticationTests.assertRefused;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestClients.redemption;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 6749 §4.1.3, a code becomes tokens for the client that it was issued to.
@OnEveryEngine
class Rfc6749CodeRedemptionTests {
  final TestServer server;
  final TestClients clients;

  Rfc6749CodeRedemptionTests(Engine engine) {
    server = new TestServer(engine);
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  /// Refused, and nothing was spent: the same code is still good.
  void assertSpendsNothing(String clientId, Parameters form, String error) {
    assertSpendsNothing(clients, clientId, form, error);
  }

  static void assertSpendsNothing(
      TestClients clients, String clientId, Parameters form, String error) {
    var before = clients.server.database.rows();
    assertRefused(clients.token(clientId, form), 400, error);
    assertThat(clients.server.database.rows()).isEqualTo(before);
    assertThat(clients.redeem("web", form.required("code")).status()).isEqualTo(200);
  }

  String code() {
    return clients.code("web", "playlist.read");
  }

  Parameters redemptionOf(String code, String... more) {
    return form(redemption("web", code), more);
  }

  long replays() {
    return server.audit.stream().filter(e -> e.type() == AuditEvent.Type.REPLAY).count();
  }

  @Nested
  class Section_4_1_3_the_redirect_uri {
    @Test
    void has_to_be_sent_again() {
      String code = code();
      assertSpendsNothing(
          "web", redemptionOf(code).without(Set.of("redirect_uri")), "invalid_grant");
    }

    @Test
    void has_to_be_the_same_to_the_letter() {
      for (String other : List.of(Samples.CALLBACK + "/", "https://app.example.com:443/callback")) {
        String code = code();
        assertSpendsNothing("web", redemptionOf(code, "redirect_uri", other), "invalid_grant");
      }
    }

    @Test
    void need_not_be_sent_when_the_authorization_request_had_none() {
      Parameters request =
          TestClients.request("web", "playlist.read").without(Set.of("redirect_uri"));
      assertThat(
              clients
                  .token("web", redemptionOf(clients.code(request)).without(Set.of("redirect_uri")))
                  .status())
          .isEqualTo(200);
    }
  }

  @Nested
  class Section_4_1_3_the_client {
    @Test
    void is_the_one_that_the_code_was_issued_to() {
      String code = code();
      assertSpendsNothing("ours", redemptionOf(code), "invalid_grant");
      assertThat(replays()).isZero();
    }

    @Test
    void has_to_authenticate() {
      String code = code();
      Response anonymous = server.post("/token", redemptionOf(code));
      assertRefused(anonymous, 401, "invalid_client");
      Response named = server.post("/token", redemptionOf(code, "client_id", "web"));
      assertRefused(named, 401, "invalid_client");
      assertThat(clients.redeem("web", code).status()).isEqualTo(200);
    }

    // Known mistake 15: what is disabled is disabled for every grant.
    @Test
    void gets_nothing_once_it_was_disabled() {
      String code = code();
      server.server.reconcile(Declared.without(Samples.declarations(), "web"));
      assertRefused(clients.redeem("web", code), 401, "invalid_client");
    }

    @Test
    void gets_nothing_for_a_person_who_was_disabled() {
      String code = code();
      server.server.reconcile(Declared.without(Samples.declarations(), "alice"));
      assertRefused(clients.redeem("web", code), 400, "invalid_grant");
    }
  }

  @Nested
  class Section_4_1_2_the_code {
    @Test
    void lasts_a_minute() {
      String late = code();
      String inTime = code();
      server.clock.advance(Duration.ofMillis(59_999));
      assertThat(clients.redeem("web", inTime).status()).isEqualTo(200);
      server.clock.advance(Duration.ofMillis(1));
      assertRefused(clients.redeem("web", late), 400, "invalid_grant");
    }

    @Test
    void has_to_be_there_and_to_be_one() {
      String code = code();
      assertRefused(
          clients.token("web", redemptionOf(code).without(Set.of("code"))), 400, "invalid_request");
      var before = server.database.rows();
      for (String bad : notCodes(code)) {
        assertThat(json(clients.token("web", redemptionOf(bad))).get("error"))
            .as(bad)
            .isEqualTo("invalid_grant");
      }
      assertThat(server.database.rows()).isEqualTo(before);
      assertThat(clients.redeem("web", code).status()).isEqualTo(200);
    }

    private List<String> notCodes(String code) {
      char last = code.charAt(code.length() - 1);
      return List.of(
          "x",
          "mapae_ac_",
          code.substring(1),
          code.substring(0, code.length() - 1),
          code + "A",
          code + "=",
          // Another spelling of the same bytes, and one bit of the MAC changed.
          code.substring(0, code.length() - 1) + (char) (last + 1),
          code.substring(0, code.length() - 1) + (last == 'A' ? 'E' : 'A'),
          code.replace("mapae_ac_", "mapae_rt_"),
          code.replace("mapae_ac_", "MAPAE_AC_"),
          "mapae_ac_" + "A".repeat(75),
          "mapae_ac_" + "A".repeat(50_000));
    }

    // Known mistake 8, CVE-2026-4282: one thing made into another.
    @Test
    void is_no_other_handle_under_another_name() {
      String refresh = (String) clients.tokens("web", "playlist.read").get("refresh_token");
      assertRefused(
          clients.redeem("web", refresh.replace("mapae_rt_", "mapae_ac_")), 400, "invalid_grant");
      TestBrowser browser = new TestBrowser(server);
      browser
          .get("/authorize?" + TestClients.request("web", "playlist.read").encode())
          .signIn("alice", "wonderland-42");
      browser
          .cookies
          .values()
          .forEach(cookie ->
              assertRefused(
                  clients.redeem("web", cookie.replace("mapae_se_", "mapae_ac_")),
                  400,
                  "invalid_grant"));
      assertThat(browser.cookies.values()).anyMatch(c -> c.startsWith("mapae_se_"));
    }

    @Test
    void of_another_issuer_is_none() {
      try (TestServer other =
          new TestServer(new Issuer("https://other.example.com"), Samples.declarations())) {
        String foreign = new TestClients(other).code("web", "playlist.read");
        assertRefused(clients.redeem("web", foreign), 400, "invalid_grant");
      }
    }
  }
}
