package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.ProfileScene.ASK;
import static dev.mapae.authorizationserver.ProfileScene.assertRefused;
import static dev.mapae.authorizationserver.ProfileScene.bank;
import static dev.mapae.authorizationserver.ProfileScene.keyed;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.profile.Profiles;
import dev.mapae.authorizationserver.profile.Requirement;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource.Jwks;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// FAPI 2.0 Message Signing, for a client with `profile: fapi-2.0-message-signing`.
class Fapi20MessageSigningTests {
  private static final Profile SIGNING = Profile.FAPI_2_0_MESSAGE_SIGNING;
  private static final Ask SIGNED = ASK.with("response_mode", "jwt");

  private ProfileScene scene = ProfileScene.of(SIGNING);

  @AfterEach
  void close() {
    scene.close();
  }

  private long now() {
    return scene.server.clock.instant().getEpochSecond();
  }

  private TestRequestObject object() {
    return scene.object(SIGNED);
  }

  private void assertPushed(TestRequestObject object) {
    assertThat(scene.push(object).status()).isEqualTo(201);
  }

  private void assertNotPushed(TestRequestObject object) {
    assertRefused(scene.push(object), "invalid_request_object");
  }

  private static SignedJWT parsed(String jwt) {
    try {
      return SignedJWT.parse(jwt);
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void all_of_the_security_profile_holds() {
    assertThat(Profiles.requirements(SIGNING))
        .containsAll(Profiles.requirements(Profile.FAPI_2_0_SECURITY));
    assertRefused(
        scene.post("/token", TestClients.credentials("scope", "playlist.read")), "invalid_request");
  }

  @Nested
  class Section_5_3_1_signed_requests {
    @Test
    void a_request_that_is_signed_and_pushed_gets_tokens() {
      TestBrowser browser = scene.approved(scene.push(object()));
      Map<String, Object> answer = parsed(browser.answer("response")).getPayload().toJSONObject();
      Response tokens = scene.token(SIGNED.redemption((String) answer.get("code")));
      assertThat(json(tokens)).containsKeys("access_token", "refresh_token", "id_token");
    }

    @Test
    void one_that_is_not_signed_is_refused() {
      assertRefused(scene.push(SIGNED), "invalid_request");
    }

    @Test
    void one_that_is_signed_and_not_pushed_is_refused() {
      String url =
          TestRequestObject.url(TestRequestObject.in("bank", object().signed(ProfileScene.KEY)));
      assertThat(new TestBrowser(scene.server).get(url).answer("response")).isNotEmpty();
      assertThat(new TestBrowser(scene.server).get(url).redirect()).doesNotContain("code=");
    }

    @Test
    void the_aud_is_the_issuer_or_has_it() {
      assertPushed(
          object().with("aud", List.of("https://other.example", TestServer.ISSUER.value())));
      assertNotPushed(object().with("aud", "https://other.example"));
      assertNotPushed(object().without("aud"));
    }

    @Test
    void the_nbf_is_there_and_at_most_60_minutes_ago() {
      assertNotPushed(object().without("nbf"));
      assertPushed(object().with("nbf", now() - 3600).with("exp", now()));
      assertNotPushed(object().with("nbf", now() - 3601).with("exp", now() + 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 10})
    void the_nbf_may_be_from_the_near_future(int seconds) {
      assertPushed(object().with("nbf", now() + seconds));
      assertNotPushed(object().with("nbf", now() + 61));
    }

    @Test
    void the_exp_is_there_and_at_most_60_minutes_after_nbf() {
      assertNotPushed(object().without("exp"));
      assertPushed(object().with("exp", now() + 3600));
      assertNotPushed(object().with("exp", now() + 3601));
    }

    @Test
    void a_client_has_a_key_for_that_however_it_authenticates() {
      Client client =
          bank()
              .keys(
                  new Jwks(
                      Json.write(Map.of("keys", List.of(Map.of("kty", "EC", "crv", "P-384"))))))
              .profile(SIGNING)
              .build("tls_client_auth");
      assertThat(new Profiles(Profile.OAUTH_2_1, Lifetimes.PRESET).mistakes(client))
          .extracting(Requirement::section)
          .containsExactly("FAPI 2.0 Message Signing §5.3.1-1");
    }

    // Who wants signed requests alone has the Security Profile and asks for them.
    @Test
    void all_of_this_holds_for_a_client_that_signs_without_this_profile() {
      scene.close();
      scene = ProfileScene.of(Profile.FAPI_2_0_SECURITY);
      assertThat(scene.push(scene.object(ASK)).status()).isEqualTo(201);
      for (String claim : List.of("aud", "nbf", "exp")) {
        assertRefused(scene.push(scene.object(ASK).without(claim)), "invalid_request_object");
      }
      assertRefused(
          scene.push(scene.object(ASK).with("exp", now() + 3601)), "invalid_request_object");
    }

    @Test
    void the_typ_of_RFC_9101_is_accepted() {
      assertPushed(object().typ("oauth-authz-req+jwt"));
    }
  }

  @Nested
  class Section_5_3_3_response_modes {
    private void declare(String... modes) {
      scene.close();
      scene =
          new ProfileScene(
              Profile.OAUTH_2_1,
              keyed(bank().responseModes(modes).profile(Profile.FAPI_2_0_SECURITY)));
    }

    @Test
    void a_client_is_answered_in_those_that_it_registered() {
      declare("fragment", "jwt");
      assertThat(scene.push(ASK.with("response_mode", "fragment")).status()).isEqualTo(201);
      assertThat(scene.push(ASK.with("response_mode", "jwt")).status()).isEqualTo(201);
    }

    @Test
    void and_in_no_other() {
      declare("fragment", "jwt");
      assertRefused(scene.push(ASK.with("response_mode", "form_post")), "invalid_request");
      assertRefused(scene.push(ASK), "invalid_request");
    }

    @Test
    void without_any_in_all() {
      declare();
      assertThat(scene.push(ASK).status()).isEqualTo(201);
    }
  }

  @Nested
  class Section_5_4_1_signed_responses {
    @Test
    void a_request_for_any_other_is_refused() {
      assertRefused(scene.push(scene.object(ASK)), "invalid_request");
      for (String mode : List.of("query", "fragment", "form_post")) {
        assertRefused(scene.push(scene.object(ASK.with("response_mode", mode))), "invalid_request");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jwt", "query.jwt", "fragment.jwt", "form_post.jwt"})
    void every_mode_with_a_JWT_is_fine(String mode) {
      assertThat(scene.push(scene.object(ASK.with("response_mode", mode))).status()).isEqualTo(201);
    }

    @Test
    void the_response_is_signed_as_the_security_profile_wants_it() {
      String response = scene.approved(scene.push(object())).answer("response");
      assertThat(parsed(response).getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
      assertThat(scene.clients.claims(response))
          .containsEntry("iss", TestServer.ISSUER.value())
          .containsEntry("aud", "bank")
          .containsKeys("code", "exp", "state");
    }

    @Test
    void iss_is_in_the_JWT_alone() {
      assertThat(scene.approved(scene.push(object())).redirect()).doesNotContain("iss=");
    }

    @Test
    void so_is_an_error_also_for_a_request_that_asks_for_none() {
      TestBrowser browser = new TestBrowser(scene.server).get(ASK.url());
      assertThat(scene.clients.claims(browser.answer("response")))
          .containsEntry("error", "invalid_request")
          .containsEntry("aud", "bank");
      assertThat(browser.redirect()).doesNotContain("error=");
    }

    @Test
    void a_client_that_can_be_answered_in_no_such_mode_cannot_have_the_profile() {
      Client client = bank().responseModes("query").profile(SIGNING).build("private_key_jwt");
      Profiles profiles = new Profiles(Profile.OAUTH_2_1, Lifetimes.PRESET);
      assertThat(profiles.mistakes(client))
          .extracting(Requirement::key)
          .containsExactly("response_modes");
      assertThat(profiles.apply(client).enabled()).isFalse();
    }
  }

  @Nested
  class Section_5_5_1_signed_introspection {
    @Test
    void introspection_is_signed_for_who_accepts_a_JWT() {
      Response response =
          scene.post(
              "/introspect",
              TestClients.form("token", "x"),
              "Accept",
              "application/token-introspection+jwt");
      String jwt = new String(response.body(), StandardCharsets.US_ASCII);
      assertThat(parsed(jwt).getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
      assertThat(scene.clients.claims(jwt))
          .containsEntry("token_introspection", Map.of("active", false));
    }
  }

  @Nested
  class For_the_whole_server {
    @Test
    void the_metadata_says_so() {
      scene.close();
      scene = new ProfileScene(SIGNING);
      assertThat(scene.metadata())
          .containsEntry("require_signed_request_object", true)
          .containsEntry("require_pushed_authorization_requests", true);
      assertThat((List<?>) scene.metadata().get("response_modes_supported"))
          .allSatisfy(mode -> assertThat((String) mode).endsWith("jwt"))
          .hasSize(4);
      assertThat(
              Set.copyOf(
                  (List<?>) scene.metadata().get("request_object_signing_alg_values_supported")))
          .isEqualTo(Set.of("PS256", "ES256", "EdDSA", "Ed25519"));
    }
  }
}
