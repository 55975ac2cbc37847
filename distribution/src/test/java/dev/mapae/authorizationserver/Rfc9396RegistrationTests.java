package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.DocumentScene.CALLBACK;
import static dev.mapae.authorizationserver.DocumentScene.document;
import static dev.mapae.authorizationserver.Registering.metadata;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.DocumentPolicy;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9396 §10, the types of authorization details that clients register by themselves.
class Rfc9396RegistrationTests {
  private static final String TYPES = "authorization_details_types";
  private static final String DETAILS = "authorization_details";
  private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
  private static final String ACCOUNT = "{\"type\":\"account_information\"}";

  private final TestServer server =
      new TestServer(
          Engine.preset(),
          DetailsScene.declarations(),
          Seams.registering(Mode.OPEN, false, Fetcher.none()));
  private final Registering registering = new Registering(server);

  @AfterEach
  void close() {
    server.close();
  }

  private static Ask ask(Object clientId, String redirectUri, String... details) {
    return Ask.of((String) clientId, redirectUri, "offline_access")
        .without("scope")
        .with(DETAILS, DetailsScene.array(details));
  }

  private static Ask ask(Map<String, Object> client, String... details) {
    return ask(client.get("client_id"), Registering.CALLBACK, details);
  }

  private TestBrowser alice(Ask ask) {
    return new TestBrowser(server).get(Ask.web("openid").url()).signInAs("alice").get(ask.url());
  }

  private void assertRefused(Map<String, Object> client, String details) {
    assertThat(alice(ask(client, details)).shownError()).isEqualTo("invalid_authorization_details");
  }

  @Nested
  class Section_10_client_metadata {
    @Test
    void a_stranger_may_ask_for_the_types_that_it_registered_and_people_are_asked() {
      Map<String, Object> client =
          registering.register(
              metadata(
                  TYPES,
                  List.of("account_information"),
                  "grant_types",
                  List.of("authorization_code", "refresh_token")));
      assertThat(client).containsEntry(TYPES, List.of("account_information"));
      Ask ask = ask(client, ACCOUNT);
      TestBrowser browser = alice(ask);
      assertThat(browser.path()).isEqualTo("/consent");
      Map<String, Object> tokens =
          json(registering.token(client, ask.redemption(browser.approve().answer("code"))));
      assertThat(tokens.get(DETAILS)).isEqualTo(DetailsScene.values(ACCOUNT));
      // The type says remember: true, which is for clients that somebody declared.
      assertThat(alice(ask).path()).isEqualTo("/consent");
    }

    @Test
    void one_that_it_did_not_register_is_refused() {
      Map<String, Object> few = registering.register(metadata(TYPES, List.of("shelf")));
      assertRefused(few, ACCOUNT);
      assertRefused(few, DetailsScene.PAYMENT);
      Map<String, Object> none = registering.register(metadata());
      assertThat(none).doesNotContainKey(TYPES);
      assertRefused(none, ACCOUNT);
      assertRefused(registering.register(metadata(TYPES, List.of())), ACCOUNT);
    }

    @Test
    void one_that_nobody_declares_or_that_needs_a_role_cannot_be_registered() {
      for (String type : List.of("vault", "nonsense", "SHELF", "")) {
        Response refused = registering.post(metadata(TYPES, List.of("shelf", type)));
        assertThat(json(refused)).as(type).containsEntry("error", "invalid_client_metadata");
      }
      assertThat(json(registering.post(metadata(TYPES, "shelf"))))
          .containsEntry("error", "invalid_client_metadata");
      Map<String, Object> client = registering.register(metadata());
      Map<String, Object> update = metadata(TYPES, List.of("vault"));
      update.put("client_id", client.get("client_id"));
      assertThat(json(registering.manage("PUT", client, Json.write(update))))
          .containsEntry("error", "invalid_client_metadata");
    }

    @Test
    void an_update_takes_one_away_from_what_is_granted_already() {
      Map<String, Object> metadata =
          metadata(
              TYPES,
              List.of("account_information", "shelf"),
              "grant_types",
              List.of("authorization_code", "refresh_token"));
      Map<String, Object> client = registering.register(metadata);
      Ask ask = ask(client, ACCOUNT, DetailsScene.SHELF);
      String code = alice(ask).approve().answer("code");
      Parameters redemption = ask.redemption(code).with("resource", DetailsScene.BANK);
      Map<String, Object> tokens = json(registering.token(client, redemption));
      assertThat(tokens.get(DETAILS)).isEqualTo(DetailsScene.values(ACCOUNT));
      metadata.put("client_id", client.get("client_id"));
      metadata.put(TYPES, List.of("shelf"));
      assertThat(registering.manage("PUT", client, Json.write(metadata)).status()).isEqualTo(200);
      server.server.housekeeping().follow();
      Map<String, Object> refreshed =
          json(
              registering.token(
                  client,
                  form(
                      "grant_type",
                      "refresh_token",
                      "refresh_token",
                      (String) tokens.get("refresh_token"),
                      "resource",
                      DetailsScene.LIBRARY)));
      assertThat(refreshed.get(DETAILS)).isEqualTo(DetailsScene.values(DetailsScene.SHELF));
      assertRefused(client, ACCOUNT);
    }

    /// RFC 7592 §2.2, §3: it is told what is in force, and may send that back.
    @Test
    void what_is_told_can_be_sent_back_where_a_type_was_taken_away_meanwhile() {
      server.server.reconcile(
          Declared.with(DetailsScene.declarations(), DetailsScene.bank(Set.of())));
      Map<String, Object> client = registering.register(metadata(TYPES, List.of("vault", "shelf")));
      server.server.reconcile(DetailsScene.declarations());
      Map<String, Object> told = new HashMap<>(json(registering.manage("GET", client, "")));
      assertThat(told).containsEntry(TYPES, List.of("shelf"));
      told.keySet()
          .removeAll(
              Set.of(
                  "registration_access_token", "registration_client_uri", "client_id_issued_at"));
      told.put("client_name", "Renamed");
      assertThat(json(registering.manage("PUT", client, Json.write(told))))
          .containsEntry("client_name", "Renamed")
          .containsEntry(TYPES, List.of("shelf"));
    }

    /// Known mistake 15: a rule of one flow holds in its neighbours.
    @Test
    void the_same_holds_for_what_is_pushed_and_for_devices() {
      Map<String, Object> client =
          registering.register(
              metadata(
                  TYPES, List.of("shelf"), "grant_types", List.of("authorization_code", DEVICE)));
      String auth =
          new BasicCredentials(
                  (String) client.get("client_id"), (String) client.get("client_secret"))
              .formEncoded()
              .header();
      for (String details : List.of(ACCOUNT, DetailsScene.VAULT)) {
        Parameters asked = form(DETAILS, "[" + details + "]");
        assertThat(json(server.post("/device_authorization", asked, "Authorization", auth)))
            .containsEntry("error", "invalid_authorization_details");
        assertThat(
                json(server.post("/par", ask(client, details).parameters(), "Authorization", auth)))
            .containsEntry("error", "invalid_authorization_details");
      }
      Parameters shelf = form(DETAILS, "[" + DetailsScene.SHELF + "]");
      assertThat(server.post("/device_authorization", shelf, "Authorization", auth).status())
          .isEqualTo(200);
    }

    @Test
    void a_type_that_comes_to_need_a_role_is_out_of_reach() {
      server.server.reconcile(
          Declared.with(DetailsScene.declarations(), DetailsScene.bank(Set.of())));
      Map<String, Object> client = registering.register(metadata(TYPES, List.of("vault")));
      assertThat(alice(ask(client, DetailsScene.VAULT)).path()).isEqualTo("/consent");
      server.server.reconcile(DetailsScene.declarations());
      assertRefused(client, DetailsScene.VAULT);
    }
  }

  /// draft-ietf-oauth-client-id-metadata-document-02: one document is for all servers.
  @Nested
  class Section_10_in_a_metadata_document {
    @Test
    void types_of_other_servers_and_those_with_a_role_are_passed_over() {
      try (DocumentScene scene =
          new DocumentScene(Engine.preset(), new DocumentPolicy(true, Set.of(), false))) {
        scene.server.server.reconcile(DetailsScene.declarations());
        scene.publish(document(TYPES, List.of("shelf", "vault", "of_another_server")));
        TestBrowser browser =
            scene.alice().get(ask(DocumentScene.APP, CALLBACK, DetailsScene.SHELF).url());
        assertThat(browser.path()).isEqualTo("/consent");
        for (String other : List.of(DetailsScene.VAULT, ACCOUNT)) {
          browser.get(ask(DocumentScene.APP, CALLBACK, other).url());
          assertThat(browser.shownError()).isEqualTo("invalid_authorization_details");
        }
      }
    }

    @Test
    void a_document_without_any_may_ask_for_none() {
      try (DocumentScene scene =
          new DocumentScene(Engine.preset(), new DocumentPolicy(true, Set.of(), false))) {
        scene.server.server.reconcile(DetailsScene.declarations());
        scene.publish(document());
        TestBrowser browser =
            scene.alice().get(ask(DocumentScene.APP, CALLBACK, DetailsScene.SHELF).url());
        assertThat(browser.shownError()).isEqualTo("invalid_authorization_details");
      }
    }
  }
}
