package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Registering.ask;
import static dev.mapae.authorizationserver.Registering.metadata;
import static dev.mapae.authorizationserver.Registering.open;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7592, OAuth 2.0 Dynamic Client Registration Management Protocol.
@OnEveryEngine
class Rfc7592ManagementTests {
  final TestServer server;
  final Registering registering;

  Rfc7592ManagementTests(Engine engine) {
    server =
        new TestServer(
            engine, Samples.declarations(), Seams.registering(Mode.OPEN, false, Fetcher.none()));
    registering = new Registering(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static Map<String, Object> without(Map<String, Object> told, String... names) {
    Map<String, Object> less = new LinkedHashMap<>(told);
    less.keySet().removeAll(List.of(names));
    return less;
  }

  /// What a client sends that changes nothing.
  private static Map<String, Object> update(Map<String, Object> told, Object... more) {
    Map<String, Object> update =
        without(
            told,
            "registration_access_token",
            "registration_client_uri",
            "client_secret_expires_at",
            "client_id_issued_at");
    for (int i = 0; i < more.length; i += 2) {
      update.put((String) more[i], more[i + 1]);
    }
    return update;
  }

  private Response put(Map<String, Object> told, Map<String, Object> update) {
    return registering.manage("PUT", told, Json.write(update));
  }

  private static void refused(Response response) {
    assertThat(json(response)).containsEntry("error", "invalid_client_metadata");
    assertThat(response.status()).isEqualTo(400);
  }

  @Nested
  class Section_2_1_read {
    @Test
    void tells_all_but_the_secret() {
      Map<String, Object> told = registering.register(metadata("contacts", List.of("a@b.example")));
      Response response = registering.manage("GET", told, "");
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Cache-Control")).contains("no-store");
      assertThat(json(response))
          .isEqualTo(without(told, "client_secret", "client_secret_expires_at"));
    }

    @Test
    void needs_the_token_of_this_very_client() {
      Map<String, Object> one = registering.register(open());
      Map<String, Object> other = registering.register(open());
      for (String method : List.of("GET", "PUT", "DELETE")) {
        Response foreign = registering.manage(method, one, other, Json.write(update(one)));
        assertThat(foreign.status()).isEqualTo(401);
        assertThat(foreign.header("WWW-Authenticate").orElseThrow()).contains("invalid_token");
        Response bare =
            registering.send(method, "/register/" + one.get("client_id"), Json.write(update(one)));
        assertThat(bare.status()).isEqualTo(401);
        assertThat(bare.header("WWW-Authenticate")).contains("Bearer realm=\"registration\"");
      }
      assertThat(registering.manage("GET", one, "").status()).isEqualTo(200);
    }

    @Test
    void is_for_clients_that_registered_themselves() {
      Map<String, Object> told = registering.register(open());
      for (String id : List.of("web", "", "nobody", told.get("client_id") + "/")) {
        assertThat(
                registering
                    .send(
                        "GET",
                        "/register/" + id,
                        "",
                        "Authorization",
                        "Bearer " + told.get("registration_access_token"))
                    .status())
            .isEqualTo(401);
      }
    }

    @Test
    void the_token_lasts_as_long_as_the_client() {
      Map<String, Object> told = registering.register(open());
      registering.redeem(told, "playlist.read", registering.code(told, "playlist.read"));
      for (int month = 0; month < 12; month++) {
        server.clock.advance(Duration.ofDays(31));
        server.server.housekeeping().doChores();
        server.sweep();
        server.server.housekeeping().follow();
      }
      assertThat(registering.manage("GET", told, "").status()).isEqualTo(200);
    }
  }

  @Nested
  class Section_2_2_update {
    @Test
    void replaces_and_does_not_augment() {
      Map<String, Object> told =
          registering.register(
              metadata("contacts", List.of("a@b.example"), "policy_uri", "https://b.example/p"));
      Response response =
          put(
              told,
              Map.of(
                  "client_id", told.get("client_id"),
                  "redirect_uris", List.of("https://moved.example.com/cb"),
                  "client_name", "Moved"));
      assertThat(response.status()).isEqualTo(200);
      assertThat(json(response))
          .containsEntry("client_id", told.get("client_id"))
          .containsEntry("client_id_issued_at", told.get("client_id_issued_at"))
          .containsEntry("registration_access_token", told.get("registration_access_token"))
          .containsEntry("redirect_uris", List.of("https://moved.example.com/cb"))
          .containsEntry("client_name", "Moved")
          .doesNotContainKeys("contacts", "policy_uri", "client_secret");
      assertThat(json(registering.manage("GET", told, ""))).isEqualTo(json(response));
      server.server.housekeeping().follow();
      assertThat(new TestBrowser(server).get(ask(told, "playlist.read").url()).shownError())
          .isEqualTo("invalid_request");
    }

    /// §2.1 tells it what is in force, and §2.2 has it send that back: it gives nothing up by it.
    @Test
    void takes_what_was_told_where_a_scope_was_taken_away_meanwhile() {
      Map<String, Object> told = registering.register(open("scope", "playlist.read orders.read"));
      server.server.reconcile(Declared.without(Samples.declarations(), Samples.ORDERS));
      Map<String, Object> now = json(registering.manage("GET", told, ""));
      assertThat(now).containsEntry("scope", "playlist.read");
      List<String> uris = List.of(Registering.CALLBACK, "https://stranger.example.com/second");
      Response response = put(told, update(now, "redirect_uris", uris));
      assertThat(json(response))
          .containsEntry("scope", "playlist.read")
          .containsEntry("redirect_uris", uris);
      server.server.reconcile(Samples.declarations());
      assertThat(json(registering.manage("GET", told, "")))
          .containsEntry("scope", "playlist.read orders.read");
    }

    /// A scope of no value is none (RFC 6749 §3.3), and nothing that a client could send. It would
    /// be every one that needs no role.
    @Test
    void takes_what_was_told_where_all_of_the_scope_was_taken_away_meanwhile() {
      Map<String, Object> told = registering.register(open("scope", "orders.read"));
      server.server.reconcile(Declared.without(Samples.declarations(), Samples.ORDERS));
      Map<String, Object> now = json(registering.manage("GET", told, ""));
      assertThat(now).doesNotContainKey("scope");
      Response response = put(told, update(now, "client_name", "Renamed"));
      assertThat(json(response)).containsEntry("client_name", "Renamed").doesNotContainKey("scope");
      server.server.reconcile(Samples.declarations());
      assertThat(json(registering.manage("GET", told, ""))).containsEntry("scope", "orders.read");
    }

    /// It was told what the operator asks of all, of which devices can do nothing.
    @Test
    void takes_what_was_told_of_devices_where_all_have_to_sign_meanwhile() {
      String signed = "require_signed_request_object";
      List<String> devices = List.of("urn:ietf:params:oauth:grant-type:device_code");
      Map<String, Object> told =
          registering.register(
              open("grant_types", devices, "redirect_uris", List.of(), signed, false));
      Seams seams = Seams.registering(Mode.OPEN, false, Fetcher.none());
      seams.requireSignedRequestObject = true;
      try (TestServer strict = server.beside(seams)) {
        Registering there = new Registering(strict);
        Map<String, Object> now = json(there.manage("GET", told, ""));
        assertThat(now).containsEntry(signed, true);
        Map<String, Object> update = update(now, "client_name", "Renamed");
        assertThat(json(there.manage("PUT", told, Json.write(update))))
            .containsEntry("client_name", "Renamed");
      }
      Map<String, Object> after = json(registering.manage("GET", told, ""));
      assertThat(after).containsEntry(signed, false);
      refused(put(told, update(after, signed, true)));
    }

    @Test
    void keeps_the_secret() {
      Map<String, Object> told = registering.register(metadata());
      assertThat(put(told, update(told)).status()).isEqualTo(200);
      server.server.housekeeping().follow();
      String code = registering.code(told, "playlist.read");
      assertThat(registering.redeem(told, "playlist.read", code).status()).isEqualTo(200);
    }

    @Test
    void gives_a_secret_to_one_that_needs_one_now_and_takes_it_from_one_that_does_not() {
      Map<String, Object> told = registering.register(open());
      Map<String, Object> confidential =
          json(put(told, update(told, "token_endpoint_auth_method", "client_secret_post")));
      assertThat(confidential).containsKey("client_secret");
      Map<String, Object> open =
          json(put(told, update(told, "token_endpoint_auth_method", "none")));
      assertThat(open).doesNotContainKey("client_secret");
      assertThat(
              server
                  .stores
                  .clients()
                  .find((String) told.get("client_id"))
                  .orElseThrow()
                  .credentials()
                  .secrets())
          .isEmpty();
    }

    /// The page said that nothing goes on without the person.
    @Test
    void gives_no_refresh_token_for_what_was_allowed_before() {
      Map<String, Object> told = registering.register(open());
      String before = registering.code(told, "playlist.read");
      TestBrowser waiting = new TestBrowser(server);
      waiting.get(ask(told, "playlist.read").url()).signInAs("alice");
      server.clock.advance(Duration.ofSeconds(1));
      List<String> grants = List.of("authorization_code", "refresh_token");
      assertThat(put(told, update(told, "grant_types", grants)).status()).isEqualTo(200);
      server.server.housekeeping().follow();
      assertThat(json(registering.redeem(told, "playlist.read", before)))
          .containsKey("access_token")
          .doesNotContainKey("refresh_token");
      waiting.approve("playlist.read");
      assertThat(waiting.path()).isEqualTo("/consent");
      assertThat(waiting.html()).contains("Up to 30 days");
      String code = waiting.approve("playlist.read").answer("code");
      assertThat(json(registering.redeem(told, "playlist.read", code)))
          .containsKey("refresh_token");
      assertThat(put(told, update(told, "grant_types", grants, "client_name", "Other")).status())
          .isEqualTo(200);
      server.server.housekeeping().follow();
      assertThat(
              json(
                  registering.redeem(
                      told, "playlist.read", registering.code(told, "playlist.read"))))
          .containsKey("refresh_token");
    }

    @Test
    void needs_its_own_client_id() {
      Map<String, Object> told = registering.register(metadata());
      Map<String, Object> other = registering.register(metadata());
      refused(put(told, without(update(told), "client_id")));
      refused(put(told, update(told, "client_id", other.get("client_id"))));
      refused(put(told, update(told, "client_id", "web")));
    }

    @Test
    void cannot_choose_a_secret() {
      for (String method : List.of("client_secret_basic", "client_secret_jwt")) {
        Map<String, Object> told =
            registering.register(metadata("token_endpoint_auth_method", method));
        refused(put(told, update(told, "client_secret", "x".repeat(64))));
        refused(put(told, update(told, "client_secret", 7)));
        assertThat(put(told, update(told)).status()).isEqualTo(200);
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "registration_access_token",
          "registration_client_uri",
          "client_secret_expires_at",
          "client_id_issued_at"
        })
    void takes_nothing_back_that_the_server_says(String name) {
      Map<String, Object> told = registering.register(metadata());
      refused(put(told, update(told, name, told.get(name))));
    }

    @Test
    void is_judged_as_a_registration_is() {
      Map<String, Object> told = registering.register(metadata());
      refused(put(told, update(told, "grant_types", List.of("client_credentials"))));
      assertThat(json(put(told, update(told, "redirect_uris", List.of("javascript:alert(1)")))))
          .containsEntry("error", "invalid_redirect_uri");
      Map<String, Object> ours =
          json(put(told, update(told, "skip_consent", true, "require_pkce", false)));
      assertThat(ours).doesNotContainKeys("skip_consent", "require_pkce");
      assertThat(json(registering.manage("GET", told, "")))
          .containsEntry("redirect_uris", List.of(Registering.CALLBACK));
    }

    @Test
    void does_not_make_an_unused_client_last() {
      Map<String, Object> told = registering.register(open());
      server.clock.advance(Duration.ofHours(47));
      put(told, update(told, "client_name", "Renamed"));
      server.clock.advance(Duration.ofHours(1));
      server.sweep();
      assertThat(registering.manage("GET", told, "").status()).isEqualTo(401);
    }
  }

  @Nested
  class Section_3_the_client_information_response {
    @Test
    void has_what_is_left_of_the_scope_by_now() {
      Map<String, Object> told = registering.register(open("scope", "playlist.read orders.read"));
      assertThat(told).containsEntry("scope", "playlist.read orders.read");
      var without = Declared.without(Samples.declarations(), Samples.ORDERS);
      server.server.reconcile(without);
      assertThat(json(registering.manage("GET", told, "")))
          .containsEntry("scope", "playlist.read")
          .containsKeys("registration_client_uri", "registration_access_token");
      server.server.reconcile(Declared.without(without, Samples.MUSIC));
      assertThat(json(registering.manage("GET", told, ""))).doesNotContainKey("scope");
    }
  }

  @Nested
  class Section_5_a_stranger_with_a_token {
    @Test
    void cannot_widen_what_a_person_was_shown() {
      Map<String, Object> told = registering.register(open("scope", "orders.read"));
      TestBrowser browser = new TestBrowser(server);
      browser
          .get(ask(told, "").without("scope").with("resource", Samples.ORDERS).url())
          .signInAs("alice");
      assertThat(browser.html()).contains("value=\"orders.read\"").doesNotContain("value=\"read\"");
      put(told, update(told, "scope", "orders.read read"));
      server.server.housekeeping().follow();
      browser.approve("orders.read", "read");
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(browser.html()).contains("value=\"read\"");
      assertThat(server.rows()).containsEntry("grants", 0);
      assertThat(browser.approve("orders.read").answer("code")).isNotEmpty();
    }

    @Test
    void cannot_widen_the_claims_that_a_person_was_shown() {
      Map<String, Object> told = registering.register(open("scope", "openid playlist.read"));
      TestBrowser browser = new TestBrowser(server);
      browser.get(
          ask(told, "openid playlist.read")
              .with("claims", "{\"userinfo\":{\"email\":null}}")
              .url());
      browser.signInAs("alice");
      String before = browser.html();
      put(told, update(told, "scope", "openid playlist.read email"));
      server.server.housekeeping().follow();
      browser.approve("playlist.read");
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(browser.html()).isNotEqualTo(before);
      assertThat(server.rows()).containsEntry("grants", 0);
    }

    @Test
    void may_be_denied_what_changed_meanwhile() {
      Map<String, Object> told = registering.register(open("scope", "openid playlist.read"));
      TestBrowser browser = new TestBrowser(server);
      browser
          .get(
              ask(told, "openid playlist.read")
                  .with("claims", "{\"userinfo\":{\"email\":null}}")
                  .url())
          .signInAs("alice");
      put(told, update(told, "scope", "openid playlist.read email"));
      server.server.housekeeping().follow();
      assertThat(browser.deny().answer("error")).isEqualTo("access_denied");
    }

    /// A request may leave the only redirect URI out (RFC 6749 §3.1.2.3).
    @Test
    void cannot_change_where_the_answer_goes_that_a_person_was_shown() {
      Map<String, Object> told = registering.register(open("scope", "playlist.read"));
      TestBrowser browser = new TestBrowser(server);
      browser.get(ask(told, "playlist.read").without("redirect_uri").url()).signInAs("alice");
      assertThat(browser.html()).contains("stranger.example.com");
      put(told, update(told, "redirect_uris", List.of("https://second.example.com/cb")));
      server.server.housekeeping().follow();
      browser.deny();
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(browser.html()).contains("second.example.com");
      put(told, update(told, "redirect_uris", List.of("https://third.example.com/cb")));
      server.server.housekeeping().follow();
      browser.approve("playlist.read");
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(browser.html()).contains("third.example.com");
      assertThat(browser.deny().redirect()).startsWith("https://third.example.com/cb?error=");
    }

    @Test
    void cannot_widen_what_a_person_was_shown_for_a_device() {
      Map<String, Object> told =
          registering.register(
              open("grant_types", List.of(Rfc8628DeviceGrantTests.GRANT), "scope", "orders.read"));
      Map<String, Object> device =
          json(
              server.post(
                  "/device_authorization",
                  TestClients.form(
                      "client_id", (String) told.get("client_id"), "resource", Samples.ORDERS)));
      TestBrowser browser =
          new TestBrowser(server)
              .get("/device")
              .submit(TestClients.form("user_code", (String) device.get("user_code")))
              .signInAs("alice");
      put(told, update(told, "scope", "orders.read read"));
      server.server.housekeeping().follow();
      browser.approve("orders.read", "read");
      assertThat(browser.path()).isEqualTo("/device/consent");
      assertThat(server.rows()).containsEntry("grants", 0);
      assertThat(browser.approve("orders.read").html()).contains("The device is connected");
    }

    @Test
    void changes_at_a_pace_and_writes_nothing_when_nothing_changes() {
      Map<String, Object> told = registering.register(open());
      for (int i = 0; i < 20; i++) {
        assertThat(put(told, update(told, "client_name", "Name " + i)).status()).isEqualTo(200);
      }
      Response late = put(told, update(told, "client_name", "Late"));
      assertThat(late.status()).isEqualTo(429);
      assertThat(put(told, update(told, "client_name", "Name 19")).status()).isEqualTo(200);
      Map<String, Object> other = registering.register(open());
      assertThat(put(other, update(other, "client_name", "Other")).status()).isEqualTo(200);
      server.clock.advance(Duration.ofSeconds(10));
      assertThat(put(told, update(told, "client_name", "Late")).status()).isEqualTo(200);
    }

    @Test
    void while_another_one_is_judged_is_not_undone_by_that() {
      Deque<Runnable> meanwhile = new ArrayDeque<>();
      // Another redirect URI has the sector asked.
      List<String> listed =
          List.of(
              Registering.CALLBACK,
              "https://stranger.example.com/second",
              "https://stranger.example.com/third");
      Fetcher fetcher =
          (url, type, namedBy) -> {
            Optional.ofNullable(meanwhile.poll()).ifPresent(Runnable::run);
            return new Fetched(
                Json.write(listed).getBytes(StandardCharsets.UTF_8), Optional.empty());
          };
      try (TestServer node = server.beside(Seams.registering(Mode.OPEN, false, fetcher))) {
        Registering there = new Registering(node);
        Map<String, Object> told =
            there.register(
                metadata(
                    "subject_type", "pairwise",
                    "sector_identifier_uri", "https://family.example.com/sector.json"));
        meanwhile.add(() ->
            assertThat(
                    there
                        .manage("PUT", told, Json.write(update(told, "client_name", "Quicker")))
                        .status())
                .isEqualTo(200));
        String slower =
            Json.write(
                update(told, "client_name", "Slower", "redirect_uris", listed.subList(0, 2)));
        Response late = there.manage("PUT", told, slower);
        assertThat(late.status()).isEqualTo(400);
        assertThat(json(late))
            .containsEntry("error", "invalid_client_metadata")
            .extractingByKey("error_description")
            .asString()
            .contains("Another request changed the client");
        assertThat(json(there.manage("GET", told, ""))).containsEntry("client_name", "Quicker");
        // Who reads it again can go on.
        assertThat(there.manage("PUT", told, slower).status()).isEqualTo(200);
        meanwhile.add(() -> assertThat(there.manage("DELETE", told, "").status()).isEqualTo(204));
        assertThat(
                there
                    .manage("PUT", told, Json.write(update(told, "redirect_uris", listed)))
                    .status())
            .isEqualTo(401);
      }
    }

    @Test
    void gets_the_keys_that_its_algorithms_need() {
      Map<String, Object> told = registering.register(metadata());
      assertThat(put(told, update(told, "id_token_signed_response_alg", "ES512")).status())
          .isEqualTo(200);
      server.server.housekeeping().follow();
      assertThat(json(registering.redeem(told, "openid", registering.code(told, "openid"))))
          .containsKey("id_token");
    }
  }

  @Nested
  class Section_2_3_delete {
    @Test
    void ends_the_client_its_token_and_all_that_it_was_given() {
      Map<String, Object> told =
          registering.register(
              metadata("grant_types", List.of("authorization_code", "refresh_token")));
      Map<String, Object> tokens =
          json(
              registering.redeem(
                  told, "openid offline_access", registering.code(told, "openid offline_access")));
      String code = registering.code(told, "playlist.read");
      Response response = registering.manage("DELETE", told, "");
      assertThat(response.status()).isEqualTo(204);
      assertThat(response.header("Cache-Control")).contains("no-store");
      // Also before this node's caches know.
      assertThat(registering.token(told, TestClients.refresh(tokens.get("refresh_token"))).status())
          .isIn(400, 401);
      assertThat(registering.redeem(told, "playlist.read", code).status()).isIn(400, 401);
      assertThat(new TestClients(server).userInfo(tokens.get("access_token")).status())
          .isEqualTo(401);
      for (String method : List.of("GET", "PUT", "DELETE")) {
        assertThat(registering.manage(method, told, Json.write(update(told))).status())
            .isEqualTo(401);
      }
      server.server.housekeeping().follow();
      assertThat(json(registering.token(told, TestClients.refresh(tokens.get("refresh_token")))))
          .containsEntry("error", "invalid_client");
      assertThat(new TestBrowser(server).get(ask(told, "playlist.read").url()).shownError())
          .isEqualTo("invalid_request");
    }

    @Test
    void is_known_at_the_other_node() {
      Map<String, Object> told = registering.register(open());
      try (TestServer other = server.beside(Seams.registering(Mode.OPEN, false, Fetcher.none()))) {
        assertThat(new Registering(other).manage("DELETE", told, "").status()).isEqualTo(204);
      }
      assertThat(registering.manage("GET", told, "").status()).isEqualTo(401);
    }
  }
}
