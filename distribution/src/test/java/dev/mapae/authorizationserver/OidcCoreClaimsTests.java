package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OIDC Core §5.4 and §5.5, which claims a client gets and where.
class OidcCoreClaimsTests {
  final TestServer server = new TestServer();
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  static Ask asking(String scope, String claims) {
    return Ask.web(scope).with("claims", claims);
  }

  /// What becomes of a request that alice approves with these boxes ticked.
  Map<String, Object> tokens(Ask ask, String... ticked) {
    browser.get(ask.url()).signInAs("alice").approve(ticked);
    return json(server.token("web", ask.redemption(browser.answer("code"))));
  }

  static JWTClaimsSet idToken(Map<String, Object> tokens) {
    try {
      return SignedJWT.parse((String) tokens.get("id_token")).getJWTClaimsSet();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  Map<String, Object> userInfo(Map<String, Object> tokens) {
    return json(server.get("/userinfo", "Authorization", "Bearer " + tokens.get("access_token")));
  }

  @Nested
  class Section_5_4_by_scope {
    @Test
    void scopes_fill_userinfo_and_not_the_id_token() {
      var tokens = tokens(Ask.web("openid profile email phone"), "profile", "email", "phone");
      assertThat(userInfo(tokens))
          .containsOnlyKeys(
              "sub", "name", "preferred_username", "email", "email_verified", "phone_number")
          .containsEntry("email", "alice@example.com")
          .containsEntry("email_verified", true)
          .containsEntry("preferred_username", "alice");
      assertThat(idToken(tokens).getClaims())
          .doesNotContainKeys(
              "name", "preferred_username", "email", "email_verified", "phone_number");
    }

    @Test
    void a_scope_that_was_not_ticked_fills_nothing() {
      var tokens = tokens(Ask.web("openid profile email"), "profile");
      assertThat(tokens).containsEntry("scope", "openid profile");
      assertThat(userInfo(tokens)).containsOnlyKeys("sub", "name", "preferred_username");
    }
  }

  @Nested
  class Section_5_5_the_claims_parameter {
    @Test
    void each_member_fills_its_own_place() {
      var tokens =
          tokens(
              asking(
                  "openid",
                  "{\"id_token\":{\"email\":null,\"auth_time\":{\"essential\":true}},"
                      + "\"userinfo\":{\"name\":{\"essential\":true}},\"unheard\":{\"of\":null}}"));
      assertThat(idToken(tokens).getClaims())
          .containsEntry("email", "alice@example.com")
          .doesNotContainKey("name");
      assertThat(userInfo(tokens)).containsOnlyKeys("sub", "name");
    }

    @Test
    void is_taken_where_it_was_pushed() {
      Ask ask = asking("openid", "{\"userinfo\":{\"name\":{\"essential\":true}}}");
      browser.get(new TestClients(server).pushedUrl(ask)).signInAs("alice").approve();
      assertThat(userInfo(json(server.token("web", ask.redemption(browser.answer("code"))))))
          .containsOnlyKeys("sub", "name");
    }

    @Test
    void what_was_given_of_it_is_on_the_account_page_and_in_the_export() {
      tokens(
          asking("openid email", "{\"userinfo\":{\"phone_number\":null,\"email\":null}}"), "email");
      browser.get("/account/applications");
      assertThat(browser.html())
          .contains("<li>Phone number<small>About you</small></li>")
          .doesNotContain("<li>E-mail address<");
      browser.get("/account/data").submit(TestClients.form("do", "export"));
      assertThat(json(browser.page).get("access").toString())
          .contains("claims=[email, phone_number]");
    }

    @Test
    void what_is_remembered_of_it_is_on_the_account_page() {
      Ask ask = asking("openid", "{\"userinfo\":{\"phone_number\":null}}");
      browser.get(ask.url()).signInAs("alice").approve();
      server.clock.advance(Duration.ofMinutes(5));
      browser.get("/account/applications");
      assertThat(browser.html()).contains("Has no access now", "<li>Phone number<small>");
    }

    @Test
    void what_is_asked_for_is_shown() {
      browser.get(asking("openid", "{\"userinfo\":{\"phone_number\":null}}").url());
      browser.signInAs("alice");
      assertThat(browser.html()).contains("class=\"claims\"").containsIgnoringCase("phone number");
    }

    @Test
    void a_claim_of_a_scope_that_was_not_ticked_is_left_out() {
      var tokens =
          tokens(
              asking(
                  "openid email", "{\"id_token\":{\"email\":null},\"userinfo\":{\"email\":null}}"));
      assertThat(idToken(tokens).getClaims()).doesNotContainKey("email");
      assertThat(userInfo(tokens)).containsOnlyKeys("sub");
    }

    @Test
    void a_claim_beyond_what_the_client_registered_is_left_out() {
      var tokens =
          tokens(
              asking(
                  "openid",
                  "{\"id_token\":{\"address\":null,\"roles\":null,\"password\":null,"
                      + "\"iss\":{\"value\":\"https://evil.example\"},\"aud\":{\"value\":\"x\"},"
                      + "\"password_hash\":null,\"username\":null},"
                      + "\"userinfo\":{\"address\":null,\"roles\":null,\"password_hash\":null}}"));
      assertThat(idToken(tokens).getClaims())
          .doesNotContainKeys("address", "roles", "password", "password_hash", "username")
          .containsEntry("iss", "https://id.example.com");
      assertThat(idToken(tokens).getAudience()).containsExactly("web");
      assertThat(userInfo(tokens)).containsOnlyKeys("sub");
    }

    @Test
    void what_was_not_allowed_yet_is_asked_for_again() {
      tokens(asking("openid", "{\"userinfo\":{\"email\":null}}"));
      Ask more = asking("openid", "{\"userinfo\":{\"email\":null,\"name\":null}}");
      assertThat(browser.get(more.with("prompt", "none").url()).answer("error"))
          .isEqualTo("consent_required");
      Ask same = asking("openid", "{\"id_token\":{\"email\":null}}").with("prompt", "none");
      assertThat(browser.get(same.url()).answer("code")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{",
          "[]",
          "null",
          "\"x\"",
          "1",
          "x",
          "[[\"id_token\",{}]]",
          " []",
          "{\"id_token\":{\"email\":{\"value\":1e999}}}",
          "{\"id_token\":[]}",
          "{\"id_token\":\"email\"}",
          "{\"id_token\":{\"email\":true}}",
          "{\"userinfo\":{\"email\":[]}}",
          "{\"id_token\":{}} trailing"
        })
    void what_is_not_the_json_of_this_section_is_refused(String claims) {
      assertThat(browser.get(asking("openid", claims).url()).answer("error"))
          .isEqualTo("invalid_request");
    }

    @Test
    void what_is_too_deep_long_or_many_is_refused() {
      String deep = "{\"id_token\":{\"a\":{\"b\":" + "[".repeat(700) + "]".repeat(700) + "}}}";
      String deepObject = "{\"a\":".repeat(300) + "1" + "}".repeat(300);
      String many = "{\"id_token\":{" + "\"a%d\":null,".repeat(50) + "\"z\":null}}";
      for (int i = 0; i < 50; i++) {
        many = many.replaceFirst("a%d", "a" + i);
      }
      for (String claims :
          java.util.List.of(
              deep, deepObject, many, "{\"id_token\":{\"a\":\"" + "x".repeat(4096) + "\"}}")) {
        assertThat(browser.get(asking("openid", claims).url()).answer("error"))
            .isEqualTo("invalid_request");
      }
    }

    /// What cannot be written again, or grows when it is, must not break the redemption.
    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"id_token\":{\"email\":{\"essential\":-1e99,\"x\":\"\\ud800\"}}}",
          "{\"id_token\":{\"email\":{\"x\":\"MANY\"}}}",
          "{\"id_token\":{\"email\":{\"values\":[null,{\"a\":[{}]},\"alice@example.com\"]}}}"
        })
    void strange_values_do_no_harm(String claims) {
      String full = claims.replace("MANY", "<".repeat(1500));
      var tokens = tokens(asking("openid", full));
      assertThat(idToken(tokens).getClaims()).containsEntry("email", "alice@example.com");
      assertThat(userInfo(tokens)).containsOnlyKeys("sub");
    }
  }

  @Nested
  class Section_5_5_1_individual_claims {
    /// OIDC Core §3.1.2.2: never a token for a different person.
    @Test
    void a_value_of_sub_names_the_only_person() {
      var tokens = tokens(Ask.web("openid"));
      String alice = (String) userInfo(tokens).get("sub");
      Ask same = asking("openid", "{\"id_token\":{\"sub\":{\"value\":\"" + alice + "\"}}}");
      assertThat(browser.get(same.url()).answer("code")).isNotEmpty();
      Ask other = asking("openid", "{\"id_token\":{\"sub\":{\"value\":\"somebody-else\"}}}");
      assertThat(browser.get(other.with("prompt", "none").url()).answer("error"))
          .isEqualTo("login_required");
      server.clock.advance(Duration.ofSeconds(1));
      assertThat(browser.get(other.url()).path()).isEqualTo("/sign-in");
      assertThat(browser.signInAs("alice").answer("error")).isEqualTo("login_required");
    }

    @Test
    void one_of_the_values_of_sub_is_enough_and_both_places_count() {
      String alice = (String) userInfo(tokens(Ask.web("openid"))).get("sub");
      String values = "{\"sub\":{\"values\":[\"somebody\",\"" + alice + "\"]}}";
      Ask one = asking("openid", "{\"userinfo\":" + values + "}").with("prompt", "none");
      assertThat(browser.get(one.url()).answer("code")).isNotEmpty();
      for (String other : java.util.List.of("{\"value\":\"nobody\"}", "{\"values\":[]}")) {
        String both = "{\"userinfo\":" + values + ",\"id_token\":{\"sub\":" + other + "}}";
        assertThat(browser.get(asking("openid", both).url()).answer("error"))
            .isEqualTo("invalid_request");
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"value\":\"bob@example.com\"}",
          "{\"value\":\"bob@example.com\",\"essential\":true}",
          "{\"values\":[\"a@example.com\",7,{},[]]}",
          "{\"value\":true}",
          "{\"value\":null}",
          "{\"values\":[]}",
          "{\"values\":[null]}",
          "{\"value\":-1e99}"
        })
    void a_claim_whose_value_is_another_is_left_out(String how) {
      String member = "{\"email\":" + how + ",\"name\":null}";
      var tokens =
          tokens(asking("openid", "{\"id_token\":" + member + ",\"userinfo\":" + member + "}"));
      assertThat(idToken(tokens).getClaims()).containsKey("name").doesNotContainKey("email");
      assertThat(userInfo(tokens)).containsOnlyKeys("sub", "name");
    }

    /// Whether a person is asked must not tell what nobody allowed.
    @Test
    void a_value_cannot_be_tried_out_without_consent() {
      tokens(Ask.web("openid"));
      for (String email : java.util.List.of("alice@example.com", "bob@example.com")) {
        String claims = "{\"id_token\":{\"email\":{\"value\":\"" + email + "\"}}}";
        assertThat(
                browser.get(asking("openid", claims).with("prompt", "none").url()).answer("error"))
            .isEqualTo("consent_required");
        browser.get(asking("openid", claims).url());
        assertThat(browser.html()).contains("class=\"claims\"");
      }
    }

    @Test
    void a_claim_whose_value_it_is_is_there() {
      var tokens =
          tokens(
              asking(
                  "openid",
                  "{\"id_token\":{\"email\":{\"values\":[\"x\",\"alice@example.com\"]},"
                      + "\"email_verified\":{\"value\":true}}}"));
      assertThat(idToken(tokens).getClaims())
          .containsEntry("email", "alice@example.com")
          .containsEntry("email_verified", true);
    }

    /// OIDC Core §5.5.1: no error for want of a claim.
    @Test
    void an_essential_claim_that_is_not_there_is_left_out() {
      var tokens =
          tokens(
              asking(
                  "openid",
                  "{\"id_token\":{\"auth_time\":{\"essential\":true},"
                      + "\"nickname\":{\"essential\":true}}}"));
      assertThat(idToken(tokens).getClaims())
          .containsKey("auth_time")
          .doesNotContainKey("nickname");
    }

    @Test
    void an_essential_acr_that_cannot_be_reached_is_told() {
      for (String how :
          java.util.List.of(
              "\"values\":[\"urn:x\",\"urn:y\"]",
              "\"value\":\"urn:x\"",
              "\"value\":\"1\"",
              "\"values\":[]",
              "\"value\":null")) {
        Ask ask = asking("openid", "{\"id_token\":{\"acr\":{\"essential\":true," + how + "}}}");
        assertThat(browser.get(ask.url()).answer("error"))
            .isEqualTo("unmet_authentication_requirements");
        assertThat(browser.answer("state")).isEqualTo("xyz");
      }
    }

    @Test
    void an_acr_that_can_be_reached_or_is_only_wished_for_is_met() {
      for (String acr :
          java.util.List.of(
              "{\"essential\":true,\"values\":[\"urn:x\",\"urn:mapae:acr:password\"]}",
              "{\"essential\":true}",
              "{\"values\":[\"urn:x\"]}")) {
        browser.get(asking("openid", "{\"id_token\":{\"acr\":" + acr + "}}").url());
        assertThat(browser.path()).isEqualTo("/sign-in");
      }
      browser.get(Ask.web("openid").with("acr_values", "urn:x urn:y").url());
      assertThat(browser.path()).isEqualTo("/sign-in");
    }
  }
}
