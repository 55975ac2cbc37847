package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Pkce;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 8628, OAuth 2.0 Device Authorization Grant.
@OnEveryEngine
class Rfc8628DeviceGrantTests {
  static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

  final TestServer server;
  final TestClients clients;

  final Declarations declarations =
      Declared.withAll(
          Samples.declarations(),
          // First party, and yet asked each time.
          Samples.confidential(Samples.client("tv").grants(GRANT, "refresh_token").skipConsent()),
          Samples.open(Samples.client("cli").grants(GRANT, "refresh_token")));

  Rfc8628DeviceGrantTests(Engine engine) {
    server = new TestServer(engine, declarations, Seams.stores(stores -> stores));
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Response ask(String client, String... parameters) {
    return ask(client, form(parameters));
  }

  private Response ask(String client, Parameters form) {
    return client.equals("cli")
        ? server.post("/device_authorization", form.with("client_id", "cli"))
        : server.post("/device_authorization", form, "Authorization", TestServer.basic(client));
  }

  private Device device(String client, String... parameters) {
    return device(client, form(parameters));
  }

  private Device device(String client, Parameters form) {
    Response response = ask(client, form);
    Map<String, Object> answer = json(response);
    assertThat(response.status()).describedAs("%s", answer).isEqualTo(200);
    return new Device(
        client, String.valueOf(answer.get("device_code")), String.valueOf(answer.get("user_code")));
  }

  private static void assertRefused(Response response, String error) {
    assertThat(json(response)).containsEntry("error", error);
    assertThat(response.status()).isEqualTo(error.equals("invalid_client") ? 401 : 400);
  }

  /// A device that waits, or that had its answer.
  private final class Device {
    final String client;
    final String deviceCode;
    final String userCode;

    Device(String client, String deviceCode, String userCode) {
      this.client = client;
      this.deviceCode = deviceCode;
      this.userCode = userCode;
    }

    /// Asks after the interval.
    Response poll(String... more) {
      server.clock.advance(Duration.ofSeconds(5));
      return pollAtOnce(more);
    }

    Response pollAtOnce(String... more) {
      Parameters form = form(form("grant_type", GRANT, "device_code", deviceCode), more);
      return client.equals("cli")
          ? server.post("/token", form(form, "client_id", "cli"))
          : server.token(client, form);
    }

    Map<String, Object> tokens() {
      Response response = poll();
      assertThat(response.status()).describedAs("%s", json(response)).isEqualTo(200);
      return json(response);
    }

    /// A person types the code, signs in and comes to the consent page.
    TestBrowser atConsent(String username) {
      TestBrowser browser = typed(userCode);
      assertThat(browser.path()).isEqualTo("/device/sign-in");
      browser.signInAs(username);
      assertThat(browser.path()).isEqualTo("/device/consent");
      return browser;
    }

    Device approved(String... scopes) {
      assertThat(atConsent("alice").approve(scopes).html()).contains("The device is connected");
      return this;
    }
  }

  private TestBrowser typed(String userCode) {
    return new TestBrowser(server)
        .get("/device")
        .submit(Parameters.empty().with("user_code", userCode));
  }

  @Nested
  class Section_3_1_the_device_authorization_request {
    @Test
    void is_made_by_clients_that_registered_the_grant() {
      assertRefused(ask("web", "scope", "playlist.read"), "unauthorized_client");
    }

    @Test
    void needs_the_authentication_of_the_client() {
      assertRefused(
          server.post("/device_authorization", form("client_id", "tv")), "invalid_client");
      assertRefused(
          server.post("/device_authorization", form("client_id", "nobody")), "invalid_client");
    }

    @Test
    void is_refused_for_what_nobody_could_allow() {
      assertRefused(ask("tv", "scope", "playlist.burn"), "invalid_scope");
      assertRefused(ask("tv", "resource", "https://elsewhere.example.com/"), "invalid_target");
      assertRefused(
          ask("tv", Parameters.of(Map.of("scope", List.of("playlist.read", "openid")))),
          "invalid_request");
    }

    @Test
    void keeps_no_row_when_it_is_refused() {
      ask("tv", "scope", "playlist.burn");
      assertThat(server.rows()).containsEntry("pending", 0);
    }

    @Test
    void ignores_parameters_that_it_does_not_know() {
      assertThat(ask("tv", "scope", "playlist.read", "redirect_uri", "x").status()).isEqualTo(200);
    }

    // Known mistake 15: a rule of one flow that its neighbour passes over.
    @Test
    void passes_over_nothing_that_would_tighten_an_authorization_request() {
      for (String name :
          List.of("prompt", "claims", "id_token_hint", "dpop_jkt", "request", "request_uri")) {
        assertRefused(ask("tv", "scope", "playlist.read", name, "login"), "invalid_request");
      }
      assertThat(server.rows()).containsEntry("pending", 0);
    }
  }

  /// Known mistake 15: what a setting asks of one flow it asks of its neighbour.
  @Nested
  class Rfc9101_10_5_requests_that_have_to_be_signed {
    @Test
    void are_none_of_a_device_where_the_server_asks_for_it() {
      try (TestServer strict = server.beside(Seams.requiringSignature())) {
        assertThat(
                strict
                    .post(
                        "/device_authorization",
                        form("scope", "playlist.read"),
                        "Authorization",
                        TestServer.basic("tv"))
                    .status())
            .isEqualTo(404);
        Map<String, Object> metadata = json(strict.get("/.well-known/openid-configuration"));
        assertThat(metadata)
            .doesNotContainKey("device_authorization_endpoint")
            .extractingByKey("grant_types_supported")
            .asInstanceOf(InstanceOfAssertFactories.LIST)
            .contains("authorization_code")
            .doesNotContain(GRANT);
        assertThat(json(server.get("/.well-known/openid-configuration")))
            .containsKey("device_authorization_endpoint");
      }
    }

    @Test
    void are_none_of_a_device_whose_client_is_held_to_it() {
      server.server.reconcile(
          Declared.with(
              declarations,
              Samples.confidential(
                  Samples.client("tv")
                      .grants(GRANT)
                      .requestObjects(
                          RequestObjectPolicy.signing(true, List.of(), Optional.empty())))));
      assertSignatureMissed(ask("tv", "scope", "playlist.read"));
      assertThat(ask("cli", "scope", "playlist.read").status()).isEqualTo(200);
    }

    @Test
    void and_a_device_grant_are_not_registered_together() {
      Map<String, Object> both =
          Registering.metadata(
              "grant_types",
              List.of("authorization_code", GRANT),
              "require_signed_request_object",
              true,
              "jwks",
              Map.of("keys", List.of(RequestObjectScene.KEY.toPublicJWK().toJSONObject())));
      try (TestServer open = server.beside(Seams.registering(Mode.OPEN, false, Fetcher.none()))) {
        Response refused = new Registering(open).post(both);
        assertThat(json(refused)).containsEntry("error", "invalid_client_metadata");
        both.put("grant_types", List.of("authorization_code"));
        assertThat(new Registering(open).post(both).status()).isEqualTo(201);
      }
    }

    @Test
    void and_a_device_grant_are_not_registered_where_all_sign() {
      Map<String, Object> both =
          Registering.metadata(
              "grant_types",
              List.of("authorization_code", GRANT),
              "jwks",
              Map.of("keys", List.of(RequestObjectScene.KEY.toPublicJWK().toJSONObject())));
      Seams seams = Seams.registering(Mode.OPEN, false, Fetcher.none());
      seams.requireSignedRequestObject = true;
      try (TestServer strict = server.beside(seams)) {
        Response refused = new Registering(strict).post(both);
        assertThat(json(refused))
            .containsEntry("error", "invalid_client_metadata")
            .extractingByKey("error_description")
            .asString()
            .contains("require_signed_request_object");
        both.put("grant_types", List.of("authorization_code"));
        Map<String, Object> client = new Registering(strict).register(both);
        both.put("client_id", client.get("client_id"));
        both.put("grant_types", List.of("authorization_code", GRANT));
        assertThat(json(new Registering(strict).manage("PUT", client, Json.write(both))))
            .containsEntry("error", "invalid_client_metadata");
      }
    }

    /// RFC 7592 §2.2: what it was told is its own word once no device stands against it.
    @Test
    void are_what_a_client_registers_in_the_update_that_gives_up_the_device_grant() {
      String signed = "require_signed_request_object";
      Map<String, Object> metadata =
          Registering.metadata(
              "grant_types",
              List.of("authorization_code", GRANT),
              signed,
              false,
              "jwks",
              Map.of("keys", List.of(RequestObjectScene.KEY.toPublicJWK().toJSONObject())));
      Seams signing = Seams.registering(Mode.OPEN, false, Fetcher.none());
      signing.requireSignedRequestObject = true;
      try (TestServer open = server.beside(Seams.registering(Mode.OPEN, false, Fetcher.none()))) {
        Map<String, Object> client = new Registering(open).register(metadata);
        try (TestServer strict = open.beside(signing)) {
          metadata.put("client_id", client.get("client_id"));
          metadata.put("grant_types", List.of("authorization_code"));
          metadata.put(signed, true);
          assertThat(json(new Registering(strict).manage("PUT", client, Json.write(metadata))))
              .containsEntry(signed, true);
        }
        assertThat(json(new Registering(open).manage("GET", client, "")))
            .containsEntry(signed, true);
      }
    }

    private void assertSignatureMissed(Response response) {
      assertRefused(response, "unauthorized_client");
      assertThat(json(response))
          .extractingByKey("error_description")
          .asString()
          .contains("require_signed_request_object");
      assertThat(server.rows()).containsEntry("pending", 0);
    }

    @Test
    void and_one_that_has_to_be_pushed_is_by_its_nature() {
      try (TestServer strict = server.beside(Seams.requiringPush())) {
        assertThat(
                strict
                    .post(
                        "/device_authorization",
                        form("scope", "playlist.read"),
                        "Authorization",
                        TestServer.basic("tv"))
                    .status())
            .isEqualTo(200);
      }
    }
  }

  @Nested
  class Section_3_2_the_device_authorization_response {
    @Test
    void has_both_codes_and_where_to_take_them() {
      Response response = ask("tv", "scope", "playlist.read");
      assertThat(response.header("Cache-Control")).contains("no-store");
      Map<String, Object> answer = json(response);
      assertThat(answer)
          .containsEntry("verification_uri", "https://id.example.com/device")
          .containsEntry(
              "verification_uri_complete",
              "https://id.example.com/device?user_code=" + answer.get("user_code"))
          .containsEntry("expires_in", 300L)
          .containsEntry("interval", 5L);
      assertThat(String.valueOf(answer.get("user_code")))
          .matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}");
      assertThat(String.valueOf(answer.get("device_code"))).startsWith("mapae_dc_");
    }

    @Test
    void has_other_codes_each_time() {
      Device first = device("tv", "scope", "playlist.read");
      Device second = device("tv", "scope", "playlist.read");
      assertThat(first.userCode).isNotEqualTo(second.userCode);
      assertThat(first.deviceCode).isNotEqualTo(second.deviceCode);
    }
  }

  @Nested
  class Section_3_3_the_person {
    @Test
    void types_the_code_as_they_like() {
      Device tv = device("tv", "scope", "playlist.read");
      for (String typed :
          List.of(
              tv.userCode.toLowerCase(java.util.Locale.ROOT),
              tv.userCode.replace("-", ""),
              " " + tv.userCode.replace("-", " ") + " ",
              fullWidth(tv.userCode))) {
        assertThat(typed(typed).path()).isEqualTo("/device/sign-in");
      }
    }

    /// As keyboards in Korea and Japan may write it.
    private String fullWidth(String code) {
      StringBuilder wide = new StringBuilder();
      code.chars().map(c -> c - '!' + 0xFF01).forEach(wide::appendCodePoint);
      return wide.toString();
    }

    @Test
    void finds_the_code_filled_in_and_still_has_to_go_on() {
      Device tv = device("tv", "scope", "playlist.read");
      TestBrowser browser = new TestBrowser(server).get("/device?user_code=" + tv.userCode);
      assertThat(browser.path()).isEqualTo("/device");
      assertThat(browser.html()).contains("value=\"" + tv.userCode + "\"");
      browser.submit(Parameters.empty().with("user_code", tv.userCode));
      assertThat(browser.path()).isEqualTo("/device/sign-in");
    }

    @Test
    void sees_the_client_the_code_and_the_place_before_they_answer() {
      Device tv = device("tv", "scope", "playlist.read");
      assertThat(tv.atConsent("alice").html())
          .contains("The tv")
          .contains(tv.userCode)
          .contains("192.0.2.1");
    }

    @Test
    void need_not_sign_in_again() {
      TestBrowser browser = device("tv", "scope", "playlist.read").atConsent("alice");
      Device second = device("tv", "scope", "playlist.read");
      browser.get("/device").submit(Parameters.empty().with("user_code", second.userCode));
      assertThat(browser.path()).isEqualTo("/device/consent");
    }

    // "Asked every time": neither skip_consent nor what was allowed before counts.
    @Test
    void is_asked_each_time() {
      for (String client : List.of("tv", "cli")) {
        device(client, "scope", "playlist.read").approved("playlist.read").tokens();
        Device again = device(client, "scope", "playlist.read");
        assertThat(again.atConsent("alice").html()).contains("id=\"approve\"");
        assertRefused(again.poll(), "authorization_pending");
      }
    }

    @Test
    void does_not_allow_the_same_client_anything_in_a_browser() {
      device("cli", "scope", "playlist.read").approved("playlist.read");
      assertThat(server.rows()).containsEntry("consents", 0);
    }

    @Test
    void gives_only_what_they_ticked() {
      Device tv = device("tv", "scope", "playlist.read playlist.write").approved("playlist.read");
      assertThat(tv.tokens()).containsEntry("scope", "playlist.read");
    }

    // Of the mistakes of this field: scopes swapped after approval (CVE-2024-52287).
    @Test
    void gives_nothing_that_was_not_asked_for() {
      Device tv = device("tv", "scope", "playlist.read");
      tv.approved("playlist.read", "playlist.write", "email");
      assertThat(tv.poll("scope", "playlist.read playlist.write").status()).isEqualTo(200);
    }

    // The app's own policy counts here as everywhere (CVE-2024-38371).
    @Test
    void without_the_role_gives_nothing_that_needs_it() {
      Device tv = device("tv", "scope", "playlist.write");
      TestBrowser browser = typed(tv.userCode).signInAs("bob");
      assertThat(browser.shownError()).isEqualTo("access_denied");
      assertRefused(tv.poll(), "authorization_pending");
    }

    @Test
    void may_refuse_also_what_they_could_not_give() {
      Device tv = device("tv", "scope", "playlist.write");
      TestBrowser browser = tv.atConsent("alice");
      server.server.reconcile(
          Declared.with(
              declarations, Samples.person("alice", Samples.password("alice"), Set.of())));
      assertThat(browser.deny().html()).contains("You refused the device");
      assertRefused(tv.poll(), "access_denied");
    }

    @Test
    void is_told_of_a_code_of_no_device() {
      for (String code : List.of("BBBB-BBBB", "", "AEIO-AEIO", "<script>", "B".repeat(5000))) {
        TestBrowser browser = typed(code);
        assertThat(browser.page.status()).isEqualTo(400);
        assertThat(browser.html()).contains("No device is waiting for this code");
      }
      assertThat(server.audit)
          .extracting(AuditEvent::type)
          .contains(AuditEvent.Type.USER_CODE_REFUSED);
    }

    @Test
    void comes_too_late() {
      Device tv = device("tv", "scope", "playlist.read");
      TestBrowser browser = tv.atConsent("alice");
      server.clock.advance(Duration.ofSeconds(301));
      assertThat(typed(tv.userCode).html()).contains("No device is waiting for this code");
      assertThat(browser.approve("playlist.read").shownError()).isEqualTo("expired_token");
      assertRefused(tv.poll(), "expired_token");
      assertThat(server.rows()).containsEntry("grants", 0);
    }

    @Test
    void who_approves_in_the_last_second_is_in_time() {
      Device tv = device("tv", "scope", "playlist.read");
      TestBrowser browser = tv.atConsent("alice");
      server.clock.advance(Duration.ofSeconds(297));
      browser.approve("playlist.read");
      tv.tokens();
    }

    // Only who sees the page may answer it (CVE-2026-45337: any session could approve).
    @Test
    void answers_in_their_own_browser_and_session_alone() {
      Device tv = device("tv", "scope", "playlist.read");
      TestBrowser alice = tv.atConsent("alice");
      TestBrowser bob = new TestBrowser(server).get("/device");
      bob.submit(Parameters.empty().with("user_code", tv.userCode)).signInAs("bob");
      String step = alice.hidden("step");
      bob.load(
          "POST",
          alice.location,
          form("decision", "approve", "scope", "playlist.read", "step", step));
      assertThat(bob.shownError()).isEqualTo("invalid_request");
      assertRefused(tv.poll(), "authorization_pending");
    }

    @Test
    void cannot_be_made_to_answer_by_another_site() {
      Device tv = device("tv", "scope", "playlist.read");
      TestBrowser alice = tv.atConsent("alice");
      for (String step : List.of("", "AAAA", alice.seen())) {
        TestBrowser forged = alice.on(server);
        forged.load(
            "POST",
            alice.location,
            form("decision", "approve", "scope", "playlist.read", "step", step));
        assertThat(forged.shownError()).isEqualTo("invalid_request");
      }
      assertRefused(tv.poll(), "authorization_pending");
    }

    @Test
    void who_signed_out_meanwhile_signs_in_again() {
      Device tv = device("tv", "scope", "playlist.read");
      TestBrowser browser = tv.atConsent("alice");
      browser.on(server).get("/sign-out").submit(Parameters.empty());
      assertThat(browser.approve("playlist.read").path()).isEqualTo("/device/sign-in");
      browser.signInAs("alice").approve("playlist.read");
      tv.tokens();
    }

    @Test
    void who_presses_twice_approves_once_and_is_told_so() throws Exception {
      Device tv = device("tv", "scope", "playlist.read");
      TestBrowser browser = tv.atConsent("alice");
      List<Response> pages = Race.of(6, () -> browser.on(server).approve("playlist.read").page);
      assertThat(pages.stream().map(Response::status)).containsOnlyOnce(200);
      assertThat(pages)
          .filteredOn(page -> page.status() != 200)
          .allSatisfy(page -> assertThat(TestServer.shownError(page)).isEqualTo("expired_token"));
      tv.tokens();
    }

    @Test
    void cannot_swap_the_device_behind_a_page() {
      Device seen = device("tv", "scope", "playlist.read");
      Device other = device("tv", "scope", "playlist.read playlist.write");
      TestBrowser alice = seen.atConsent("alice");
      TestBrowser beside = alice.on(server).get("/device");
      beside.submit(Parameters.empty().with("user_code", other.userCode));
      beside.load(
          "POST",
          beside.location,
          form("decision", "approve", "scope", "playlist.read", "step", alice.hidden("step")));
      assertThat(beside.shownError()).isEqualTo("invalid_request");
      assertRefused(other.poll(), "authorization_pending");
    }

    @Test
    void who_refuses_cookies_is_told_so() {
      assertThat(TestServer.shownError(server.get("/device?mapae_seen=x")))
          .isEqualTo("invalid_request");
    }
  }

  @Nested
  class Rfc_10027_section_6_1_the_person {
    /// A link would spare them the question whether the device is theirs.
    @Test
    void is_not_led_past_the_page_for_the_code_by_a_link() {
      Device tv = device("tv", "scope", "playlist.read");
      TestBrowser attacker = tv.atConsent("bob");
      TestBrowser victim = device("tv", "scope", "playlist.read").atConsent("alice");
      String visit = Parameters.encode(attacker.parameter("device"));
      for (String link :
          List.of(
              "/device/consent?device=" + visit,
              "/device/consent?device=" + visit + "&mapae_seen=" + attacker.seen(),
              "/device/consent?device=" + visit + "&mapae_seen=" + victim.seen(),
              "/device/sign-in?device=" + visit)) {
        assertThat(victim.on(server).get(link).shownError()).isEqualTo("invalid_request");
      }
      assertRefused(tv.poll(), "authorization_pending");
    }
  }

  @Nested
  class Section_3_4_the_token_request {
    @Test
    void gets_tokens_once_the_person_has_approved() {
      Device tv = device("tv", "scope", "openid email offline_access playlist.read");
      assertRefused(tv.poll(), "authorization_pending");
      tv.approved("email", "offline_access", "playlist.read");
      Map<String, Object> tokens = tv.tokens();
      assertThat(tokens)
          .containsEntry("token_type", "Bearer")
          .containsEntry("scope", "openid email offline_access playlist.read")
          .containsKeys("access_token", "refresh_token", "id_token");
      Response renewed =
          server.token(
              "tv",
              form(
                  "grant_type",
                  "refresh_token",
                  "refresh_token",
                  String.valueOf(tokens.get("refresh_token"))));
      assertThat(renewed.status()).isEqualTo(200);
    }

    @Test
    void of_a_public_client_needs_its_client_id_alone() {
      assertThat(device("cli", "scope", "playlist.read").approved("playlist.read").tokens())
          .containsKeys("access_token", "refresh_token");
    }

    @Test
    void names_one_of_several_resources() {
      Device tv =
          device(
                  "tv",
                  Parameters.of(
                      Map.of(
                          "scope",
                          List.of("read"),
                          "resource",
                          List.of(Samples.MUSIC, Samples.ORDERS))))
              .approved("read");
      assertRefused(tv.poll(), "invalid_target");
      assertThat(tv.poll("resource", Samples.MUSIC).status()).isEqualTo(200);
    }

    @Test
    void of_another_client_gets_nothing_and_changes_nothing() {
      Device tv = device("tv", "scope", "playlist.read");
      Device thief = new Device("cli", tv.deviceCode, tv.userCode);
      assertRefused(thief.poll(), "invalid_grant");
      tv.approved("playlist.read");
      assertRefused(thief.poll(), "invalid_grant");
      tv.tokens();
      assertRefused(thief.poll(), "invalid_grant");
      // Of what is gone nobody knows whose it was.
      server.clock.advance(Duration.ofDays(31));
      server.sweep();
      assertRefused(thief.poll(), "invalid_grant");
    }

    @Test
    void takes_no_code_of_another_kind_and_no_user_code() {
      Device tv = device("tv", "scope", "playlist.read").approved("playlist.read");
      Object refresh = tv.tokens().get("refresh_token");
      for (Object other :
          List.of(tv.userCode, refresh, "mapae_dc_AAAA", clients.code("web", "playlist.read"))) {
        assertRefused(
            server.token("tv", form("grant_type", GRANT, "device_code", String.valueOf(other))),
            "invalid_grant");
      }
      assertRefused(
          server.token("web", form("grant_type", "authorization_code", "code", tv.deviceCode)),
          "invalid_grant");
    }

    @Test
    void needs_the_verifier_where_there_was_a_challenge() {
      String challenge = Pkce.challenge(TestClients.VERIFIER);
      Device tv =
          device(
                  "tv",
                  "code_challenge",
                  challenge,
                  "code_challenge_method",
                  "S256",
                  "scope",
                  "read",
                  "resource",
                  Samples.MUSIC)
              .approved("read");
      assertRefused(tv.poll(), "invalid_grant");
      assertRefused(tv.poll("code_verifier", "x".repeat(43)), "invalid_grant");
      assertThat(tv.poll("code_verifier", TestClients.VERIFIER).status()).isEqualTo(200);
      Device plain = device("tv", "scope", "playlist.read").approved("playlist.read");
      assertRefused(plain.poll("code_verifier", TestClients.VERIFIER), "invalid_grant");
    }

    @Test
    void is_bound_to_the_key_of_a_proof() {
      DpopClient key = DpopClient.of(server, "cli");
      Device cli = device("cli", "scope", "playlist.read").approved("playlist.read");
      Response response =
          key.token(form("grant_type", GRANT, "device_code", cli.deviceCode), key.proof("/token"));
      assertThat(json(response)).containsEntry("token_type", "DPoP");
      assertRefused(
          server.post(
              "/token",
              form(
                  "grant_type",
                  "refresh_token",
                  "refresh_token",
                  String.valueOf(json(response).get("refresh_token")),
                  "client_id",
                  "cli")),
          "invalid_request");
    }

    @Test
    void twice_ends_everything_that_came_of_it() {
      Device tv = device("tv", "scope", "playlist.read").approved("playlist.read");
      Map<String, Object> tokens = tv.tokens();
      assertRefused(tv.poll(), "invalid_grant");
      assertThat(server.rows()).containsEntry("grants", 0);
      assertRefused(
          server.token(
              "tv",
              form(
                  "grant_type",
                  "refresh_token",
                  "refresh_token",
                  String.valueOf(tokens.get("refresh_token")))),
          "invalid_grant");
      assertThat(server.audit).extracting(AuditEvent::type).contains(AuditEvent.Type.REPLAY);
    }

    @Test
    void of_many_at_once_gets_tokens_once() throws Exception {
      Device tv = device("tv", "scope", "playlist.read").approved("playlist.read");
      List<Integer> statuses = Race.of(8, () -> tv.pollAtOnce().status());
      assertThat(statuses).containsOnlyOnce(200);
    }

    @Test
    void is_answered_by_every_node() {
      try (TestServer other = server.beside()) {
        Device tv = device("tv", "scope", "playlist.read");
        TestBrowser browser = new TestBrowser(other).get("/device");
        browser.submit(Parameters.empty().with("user_code", tv.userCode)).signInAs("alice");
        browser.on(server).approve("playlist.read");
        Response response =
            other.token("tv", form("grant_type", GRANT, "device_code", tv.deviceCode));
        assertThat(response.status()).isEqualTo(200);
      }
    }

    @Test
    void gets_nothing_once_the_person_was_disabled() {
      Device tv = device("tv", "scope", "playlist.read").approved("playlist.read");
      server.server.reconcile(Declared.without(Samples.declarations(), "alice"));
      assertThat(tv.poll().status()).isNotEqualTo(200);
    }
  }

  @Nested
  class Section_3_5_the_token_response {
    @Test
    void says_to_slow_down() {
      Device tv = device("tv", "scope", "playlist.read");
      assertRefused(tv.poll(), "authorization_pending");
      assertRefused(tv.pollAtOnce(), "slow_down");
      assertRefused(tv.poll(), "authorization_pending");
      tv.approved("playlist.read");
      assertThat(tv.pollAtOnce().status()).isEqualTo(200);
    }

    @Test
    void of_many_devices_at_once_slows_down_few_that_ask_for_the_first_time() {
      List<Device> devices = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        devices.add(device("tv", "scope", "playlist.read"));
      }
      assertThat(devices.stream().map(Device::pollAtOnce).map(r -> json(r).get("error")))
          .filteredOn("slow_down"::equals)
          .hasSizeLessThan(3);
    }

    @Test
    void says_that_the_person_denied_as_often_as_it_is_asked() {
      Device tv = device("tv", "scope", "playlist.read");
      assertThat(tv.atConsent("alice").deny().html()).contains("You refused the device");
      assertRefused(tv.poll(), "access_denied");
      assertRefused(tv.poll(), "access_denied");
      assertThat(typed(tv.userCode).html()).contains("No device is waiting for this code");
    }

    @Test
    void of_two_windows_the_first_answer_counts() {
      Device tv = device("tv", "scope", "playlist.read");
      TestBrowser first = tv.atConsent("alice");
      TestBrowser second = first.on(server);
      first.deny();
      assertThat(second.approve("playlist.read").shownError()).isEqualTo("expired_token");
      assertRefused(tv.poll(), "access_denied");

      Device other = device("tv", "scope", "playlist.read");
      TestBrowser third = other.atConsent("alice");
      TestBrowser fourth = third.on(server);
      third.approve("playlist.read");
      assertThat(fourth.deny().shownError()).isEqualTo("expired_token");
      other.tokens();
    }

    @Test
    void says_that_the_code_expired_for_as_long_as_a_device_may_ask() {
      Device tv = device("tv", "scope", "playlist.read");
      server.clock.advance(Duration.ofMinutes(6));
      assertRefused(tv.poll(), "expired_token");
      server.sweep();
      assertRefused(tv.poll(), "expired_token");
      server.clock.advance(Duration.ofMinutes(10));
      server.sweep();
      assertThat(server.rows()).containsEntry("pending", 0);
      assertRefused(tv.poll(), "invalid_grant");
    }

    /// RFC 6749 §5.2: it is no code that expired, and no request that was denied.
    @Test
    void of_what_was_revoked_is_that_of_a_grant_that_was() {
      Device tv = device("tv", "scope", "playlist.read").approved("playlist.read");
      Object token = tv.tokens().get("access_token");
      assertThat(clients.post("/revoke", "tv", form("token", (String) token)).status())
          .isEqualTo(200);
      assertThat(server.rows()).containsEntry("grants", 0);
      assertRefused(tv.poll(), "invalid_grant");
      Device other = device("tv", "scope", "playlist.read").approved("playlist.read");
      other.tokens();
      assertRefused(other.poll(), "invalid_grant");
      assertRefused(other.poll(), "invalid_grant");
    }

    @Test
    void of_an_approval_that_nobody_fetched_says_that_it_expired() {
      Device tv = device("tv", "scope", "playlist.read").approved("playlist.read");
      server.clock.advance(Duration.ofMinutes(6));
      assertRefused(tv.poll(), "expired_token");
      server.sweep();
      assertRefused(tv.poll(), "expired_token");
      server.clock.advance(Duration.ofMinutes(10));
      server.sweep();
      assertThat(server.rows()).containsEntry("grants", 0);
    }

    @Test
    void waiting_leaves_no_line_in_the_audit_log() {
      Device tv = device("tv", "scope", "playlist.read");
      tv.poll();
      assertThat(server.audit)
          .extracting(AuditEvent::type)
          .contains(AuditEvent.Type.DEVICE_REQUESTED)
          .doesNotContain(AuditEvent.Type.TOKEN_REFUSED);
    }
  }

  @Nested
  class Section_4_the_metadata {
    @Test
    void names_the_endpoint_and_the_grant() {
      Map<String, Object> metadata = json(server.get("/.well-known/oauth-authorization-server"));
      assertThat(metadata)
          .containsEntry(
              "device_authorization_endpoint", "https://id.example.com/device_authorization");
      assertThat(String.valueOf(metadata.get("grant_types_supported"))).contains(GRANT);
    }
  }

  @Nested
  class Section_5_1_guessing_user_codes {
    @Test
    void is_slowed_down_by_address_and_locks_nobody_out_for_good() {
      TestBrowser browser = new TestBrowser(server).get("/device");
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        statuses.add(
            browser.submit(Parameters.empty().with("user_code", "BBBB-BBBB")).page.status());
      }
      assertThat(statuses.subList(0, 20)).containsOnly(400);
      assertThat(statuses.subList(20, 25)).containsOnly(429);
      assertThat(browser.page.header("Retry-After")).contains("10");

      // The right code, too, is no way to find out.
      Device tv = device("tv", "scope", "playlist.read");
      browser.submit(Parameters.empty().with("user_code", tv.userCode));
      assertThat(browser.page.status()).isEqualTo(429);
      server.clock.advance(Duration.ofSeconds(11));
      browser.submit(Parameters.empty().with("user_code", tv.userCode));
      assertThat(browser.path()).isEqualTo("/device/sign-in");
    }

    @Test
    void of_a_code_in_the_url_is_no_way_around() {
      Device tv = device("tv", "scope", "playlist.read");
      TestBrowser browser = new TestBrowser(server).get("/device");
      for (String url :
          List.of(
              "/device/consent?user_code=" + tv.userCode,
              "/device/sign-in?device=" + tv.userCode)) {
        assertThat(browser.get(url).page.status()).isEqualTo(400);
      }
    }
  }

  @Nested
  class Section_5_2_guessing_device_codes {
    @ParameterizedTest
    @ValueSource(ints = {0, 20, 50})
    void takes_no_code_in_which_a_letter_was_changed(int place) {
      Device tv = device("tv", "scope", "playlist.read").approved("playlist.read");
      int at = "mapae_dc_".length() + place;
      char other = tv.deviceCode.charAt(at) == 'A' ? 'B' : 'A';
      String guessed = tv.deviceCode.substring(0, at) + other + tv.deviceCode.substring(at + 1);
      assertRefused(new Device("tv", guessed, "").poll(), "invalid_grant");
    }
  }
}
