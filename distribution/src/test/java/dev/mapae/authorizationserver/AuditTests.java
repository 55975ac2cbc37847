package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import java.util.List;
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

  @Test
  void a_revocation_is_a_change_and_no_event_holds_a_token() {
    Object token = clients.tokens("web", "playlist.read").get("refresh_token");
    clients.post("/revoke", "web", form("token", String.valueOf(token)));
    assertThat(types()).endsWith(AuditEvent.Type.REVOCATION);
    assertThat(server.audit.toString())
        .doesNotContain("mapae_", "eyJ", "wonderland-42", Samples.secret("web"));
  }
}
