package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Rfc6749ClientAuthenticationTests.assertRefused;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.protocol.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 8707, what a token that speaks for a person is for.
class Rfc8707ResourceIndicatorTests {
  static final String ISSUER = TestServer.ISSUER.value();
  static final String FILMS = "https://films.example.com/";

  final TestServer server = new TestServer(TestServer.ISSUER, withFilms());
  final TestClients clients = new TestClients(server);

  private static Declarations withFilms() {
    return Declared.with(
        Declared.with(Samples.declarations(), films()),
        Samples.confidential(
            Samples.client("web", Samples.CALLBACK)
                .scope(
                    "openid profile email offline_access playlist.read playlist.write"
                        + " read orders.read films.see")));
  }

  static Resource films() {
    return new Resource(
        FILMS,
        "Films API",
        Origin.DECLARED,
        true,
        AccessTokenFormat.JWT,
        "at+jwt",
        Resource.PRESET_ALG,
        Set.of(),
        Optional.empty(),
        List.of(
            new DeclaredScope("films.see", Map.of(), Set.of()),
            new DeclaredScope("read", Map.of(), Set.of("projectionist"))));
  }

  @AfterEach
  void close() {
    server.close();
  }

  static Parameters withResources(Parameters form, String... resources) {
    Map<String, List<String>> all = new HashMap<>();
    form.stream().forEach(e -> all.put(e.getKey(), e.getValue()));
    all.put("resource", List.of(resources));
    return Parameters.of(all);
  }

  /// A code of `web` for Alice.
  String code(String scope, String... resources) {
    return clients.code(withResources(TestClients.request("web", scope), resources));
  }

  Response redeem(String code, String... resources) {
    return clients.token("web", withResources(TestClients.redemption("web", code), resources));
  }

  Map<String, Object> tokens(String scope, String... resources) {
    return json(redeem(code(scope, resources)));
  }

  Map<String, Object> refresh(Map<String, Object> tokens, Parameters more) {
    Map<String, List<String>> all = new HashMap<>();
    TestClients.refresh(tokens.get("refresh_token")).stream()
        .forEach(e -> all.put(e.getKey(), e.getValue()));
    more.stream().forEach(e -> all.put(e.getKey(), e.getValue()));
    return json(clients.token("web", Parameters.of(all)));
  }

  void assertFor(Map<String, Object> answer, String scope, Object... audience) {
    assertThat(answer).containsEntry("scope", scope);
    List<Object> expected = new ArrayList<>(List.of(audience));
    Object aud = clients.introspect("web", answer.get("access_token")).get("aud");
    assertThat(aud).isEqualTo(expected.size() == 1 ? expected.getFirst() : expected);
  }

  @Nested
  class Section_2_1_without_resource {
    @Test
    void openid_alone_is_for_the_server_itself() {
      assertFor(tokens("openid profile"), "openid profile", ISSUER);
    }

    @Test
    void other_scopes_choose_their_one_resource() {
      assertFor(tokens("playlist.read"), "playlist.read", Samples.MUSIC);
      assertFor(tokens("offline_access orders.read"), "offline_access orders.read", Samples.ORDERS);
    }

    @Test
    void openid_adds_the_issuer() {
      var answer = tokens("openid playlist.read");
      assertFor(answer, "openid playlist.read", Samples.MUSIC, ISSUER);
      assertThat(clients.userInfo(answer.get("access_token")).status()).isEqualTo(200);
    }

    @Test
    void profile_without_openid_does_not() {
      var answer = tokens("profile playlist.read");
      assertFor(answer, "profile playlist.read", Samples.MUSIC);
      assertThat(clients.userInfo(answer.get("access_token")).status()).isEqualTo(401);
    }

    @Test
    void scopes_of_several_are_refused_and_the_choices_named() {
      TestBrowser browser = new TestBrowser(server);
      browser.get("/authorize?" + TestClients.request("web", "playlist.read orders.read").encode());
      assertThat(browser.answer("error")).isEqualTo("invalid_target");
      assertThat(browser.answer("error_description")).contains(Samples.MUSIC, Samples.ORDERS);
    }

    @Test
    void a_token_is_for_no_api_that_the_person_did_not_allow() {
      TestBrowser browser = new TestBrowser(server);
      browser
          .get("/authorize?" + TestClients.request("web", "openid playlist.read").encode())
          .signIn("alice", "wonderland-42")
          .approve("openid");
      assertFor(json(redeem(browser.answer("code"))), "openid", ISSUER);
    }

    @Test
    void a_token_is_for_no_api_of_which_the_person_lacks_the_role() {
      String code =
          clients.code(
              "bob", "builder-42-builder", TestClients.request("web", "openid playlist.write"));
      assertFor(json(redeem(code)), "openid", ISSUER);
    }

    @Test
    void a_narrower_refresh_is_for_less() {
      var tokens = tokens("openid offline_access playlist.read");
      assertFor(refresh(tokens, form("scope", "playlist.read")), "playlist.read", Samples.MUSIC);
    }

    @Test
    void a_narrower_refresh_shrinks_nothing_for_the_next_one() {
      var tokens = tokens("openid offline_access playlist.read");
      var narrow = refresh(tokens, form("scope", "openid"));
      assertFor(narrow, "openid", ISSUER);
      assertFor(
          refresh(narrow, Parameters.empty()),
          "openid offline_access playlist.read",
          Samples.MUSIC,
          ISSUER);
    }

    @Test
    void the_token_request_may_name_one_of_both() {
      String code = code("openid offline_access playlist.read");
      var answer = json(redeem(code, Samples.MUSIC));
      assertFor(answer, "playlist.read", Samples.MUSIC);
      assertFor(refresh(answer, form("resource", ISSUER)), "openid offline_access", ISSUER);
    }

    @Test
    void a_resource_that_vanished_is_no_audience_any_more() {
      var tokens = tokens("openid offline_access films.see");
      server.server.reconcile(Samples.declarations());
      assertFor(refresh(tokens, Parameters.empty()), "openid offline_access", ISSUER);
    }
  }

  @Nested
  class Section_2_1_with_one_resource {
    @Test
    void the_audience_is_exactly_that() {
      var answer = tokens("openid playlist.read", Samples.MUSIC);
      assertFor(answer, "openid playlist.read", Samples.MUSIC);
      assertThat(clients.userInfo(answer.get("access_token")).status()).isEqualTo(401);
      assertThat(answer).containsKey("id_token");
    }

    @Test
    void the_issuer_is_one() {
      var answer = tokens("openid email", ISSUER);
      assertFor(answer, "openid email", ISSUER);
      assertThat(clients.userInfo(answer.get("access_token")).status()).isEqualTo(200);
    }

    @Test
    void the_token_request_may_name_it_again_and_no_other() {
      String code = code("playlist.read", Samples.MUSIC);
      for (String other : List.of(Samples.ORDERS, ISSUER, "https://nowhere.example.com/")) {
        assertRefused(redeem(code, other), 400, "invalid_target");
      }
      assertFor(json(redeem(code, Samples.MUSIC)), "playlist.read", Samples.MUSIC);
    }

    @Test
    void it_has_to_be_there_still() {
      var tokens = tokens("films.see", FILMS);
      server.server.reconcile(Samples.declarations());
      assertThat(refresh(tokens, Parameters.empty())).containsEntry("error", "invalid_target");
      server.server.reconcile(withFilms());
      assertThat(clients.isActive("web", tokens.get("refresh_token"))).isTrue();
    }
  }

  @Nested
  class Section_2_2_after_an_authorization_with_several {
    final String scope = "openid offline_access playlist.read films.see read";

    @Test
    void each_token_request_names_one() {
      String code = code(scope, Samples.MUSIC, FILMS, ISSUER);
      Response none = redeem(code);
      assertRefused(none, 400, "invalid_target");
      assertThat((String) json(none).get("error_description"))
          .contains(Samples.MUSIC, FILMS, ISSUER);
      assertRefused(redeem(code, Samples.MUSIC, FILMS), 400, "invalid_target");
      assertRefused(redeem(code, Samples.ORDERS), 400, "invalid_target");
      assertFor(json(redeem(code, Samples.MUSIC)), "playlist.read read", Samples.MUSIC);
    }

    @Test
    void each_refresh_may_name_another() {
      var tokens = json(redeem(code(scope, Samples.MUSIC, FILMS, ISSUER), ISSUER));
      assertFor(tokens, "openid offline_access", ISSUER);
      var music = refresh(tokens, form("resource", Samples.MUSIC));
      assertFor(music, "playlist.read read", Samples.MUSIC);
      // `read` of the films needs a role that Alice has not.
      assertFor(refresh(music, form("resource", FILMS)), "films.see", FILMS);
    }

    @Test
    void the_order_in_which_they_were_named_grants_and_takes_nothing() {
      String code = code("playlist.read films.see read", FILMS, Samples.MUSIC);
      assertFor(json(redeem(code, Samples.MUSIC)), "playlist.read read", Samples.MUSIC);
    }

    @Test
    void a_refresh_that_names_none_spends_nothing() {
      var tokens = json(redeem(code("playlist.read films.see", Samples.MUSIC, FILMS), FILMS));
      assertThat(refresh(tokens, Parameters.empty())).containsEntry("error", "invalid_target");
      assertFor(refresh(tokens, form("resource", FILMS)), "films.see", FILMS);
    }

    @Test
    void one_that_was_named_twice_is_one() {
      assertFor(
          tokens("playlist.read", Samples.MUSIC, Samples.MUSIC), "playlist.read", Samples.MUSIC);
    }
  }
}
