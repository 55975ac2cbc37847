package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.OpenIdScope;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OIDC Core §5.1.2 and §5.4, claims of the operator's own, released by the scopes that the
/// configuration says.
///
/// - `profile` also releases `department`, and `work` releases `desk` and `department` in the ID
///   token too; only a `listener` may allow `secrets`.
/// - At the Music API `playlist.read` releases `tenant` and `limits` into access tokens.
@OnEveryEngine
class OidcCoreCustomClaimsTests {
  private static final Map<String, Object> LIMITS = Map.of("songs", 7L);

  private final TestServer server;
  private final TestClients clients;

  OidcCoreCustomClaimsTests(Engine engine) {
    server = new TestServer(engine, declarations(), seams());
    clients = new TestClients(server);
  }

  private static Seams seams() {
    return Seams.none()
        .with(
            scope("profile", "", Set.of(), false, "department"),
            scope("work", "Your place at work", Set.of(), true, "desk", "department"),
            scope("tree", "", Set.of(), false, "nested"),
            scope("secrets", "", Set.of("listener"), true, "secret"));
  }

  private static OpenIdScope scope(
      String name, String description, Set<String> roles, boolean idToken, String... claims) {
    Map<String, String> words =
        description.isEmpty() ? Map.of() : Map.of("", description, "ko", "직장에서의 자리");
    return new OpenIdScope(new DeclaredScope(name, words, roles, List.of(claims)), idToken);
  }

  private static Declarations declarations() {
    String scope =
        "openid profile email offline_access playlist.read playlist.write work secrets tree";
    Declarations all =
        Declared.withAll(
            Samples.declarations(),
            Samples.confidential(Samples.client("web", Samples.CALLBACK).scope(scope)),
            Samples.confidential(
                Samples.client("service")
                    .grants("client_credentials")
                    .scope("playlist.read playlist.write work")
                    .claims(
                        Map.of("tenant", "acme", "limits", LIMITS, "other", "x", "desk", "12"))));
    Declarations people =
        Declared.with(
            Declared.with(all, person("alice", Set.of("listener"))), person("bob", Set.of()));
    return Declared.with(people, music());
  }

  private static DeclaredPerson person(String username, Set<String> roles) {
    Map<String, Object> claims =
        Map.of(
            "department",
            "Wonders",
            "desk",
            "7b",
            "secret",
            "42",
            "tenant",
            "looking-glass",
            "limits",
            LIMITS,
            "iss",
            "https://evil.example",
            "desk#ko",
            "7나",
            "cnf",
            Map.of("jkt", "x"),
            "nested",
            Map.of("a", List.of(7L, Map.of("b", 1L))));
    return new DeclaredPerson(
        new Person("", username, Origin.DECLARED, true, Optional.empty(), roles, claims),
        Optional.of(Samples.password(username)));
  }

  private static Resource music() {
    return new Resource(
        Samples.MUSIC,
        "Music API",
        Origin.DECLARED,
        true,
        Resource.AccessTokenFormat.JWT,
        "at+jwt",
        Resource.PRESET_ALG,
        Set.of(),
        Optional.empty(),
        List.of(
            new DeclaredScope(
                "playlist.read", Map.of(), Set.of(), List.of("tenant", "limits", "iss", "cnf")),
            new DeclaredScope("playlist.write", Map.of(), Set.of())));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Map<String, Object> tokens(String username, Ask ask, String... ticked) {
    TestBrowser browser = new TestBrowser(server).get(ask.url()).signInAs(username);
    browser.approve(ticked);
    return json(clients.token("web", ask.redemption(browser.answer("code"))));
  }

  private Map<String, Object> userInfo(Map<String, Object> tokens) {
    return json(clients.userInfo(tokens.get("access_token")));
  }

  private Map<String, Object> idToken(Map<String, Object> tokens) {
    return clients.claims(tokens.get("id_token"));
  }

  @Nested
  class Section_5_4_requesting_claims_using_scope_values {
    @Test
    void a_scope_of_openid_connect_releases_what_is_added_to_it() {
      var tokens = tokens("alice", Ask.web("openid profile"), "profile");
      assertThat(userInfo(tokens))
          .containsOnlyKeys("sub", "preferred_username", "department")
          .containsEntry("department", "Wonders");
      assertThat(idToken(tokens)).doesNotContainKeys("department", "desk");
      assertThat(clients.claims(tokens.get("access_token"))).doesNotContainKey("department");
    }

    @Test
    void a_scope_of_its_own_releases_its_claims_in_both_places() {
      var tokens = tokens("alice", Ask.web("openid work"), "work");
      assertThat(tokens).containsEntry("scope", "openid work");
      assertThat(userInfo(tokens)).containsOnlyKeys("sub", "desk", "department");
      assertThat(idToken(tokens))
          .containsEntry("desk", "7b")
          .containsEntry("department", "Wonders");
      assertThat(clients.claims(tokens.get("access_token")))
          .containsEntry("aud", TestServer.ISSUER.value())
          .doesNotContainKeys("desk", "department");
    }

    @Test
    void what_is_not_ticked_is_not_released() {
      var tokens = tokens("alice", Ask.web("openid profile work"), "profile");
      assertThat(userInfo(tokens)).containsOnlyKeys("sub", "preferred_username", "department");
      assertThat(idToken(tokens)).doesNotContainKeys("desk", "department");
    }

    @Test
    void who_lacks_the_role_cannot_release_it() {
      assertThat(tokens("alice", Ask.web("openid secrets"), "secrets"))
          .containsEntry("scope", "openid secrets");
      var tokens = tokens("bob", Ask.web("openid secrets"), "secrets");
      assertThat(tokens).containsEntry("scope", "openid");
      assertThat(userInfo(tokens)).containsOnlyKeys("sub");
    }

    /// The access token leaves the scope out, and so does what is beside it.
    @Test
    void who_lost_the_role_releases_it_no_longer() {
      var tokens =
          tokens("alice", Ask.web("openid offline_access secrets"), "offline_access", "secrets");
      assertThat(idToken(tokens)).containsEntry("secret", "42");
      Declarations without = Declared.with(declarations(), person("alice", Set.of()));
      server.server.reconcile(without);
      assertThat(userInfo(tokens)).containsOnlyKeys("sub");
      var refreshed = json(clients.refresh("web", tokens.get("refresh_token")));
      assertThat(refreshed).containsEntry("scope", "openid offline_access");
      assertThat(idToken(refreshed)).doesNotContainKey("secret");
    }

    /// People allowed what they were shown.
    @Test
    void a_scope_that_comes_to_release_more_is_asked_about_again() {
      Ask ask = Ask.web("openid profile playlist.read");
      tokens("alice", ask, "profile", "playlist.read");
      assertThat(new TestBrowser(server).get(ask.url()).signInAs("alice").answer("code"))
          .isNotEmpty();
      Seams more =
          Seams.none().with(scope("profile", "", Set.of(), true, "department", "national_id"));
      try (TestServer later = server.beside(more)) {
        TestBrowser browser = new TestBrowser(later).get(ask.url()).signInAs("alice");
        assertThat(browser.path()).isEqualTo("/consent");
        assertThat(browser.html()).contains("national_id");
        browser.approve("profile", "playlist.read");
        assertThat(new TestBrowser(later).get(ask.url()).signInAs("alice").answer("code"))
            .isNotEmpty();
      }
    }

    @Test
    void the_page_says_in_words_what_a_scope_releases() {
      for (var words : Map.of("en", "Your place at work", "ko", "직장에서의 자리").entrySet()) {
        Ask ask = Ask.web("openid profile work playlist.read").with("ui_locales", words.getKey());
        TestBrowser browser = new TestBrowser(server).get(ask.url()).signInAs("alice");
        assertThat(browser.html()).contains(words.getValue(), "desk, department", "tenant, limits");
      }
    }

    @Test
    void the_metadata_says_what_there_is() {
      Map<String, Object> metadata = json(server.get("/.well-known/openid-configuration"));
      assertThat(metadata.get("scopes_supported").toString()).contains("work", "secrets");
      assertThat(metadata.get("claims_supported").toString())
          .contains("desk", "department", "secret")
          .doesNotContain("tenant");
    }
  }

  @Nested
  class Section_5_5_the_claims_parameter {
    @Test
    void names_a_claim_of_a_scope_that_the_client_registered() {
      Ask ask =
          Ask.web("openid")
              .with("claims", "{\"id_token\":{\"desk\":null,\"tenant\":null,\"cnf\":null}}");
      TestBrowser browser = new TestBrowser(server).get(ask.url()).signInAs("alice");
      assertThat(browser.html()).contains("<li>desk</li>").doesNotContain("<li>tenant");
      browser.approve();
      var tokens = json(clients.token("web", ask.redemption(browser.answer("code"))));
      assertThat(idToken(tokens))
          .containsEntry("desk", "7b")
          .doesNotContainKeys("department", "tenant", "cnf");
    }

    /// OIDC Core §5.2.
    @Test
    void names_it_in_a_language() {
      var tokens =
          tokens(
              "alice",
              Ask.web("openid")
                  .with(
                      "claims",
                      "{\"userinfo\":{\"desk#ko\":null,\"desk#fr\":null,\"iss#ko\":null}}"));
      assertThat(userInfo(tokens))
          .containsOnlyKeys("sub", "desk#ko")
          .containsEntry("desk#ko", "7나");
    }

    /// Nobody but us writes on the consent page.
    @ParameterizedTest
    @ValueSource(
        strings = {"Press Allow", "", "abcdefghi", "ko-", "a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a"})
    void but_in_no_words(String tag) {
      String claims = "{\"userinfo\":{\"desk#" + tag + "\":null}}";
      TestBrowser browser =
          new TestBrowser(server).get(Ask.web("openid").with("claims", claims).url());
      assertThat(browser.signInAs("alice").html()).doesNotContain("<li>desk");
    }

    @Test
    void is_shown_without_a_language() {
      String claims = "{\"userinfo\":{\"desk#Bad-words\":null}}";
      TestBrowser browser =
          new TestBrowser(server).get(Ask.web("openid").with("claims", claims).url());
      assertThat(browser.signInAs("alice").html())
          .contains("<li>desk</li>")
          .doesNotContain("Bad-words</li>");
    }

    @Test
    void cannot_name_a_claim_of_a_scope_that_the_person_may_not_allow() {
      Ask ask =
          Ask.web("openid")
              .with("claims", "{\"userinfo\":{\"secret\":null},\"id_token\":{\"secret\":null}}");
      TestBrowser browser = new TestBrowser(server).get(ask.url()).signInAs("bob");
      assertThat(browser.html()).doesNotContain("<li>secret");
      browser.approve();
      var tokens = json(clients.token("web", ask.redemption(browser.answer("code"))));
      assertThat(userInfo(tokens)).containsOnlyKeys("sub");
      assertThat(idToken(tokens)).doesNotContainKey("secret");
      assertThat(userInfo(tokens("alice", ask))).containsEntry("secret", "42");
    }

    @Test
    void heeds_values_that_are_lists_and_objects() {
      for (var how :
          Map.of("{\"a\":[7,{\"b\":1}]}", true, "{\"a\":[8,{\"b\":1}]}", false).entrySet()) {
        String claims =
            "{\"userinfo\":{\"desk\":null,\"nested\":{\"value\":" + how.getKey() + "}}}";
        assertThat(
                userInfo(
                        tokens(
                            "alice",
                            Ask.web("openid").with("claims", claims).with("prompt", "consent")))
                    .containsKey("nested"))
            .isEqualTo(how.getValue());
      }
    }

    @Test
    void and_of_no_other_scope() {
      Ask ask = Ask.of("ours", TestClients.callback("ours"), "openid");
      TestBrowser browser =
          new TestBrowser(server)
              .get(ask.with("claims", "{\"userinfo\":{\"desk\":null}}").url())
              .signInAs("alice");
      var tokens = json(clients.token("ours", ask.redemption(browser.answer("code"))));
      assertThat(userInfo(tokens)).containsOnlyKeys("sub");
    }
  }

  @Nested
  class Section_5_1_2_additional_claims {
    @Test
    void of_a_person_go_into_access_tokens_for_the_api_that_says_so() {
      var tokens = tokens("alice", Ask.web("openid playlist.read"), "playlist.read");
      assertThat(clients.claims(tokens.get("access_token")))
          .containsEntry("tenant", "looking-glass")
          .containsEntry("limits", LIMITS)
          .containsEntry("iss", TestServer.ISSUER.value())
          .doesNotContainKeys("cnf", "desk");
      assertThat(clients.introspect("web", tokens.get("access_token")))
          .containsEntry("tenant", "looking-glass");
      assertThat(userInfo(tokens)).containsOnlyKeys("sub");
      var others = tokens("alice", Ask.web("openid playlist.write"), "playlist.write");
      assertThat(clients.claims(others.get("access_token"))).doesNotContainKey("tenant");
    }

    @Test
    void of_a_client_go_into_its_own_tokens() {
      Object token = clients.accessToken("service", "scope", "playlist.read");
      assertThat(clients.claims(token))
          .containsEntry("tenant", "acme")
          .containsEntry("limits", LIMITS)
          .doesNotContainKeys("other", "desk");
      assertThat(clients.claims(clients.accessToken("service", "scope", "playlist.write")))
          .doesNotContainKey("tenant");
    }
  }
}
