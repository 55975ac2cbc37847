package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.DocumentScene.APP;
import static dev.mapae.authorizationserver.DocumentScene.ask;
import static dev.mapae.authorizationserver.DocumentScene.document;
import static dev.mapae.authorizationserver.DocumentScene.refresh;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.outbound.RestingFetcher;
import dev.mapae.authorizationserver.registration.DocumentPolicy;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.protocol.Json;
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
import org.junit.jupiter.params.provider.EnumSource;

/// draft-ietf-oauth-client-id-metadata-document-02, the keys of a document, and what changes in it.
class OauthClientIdMetadataDocumentChangeTests {
  DocumentScene scene = new DocumentScene(Engine.preset(), DocumentPolicy.ANY);

  @AfterEach
  void close() {
    scene.close();
  }

  private Optional<Client> kept() {
    return scene.server.stores.clients().find(APP);
  }

  @Nested
  class Section_8_2_client_authentication {
    private ECKey key(String id) throws Exception {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    }

    private Map<String, Object> withKey(ECKey key) {
      return document(
          "token_endpoint_auth_method",
          "private_key_jwt",
          "jwks",
          new JWKSet(key).toJSONObject(true));
    }

    private Response signed(Parameters form, ECKey key) throws Exception {
      return signed("/token", form, key);
    }

    private Response signed(String path, Parameters form, ECKey key) throws Exception {
      String assertion =
          new TestAssertion(APP, scene.server.clock.instant())
              .signed(JWSAlgorithm.ES256, new ECDSASigner(key));
      return scene.server.post(path, TestAssertion.in(form, assertion));
    }

    /// Those of a client whose document is due again after a minute.
    private Map<String, Object> tokens(ECKey key) throws Exception {
      scene.publish(APP, withKey(key), Optional.of(Duration.ofMinutes(1)));
      String code = scene.alice("playlist.read").approve("playlist.read").answer("code");
      return json(signed(ask("playlist.read").redemption(code), key));
    }

    private static Parameters token(Object token) {
      return Parameters.empty().with("token", (String) token);
    }

    @Test
    void is_by_the_key_in_the_document() throws Exception {
      ECKey key = key("k");
      scene.publish(withKey(key));
      String code = scene.alice("playlist.read").approve("playlist.read").answer("code");
      Parameters redemption = ask("playlist.read").redemption(code);
      assertThat(json(signed(redemption, key("other")))).containsEntry("error", "invalid_client");
      assertThat(json(scene.redeem("playlist.read", code)))
          .containsEntry("error", "invalid_client");
      assertThat(signed(redemption, key).status()).isEqualTo(200);
    }

    /// §8.4.1: the key of before is good no more, and the new one at once.
    @Test
    void follows_the_keys_of_the_document() throws Exception {
      ECKey before = key("before");
      ECKey after = key("after");
      scene.publish(withKey(before));
      String code = scene.alice("playlist.read").approve("playlist.read").answer("code");
      Map<String, Object> tokens = json(signed(ask("playlist.read").redemption(code), before));
      scene.publish(withKey(after));
      scene.server.clock.advance(Duration.ofHours(1));
      Parameters refresh = refresh(tokens.get("refresh_token")).without(Set.of("client_id"));
      assertThat(json(signed(refresh, before))).containsEntry("error", "invalid_client");
      assertThat(signed(refresh, after).status()).isEqualTo(200);
    }

    /// Known mistake 15: as at the token endpoint, by the token as by its code there.
    @ParameterizedTest
    @CsvSource({
      "/revoke, refresh_token",
      "/revoke, access_token",
      "/introspect, refresh_token",
      "/introspect, access_token"
    })
    void follows_them_where_a_token_is_taken_back_or_asked_about(String path, String name)
        throws Exception {
      ECKey before = key("before");
      ECKey after = key("after");
      Parameters form = token(tokens(before).get(name));
      scene.publish(withKey(after));
      scene.server.clock.advance(Duration.ofMinutes(2));
      assertThat(json(signed(path, form, before))).containsEntry("error", "invalid_client");
      assertThat(signed(path, form, after).status()).isEqualTo(200);
    }

    /// Its document is fetched again for tokens of its own alone: for those of others a key that
    /// was withdrawn would be good without end.
    @Test
    void lets_it_learn_nothing_of_others_also_where_an_api_lists_it() throws Exception {
      ECKey key = key("k");
      scene.server.server.reconcile(
          Declared.with(
              Samples.declarations(),
              ExchangeScene.resource(
                  Samples.MUSIC, Set.of(APP), AccessTokenFormat.JWT, "playlist.read")));
      Object own = tokens(key).get("access_token");
      Object other =
          new TestClients(scene.server).tokens("web", "playlist.read").get("access_token");
      assertThat(json(signed("/introspect", token(own), key))).containsEntry("active", true);
      assertThat(json(signed("/introspect", token(other), key))).isEqualTo(Map.of("active", false));
    }

    /// Nobody could take anything back otherwise, and it gives nothing.
    @ParameterizedTest
    @EnumSource(names = {"DOCUMENT", "CONNECTION"})
    void by_a_document_that_cannot_be_had_takes_back_and_learns_nothing(NotFetched.Cause cause)
        throws Exception {
      ECKey key = key("k");
      Parameters form = token(tokens(key).get("refresh_token"));
      scene.vanish(new NotFetched(cause, "there is nothing"));
      scene.server.clock.advance(Duration.ofMinutes(2));
      String error =
          cause == NotFetched.Cause.DOCUMENT ? "invalid_client" : "temporarily_unavailable";
      assertThat(json(signed("/introspect", form, key))).containsEntry("error", error);
      scene.server.clock.advance(RestingFetcher.REST);
      // It may be the key of today.
      assertThat(json(signed("/revoke", form, key("other")))).containsEntry("error", error);
      assertThat(scene.server.rows()).containsEntry("grants", 1);
      assertThat(signed("/revoke", form, key).status()).isEqualTo(200);
      assertThat(scene.server.rows()).containsEntry("grants", 0);
    }

    @Test
    void has_nothing_fetched_by_what_is_no_token_of_the_client() throws Exception {
      ECKey key = key("k");
      tokens(key);
      Object foreign =
          new TestClients(scene.server).tokens("web", "playlist.read").get("refresh_token");
      scene.server.clock.advance(Duration.ofMinutes(2));
      scene.forget();
      for (String path : List.of("/revoke", "/introspect")) {
        for (Object token : List.of("x", "mapae_rt_x", foreign)) {
          signed(path, token(token), key);
        }
      }
      assertThat(scene.fetches).isEmpty();
    }

    /// There are no keys in it that could have changed.
    @Test
    void is_none_of_a_public_client_which_takes_back_what_it_has() {
      scene.publish(document());
      Object token = scene.tokens("playlist.read").get("refresh_token");
      scene.server.clock.advance(Duration.ofHours(1));
      scene.forget();
      assertThat(scene.server.post("/revoke", token(token).with("client_id", APP)).status())
          .isEqualTo(200);
      assertThat(scene.fetches).isEmpty();
      assertThat(scene.server.rows()).containsEntry("grants", 0);
    }

    @Test
    void by_jwks_uri_asks_as_a_stranger() throws Exception {
      scene.publish(
          document(
              "token_endpoint_auth_method",
              "private_key_jwt",
              "jwks_uri",
              "https://app.example.com/jwks"));
      String code = scene.alice("playlist.read").approve("playlist.read").answer("code");
      signed(ask("playlist.read").redemption(code), key("k"));
      assertThat(scene.fetches).contains("SELF_REGISTERED https://app.example.com/jwks");
    }
  }

  @Nested
  class Section_8_4_changes {
    @Test
    void are_in_force_once_the_document_is_no_longer_fresh() {
      scene.publish(document());
      scene.tokens("playlist.read");
      String moved = "https://app.example.com/moved";
      scene.publish(document("redirect_uris", List.of(moved), "client_name", "Renamed"));
      assertThat(scene.alice("playlist.read").html()).contains("The App");
      scene.server.clock.advance(Duration.ofHours(1));
      // Nobody who is not signed in has it fetched, and is not refused for what it may say by now.
      TestBrowser browser =
          new TestBrowser(scene.server).get(Ask.of(APP, moved, "playlist.read").url());
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertThat(browser.signInAs("alice").html()).contains("Renamed");
      assertThat(scene.alice("playlist.read").shownError()).isEqualTo("invalid_request");
      assertThat(scene.server.audit)
          .extracting(event -> event.type().name())
          .contains("REGISTRATION_CHANGED");
    }

    @Test
    void take_a_grant_away() {
      scene.publish(document());
      Object token = scene.tokens("playlist.read").get("refresh_token");
      scene.publish(document("grant_types", List.of("authorization_code")));
      scene.server.clock.advance(Duration.ofHours(1));
      assertThat(json(scene.server.post("/token", refresh(token))))
          .containsEntry("error", "unauthorized_client");
    }

    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

    /// A device of the app, to which Alice said yes; the token request with its code.
    private Parameters approvedDevice() {
      scene.publish(document("grant_types", List.of("authorization_code", DEVICE)));
      scene.alice("playlist.read");
      scene.server.clock.advance(Duration.ofMinutes(58));
      Map<String, Object> device =
          json(
              scene.server.post(
                  "/device_authorization",
                  Parameters.empty().with("client_id", APP).with("scope", "playlist.read")));
      Parameters poll =
          Parameters.empty()
              .with("client_id", APP)
              .with("grant_type", DEVICE)
              .with("device_code", (String) device.get("device_code"));
      scene
          .alice()
          .get("/device")
          .submit(Parameters.empty().with("user_code", (String) device.get("user_code")))
          .approve("playlist.read");
      scene.server.clock.advance(Duration.ofMinutes(3));
      return poll;
    }

    @Test
    void take_the_grant_of_a_device_away() {
      Parameters poll = approvedDevice();
      scene.publish(document("grant_types", List.of("authorization_code")));
      assertThat(json(scene.server.post("/token", poll)))
          .containsEntry("error", "unauthorized_client");
    }

    /// Nobody could know that the device signs nothing: one document is for all servers.
    @Test
    void that_have_requests_signed_keep_all_but_the_devices() {
      scene.publish(document());
      Object token = scene.tokens("playlist.read").get("refresh_token");
      scene.publish(
          document(
              "grant_types",
              List.of("authorization_code", "refresh_token", DEVICE),
              "require_signed_request_object",
              true,
              "jwks",
              Map.of("keys", List.of(RequestObjectScene.KEY.toPublicJWK().toJSONObject()))));
      scene.server.clock.advance(Duration.ofHours(1));
      assertThat(scene.server.post("/token", refresh(token)).status()).isEqualTo(200);
      assertThat(kept().orElseThrow().grantTypes())
          .containsExactlyInAnyOrder("authorization_code", "refresh_token");
    }

    /// Whoever wants a new grant has to sign; those that there are go on.
    @Test
    void that_have_no_keys_renew_tokens_where_all_have_to_sign() {
      scene.publish(document());
      Object token = scene.tokens("playlist.read").get("refresh_token");
      scene.server.clock.advance(Duration.ofHours(1));
      Seams seams = scene.seams();
      seams.requireSignedRequestObject = true;
      try (TestServer strict = scene.server.beside(seams)) {
        assertThat(strict.post("/token", refresh(token)).status()).isEqualTo(200);
      }
    }

    /// What the operator sets makes it no client of another sector: nothing is wrong with its
    /// document.
    @Test
    void of_what_the_operator_sets_are_none_of_the_sector() {
      String sector = "https://app.example.com/sector.json";
      scene.publish(sector, Json.write(List.of(DocumentScene.CALLBACK)), Optional.empty());
      scene.publish(
          document(
              "subject_type",
              "pairwise",
              "sector_identifier_uri",
              sector,
              "grant_types",
              List.of("authorization_code", "refresh_token", DEVICE),
              "jwks",
              Map.of("keys", List.of(RequestObjectScene.KEY.toPublicJWK().toJSONObject()))));
      Object token = scene.tokens("playlist.read").get("refresh_token");
      scene.server.clock.advance(Duration.ofHours(1));
      Seams seams = scene.seams();
      seams.requireSignedRequestObject = true;
      try (TestServer strict = scene.server.beside(seams)) {
        Map<String, Object> refreshed = json(strict.post("/token", refresh(token)));
        assertThat(refreshed).containsKey("access_token");
        assertThat(kept().orElseThrow().grantTypes()).contains(DEVICE);
        assertThat(
                json(
                    strict.post(
                        "/token",
                        Parameters.empty()
                            .with("client_id", APP)
                            .with("grant_type", DEVICE)
                            .with("device_code", "x"))))
            .containsEntry("error", "unsupported_grant_type");
      }
    }

    /// One document is for all servers, and nothing is wrong with it: the server has no such grant,
    /// and the client stays that of its sector.
    @ParameterizedTest
    @EnumSource(names = {"FAPI_2_0_SECURITY", "FAPI_2_0_MESSAGE_SIGNING"})
    void of_a_server_whose_profile_has_no_devices_are_none_of_the_sector(Profile profile) {
      String sector = "https://app.example.com/sector.json";
      scene.publish(sector, Json.write(List.of(DocumentScene.CALLBACK)), Optional.empty());
      scene.publish(
          document(
              "subject_type",
              "pairwise",
              "sector_identifier_uri",
              sector,
              "grant_types",
              List.of("authorization_code", "refresh_token", DEVICE),
              "token_endpoint_auth_method",
              "private_key_jwt",
              "jwks",
              new JWKSet(ProfileScene.KEY).toJSONObject(true)));
      DpopClient dpop = DpopClient.of(scene.server, APP);
      String code = scene.alice("playlist.read").approve("playlist.read").answer("code");
      Parameters redemption = authenticated(ask("playlist.read").redemption(code));
      Object token =
          json(scene.server.post("/token", redemption, "DPoP", dpop.proof("/token")))
              .get("refresh_token");
      scene.server.clock.advance(Duration.ofHours(1));
      Parameters refresh = authenticated(refresh(token).without(Set.of("client_id")));
      try (TestServer strict = scene.server.beside(scene.seams().with(profile))) {
        assertThat(json(strict.post("/token", refresh, "DPoP", dpop.proof("/token"))))
            .containsKey("access_token");
        assertThat(kept().orElseThrow().grantTypes()).contains(DEVICE);
        Parameters poll =
            authenticated(Parameters.empty().with("grant_type", DEVICE).with("device_code", "x"));
        assertThat(json(strict.post("/token", poll, "DPoP", dpop.proof("/token"))))
            .containsEntry("error", "unsupported_grant_type");
        Parameters begun = authenticated(Parameters.empty().with("scope", "playlist.read"));
        assertThat(strict.post("/device_authorization", begun).status()).isEqualTo(404);
      }
    }

    private Parameters authenticated(Parameters form) {
      return TestAssertion.in(
          form,
          new TestAssertion(APP, scene.server.clock.instant())
              .signed(JWSAlgorithm.ES256, ProfileScene.signer()));
    }

    @Test
    void keep_a_device_whose_document_vanished_from_its_tokens() {
      Parameters poll = approvedDevice();
      scene.vanish(new NotFetched("there is nothing"));
      assertThat(json(scene.server.post("/token", poll))).containsEntry("error", "invalid_client");
      scene.publish(document("grant_types", List.of("authorization_code", DEVICE)));
      scene.server.clock.advance(RestingFetcher.REST);
      assertThat(scene.server.post("/token", poll).status()).isEqualTo(200);
    }

    /// The client must not take itself for unknown: nothing is wrong with its document.
    @ParameterizedTest
    @EnumSource(names = {"HOST", "CONNECTION"})
    void wait_for_the_sector_where_it_is_away(NotFetched.Cause cause) {
      String sector = "https://app.example.com/sector.json";
      String second = "https://app.example.com/second";
      scene.publish(sector, "[\"" + DocumentScene.CALLBACK + "\"]", Optional.empty());
      scene.publish(document("subject_type", "pairwise", "sector_identifier_uri", sector));
      Object token = scene.tokens("playlist.read").get("refresh_token");
      scene.publish(
          document(
              "subject_type",
              "pairwise",
              "sector_identifier_uri",
              sector,
              "client_name",
              "Renamed",
              "redirect_uris",
              List.of(DocumentScene.CALLBACK, second)));
      scene.vanish(sector, new NotFetched(cause, "no answer came"));
      scene.server.clock.advance(Duration.ofHours(1));
      for (int i = 0; i < 3; i++) {
        Response away = scene.server.post("/token", refresh(token));
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.header("Retry-After")).contains("10");
        assertThat(json(away)).containsEntry("error", "temporarily_unavailable");
        scene.server.clock.advance(Duration.ofSeconds(i == 0 ? 0 : 10));
      }
      scene.publish(sector, Json.write(List.of(DocumentScene.CALLBACK, second)), Optional.empty());
      assertThat(scene.server.post("/token", refresh(token)).status()).isEqualTo(200);
      assertThat(kept().orElseThrow().display()).containsEntry("client_name", "Renamed");
    }

    @Test
    void of_the_name_do_not_depend_on_the_sector() {
      String sector = "https://app.example.com/sector.json";
      Map<String, Object> document =
          document("subject_type", "pairwise", "sector_identifier_uri", sector);
      scene.publish(sector, Json.write(List.of(DocumentScene.CALLBACK)), Optional.empty());
      scene.publish(document);
      Object token = scene.tokens("playlist.read").get("refresh_token");
      document.put("client_name", "Renamed");
      scene.publish(document);
      scene.vanish(sector, new NotFetched("there is nothing"));
      scene.server.clock.advance(Duration.ofHours(1));
      assertThat(scene.server.post("/token", refresh(token)).status()).isEqualTo(200);
      assertThat(kept().orElseThrow().display()).containsEntry("client_name", "Renamed");
    }

    @Test
    void that_cannot_be_used_change_nothing() {
      scene.publish(document());
      scene.tokens("playlist.read");
      Client before = kept().orElseThrow();
      scene.publish(document("client_name", "Your \u202Eknab"));
      scene.server.clock.advance(Duration.ofHours(1));
      assertThat(scene.alice("playlist.read").shownError()).isEqualTo("invalid_request");
      assertThat(kept()).contains(before);
    }

    /// What a person allows is what they saw, also who it was that asked.
    @Test
    void of_the_name_are_shown_before_a_person_answers() {
      scene.publish(APP, document(), Optional.of(Duration.ZERO));
      TestBrowser browser = scene.alice("playlist.read");
      scene.publish(document("client_name", "Renamed"));
      scene.server.clock.advance(Duration.ofMinutes(2));
      browser.approve("playlist.read");
      assertThat(browser.path()).isEqualTo("/consent");
      assertThat(browser.html()).contains("Renamed");
      browser.approve("playlist.read");
      assertThat(browser.answer("code")).isNotEmpty();
    }

    @Test
    void are_seen_before_a_person_answers() {
      scene.publish(document());
      TestBrowser browser = scene.alice("playlist.read");
      scene.vanish(new NotFetched("there is nothing"));
      scene.server.clock.advance(Duration.ofHours(1));
      assertThat(browser.approve("playlist.read").isAtClient()).isFalse();
      assertThat(scene.server.rows()).containsEntry("grants", 0);
    }
  }
}
