package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// One event for each sign-in, consent, refusal, replay and change, and no secret in any.
class AuditTests {
  final TestServer server = new TestServer();
  final TestClients clients = new TestClients(server);
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  List<AuditEvent.Type> types() {
    return server.audit.stream().map(AuditEvent::type).toList();
  }

  @Test
  void the_first_start_makes_keys_and_takes_over_the_configuration() {
    try (TestServer fresh = TestServer.withKeysOfItsOwn()) {
      assertThat(fresh.audit.stream().map(AuditEvent::type))
          .containsOnly(AuditEvent.Type.KEY_CREATED, AuditEvent.Type.CONFIGURATION_CHANGED)
          .endsWith(AuditEvent.Type.CONFIGURATION_CHANGED);
      assertThat(fresh.audit.stream().map(event -> event.facts().get("purpose")))
          .contains("signing", "mac", "secret", "sealing");
    }
  }

  @Test
  void an_unchanged_configuration_is_no_change() {
    server.audit.clear();
    server.server.reconcile(Samples.declarations());
    assertThat(types()).isEmpty();
  }

  /// CSRF and login CSRF: rows 13 and 18 of the known mistakes.
  @Test
  void a_form_that_is_forged_or_of_another_browser_or_too_old() {
    browser.get(Ask.web("playlist.read").url());
    String url = browser.location;
    String step = browser.hidden("step");
    Map<String, Integer> rows = server.database.counts();
    server.audit.clear();
    Parameters alice = form("username", "alice", "password", "wonderland-42");
    // The browser of somebody who was led there sends no cookie.
    assertRefused(new TestBrowser(server).load("POST", url, alice.with("step", step)));
    assertRefused(new TestBrowser(server).get(url).load("POST", url, alice.with("step", step)));
    assertRefused(browser.load("POST", url, alice.with("step", "made up")));
    assertRefused(browser.load("POST", url, alice));
    server.clock.advance(Visits.LASTS.plusSeconds(1));
    assertRefused(browser.load("POST", url, alice.with("step", step)));
    // Five, and the page that the browser without a cookie looked at.
    assertThat(server.audit).hasSize(6);
    assertThat(server.database.counts()).isEqualTo(rows);
  }

  private void assertRefused(TestBrowser led) {
    assertThat(led.page.status()).isEqualTo(400);
    assertThat(server.audit)
        .last()
        .satisfies(event -> {
          assertThat(event.type()).isEqualTo(AuditEvent.Type.PAGE_REFUSED);
          assertThat(event.facts())
              .containsExactly(
                  Map.entry("method", "POST"),
                  Map.entry("path", "/sign-in"),
                  Map.entry("error", "invalid_request"));
        });
  }

  @Test
  void a_person_signs_in_fails_to_consents_and_signs_out() {
    server.audit.clear();
    Ask ask = Ask.web("playlist.read");
    browser.get(ask.url()).signIn("alice", "not her password");
    browser.signIn("alice", "wonderland-42").approve("playlist.read");
    browser.get("/sign-out").submit(form());
    assertThat(types())
        .containsExactly(
            AuditEvent.Type.SIGN_IN_REFUSED,
            AuditEvent.Type.SIGN_IN,
            AuditEvent.Type.CONSENT_GIVEN,
            AuditEvent.Type.SIGN_OUT);
  }

  @Test
  void a_code_is_redeemed_once_and_replayed() {
    String code = clients.code("web", "playlist.read");
    server.audit.clear();
    clients.redeem("web", code);
    clients.redeem("web", code);
    assertThat(types()).containsExactly(AuditEvent.Type.TOKEN_ISSUED, AuditEvent.Type.REPLAY);
  }

  @Test
  void every_refusal_is_written_down() {
    server.audit.clear();
    browser.get("/authorize?client_id=nobody");
    server.post("/token", form("grant_type", "client_credentials"));
    server.post("/introspect", form("token", "x"));
    server.post("/revoke", form("token", "x"));
    assertThat(types())
        .containsExactly(
            AuditEvent.Type.AUTHORIZATION_REFUSED,
            AuditEvent.Type.TOKEN_REFUSED,
            AuditEvent.Type.INTROSPECTION_REFUSED,
            AuditEvent.Type.REVOCATION_REFUSED);
  }

  private String fact(String name) {
    return server.audit.stream().reduce((a, b) -> b).orElseThrow().facts().get(name);
  }

  @Test
  void a_refusal_names_the_client_that_authenticated_or_whom_it_claimed_to_be() {
    Object others = clients.tokens("web", "playlist.read").get("refresh_token");
    clients.revoke("ours", others);
    assertThat(fact("client_id")).isEqualTo("ours");
    clients.post("/introspect", "ours", form());
    assertThat(fact("client_id")).isEqualTo("ours");
    for (String path :
        List.of("/token", "/par", "/device_authorization", "/introspect", "/revoke")) {
      server.post(path, form("client_id", "web", "client_secret", "not its secret"));
      assertThat(fact("error")).isEqualTo("invalid_client");
      assertThat(fact("claimed_client_id")).isEqualTo("web");
      assertThat(fact("client_id")).isNull();
      server.post(
          path, form(), "Authorization", new BasicCredentials("ours", "x").formEncoded().header());
      assertThat(fact("claimed_client_id")).isEqualTo("ours");
      server.post(path, form("client_id", "x".repeat(201)));
      assertThat(fact("claimed_client_id")).isNull();
    }
  }

  @Test
  void a_refusal_is_written_down_on_whatever_page_it_comes() {
    browser.get(Ask.web("playlist.read").url()).signInAs("alice");
    String consent = browser.location;
    server.audit.clear();
    server.server.reconcile(
        Declared.with(
            Samples.declarations(),
            Samples.confidential(Samples.client("web", Samples.CALLBACK).scope("openid"))));
    server.audit.clear();
    browser.get(consent);
    assertThat(browser.answer("error")).isEqualTo("invalid_scope");
    assertThat(types()).containsExactly(AuditEvent.Type.AUTHORIZATION_REFUSED);
    assertThat(fact("client_id")).isEqualTo("web");
    server.server.reconcile(Declared.without(Samples.declarations(), "web"));
    server.audit.clear();
    assertThat(browser.get(consent).shownError()).isEqualTo("invalid_request");
    assertThat(types())
        .containsExactly(AuditEvent.Type.AUTHORIZATION_REFUSED, AuditEvent.Type.PAGE_REFUSED);
  }

  @Test
  void a_refused_sign_out_is_written_down() {
    server.audit.clear();
    browser.get(
        "/end-session?client_id=web&post_logout_redirect_uri=https%3A%2F%2Fevil.example%2F");
    assertThat(types()).containsExactly(AuditEvent.Type.SIGN_OUT_REFUSED);
    assertThat(fact("client_id")).isEqualTo("web");
    assertThat(fact("error")).isEqualTo("invalid_request");
    server.audit.clear();
    server.post("/end-session", form("client_id", "nobody", "state", "s"));
    assertThat(types()).containsExactly(AuditEvent.Type.SIGN_OUT_REFUSED);
    assertThat(fact("client_id")).isEmpty();
    browser.get(Ask.web("playlist.read").url()).signInAs("alice");
    browser.get("/sign-out");
    server.audit.clear();
    browser.load("POST", browser.location, form("step", "forged"));
    assertThat(types())
        .containsExactly(AuditEvent.Type.SIGN_OUT_REFUSED, AuditEvent.Type.PAGE_REFUSED);
  }

  @Test
  void who_vanishes_from_the_configuration_file_is_written_down() {
    server.audit.clear();
    server.server.reconcile(Declared.without(Samples.declarations(), "alice"));
    assertThat(types()).containsExactly(AuditEvent.Type.PERSON_DISABLED);
    assertThat(fact("sub"))
        .isEqualTo(server.stores.people().findByUsername("alice").orElseThrow().subject());
    server.audit.clear();
    server.server.reconcile(Declared.without(Samples.declarations(), "alice"));
    assertThat(types()).isEmpty();
  }

  @Test
  void a_code_that_nobody_was_asked_for_is_written_down() {
    browser.get(Ask.web("playlist.read").url()).signInAs("alice").approve("playlist.read");
    server.audit.clear();
    assertThat(browser.get(Ask.web("playlist.read").url()).answer("code")).isNotEmpty();
    assertThat(types()).containsExactly(AuditEvent.Type.AUTHORIZED);
    assertThat(fact("client_id")).isEqualTo("web");
    assertThat(fact("scope")).isEqualTo("playlist.read");
  }

  @Test
  void a_refusal_of_user_info_is_written_down() {
    Object token = clients.tokens("web", "playlist.read offline_access").get("access_token");
    server.audit.clear();
    clients.userInfo("x");
    clients.userInfo(token);
    assertThat(types())
        .containsExactly(AuditEvent.Type.USERINFO_REFUSED, AuditEvent.Type.USERINFO_REFUSED);
    // Whoever brings nothing asks how to come.
    server.get("/userinfo");
    assertThat(types()).hasSize(2);
  }

  @Test
  void a_revocation_is_a_change_and_no_event_holds_a_token() {
    Object token = clients.tokens("web", "playlist.read").get("refresh_token");
    clients.post("/revoke", "web", form("token", String.valueOf(token)));
    assertThat(types()).endsWith(AuditEvent.Type.REVOCATION);
    assertThat(server.audit.toString())
        .doesNotContain("mapae_", "eyJ", "wonderland-42", Samples.secret("web"));
  }
}
