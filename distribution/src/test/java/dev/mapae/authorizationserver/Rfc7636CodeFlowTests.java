package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Pkce;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7636, Proof Key for Code Exchange, from the authorization request to the redemption.
class Rfc7636CodeFlowTests {
  static final Ask OLD = Ask.of("old", "https://old.example.com/cb?x=1", "openid");

  final TestServer server = new TestServer();
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  String code(Ask ask) {
    return browser.get(ask.url()).signInAs("alice").approve().answer("code");
  }

  void assertRefused(Ask ask) {
    browser.get(ask.url());
    assertThat(browser.answer("error")).as(ask.url()).isEqualTo("invalid_request");
    assertThat(browser.answer("state")).isEqualTo("xyz");
  }

  @Nested
  class Section_4_3_the_client_sends_the_challenge {
    @Test
    void it_is_required_of_confidential_and_public_clients() {
      List.of(
              Ask.web("openid"),
              Ask.of("ours", "https://ours.example.com/cb", "openid"),
              Ask.of("spa", "https://spa.example.com/cb", "openid"),
              Ask.of("app", "http://127.0.0.1:4/callback", "openid"))
          .forEach(ask -> {
            assertRefused(ask.without("code_challenge", "code_challenge_method"));
            assertRefused(
                ask.without("code_challenge", "code_challenge_method").with("nonce", "n"));
            assertRefused(ask.without("code_challenge"));
            assertRefused(ask.with("code_challenge", ""));
          });
    }

    @Test
    void plain_is_refused_and_so_is_a_missing_method_which_would_mean_plain() {
      for (Ask ask : List.of(Ask.web("openid"), OLD)) {
        assertRefused(ask.with("code_challenge_method", "plain"));
        assertRefused(ask.with("code_challenge_method", "s256"));
        assertRefused(ask.with("code_challenge_method", "S512"));
        assertRefused(ask.without("code_challenge_method"));
        assertRefused(ask.with("code_challenge", Ask.VERIFIER).with("code_challenge_method", ""));
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "x",
          "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c",
          "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=",
          "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM",
          "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw/cM"
        })
    void a_challenge_that_is_no_sha_256_hash_is_refused(String challenge) {
      assertRefused(Ask.web("openid").with("code_challenge", challenge));
    }

    @Test
    void a_method_without_a_challenge_is_refused_even_where_pkce_is_not_required() {
      assertRefused(OLD.without("code_challenge"));
    }
  }

  /// CVE-2024-22258, CVE-2024-23647, CVE-2023-48228, CVE-2025-4144: PKCE was skipped when the
  /// verifier or the challenge was left out.
  @Nested
  class Section_4_6_the_server_verifies {
    @Test
    void a_code_with_a_challenge_needs_its_verifier() {
      Ask ask = Ask.web("openid");
      String code = code(ask);
      for (var form :
          List.of(
              ask.redemption(code).without(Set.of("code_verifier")),
              ask.redemption(code).with("code_verifier", ""),
              ask.redemption(code).with("code_verifier", Pkce.challenge(Ask.VERIFIER)),
              ask.redemption(code)
                  .with("code_verifier", Ask.VERIFIER.toLowerCase(java.util.Locale.ROOT)),
              ask.redemption(code).with("code_verifier", "short"))) {
        assertThat(json(server.token("web", form))).containsEntry("error", "invalid_grant");
      }
      assertThat(server.token("web", ask.redemption(code)).status())
          .as("refused requests spend nothing")
          .isEqualTo(200);
    }

    @Test
    void a_challenge_binds_also_a_client_that_need_not_use_pkce() {
      String code = code(OLD);
      var form = OLD.redemption(code);
      assertThat(json(server.token("old", form.without(Set.of("code_verifier")))))
          .containsEntry("error", "invalid_grant");
      assertThat(server.token("old", form).status()).isEqualTo(200);
    }

    @Test
    void a_code_without_a_challenge_takes_no_verifier() {
      Ask without = OLD.without("code_challenge", "code_challenge_method");
      var form = without.redemption(code(without));
      assertThat(json(server.token("old", form))).containsEntry("error", "invalid_grant");
      assertThat(server.token("old", form.without(Set.of("code_verifier"))).status())
          .isEqualTo(200);
    }
  }
}
