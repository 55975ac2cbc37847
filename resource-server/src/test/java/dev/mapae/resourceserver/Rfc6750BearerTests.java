package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.accepted;
import static dev.mapae.resourceserver.Outcomes.challenge;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.Requirement.role;
import static dev.mapae.resourceserver.Requirement.scope;
import static dev.mapae.resourceserver.TestIssuer.bearer;
import static dev.mapae.resourceserver.TestIssuer.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6750, Bearer Token Usage.
class Rfc6750BearerTests {
  private TestIssuer issuer;
  private ResourceServer api;

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
    api = issuer.resourceServer();
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  @Nested
  class Section_2_1_the_authorization_header {
    @Test
    void a_good_token_is_accepted() {
      Optional<String> header = Optional.of("Bearer " + issuer.token());
      VerifiedToken token =
          accepted(
              api.authenticate(
                  ResourceRequest.of(header, "GET", URI.create("https://api.example.com/v1/me"))));

      assertThat(token.subject()).isEqualTo("alice-sub");
      assertThat(token.clientId()).contains("demo");
      assertThat(token.scope().tokens()).containsExactly("playlist.read", "playlist.write");
      assertThat(token.expiresAt()).isEqualTo(TestIssuer.NOW.plusSeconds(600));
      assertThat(token.claim("jti")).contains("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer ", "BEARER ", "Bearer   "})
    void the_scheme_has_no_case_and_may_be_followed_by_several_spaces(String scheme) {
      accepted(api.authenticate(request(scheme + issuer.token())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Bearer    ", "bearer"})
    void an_empty_token_is_an_invalid_request(String header) {
      Refusal refusal = refused(api.authenticate(request(header)));

      assertThat(refusal.status()).isEqualTo(400);
      assertThat(refusal.error()).contains("invalid_request");
    }

    @Test
    void a_header_that_is_too_long_is_an_invalid_request() {
      Refusal refusal = refused(api.authenticate(bearer("a".repeat(20_000))));

      assertThat(refusal.status()).isEqualTo(400);
      assertThat(refusal.error()).contains("invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "a{b", "é", "a\u0000b", "a\nb", "a;b", "a\tb"})
    void a_character_outside_b64token_makes_the_token_invalid(String token) {
      Refusal refusal = refused(api.authenticate(bearer(token)));

      assertThat(refusal.status()).isEqualTo(401);
      assertThat(refusal.error()).contains("invalid_token");
    }
  }

  @Nested
  class Section_2_3_tokens_in_the_url {
    @Test
    void are_not_taken() {
      Refusal refusal =
          refused(
              api.authenticate(
                  new ResourceRequest(
                      List.of(), "GET", "/v1/playlists?access_token=" + issuer.token())));

      assertThat(refusal.status()).isEqualTo(401);
      assertThat(challenge(refusal)).isEqualTo("Bearer");
    }

    @Test
    void beside_the_header_are_an_invalid_request() {
      String token = issuer.token();
      Refusal refusal =
          refused(
              api.authenticate(
                  new ResourceRequest(
                      List.of("Bearer " + token), "GET", "/v1?page=2&access_token=" + token)));

      assertThat(refusal.status()).isEqualTo(400);
      assertThat(refusal.error()).contains("invalid_request");
    }
  }

  @Nested
  class Section_3_the_challenge {
    @Test
    void without_credentials_is_bare() {
      Refusal refusal = refused(api.authenticate(request()));

      assertThat(refusal.status()).isEqualTo(401);
      assertThat(refusal.error()).isEmpty();
      assertThat(challenge(refusal)).isEqualTo("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YTpi", "Bearerabc", "DPoPabc", ""})
    void to_credentials_of_another_scheme_is_bare(String header) {
      Refusal refusal = refused(api.authenticate(request(header)));

      assertThat(refusal.status()).isEqualTo(401);
      assertThat(challenge(refusal)).isEqualTo("Bearer");
    }

    @Test
    void names_the_realm_where_one_is_set() {
      ResourceServerSettings settings =
          ResourceServerSettings.of(issuer.url(), TestIssuer.API).realm("Music \"API\"");
      ResourceServer named = ResourceServer.of(settings);

      assertThat(challenge(refused(named.authenticate(request()))))
          .isEqualTo("Bearer realm=\"Music \\\"API\\\"\"");
    }

    @Test
    void is_a_quoted_string_whose_characters_the_section_allows() {
      String header = challenge(refused(api.authenticate(bearer("x"))));

      assertThat(header)
          .matches(
              "Bearer error=\"invalid_token\","
                  + " error_description=\"[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]+\"");
    }
  }

  @Nested
  class Section_3_1_error_codes {
    @Test
    void temporarily_unavailable_is_that_of_a_verifier_which_fails_in_its_own_way() {
      ResourceServer own =
          ResourceServer.of(
              ResourceServerSettings.of(issuer.url(), TestIssuer.API),
              token -> {
                throw new IllegalStateException("connection reset");
              });
      Refusal refusal = refused(own.authenticate(bearer("token")));

      assertThat(refusal.status()).isEqualTo(503);
      assertThat(refusal.error()).contains("temporarily_unavailable");
    }

    @Test
    void two_tokens_in_one_header_are_an_invalid_request() {
      String token = issuer.token();
      for (String both : List.of(token + " " + token, token + "," + token, token + ", Bearer x")) {
        Refusal refusal = refused(api.authenticate(bearer(both)));

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(challenge(refusal)).startsWith("Bearer error=\"invalid_request\"");
      }
    }

    @Test
    void two_headers_are_an_invalid_request() {
      String header = "Bearer " + issuer.token();
      Refusal refusal = refused(api.authenticate(request(header, header)));

      assertThat(refusal.status()).isEqualTo(400);
      assertThat(refusal.error()).contains("invalid_request");
    }

    @Test
    void a_bad_token_is_401_invalid_token() {
      Refusal refusal = refused(api.authenticate(bearer("nonsense")));

      assertThat(refusal.status()).isEqualTo(401);
      assertThat(challenge(refusal)).startsWith("Bearer error=\"invalid_token\"");
    }

    @Test
    void a_good_token_without_the_scope_is_403_with_the_scope_that_would_be_enough() {
      String token = issuer.token(issuer.claims("scope", "playlist.read"));
      Refusal refusal =
          refused(
              api.require(scope("playlist.read", "playlist.write")).authenticate(bearer(token)));

      assertThat(refusal.status()).isEqualTo(403);
      assertThat(refusal.error()).contains("insufficient_scope");
      assertThat(refusal.description()).contains("lacks the scope playlist.write;");
      assertThat(challenge(refusal))
          .startsWith("Bearer error=\"insufficient_scope\"")
          .endsWith("scope=\"playlist.read playlist.write\"");
    }

    @Test
    void a_token_without_any_scope_lacks_every_scope() {
      var claims = issuer.claims();
      claims.remove("scope");

      assertThat(
              refused(
                      api.require(scope("playlist.read"))
                          .authenticate(bearer(issuer.token(claims))))
                  .status())
          .isEqualTo(403);
    }

    @Test
    void a_bad_token_that_lacks_the_scope_too_is_401() {
      String token = TestIssuer.token(TestIssuer.ecKey("first"), issuer.claims("scope", ""));

      assertThat(refused(api.require(scope("playlist.read")).authenticate(bearer(token))).status())
          .isEqualTo(401);
    }

    @Test
    void a_scope_is_compared_as_a_whole() {
      String token = issuer.token(issuer.claims("scope", "playlist.read.all xplaylist.read"));

      assertThat(refused(api.require(scope("playlist.read")).authenticate(bearer(token))).status())
          .isEqualTo(403);
    }

    @Test
    void a_missing_role_is_403_without_a_scope_to_ask_for() {
      String token = issuer.token(issuer.claims("roles", List.of("listener")));
      var needed = scope("playlist.write").and(role("editor"));
      Refusal refusal = refused(api.require(needed).authenticate(bearer(token)));

      assertThat(refusal.status()).isEqualTo(403);
      assertThat(challenge(refusal)).contains("insufficient_scope").doesNotContain("scope=");
    }

    @Test
    void what_is_needed_besides_is_needed_too() {
      Guard guard = api.require(scope("playlist.write")).and(role("editor"));
      String poor = issuer.token(issuer.claims("roles", List.of("listener")));
      String good = issuer.token(issuer.claims("roles", List.of("editor")));

      assertThat(refused(guard.authenticate(bearer(poor))).status()).isEqualTo(403);
      assertThat(refused(guard.and(scope("playlist.delete")).authenticate(bearer(good))).error())
          .contains("insufficient_scope");
      assertThat(accepted(guard.authenticate(bearer(good))).roles()).containsExactly("editor");
    }

    @Test
    void a_token_with_scope_and_role_is_accepted() {
      String token = issuer.token(issuer.claims("roles", List.of("listener", "editor")));
      var needed = scope("playlist.write").and(role("editor"));

      assertThat(accepted(api.require(needed).authenticate(bearer(token))).roles())
          .containsExactlyInAnyOrder("listener", "editor");
    }
  }

  @Nested
  class Section_5_3_safeguards {
    @Test
    void a_refusal_never_repeats_the_token() {
      String token = issuer.token(issuer.claims("aud", "https://other.example.com/"));
      Refusal refusal = refused(api.authenticate(bearer(token)));

      assertThat(refusal + challenge(refusal) + refusal.problem()).doesNotContain(token);
      assertThat(bearer(token).toString()).doesNotContain(token);
    }
  }
}
