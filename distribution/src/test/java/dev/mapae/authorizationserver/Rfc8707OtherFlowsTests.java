package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 8707, several resources in the ways of asking besides a URL: pushed, by a device, by a
/// client for itself.
class Rfc8707OtherFlowsTests {
  static final String SCOPE = "offline_access playlist.read orders.read read";
  static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

  final TestServer server =
      new TestServer(
          TestServer.ISSUER,
          Declared.withAll(
              Samples.declarations(),
              Samples.confidential(Samples.client("tv").grants(DEVICE, "refresh_token"))));
  final TestClients clients = new TestClients(server);

  @AfterEach
  void close() {
    server.close();
  }

  static Parameters several(Parameters form, String... resources) {
    return new Ask(form).with("resource", List.of(resources)).parameters();
  }

  void assertFor(Response response, String scope, String audience) {
    Map<String, Object> answer = json(response);
    assertThat(answer).containsEntry("scope", scope);
    assertThat(clients.introspect("web", answer.get("access_token")).getOrDefault("aud", audience))
        .isEqualTo(audience);
  }

  /// None of them, both, and one that was not granted: refused, with the choices, and at no cost.
  void assertOneIsNamed(String clientId, Parameters request) {
    Response none = clients.token(clientId, request);
    assertThat(json(none)).containsEntry("error", "invalid_target");
    assertThat((String) json(none).get("error_description"))
        .contains(Samples.MUSIC, Samples.ORDERS);
    for (String[] resources :
        List.of(
            new String[] {Samples.MUSIC, Samples.ORDERS},
            new String[] {TestServer.ISSUER.value()},
            new String[] {"https://nowhere.example.com/"})) {
      assertThat(json(clients.token(clientId, several(request, resources))))
          .containsEntry("error", "invalid_target");
    }
  }

  @Nested
  class Section_2_1_pushed {
    @Test
    void each_token_request_names_one() {
      Ask ask = Ask.web(SCOPE).with("resource", List.of(Samples.MUSIC, Samples.ORDERS));
      TestBrowser browser = new TestBrowser(server).get(clients.pushedUrl(ask));
      browser.signInAs("alice").approve("offline_access", "playlist.read", "orders.read", "read");
      Parameters redemption = ask.redemption(browser.answer("code"));
      assertOneIsNamed("web", redemption);
      Response music = clients.token("web", several(redemption, Samples.MUSIC));
      assertFor(music, "offline_access playlist.read read", Samples.MUSIC);
      Parameters refresh = TestClients.refresh(json(music).get("refresh_token"));
      assertOneIsNamed("web", refresh);
      assertFor(
          clients.token("web", several(refresh, Samples.ORDERS)),
          "offline_access orders.read read",
          Samples.ORDERS);
    }

    @Test
    void a_scope_of_none_of_them_is_refused_at_once() {
      Ask ask = Ask.web("orders.read").with("resource", List.of(Samples.MUSIC));
      assertThat(json(clients.push(ask))).containsEntry("error", "invalid_scope");
    }

    @Test
    void whoever_denies_all_of_one_leaves_the_other() {
      Ask ask =
          Ask.web("playlist.read orders.read")
              .with("resource", List.of(Samples.MUSIC, Samples.ORDERS));
      TestBrowser browser = new TestBrowser(server).get(clients.pushedUrl(ask));
      browser.signInAs("alice").approve("orders.read");
      Parameters redemption = ask.redemption(browser.answer("code"));
      assertThat(json(clients.token("web", several(redemption, Samples.MUSIC))))
          .containsEntry("error", "invalid_target");
      assertFor(clients.token("web", redemption), "orders.read", Samples.ORDERS);
    }
  }

  @Nested
  class Section_2_1_a_device {
    @Test
    void each_token_request_names_one() {
      Parameters asked =
          several(
              form("scope", "offline_access playlist.read orders.read"),
              Samples.MUSIC,
              Samples.ORDERS);
      Map<String, Object> device = json(clients.post("/device_authorization", "tv", asked));
      new TestBrowser(server)
          .get("/device")
          .submit(form("user_code", (String) device.get("user_code")))
          .signInAs("alice")
          .approve("offline_access", "playlist.read", "orders.read");
      Parameters poll =
          form("grant_type", DEVICE, "device_code", (String) device.get("device_code"));
      assertOneIsNamed("tv", poll);
      Map<String, Object> music = json(clients.token("tv", several(poll, Samples.MUSIC)));
      assertThat(music).containsEntry("scope", "offline_access playlist.read");
      Parameters refresh = TestClients.refresh(music.get("refresh_token"));
      assertThat(json(clients.token("tv", several(refresh, Samples.ORDERS))))
          .containsEntry("scope", "offline_access orders.read");
    }

    @Test
    void scopes_of_several_without_a_name_are_refused_with_the_choices() {
      Response response =
          clients.post("/device_authorization", "tv", form("scope", "playlist.read orders.read"));
      assertThat(json(response)).containsEntry("error", "invalid_target");
      assertThat((String) json(response).get("error_description"))
          .contains(Samples.MUSIC, Samples.ORDERS);
    }
  }

  @Nested
  class Section_2_2_a_client_for_itself {
    @Test
    void names_one() {
      Parameters several = several(TestClients.credentials(), Samples.MUSIC, Samples.ORDERS);
      Response both = clients.token("both", several);
      assertThat(json(both)).containsEntry("error", "invalid_target");
      assertThat((String) json(both).get("error_description"))
          .contains(Samples.MUSIC, Samples.ORDERS);
      assertThat(
              json(clients.token("both", several(TestClients.credentials(), Samples.ORDERS)))
                  .get("scope"))
          .isEqualTo("orders.read read");
    }
  }

  @Nested
  class Section_2_what_is_no_resource {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://api.example.com",
          "HTTPS://api.example.com/",
          "https://api.example.com/#f",
          "https://api.example.com/?a=b",
          "/",
          "api",
          " "
        })
    void is_compared_letter_by_letter_and_refused(String resource) {
      TestBrowser browser =
          new TestBrowser(server).get(Ask.web("playlist.read").with("resource", resource).url());
      assertThat(browser.answer("error")).isEqualTo("invalid_target");
    }

    @Test
    void is_not_repeated_when_it_is_long() {
      String longest = "https://api.example.com/" + "z".repeat(3000);
      TestBrowser browser =
          new TestBrowser(server).get(Ask.web("playlist.read").with("resource", longest).url());
      assertThat(browser.answer("error_description")).doesNotContain("zzz");
    }
  }
}
