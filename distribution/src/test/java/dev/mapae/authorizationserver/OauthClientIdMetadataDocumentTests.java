package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.DocumentScene.APP;
import static dev.mapae.authorizationserver.DocumentScene.CALLBACK;
import static dev.mapae.authorizationserver.DocumentScene.ask;
import static dev.mapae.authorizationserver.DocumentScene.document;
import static dev.mapae.authorizationserver.DocumentScene.refresh;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.DocumentPolicy;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientLogout;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.SubjectPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// draft-ietf-oauth-client-id-metadata-document-02, clients that are known by a URL.
class OauthClientIdMetadataDocumentTests {
  DocumentScene scene = new DocumentScene(Engine.preset(), DocumentPolicy.ANY);

  private void restart(DocumentPolicy policy) {
    scene.close();
    scene = new DocumentScene(Engine.preset(), policy);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private Optional<Client> kept() {
    return scene.server.stores.clients().find(APP);
  }

  /// What a person who is signed in sees of a document that cannot be used.
  private TestBrowser refused() {
    TestBrowser browser = scene.alice("playlist.read");
    assertThat(browser.shownError()).isEqualTo("invalid_request");
    assertThat(kept()).isEmpty();
    return browser;
  }

  @Nested
  class Section_3_the_url {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://app.example.com/client.json",
          "http://127.0.0.1/client.json",
          "HTTPS://app.example.com/client.json",
          "https://APP.example.com/client.json",
          "https://somebody@app.example.com/client.json",
          "https://app.example.com",
          "https://app.example.com:/client.json",
          "https://app.example.com?a=b",
          "https://app.example.com/client.json?version=1",
          "https://app.example.com/client.json?",
          "https://app.example.com/a/../client.json",
          "https://app.example.com/./client.json",
          "https://app.example.com/%2e%2E/client.json",
          "https://app.example.com/client.json#fragment",
          "https://app.example.com\\@evil.example/client.json",
          "https://app.example.com/clïent.json",
          "https:///client.json",
          "ftp://app.example.com/client.json",
          "javascript:alert(1)"
        })
    void of_another_form_is_that_of_no_client(String url) {
      scene.publish(url, document("client_id", url), Optional.empty());
      TestBrowser browser = scene.alice().get(Ask.of(url, CALLBACK, "playlist.read").url());
      assertThat(browser.shownError()).isEqualTo("invalid_request");
      assertThat(scene.fetches).isEmpty();
    }

    @Test
    void that_is_too_long_is_that_of_no_client() {
      String url = "https://app.example.com/" + "a".repeat(256 - 23);
      scene.publish(url, document("client_id", url), Optional.empty());
      scene.alice().get(Ask.of(url, CALLBACK, "playlist.read").url());
      assertThat(scene.fetches).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://app.example.com/", "https://app.example.com:8443/client.json"})
    void of_its_form_is_fine(String url) {
      scene.publish(url, document("client_id", url), Optional.empty());
      TestBrowser browser = scene.alice().get(Ask.of(url, CALLBACK, "playlist.read").url());
      assertThat(browser.path()).isEqualTo("/consent");
    }

    @Test
    void is_compared_letter_by_letter() {
      scene.publish(document());
      String other = APP.replace("app.example.com/", "app.example.com:443/");
      scene.publish(other, document(), Optional.empty());
      assertThat(scene.alice().get(Ask.of(other, CALLBACK, "playlist.read").url()).shownError())
          .isEqualTo("invalid_request");
    }
  }

  @Nested
  class Section_4_the_document {
    @Test
    void makes_a_client_of_a_stranger() {
      scene.publish(document());
      TestBrowser browser = scene.alice("playlist.read");
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(scene.fetches).containsExactly("SELF_REGISTERED " + APP);
      assertThat(kept().orElseThrow().origin()).isEqualTo(Origin.SELF_REGISTERED);
      Response response =
          scene.redeem("playlist.read", browser.approve("playlist.read").answer("code"));
      assertThat(response.status()).isEqualTo(200);
      assertThat(json(response))
          .containsEntry("scope", "playlist.read")
          .containsKey("refresh_token");
      assertThat(scene.fetches).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://app.example.com/oauth/CLIENT.json",
          "https://app.example.com/oauth/client.json/",
          "https://other.example.com/oauth/client.json",
          ""
        })
    void that_names_another_is_that_of_nobody(String other) {
      scene.publish(document("client_id", other));
      refused();
    }

    @Test
    void without_client_id_is_that_of_nobody() {
      Map<String, Object> document = document();
      document.remove("client_id");
      scene.publish(document);
      refused();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "<html>", "{", "\"text\""})
    void that_is_no_json_object_is_none(String text) {
      scene.publish(APP, text, Optional.empty());
      refused();
    }

    @Test
    void may_have_what_is_for_other_servers() {
      scene.publish(
          document(
              "grant_types",
              List.of("authorization_code", "client_credentials", "password"),
              "response_types",
              List.of("code", "id_token"),
              "scope",
              "playlist.read of.another.server",
              "skip_consent",
              true,
              "require_pkce",
              false,
              "unheard_of",
              Map.of("a", 1)));
      TestBrowser browser = scene.alice("playlist.read");
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(kept().orElseThrow().grantTypes()).containsExactly("authorization_code");
      assertThat(scene.alice("orders.read").shownError()).isEqualTo("invalid_scope");
      assertThat(
              scene
                  .alice()
                  .get(
                      ask("playlist.read").without("code_challenge", "code_challenge_method").url())
                  .shownError())
          .isEqualTo("invalid_request");
    }

    /// One whose scopes nobody here has may not thereby ask for all.
    @Test
    void whose_scopes_are_all_of_other_servers_may_ask_for_none() {
      scene.publish(document("scope", "of.another.server"));
      assertThat(scene.alice("playlist.read").shownError()).isEqualTo("invalid_scope");
    }

    @Test
    void without_scope_may_ask_for_all_that_needs_no_role() {
      scene.publish(document());
      assertThat(scene.alice("openid orders.read").path()).isEqualTo("/consent");
      assertThat(scene.alice("playlist.write").shownError()).isEqualTo("invalid_scope");
    }

    /// A blank scope is none, and is not taken for a change each time.
    @Test
    void with_a_blank_scope_is_without() {
      scene.publish(document("scope", ""));
      assertThat(scene.alice("playlist.read").path()).isEqualTo("/consent");
      scene.server.clock.advance(Duration.ofHours(1));
      scene.forget();
      assertThat(scene.alice("playlist.read").path()).isEqualTo("/consent");
      assertThat(scene.fetches).hasSize(1);
      assertThat(scene.calls()).doesNotContainKey("registrations.replace");
    }

    @Test
    void is_not_refused_for_what_is_of_no_use_here() {
      scene.publish(
          document(
              "redirect_uris",
              List.of(CALLBACK, "cursor://x/cb"),
              "post_logout_redirect_uris",
              List.of("https://app.example.com/" + "a".repeat(600)),
              "logo_uri",
              "data:image/png;base64,AA",
              "logo_uri#ko",
              1,
              "contacts",
              "somebody",
              "software_id",
              7,
              "application_type",
              "browser"));
      assertThat(scene.alice("playlist.read").path()).isEqualTo("/consent");
      assertThat(kept().orElseThrow().redirectUris()).containsExactly(CALLBACK);
    }

    @Test
    void has_its_pages_at_its_own_host() {
      scene.publish(
          document(
              "client_uri",
              "https://app.example.com/about",
              "policy_uri",
              "https://bank.example.com/privacy"));
      assertThat(scene.alice("playlist.read").html())
          .contains("<a href=\"https://app.example.com/about\"")
          .doesNotContain("bank.example.com");
    }

    /// Whoever is not signed in would cause fetches, at any host.
    @Test
    void names_no_other_host_that_this_server_would_call_for_anybody() {
      String elsewhere = "https://elsewhere.example.org/x";
      scene.publish(
          document(
              "request_uris",
              List.of(elsewhere),
              "sector_identifier_uri",
              elsewhere,
              "backchannel_logout_uri",
              elsewhere,
              "backchannel_logout_session_required",
              true,
              "frontchannel_logout_uri",
              "https://app.example.com.example.org/x"));
      assertThat(scene.alice("playlist.read").path()).isEqualTo("/consent");
      Client client = kept().orElseThrow();
      assertThat(client.requestObjects()).isEqualTo(RequestObjectPolicy.PRESET);
      assertThat(client.logout()).isEqualTo(ClientLogout.PRESET);
      assertThat(client.subjects()).isEqualTo(SubjectPolicy.PUBLIC);
      String own = "https://app.example.com/logout";
      scene.publish(document("backchannel_logout_uri", own));
      scene.server.clock.advance(Duration.ofHours(1));
      scene.alice("playlist.read");
      assertThat(kept().orElseThrow().logout().toString()).contains(own);
    }

    /// OIDC Core §8.1.
    @Test
    void may_name_a_sector_at_its_own_host_that_has_its_redirect_uris() {
      String own = "https://app.example.com/sector.json";
      scene.publish(own, "[\"https://b.example.com/cb\"]", Optional.empty());
      scene.publish(document("subject_type", "pairwise", "sector_identifier_uri", own));
      refused();
      scene.publish(own, "[\"" + CALLBACK + "\"]", Optional.empty());
      scene.server.clock.advance(Duration.ofMinutes(1));
      assertThat(scene.alice("playlist.read").path()).isEqualTo("/consent");
      assertThat(kept().orElseThrow().subjects())
          .isEqualTo(new SubjectPolicy(true, Optional.of(own)));
      // It is asked when a client is new or changes: the sector may be away later.
      scene.publish(own, "[]", Optional.empty());
      scene.server.clock.advance(Duration.ofHours(1));
      assertThat(scene.alice("playlist.read").path()).isEqualTo("/consent");
    }

    /// Mistake: a name that turns the direction of the text around it.
    @ParameterizedTest
    @ValueSource(strings = {"Your \u202Eknab", "\u200B", "a\u0000b", "\u2066Bank\u2069"})
    void whose_name_plays_tricks_is_refused(String name) {
      scene.publish(document("client_name", name));
      refused();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://app.example.com/cb",
          "javascript:alert(1)",
          "https://app.example.com/*",
          "https://app.example.com/cb#f",
          "https://u@app.example.com/cb"
        })
    void whose_redirect_uri_is_dangerous_is_refused(String uri) {
      scene.publish(document("redirect_uris", List.of(uri)));
      refused();
    }
  }

  @Nested
  class Section_4_1_no_secret {
    @ParameterizedTest
    @ValueSource(strings = {"client_secret_basic", "client_secret_post", "client_secret_jwt"})
    void is_shared_with_a_document(String method) {
      scene.publish(document("token_endpoint_auth_method", method));
      refused();
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_secret", "client_secret_expires_at"})
    void is_in_it(String member) {
      scene.publish(document(member, "0"));
      refused();
    }

    @Test
    void private_key_is_in_it() throws Exception {
      ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
      scene.publish(
          document(
              "token_endpoint_auth_method",
              "private_key_jwt",
              "jwks",
              new JWKSet(key).toJSONObject(false)));
      refused();
    }

    @Test
    void means_none_where_no_method_is_said() {
      Map<String, Object> document = document();
      document.remove("token_endpoint_auth_method");
      scene.publish(document);
      assertThat(scene.tokens("playlist.read")).containsKey("access_token");
    }
  }

  @Nested
  class Section_4_2_redirect_uris {
    @Test
    void are_those_of_the_document_alone() {
      scene.publish(document());
      TestBrowser browser =
          scene.alice().get(Ask.of(APP, "https://app.example.com/cb2", "playlist.read").url());
      assertThat(browser.shownError()).isEqualTo("invalid_request");
    }

    @Test
    void of_native_apps_may_have_any_port() {
      scene.publish(document("redirect_uris", List.of("http://127.0.0.1/cb", "http://localhost/")));
      TestBrowser browser =
          scene.alice().get(Ask.of(APP, "http://127.0.0.1:33418/cb", "playlist.read").url());
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(browser.html())
          .contains("127.0.0.1:33418")
          .contains("app.example.com")
          .contains("another program could pose as this application");
    }

    @Test
    void on_the_device_are_warned_of_also_where_the_document_has_others() {
      scene.publish(document("redirect_uris", List.of(CALLBACK, "http://127.0.0.1/cb")));
      String warning = "another program could pose as this application";
      assertThat(
              scene
                  .alice()
                  .get(Ask.of(APP, "http://127.0.0.1:33418/cb", "playlist.read").url())
                  .html())
          .contains(warning);
      assertThat(scene.alice("playlist.read").html()).doesNotContain(warning);
    }

    @Test
    void are_needed() {
      scene.publish(document("redirect_uris", List.of()));
      refused();
    }
  }

  @Nested
  class Section_6_metadata {
    @Test
    void says_so_exactly_where_it_is_so() {
      assertThat(json(scene.server.get("/.well-known/oauth-authorization-server")))
          .containsEntry("client_id_metadata_document_supported", true);
      restart(DocumentPolicy.OFF);
      assertThat(json(scene.server.get("/.well-known/oauth-authorization-server")))
          .doesNotContainKey("client_id_metadata_document_supported");
      scene.publish(document());
      assertThat(scene.alice("playlist.read").shownError()).isEqualTo("invalid_request");
      assertThat(scene.fetches).isEmpty();
    }

    /// One that nobody knows cannot push.
    @Test
    void says_nothing_where_all_have_to_push() {
      Seams seams =
          Seams.documents(
              new DocumentPolicy(true, Set.of(), false), UnaryOperator.identity(), Fetcher.none());
      seams.requirePushedAuthorizationRequests = true;
      try (TestServer strict = scene.server.beside(seams)) {
        assertThat(json(strict.get("/.well-known/oauth-authorization-server")))
            .containsEntry("require_pushed_authorization_requests", true)
            .doesNotContainKey("client_id_metadata_document_supported");
      }
    }
  }

  @Nested
  class Section_7_2_pre_registered {
    @Test
    void a_client_that_was_declared_is_as_it_was_declared() {
      scene.publish(document("client_name", "Another"));
      scene.server.server.reconcile(
          Declared.with(Samples.declarations(), Samples.open(Samples.client(APP, CALLBACK))));
      TestBrowser browser = scene.alice("playlist.read");
      assertThat(browser.html()).doesNotContain("Another");
      assertThat(scene.fetches).isEmpty();
    }

    /// Everybody who signs in can bring a document, and so take its name.
    @Test
    void can_be_declared_after_somebody_brought_it() {
      scene.publish(document("client_name", "Another"));
      scene.alice("playlist.read");
      scene.server.server.reconcile(
          Declared.with(Samples.declarations(), Samples.open(Samples.client(APP, CALLBACK))));
      assertThat(kept().orElseThrow().origin()).isEqualTo(Origin.DECLARED);
      scene.server.clock.advance(Duration.ofDays(3));
      scene.server.sweep();
      assertThat(kept()).isPresent();
      assertThat(scene.alice("playlist.read").html()).doesNotContain("Another");
    }
  }

  @Nested
  class Section_8_5_phishing {
    /// Mistake: a link to this server that leads a person who is signed in anywhere, without a
    /// page.
    @Test
    void an_error_is_sent_only_from_a_page_of_ours() {
      scene.publish(document());
      TestBrowser alice = scene.alice();
      for (Ask ask :
          List.of(
              ask("playlist.read").with("prompt", "none"),
              ask("unheard_of"),
              ask("playlist.read").with("response_type", "token"))) {
        assertThat(alice.get(ask.url()).isAtClient()).isFalse();
        assertThat(alice.goOn().redirect()).startsWith(CALLBACK);
        // What another browser was given is nothing to this one.
        assertThat(alice.get(ask.url() + "&mapae_seen=x").isAtClient()).isFalse();
      }
      assertThat(alice.get(ask("playlist.read").url()).deny().answer("error"))
          .isEqualTo("access_denied");
    }

    @Test
    void that_they_signed_in_on_the_way_is_no_wish_to_go_there() {
      scene.publish(document());
      TestBrowser alice = new TestBrowser(scene.server).get(ask("unheard_of").url());
      assertThat(alice.path()).isEqualTo("/sign-in");
      assertThat(alice.signInAs("alice").shownError()).isEqualTo("invalid_scope");
      assertThat(alice.goOn().redirect()).startsWith(CALLBACK);
    }

    @Test
    void people_see_the_host_of_the_client_and_that_of_the_redirect_uri() {
      scene.publish(
          document(
              "redirect_uris", List.of("https://elsewhere.example.org/cb"), "client_name", "Bank"));
      String html =
          scene
              .alice()
              .get(Ask.of(APP, "https://elsewhere.example.org/cb", "playlist.read").url())
              .html();
      assertThat(html)
          .contains("elsewhere.example.org")
          .contains("<bdi>app.example.com</bdi>")
          .contains("<bdi>" + APP + "</bdi>")
          .contains("class=\"caution\"");
    }
  }

  @Nested
  class Section_8_6_addresses {
    @Test
    void http_on_loopback_is_for_the_demonstration_alone() {
      String local = "http://127.0.0.1:8765/client.json";
      restart(new DocumentPolicy(true, Set.of(), true));
      scene.publish(local, document("client_id", local), Optional.empty());
      assertThat(scene.alice().get(Ask.of(local, CALLBACK, "playlist.read").url()).path())
          .isEqualTo("/consent");
    }
  }

  @Nested
  class Section_8_7_size {
    @Test
    void is_bounded() {
      scene.publish(document("unheard_of", "x".repeat(5 * 1024)));
      refused();
      scene.publish(document("unheard_of", "x".repeat(4 * 1024)));
      assertThat(scene.alice("playlist.read").path()).isEqualTo("/consent");
    }
  }

  @Nested
  class Section_8_9_trust {
    /// Mistake 16 of the field, GHSA-46c8-635v-68r2: a host that was trusted was a pattern, which
    /// others fitted too.
    @Test
    void an_operator_may_name_the_hosts() {
      restart(new DocumentPolicy(true, Set.of("app.example.com"), false));
      scene.publish(document());
      assertThat(scene.alice("playlist.read").path()).isEqualTo("/consent");
      for (String host :
          List.of(
              "evil.example",
              "app.example.com.evil.example",
              "xapp.example.com",
              "app-example.com",
              "app.example.com:8443",
              "a.app.example.com")) {
        String url = "https://" + host + "/client.json";
        scene.publish(url, document("client_id", url), Optional.empty());
        scene.fetches.clear();
        assertThat(scene.alice().get(Ask.of(url, CALLBACK, "playlist.read").url()).shownError())
            .isEqualTo("invalid_request");
        assertThat(scene.fetches).isEmpty();
      }
    }

    @Test
    void one_that_may_no_longer_be_asked_for_is_off() {
      scene.publish(document());
      Object token = scene.tokens("playlist.read").get("refresh_token");
      try (TestServer stricter =
          scene.server.beside(
              Seams.documents(
                  new DocumentPolicy(true, Set.of("other.example.com"), false),
                  stores -> stores,
                  Fetcher.none()))) {
        assertThat(json(stricter.post("/token", refresh(token))))
            .containsEntry("error", "invalid_client");
        assertThat(new TestBrowser(stricter).get(ask("playlist.read").url()).shownError())
            .isEqualTo("invalid_request");
      }
    }
  }
}
