package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.ProfileScene.assertRefused;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.profile.Profiles;
import dev.mapae.authorizationserver.profile.Requirement;
import dev.mapae.authorizationserver.store.AssertionPolicy;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Model Context Protocol, Authorization (2026-07-28): a server with `profile: mcp`.
class McpProfileTests {
  private static final Ask ASK = Ask.web("playlist.read").with("resource", Samples.MUSIC);

  private ProfileScene scene =
      new ProfileScene(
          Profile.MCP,
          Samples.confidential(Samples.client("web", Samples.CALLBACK).withoutPkce()),
          app());

  /// As in [Samples], with loopback alone.
  private static DeclaredClient app() {
    return Samples.open(Samples.client("app", "http://127.0.0.1/callback").open());
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private Map<String, Object> tokens(String client, Ask ask) {
    TestBrowser browser =
        new TestBrowser(scene.server).get(ask.url()).signInAs("alice").approve("playlist.read");
    return json(scene.clients.token(client, ask.redemption(browser.answer("code"))));
  }

  @Nested
  class Authorization_server_metadata {
    @Test
    void has_what_clients_look_for() {
      assertThat(scene.metadata())
          .containsEntry("code_challenge_methods_supported", List.of("S256"))
          .containsEntry("authorization_response_iss_parameter_supported", true);
      assertThat(
              List.copyOf((List<?>) scene.metadata().get("token_endpoint_auth_methods_supported")))
          .anyMatch("none"::equals);
    }
  }

  /// Mistake 19 of the field (better-auth#10637, #4736 and #10713): a copy of the authorization
  /// endpoint that was for MCP knew neither PKCE nor consent nor `iss`.
  @Nested
  class The_authorization_endpoint {
    private static final String[] PKCE = {"code_challenge", "code_challenge_method"};

    private TestBrowser browser() {
      return new TestBrowser(scene.server);
    }

    @Test
    void is_one_for_all_and_the_profile_adds_to_it() {
      Object endpoint = scene.metadata().get("authorization_endpoint");
      scene.close();
      scene = new ProfileScene(Profile.OAUTH_2_1);
      assertThat(scene.metadata()).containsEntry("authorization_endpoint", endpoint);
    }

    @Test
    void gives_no_code_that_no_verifier_belongs_to() {
      assertThat(browser().get(ASK.without(PKCE).url()).answer("error"))
          .isEqualTo("invalid_request");
      String code =
          browser().get(ASK.url()).signInAs("alice").approve("playlist.read").answer("code");
      Parameters stolen = ASK.redemption(code).without(Set.of("code_verifier"));
      assertRefused(scene.clients.token("web", stolen), "invalid_grant");
    }

    @Test
    void asks_the_person() {
      TestBrowser alice = browser().get(ASK.url()).signInAs("alice");
      assertThat(alice.path()).isEqualTo("/consent");
      assertThat(alice.get(ASK.with("prompt", "none").url()).answer("error"))
          .isEqualTo("consent_required");
    }

    @Test
    void says_who_it_is_in_every_answer() {
      TestBrowser alice = browser().get(ASK.url()).signInAs("alice").approve("playlist.read");
      assertThat(alice.answer("code")).isNotEmpty();
      assertThat(alice.answer("iss")).isEqualTo(TestServer.ISSUER.value());
      alice.get(ASK.without("resource").url());
      assertThat(alice.answer("error")).isEqualTo("invalid_target");
      assertThat(alice.answer("iss")).isEqualTo(TestServer.ISSUER.value());
    }
  }

  @Nested
  class Authorization_code_protection {
    @Test
    void every_client_uses_PKCE_whatever_it_registered() {
      assertThat(
              new TestBrowser(scene.server)
                  .get(ASK.without("code_challenge", "code_challenge_method").url())
                  .answer("error"))
          .isEqualTo("invalid_request");
    }
  }

  @Nested
  class Resource_parameter_implementation {
    @Test
    void a_token_is_for_what_the_request_named() {
      Map<String, Object> tokens = tokens("web", ASK);
      assertThat(scene.clients.claims(tokens.get("access_token")))
          .containsEntry("aud", Samples.MUSIC);
    }

    @Test
    void a_request_that_names_nothing_is_refused() {
      assertThat(new TestBrowser(scene.server).get(ASK.without("resource").url()).answer("error"))
          .isEqualTo("invalid_target");
    }

    @Test
    void also_one_without_a_person() {
      assertRefused(
          scene.clients.token("service", TestClients.credentials("scope", "playlist.read")),
          "invalid_target");
      assertThat(
              scene
                  .clients
                  .token("service", TestClients.credentials("resource", Samples.MUSIC))
                  .status())
          .isEqualTo(200);
    }

    @Test
    void and_one_of_a_device() {
      scene.close();
      scene =
          new ProfileScene(
              Profile.MCP,
              Samples.confidential(
                  Samples.client("web", Samples.CALLBACK)
                      .grants("urn:ietf:params:oauth:grant-type:device_code")));
      assertRefused(
          scene.clients.post(
              "/device_authorization", "web", TestClients.form("scope", "playlist.read")),
          "invalid_target");
    }

    // Known mistake 15: there what was granted counted as named.
    @Test
    void and_one_for_another_token() {
      scene.close();
      scene =
          new ProfileScene(
              Profile.MCP,
              Samples.confidential(
                  Samples.client("web", Samples.CALLBACK)
                      .grants("authorization_code", ExchangeScene.GRANT)
                      .exchange(ExchangeScene.policy(Samples.MUSIC))));
      Parameters exchange = ExchangeScene.exchange(tokens("web", ASK).get("access_token"));
      assertRefused(scene.clients.token("web", exchange), "invalid_target");
      assertThat(scene.clients.token("web", exchange.with("resource", Samples.MUSIC)).status())
          .isEqualTo(200);
    }

    // What the details lie at counted as named where the scope is of another API.
    @Test
    void and_one_whose_details_lie_at_another_api() {
      scene.close();
      scene =
          new ProfileScene(
              Profile.MCP,
              DetailsScene.bank(),
              Samples.confidential(
                  Samples.client("web", Samples.CALLBACK)
                      .grants("authorization_code", "urn:ietf:params:oauth:grant-type:device_code")
                      .detailsTypes("account_information")));
      Ask ask = Ask.web("playlist.read").with(DetailsScene.NAME, "[" + DetailsScene.ACCOUNTS + "]");
      assertThat(new TestBrowser(scene.server).get(ask.url()).answer("error"))
          .isEqualTo("invalid_target");
      assertRefused(scene.clients.push(ask), "invalid_target");
      Parameters device =
          TestClients.form(
              "scope", "playlist.read", DetailsScene.NAME, "[" + DetailsScene.ACCOUNTS + "]");
      assertRefused(scene.clients.post("/device_authorization", "web", device), "invalid_target");
      assertThat(scene.clients.push(ask.with("resource", Samples.MUSIC)).status()).isEqualTo(201);
    }

    // What is left is for the server alone, and still what a request named that did all it had to.
    @Test
    void a_person_may_allow_the_sign_in_alone() {
      Ask ask = Ask.web("openid playlist.read").with("resource", Samples.MUSIC);
      String code =
          new TestBrowser(scene.server).get(ask.url()).signInAs("alice").approve().answer("code");
      Map<String, Object> tokens = json(scene.clients.token("web", ask.redemption(code)));
      assertThat(tokens).containsEntry("scope", "openid").containsKey("id_token");
      assertThat(scene.clients.claims(tokens.get("access_token")))
          .containsEntry("aud", TestServer.ISSUER.value());
    }

    @Test
    void a_refresh_stays_with_it() {
      Object token = tokens("web", ASK).get("refresh_token");
      Map<String, Object> next = json(scene.clients.refresh("web", token));
      assertThat(scene.clients.claims(next.get("access_token")))
          .containsEntry("aud", Samples.MUSIC);
    }

    /// RFC 7662 §2.2: whoever names what it is for is given it.
    @Test
    void a_refresh_token_from_before_the_profile_is_active() {
      scene.close();
      scene = new ProfileScene(Profile.OAUTH_2_1);
      Object token = tokens("web", Ask.web("playlist.read")).get("refresh_token");
      scene.server.server.reconcile(
          Declared.with(
              Samples.declarations(),
              Samples.confidential(Samples.client("web", Samples.CALLBACK).profile(Profile.MCP))));
      assertRefused(scene.clients.refresh("web", token), "invalid_target");
      assertThat(scene.clients.isActive("web", token)).isTrue();
      Parameters named = TestClients.refresh(token).with("resource", Samples.MUSIC);
      assertThat(scene.clients.token("web", named).status()).isEqualTo(200);
    }
  }

  @Nested
  class Token_theft {
    @Test
    void refresh_tokens_of_public_clients_are_replaced() {
      Ask ask =
          Ask.of("app", "http://127.0.0.1/callback", "playlist.read")
              .with("resource", Samples.MUSIC);
      Object token = tokens("app", ask).get("refresh_token");
      assertThat(json(scene.clients.refresh("app", token)).get("refresh_token"))
          .isNotEqualTo(token);
      assertRefused(scene.clients.refresh("app", token), "invalid_grant");
    }

    @Test
    void access_tokens_live_for_an_hour_at_most() {
      scene.close();
      Lifetimes day = new Lifetimes(Map.of(Lifetime.ACCESS_TOKEN, Duration.ofDays(1)));
      scene =
          new ProfileScene(
              Profile.MCP,
              Samples.confidential(Samples.client("web", Samples.CALLBACK).lifetimes(day)));
      assertThat(tokens("web", ASK)).containsEntry("expires_in", 3600L);
    }
  }

  @Nested
  class Communication_security {
    @ParameterizedTest
    @CsvSource({
      "https://app.example.com/cb, true",
      "http://127.0.0.1/cb, true",
      "http://localhost:1234/cb, true",
      "http://[::1]/cb, true",
      "com.example.app:/cb, false",
      "http://localhost.example.com/cb, false"
    })
    void a_redirect_URI_is_https_or_on_loopback(String uri, boolean allowed) {
      Client client = Samples.client("app", uri).open().profile(Profile.MCP).build("none");
      Profiles profiles = new Profiles(Profile.OAUTH_2_1, Lifetimes.PRESET);
      assertThat(profiles.mistakes(client))
          .extracting(Requirement::key)
          .isEqualTo(allowed ? List.of() : List.of("redirect_uris"));
    }
  }

  @Nested
  class Client_authentication {
    @Test
    void is_by_assertions_for_the_issuer_alone_whatever_the_client_registered() {
      scene.close();
      scene =
          new ProfileScene(
              Profile.MCP,
              app(),
              ProfileScene.keyed(
                  ProfileScene.bank()
                      .grants("client_credentials")
                      .assertions(new AssertionPolicy(Optional.empty(), true))));
      for (Object audience :
          List.of(
              TestServer.ISSUER.url("/token"),
              List.of(TestServer.ISSUER.value(), "https://other.example"))) {
        assertRefused(credentials(scene.assertion().with("aud", audience)), "invalid_client");
      }
      assertThat(credentials(scene.assertion()).status()).isEqualTo(200);
    }

    private Response credentials(TestAssertion assertion) {
      return scene.server.post(
          "/token",
          TestAssertion.in(
              TestClients.credentials("resource", Samples.MUSIC),
              assertion.signed(JWSAlgorithm.ES256, ProfileScene.signer())));
    }

    @Test
    void is_by_the_registered_method_alone() {
      Parameters form =
          TestClients.credentials(
              "client_id",
              "service",
              "client_secret",
              Samples.secret("service"),
              "resource",
              Samples.MUSIC);
      assertRefused(scene.server.post("/token", form), "invalid_client");
      assertThat(
              scene
                  .clients
                  .token("service", TestClients.credentials("resource", Samples.MUSIC))
                  .status())
          .isEqualTo(200);
    }
  }
}
