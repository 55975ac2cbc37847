package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.protocol.Parameters;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// JWT Secured Authorization Response Mode for OAuth 2.0 (JARM).
class JarmTests {
  static final Ask ASK = Ask.web("playlist.read");

  final TestServer server = new TestServer();
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  /// Alice approves.
  Parameters answered(String mode) {
    browser.get(ASK.with("response_mode", mode).url()).signInAs("alice").approve("playlist.read");
    return answer();
  }

  /// What the browser brings to the client, wherever it is.
  Parameters answer() {
    if (browser.page.header("Location").isPresent()) {
      URI location = URI.create(browser.page.header("Location").get());
      String raw =
          location.getRawQuery() != null ? location.getRawQuery() : location.getRawFragment();
      return Parameters.parse(raw);
    }
    Matcher field =
        Pattern.compile("name=\"([a-z_]+)\" value=\"([^\"]*)\"").matcher(browser.html());
    Parameters found = Parameters.empty();
    while (field.find()) {
      found = found.with(field.group(1), field.group(2));
    }
    return found;
  }

  Map<String, Object> claims(String jwt) {
    new PublishedKeys(server).verifiedHeader(jwt);
    return TestServer.parse(PublishedKeys.text(jwt.split("\\.", -1)[1]));
  }

  @Nested
  class Section_2_1_the_response_document {
    @Test
    void has_the_code_and_state_with_issuer_audience_and_a_short_life() {
      Map<String, Object> claims = claims(answered("jwt").required("response"));
      assertThat(claims)
          .containsOnlyKeys("iss", "aud", "exp", "code", "state")
          .containsEntry("iss", "https://id.example.com")
          .containsEntry("aud", "web")
          .containsEntry("state", "xyz")
          .containsEntry("exp", server.clock.instant().getEpochSecond() + 120);
      assertThat(server.token("web", ASK.redemption((String) claims.get("code"))).status())
          .isEqualTo(200);
    }

    @Test
    void has_the_error_when_the_request_is_refused() {
      browser.get(ASK.with("response_mode", "jwt").with("prompt", "none").url());
      assertThat(claims(answer().required("response")))
          .containsEntry("error", "login_required")
          .containsEntry("state", "xyz")
          .containsEntry("aud", "web")
          .containsKeys("error_description", "error_uri", "exp")
          .doesNotContainKey("code");
    }

    @Test
    void has_the_no_of_a_person() {
      browser.get(ASK.with("response_mode", "jwt").url()).signInAs("alice").deny();
      assertThat(claims(answer().required("response")))
          .containsEntry("error", "access_denied")
          .containsEntry("state", "xyz")
          .doesNotContainKey("code");
    }

    @Test
    void is_sent_only_to_a_registered_redirect_uri() {
      browser.get(
          ASK.with("response_mode", "jwt").with("redirect_uri", "https://evil.example/").url());
      assertThat(TestServer.shownError(browser.page)).isEqualTo("invalid_request");
      assertThat(browser.html()).doesNotContain("eyJ");
    }

    @Test
    void is_no_id_token_hint_and_no_access_token() {
      String jwt = answered("jwt").required("response");
      browser.get(Ask.web("openid").with("id_token_hint", jwt).url());
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
      assertThat(new TestClients(server).userInfo(jwt).status()).isEqualTo(401);
    }
  }

  @Nested
  class Section_2_2_signing {
    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS256", "ES256", "EdDSA"})
    void is_by_the_algorithm_that_the_client_registered(String algorithm) {
      server.server.reconcile(
          Declared.with(
              Samples.declarations(),
              Samples.confidential(
                  Samples.client("web", Samples.CALLBACK)
                      .responses(
                          ResponseAlgorithms.PRESET.with(ResponseJwt.AUTHORIZATION, algorithm)))));
      assertThat(new PublishedKeys(server).verifiedHeader(answered("jwt").required("response")))
          .containsEntry("alg", algorithm);
    }
  }

  @Nested
  class Section_2_3_the_response_modes {
    @ParameterizedTest
    @CsvSource({"jwt, ?", "query.jwt, ?", "fragment.jwt, #"})
    void in_a_url_have_one_parameter(String mode, String where) {
      Parameters answer = answered(mode);
      assertThat(answer.names()).containsExactly("response");
      assertThat(browser.page.header("Location").orElseThrow())
          .startsWith(Samples.CALLBACK + where + "response=");
      assertThat(browser.page.header("Referrer-Policy")).contains("no-referrer");
    }

    @Test
    void form_post_has_one_field() {
      assertThat(answered("form_post.jwt").names()).containsExactly("response");
      assertThat(browser.page.status()).isEqualTo(200);
    }

    @Test
    void that_are_plain_stay_so() {
      assertThat(answered("query").names()).containsExactlyInAnyOrder("code", "state", "iss");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jwt.query", "query.JWT", "form_post.jwt.jwt", ".jwt"})
    void there_are_no_others(String mode) {
      browser.get(ASK.with("response_mode", mode).url());
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
    }
  }

  @Nested
  class Section_4_the_metadata {
    @Test
    void names_modes_and_algorithms() {
      Map<String, Object> metadata = json(server.get("/.well-known/oauth-authorization-server"));
      assertThat(metadata)
          .containsEntry(
              "response_modes_supported",
              List.of(
                  "query",
                  "fragment",
                  "form_post",
                  "query.jwt",
                  "fragment.jwt",
                  "form_post.jwt",
                  "jwt"))
          .extractingByKey("authorization_signing_alg_values_supported")
          .asInstanceOf(InstanceOfAssertFactories.LIST)
          .contains("RS256", "PS256", "ES256", "EdDSA", "ML-DSA-44")
          .doesNotContain("none", "HS256");
    }
  }
}
