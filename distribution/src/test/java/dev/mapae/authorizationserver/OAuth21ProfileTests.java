package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.ProfileScene.assertRefused;
import static dev.mapae.authorizationserver.ProfileScene.bank;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.profile.Profiles;
import dev.mapae.authorizationserver.profile.Requirement;
import dev.mapae.authorizationserver.store.AssertionPolicy;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// draft-ietf-oauth-v2-1, the profile of everybody.
class OAuth21ProfileTests {
  private final TestServer server = new TestServer();
  private final TestClients clients = new TestClients(server);

  @AfterEach
  void close() {
    server.close();
  }

  private TestBrowser asked(Ask ask) {
    return new TestBrowser(server).get(ask.url());
  }

  @Nested
  class Section_2_3_1_redirect_URIs {
    @Test
    void are_compared_letter_by_letter() {
      assertThat(asked(Ask.of("web", Samples.CALLBACK + "/", "openid")).shownError())
          .isEqualTo("invalid_request");
    }

    @Test
    void but_for_the_port_on_loopback() {
      assertThat(asked(Ask.of("app", "http://127.0.0.1:1234/callback", "openid")).path())
          .isEqualTo("/sign-in");
    }
  }

  @Nested
  class Section_2_4_client_authentication {
    @Test
    void is_done_in_one_way_at_once() {
      Parameters twice =
          TestClients.credentials(
              "client_id", "service", "client_secret", Samples.secret("service"));
      assertRefused(
          server.post("/token", twice, "Authorization", TestServer.basic("service")),
          "invalid_request");
    }

    @Test
    void a_secret_may_be_in_the_body() {
      Parameters form =
          TestClients.credentials(
              "client_id", "service", "client_secret", Samples.secret("service"));
      assertThat(server.post("/token", form).status()).isEqualTo(200);
    }
  }

  @Nested
  class Section_4_1_the_code_flow {
    @Test
    void needs_a_code_challenge() {
      assertThat(asked(Ask.web("openid").without("code_challenge")).answer("error"))
          .isEqualTo("invalid_request");
    }

    @Test
    void with_S256() {
      assertThat(asked(Ask.web("openid").with("code_challenge_method", "plain")).answer("error"))
          .isEqualTo("invalid_request");
    }

    @Test
    void has_no_implicit_grant() {
      assertThat(asked(Ask.web("openid").with("response_type", "token")).answer("error"))
          .isEqualTo("unsupported_response_type");
    }

    @Test
    void says_who_answers() {
      assertThat(asked(Ask.web("openid").with("prompt", "none")).answer("iss"))
          .isEqualTo(TestServer.ISSUER.value());
    }
  }

  @Nested
  class Section_4_3_refresh_tokens {
    @Test
    void of_public_clients_are_replaced_at_each_use() {
      Object token = clients.tokens("spa", "playlist.read").get("refresh_token");
      Object next = json(clients.refresh("spa", token)).get("refresh_token");
      assertThat(next).isNotEqualTo(token);
      assertRefused(clients.refresh("spa", token), "invalid_grant");
      assertRefused(clients.refresh("spa", next), "invalid_grant");
    }
  }

  @Nested
  class Section_10_what_is_gone {
    @Test
    void the_password_grant() {
      assertRefused(
          clients.token("web", TestClients.form("grant_type", "password")),
          "unsupported_grant_type");
    }

    @Test
    void bearer_tokens_in_a_query() {
      Object token = clients.tokens("web", "openid").get("access_token");
      assertThat(server.get("/userinfo?access_token=" + token).status()).isIn(400, 401);
    }
  }

  @Nested
  class What_a_setting_lets_a_client_off {
    private final Profiles profiles = new Profiles(Profile.OAUTH_2_1, Lifetimes.PRESET);

    @Test
    void is_not_taken_back() {
      Client old = bank().withoutPkce().profile(Profile.OAUTH_2_1).build("private_key_jwt");
      assertThat(profiles.apply(old)).isSameAs(old);
      assertThat(profiles.mistakes(old)).isEmpty();
    }

    @Test
    void but_is_said() {
      Client old =
          bank()
              .withoutPkce()
              .assertions(new AssertionPolicy(Optional.empty(), true))
              .build("private_key_jwt");
      assertThat(profiles.failed(Profile.OAUTH_2_1, old))
          .extracting(Requirement::key)
          .isEqualTo(List.of("require_pkce", "insecure_assertion_audience"));
      assertThat(profiles.failed(Profile.OAUTH_2_1, bank().build("private_key_jwt"))).isEmpty();
    }
  }
}
