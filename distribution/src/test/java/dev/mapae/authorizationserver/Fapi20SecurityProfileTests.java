package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.ProfileScene.ASK;
import static dev.mapae.authorizationserver.ProfileScene.assertRefused;
import static dev.mapae.authorizationserver.ProfileScene.bank;
import static dev.mapae.authorizationserver.ProfileScene.description;
import static dev.mapae.authorizationserver.ProfileScene.keyed;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jwt.SignedJWT;
import dev.mapae.authorizationserver.TestAuthority.Order;
import dev.mapae.authorizationserver.clientauth.MutualTls;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.profile.Profiles;
import dev.mapae.authorizationserver.profile.Requirement;
import dev.mapae.authorizationserver.store.AssertionPolicy;
import dev.mapae.authorizationserver.store.CertificateSubject;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource.Jwks;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.ResponseEncryption;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// FAPI 2.0 Security Profile, for a client with `profile: fapi-2.0-security`.
class Fapi20SecurityProfileTests {
  private static final Profile FAPI = Profile.FAPI_2_0_SECURITY;

  private ProfileScene scene = ProfileScene.of(FAPI);

  @AfterEach
  void close() {
    scene.close();
  }

  private void declare(Samples.Sample sample) {
    scene.close();
    scene = new ProfileScene(Profile.OAUTH_2_1, keyed(sample.profile(FAPI)));
  }

  private long now() {
    return scene.server.clock.instant().getEpochSecond();
  }

  private Response credentials(TestAssertion assertion) {
    return credentials(assertion.signed(JWSAlgorithm.ES256, ProfileScene.signer()));
  }

  private Response credentials(String assertion) {
    return scene.server.post(
        "/token",
        TestAssertion.in(TestClients.credentials("scope", "playlist.read"), assertion),
        "DPoP",
        scene.dpop.proof("/token"));
  }

  @Nested
  class Section_5_3_2_1_general_requirements {
    @Test
    void a_client_that_does_everything_gets_tokens() {
      assertThat(scene.tokens())
          .containsEntry("token_type", "DPoP")
          .containsKeys("access_token", "refresh_token", "id_token");
      assertThat(credentials(scene.assertion()).status()).isEqualTo(200);
    }

    @Test
    void there_is_no_password_grant() {
      Parameters form =
          TestClients.form("grant_type", "password", "username", "alice", "password", "x");
      assertRefused(scene.token(form), "unsupported_grant_type");
    }

    @Test
    void a_client_is_confidential() {
      scene.close();
      scene =
          new ProfileScene(
              Profile.OAUTH_2_1,
              Samples.open(
                  Samples.client("spa", "https://spa.example.com/cb").open().profile(FAPI)));
      assertThat(
              new TestBrowser(scene.server)
                  .get(Ask.of("spa", "https://spa.example.com/cb", "playlist.read").url())
                  .shownError())
          .isEqualTo("invalid_request");
    }

    @Test
    void a_client_with_a_secret_gets_nothing() {
      scene.close();
      scene =
          new ProfileScene(
              Profile.OAUTH_2_1,
              Samples.confidential(Samples.client("web", Samples.CALLBACK).profile(FAPI)));
      assertRefused(scene.clients.token("web", TestClients.credentials()), "invalid_client");
      assertRefused(scene.clients.push(Ask.web("playlist.read")), "invalid_client");
    }

    @Test
    void and_what_it_got_before_it_had_the_profile_is_good_no_more() {
      Object token = scene.clients.tokens("web", "openid orders.read").get("access_token");
      assertThat(scene.clients.isActive("orders-api", token)).isTrue();
      assertThat(scene.clients.userInfo(token).status()).isEqualTo(200);
      scene.server.server.reconcile(
          Declared.with(
              Samples.declarations(),
              Samples.confidential(Samples.client("web", Samples.CALLBACK).profile(FAPI))));
      assertThat(scene.clients.isActive("orders-api", token)).isFalse();
      assertThat(scene.clients.userInfo(token).status()).isEqualTo(401);
    }

    @Test
    void access_tokens_are_bound_to_a_key() {
      assertRefused(
          scene.post("/token", TestClients.credentials("scope", "playlist.read")),
          "invalid_request");
      assertThat(scene.clients.claims(scene.tokens().get("access_token")))
          .containsEntry("cnf", Map.of("jkt", scene.dpop.jkt()));
    }

    @Test
    void a_refresh_without_a_proof_is_refused_and_spends_nothing() {
      Object token = scene.tokens().get("refresh_token");
      assertRefused(scene.post("/token", TestClients.refresh(token)), "invalid_request");
      assertThat(scene.refresh(token).status()).isEqualTo(200);
    }

    @Test
    void or_they_are_bound_to_a_certificate() {
      declare(bank().certificateBound());
      Response without = scene.post("/token", TestClients.credentials("scope", "playlist.read"));
      assertRefused(without, "invalid_request");
      assertThat(description(without)).asString().contains("mutual TLS");
    }

    @Test
    void the_audience_of_an_assertion_is_the_issuer() {
      assertRefused(
          credentials(scene.assertion().with("aud", TestServer.ISSUER.url("/token"))),
          "invalid_client");
    }

    @Test
    void as_a_single_text() {
      assertRefused(
          credentials(scene.assertion().with("aud", List.of(TestServer.ISSUER.value()))),
          "invalid_client");
    }

    @Test
    void also_where_the_client_registered_otherwise() {
      declare(bank().assertions(new AssertionPolicy(Optional.empty(), true)));
      assertRefused(
          credentials(scene.assertion().with("aud", TestServer.ISSUER.url("/token"))),
          "invalid_client");
      assertThat(credentials(scene.assertion()).status()).isEqualTo(200);
    }

    @Test
    void refresh_tokens_are_not_rotated() {
      Object token = scene.tokens().get("refresh_token");
      for (int i = 0; i < 3; i++) {
        assertThat(json(scene.refresh(token))).containsEntry("refresh_token", token);
      }
    }

    @Test
    void so_that_an_answer_that_was_lost_loses_nothing() {
      Object token = scene.tokens().get("refresh_token");
      scene.refresh(token);
      Map<String, Object> again = json(scene.refresh(token));
      assertThat(scene.clients.claims(again.get("access_token"))).containsKey("cnf");
      assertThat(scene.server.audit).noneMatch(e -> e.type().name().equals("REPLAY"));
    }

    @Test
    void but_the_same_request_again_is_refused() {
      Object token = scene.tokens().get("refresh_token");
      Parameters form = scene.authenticated(TestClients.refresh(token));
      String proof = scene.dpop.proof("/token");
      assertThat(scene.server.post("/token", form, "DPoP", proof).status()).isEqualTo(200);
      assertThat(scene.server.post("/token", form, "DPoP", proof).status()).isIn(400, 401);
      assertThat(scene.refresh(token).status()).isEqualTo(200);
    }

    @Test
    void one_that_was_replaced_before_there_was_a_profile_is_still_a_replay() {
      Map<String, Object> tokens = scene.tokens();
      String grant =
          ((String) scene.clients.claims(tokens.get("access_token")).get("jti")).substring(1, 23);
      scene.server.stores.grants().spend(grant, 1, scene.server.clock.instant(), end(), List.of());
      assertRefused(scene.refresh(tokens.get("refresh_token")), "invalid_grant");
      assertThat(scene.server.rows()).containsEntry("grants", 0);
    }

    private Instant end() {
      return scene.server.clock.instant().plus(Duration.ofDays(1));
    }

    @Test
    void a_use_counts_against_the_idle_limit() {
      Object token = scene.tokens().get("refresh_token");
      scene.server.clock.advance(Duration.ofDays(10));
      assertThat(scene.refresh(token).status()).isEqualTo(200);
      scene.server.clock.advance(Duration.ofDays(10));
      assertThat(scene.refresh(token).status()).isEqualTo(200);
      scene.server.clock.advance(Duration.ofDays(15));
      assertRefused(scene.refresh(token), "invalid_grant");
    }

    @Test
    void a_refresh_token_ends_by_revocation() {
      Object token = scene.tokens().get("refresh_token");
      assertThat(scene.post("/revoke", TestClients.form("token", (String) token)).status())
          .isEqualTo(200);
      assertRefused(scene.refresh(token), "invalid_grant");
    }

    @Test
    void a_code_lives_for_a_minute_whatever_the_client_registered() {
      declare(bank().lifetimes(new Lifetimes(Map.of(Lifetime.CODE, Duration.ofMinutes(10)))));
      String code = scene.approved(scene.push(ASK)).answer("code");
      scene.server.clock.advance(Duration.ofSeconds(61));
      assertRefused(scene.redeem(code), "invalid_grant");
    }

    @Test
    void a_code_can_be_bound_to_a_DPoP_key() {
      String code =
          scene.approved(scene.push(ASK.with("dpop_jkt", scene.dpop.jkt()))).answer("code");
      Response other =
          scene.post(
              "/token",
              ASK.redemption(code),
              "DPoP",
              DpopClient.of(scene.server, "bank").proof("/token"));
      assertRefused(other, "invalid_grant");
      assertThat(scene.redeem(code).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iat", "nbf"})
    void an_assertion_may_be_up_to_10_seconds_from_the_future_and_not_over_60(String claim) {
      assertThat(credentials(scene.assertion().with(claim, now() + 10)).status()).isEqualTo(200);
      assertRefused(
          credentials(scene.assertion().with(claim, now() + 61).with("exp", now() + 120)),
          "invalid_client");
    }

    @Test
    void a_proof_may_be_so_too() {
      assertThat(proven(now() + 10).status()).isEqualTo(200);
      assertRefused(proven(now() + 61), "invalid_dpop_proof");
    }

    private Response proven(long issuedAt) {
      return scene.post(
          "/token",
          TestClients.credentials("scope", "playlist.read"),
          "DPoP",
          scene.dpop.proof("POST", "/token", Map.of("iat", issuedAt)));
    }

    @Test
    void nobody_uses_the_device_grant() {
      declare(bank().grants("authorization_code", "urn:ietf:params:oauth:grant-type:device_code"));
      assertRefused(
          scene.post("/device_authorization", TestClients.form("scope", "playlist.read")),
          "invalid_client");
    }
  }

  @Nested
  class Section_5_3_2_2_authorization_endpoint_flows {
    @Test
    void there_is_only_the_response_type_code() {
      assertRefused(scene.push(ASK.with("response_type", "token")), "unsupported_response_type");
    }

    @Test
    void a_request_that_was_not_pushed_is_refused() {
      assertThat(new TestBrowser(scene.server).get(ASK.url()).redirect())
          .contains("error=invalid_request");
    }

    @Test
    void nobody_pushes_without_authentication() {
      assertRefused(
          scene.server.post("/par", ASK.parameters().with("client_id", "bank")), "invalid_client");
    }

    @Test
    void PKCE_is_required() {
      assertRefused(
          scene.push(ASK.without("code_challenge", "code_challenge_method")), "invalid_request");
    }

    @Test
    void also_where_the_client_registered_otherwise() {
      declare(bank().withoutPkce());
      assertRefused(
          scene.push(ASK.without("code_challenge", "code_challenge_method")), "invalid_request");
    }

    @Test
    void plain_does_not_exist() {
      assertRefused(scene.push(ASK.with("code_challenge_method", "plain")), "invalid_request");
    }

    @Test
    void a_pushed_request_names_the_redirect_URI_also_where_there_is_one_alone() {
      Ask plain = ASK.without("redirect_uri").with("scope", "playlist.read");
      assertRefused(scene.push(plain), "invalid_request");
      declare(bank());
      assertRefused(scene.push(plain), "invalid_request");
    }

    @Test
    void the_response_says_who_it_is_from() {
      assertThat(scene.approved(scene.push(ASK)).answer("iss"))
          .isEqualTo(TestServer.ISSUER.value());
    }

    @Test
    void a_code_is_good_once() {
      String code = scene.approved(scene.push(ASK)).answer("code");
      assertThat(scene.redeem(code).status()).isEqualTo(200);
      assertRefused(scene.redeem(code), "invalid_grant");
    }

    @Test
    void the_browser_is_redirected_by_303() {
      assertThat(scene.approved(scene.push(ASK)).page.status()).isEqualTo(303);
    }

    @Test
    void a_request_uri_is_good_for_less_than_600_seconds() {
      assertThat((Long) json(scene.push(ASK)).get("expires_in")).isLessThan(600);
    }

    @Test
    void a_nonce_of_64_characters_is_fine() {
      assertThat(scene.push(ASK.with("nonce", "n".repeat(64))).status()).isEqualTo(201);
    }
  }

  @Nested
  class Section_5_4_1_cryptography {
    @Test
    void an_assertion_is_signed_with_PS256_or_ES256() {
      assertThat(
              credentials(scene.assertion().signed(JWSAlgorithm.PS256, ProfileScene.rsaSigner()))
                  .status())
          .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS512", "PS384", "PS512"})
    void and_with_nothing_else(String alg) {
      Response response =
          credentials(scene.assertion().signed(JWSAlgorithm.parse(alg), ProfileScene.rsaSigner()));
      assertRefused(response, "invalid_client");
      assertThat(description(response)).asString().contains("PS256");
    }

    @Test
    void so_is_a_request_object() {
      assertThat(
              scene
                  .push(scene.object(ASK).signed(JWSAlgorithm.PS256, ProfileScene.rsaSigner()))
                  .status())
          .isEqualTo(201);
      assertRefused(
          scene.push(scene.object(ASK).signed(JWSAlgorithm.RS256, ProfileScene.rsaSigner())),
          "invalid_request_object");
    }

    @Test
    void so_is_a_proof() {
      Parameters form = TestClients.credentials("scope", "playlist.read");
      assertThat(scene.post("/token", form, "DPoP", proof("PS256", "/token", Map.of())).status())
          .isEqualTo(200);
      Response refused = scene.post("/token", form, "DPoP", proof("RS256", "/token", Map.of()));
      assertRefused(refused, "invalid_dpop_proof");
      assertRefused(
          scene.post("/par", ASK.parameters(), "DPoP", proof("RS256", "/par", Map.of())),
          "invalid_dpop_proof");
    }

    @Test
    void also_one_for_UserInfo() {
      String code = scene.approved(scene.push(ASK)).answer("code");
      Object token =
          json(scene.post(
                  "/token", ASK.redemption(code), "DPoP", proof("PS256", "/token", Map.of())))
              .get("access_token");
      Map<String, Object> shown = Map.of("htm", "GET", "ath", DpopClient.ath(token));
      assertThat(scene.dpop.userInfo(token, proof("RS256", "/userinfo", shown)).status())
          .isEqualTo(401);
      assertThat(scene.dpop.userInfo(token, proof("PS256", "/userinfo", shown)).status())
          .isEqualTo(200);
    }

    private String proof(String alg, String path, Map<String, Object> more) {
      Map<String, Object> claims = new HashMap<>();
      claims.put("jti", UUID.randomUUID().toString());
      claims.put("htm", "POST");
      claims.put("htu", TestServer.ISSUER.url(path));
      claims.put("iat", now());
      claims.putAll(more);
      JWSObject jws =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.parse(alg))
                  .type(new JOSEObjectType("dpop+jwt"))
                  .jwk(ProfileScene.RSA.toPublicJWK())
                  .build(),
              new Payload(claims));
      try {
        jws.sign(ProfileScene.rsaSigner());
      } catch (JOSEException e) {
        throw new AssertionError(e);
      }
      return jws.serialize();
    }

    @Test
    void ID_tokens_are_signed_with_ES256_where_nothing_is_registered() throws Exception {
      Object token = scene.tokens().get("id_token");
      assertThat(SignedJWT.parse((String) token).getHeader().getAlgorithm())
          .isEqualTo(JWSAlgorithm.ES256);
    }

    // By default under RS256, as OpenID Connect has it.
    @Test
    void so_is_UserInfo_of_a_client_that_says_of_it_only_how_it_is_encrypted() {
      Client client =
          bank()
              .responses(
                  ResponseAlgorithms.PRESET.with(
                      ResponseJwt.USERINFO, new ResponseEncryption("ECDH-ES", "A256GCM")))
              .profile(FAPI)
              .build("private_key_jwt");
      Profiles profiles = new Profiles(Profile.OAUTH_2_1, Lifetimes.PRESET);
      assertThat(profiles.apply(client).responses().signing(ResponseJwt.USERINFO))
          .contains("ES256");
      assertThat(profiles.apply(bank().profile(FAPI).build("private_key_jwt")).responses())
          .matches(responses -> !responses.isJwt(ResponseJwt.USERINFO));
    }

    @Test
    void a_key_is_one_that_verifies_here() {
      Profiles profiles = new Profiles(FAPI, Lifetimes.PRESET);
      for (Map<String, Object> key :
          List.<Map<String, Object>>of(
              Map.of("kty", "RSA", "n", "AQAB", "e", "AQAB"),
              Map.of("kty", "EC", "crv", "P-256", "x", "AA", "y", "AA"),
              Map.of("kty", "EC", "crv", "P-256"))) {
        Client client =
            bank()
                .keys(new Jwks(Json.write(Map.of("keys", List.of(key)))))
                .build("private_key_jwt");
        assertThat(profiles.mistakes(client)).extracting(Requirement::key).containsExactly("jwks");
      }
    }

    @Test
    void a_resource_whose_tokens_are_signed_with_something_else_is_refused() {
      scene.close();
      scene = new ProfileScene(Profile.OAUTH_2_1, musicWith("RS256"), keyed(bank().profile(FAPI)));
      assertRefused(credentials(scene.assertion()), "invalid_target");
      assertRefused(scene.push(ASK), "invalid_target");
    }

    private Object refreshToken(String scope) {
      Ask ask = ASK.with("scope", scope);
      String code = scene.approved(scene.push(ask)).answer("code");
      return json(scene.token(ask.redemption(code))).get("refresh_token");
    }

    private Map<String, Object> introspected(Object token) {
      return json(scene.post("/introspect", TestClients.form("token", (String) token)));
    }

    /// RFC 7662 §2.2; known mistake 15: what the token endpoint refuses is not called good by its
    /// neighbour, and what it gives to who asks for another resource is.
    @Test
    void and_introspection_says_so_of_a_refresh_token_for_nothing_else() {
      Object forMusic = refreshToken("offline_access playlist.read");
      Object forBoth = refreshToken("openid offline_access playlist.read");
      scene.server.server.reconcile(
          Declared.with(
              Declared.with(Samples.declarations(), musicWith("RS256")),
              keyed(bank().profile(FAPI))));
      assertRefused(scene.refresh(forMusic), "invalid_target");
      assertThat(introspected(forMusic)).isEqualTo(Map.of("active", false));
      assertRefused(scene.refresh(forBoth), "invalid_target");
      assertThat(introspected(forBoth))
          .containsEntry("active", true)
          .containsEntry("scope", "openid offline_access");
      Parameters refresh = TestClients.refresh(forBoth).with("resource", TestServer.ISSUER.value());
      assertThat(json(scene.token(refresh))).containsKey("access_token");
    }

    private static Resource musicWith(String alg) {
      Resource music = Samples.declarations().resources().getFirst();
      return new Resource(
          music.uri(),
          music.name(),
          music.origin(),
          true,
          music.format(),
          music.accessTokenTyp(),
          alg,
          music.introspectionClients(),
          music.defaultScope(),
          music.scopes());
    }
  }

  @Nested
  class For_the_whole_server {
    private void everybody(DeclaredClient... clients) {
      scene.close();
      scene = new ProfileScene(FAPI, clients);
    }

    @Test
    void every_client_is_held_to_it() {
      everybody(keyed(bank().withoutPkce()));
      assertRefused(scene.push(ASK.without("code_challenge")), "invalid_request");
      assertRefused(
          scene.post("/token", TestClients.credentials("scope", "playlist.read")),
          "invalid_request");
      assertThat(scene.tokens()).containsEntry("token_type", "DPoP");
      assertRefused(scene.clients.token("service", TestClients.credentials()), "invalid_client");
    }

    @Test
    void the_metadata_has_what_is_left() {
      everybody();
      assertThat(scene.metadata())
          .containsEntry("require_pushed_authorization_requests", true)
          .containsEntry("require_signed_request_object", false)
          .containsEntry("token_endpoint_auth_methods_supported", List.of("private_key_jwt"))
          .containsEntry(
              "token_endpoint_auth_signing_alg_values_supported",
              List.of("ES256", "EdDSA", "Ed25519", "PS256"))
          .containsEntry(
              "dpop_signing_alg_values_supported", List.of("ES256", "EdDSA", "Ed25519", "PS256"))
          .containsEntry(
              "id_token_signing_alg_values_supported", List.of("ES256", "PS256", "EdDSA"))
          .containsEntry(
              "grant_types_supported",
              List.of("authorization_code", "refresh_token", "client_credentials"))
          .containsEntry("authorization_response_iss_parameter_supported", true)
          .doesNotContainKey("device_authorization_endpoint");
    }

    @Test
    void a_challenge_names_no_other_algorithms() {
      everybody();
      assertThat(scene.server.get("/userinfo").headers())
          .anyMatch(header -> header.getValue().contains("algs=\"ES256 EdDSA Ed25519 PS256\""));
    }

    @Test
    void and_of_one_client_nothing_is_in_the_metadata() {
      assertThat(scene.metadata())
          .containsEntry("require_pushed_authorization_requests", false)
          .containsKey("device_authorization_endpoint");
    }

    @Test
    void a_client_cannot_loosen_it() {
      everybody(keyed(bank().profile(Profile.OAUTH_2_1).withoutPkce()));
      assertRefused(scene.push(ASK.without("code_challenge")), "invalid_request");
    }
  }

  @Nested
  class With_mutual_TLS {
    private static final String CALLBACK = "https://bank.example.com/cb";
    private static final Ask ASKED = Ask.of("bank", CALLBACK, "offline_access playlist.read");

    private final TestServer server =
        new TestServer(
            Engine.preset(),
            Declared.with(
                Samples.declarations(),
                new DeclaredClient(
                    Samples.client("bank", CALLBACK)
                        .subject(CertificateSubject.Name.SUBJECT_DN, MtlsScene.DN)
                        .certificateBound()
                        .profile(FAPI)
                        .build("tls_client_auth"),
                    List.of())),
            Seams.mutualTls(new MutualTls(List.of(MtlsScene.ROOT.certificate())), Fetcher.none()));
    private final MtlsClient client =
        MtlsClient.of(server, "bank", new Order(MtlsScene.DN).from(MtlsScene.ROOT));

    @AfterEach
    void stop() {
      server.close();
    }

    @Test
    void a_client_gets_tokens_that_are_bound_to_its_certificate_and_keeps_its_refresh_token() {
      Response pushed = client.post("/par", ASKED.parameters());
      TestBrowser browser =
          new TestBrowser(server)
              .get(TestClients.pushedUrl("bank", (String) json(pushed).get("request_uri")))
              .signInAs("alice")
              .approve("offline_access", "playlist.read");
      Map<String, Object> tokens =
          json(client.post("/token", ASKED.redemption(browser.answer("code"))));
      assertThat(new TestClients(server).claims(tokens.get("access_token")))
          .containsEntry("cnf", client.cnf());
      Object token = tokens.get("refresh_token");
      assertThat(json(client.post("/token", TestClients.refresh(token))))
          .containsEntry("refresh_token", token);
    }

    @Test
    void without_its_certificate_it_is_nobody() {
      assertRefused(client.without().post("/par", ASKED.parameters()), "invalid_client");
    }
  }

  @Nested
  class Presets_only_tighten {
    @ParameterizedTest
    @EnumSource(Profile.class)
    void what_a_client_is_held_to_already(Profile profile) {
      Client strict =
          bank()
              .pushing()
              .dpopBound()
              .requestObjects(RequestObjectPolicy.signing(true, List.of(), Optional.of("ES256")))
              .responses(ResponseAlgorithms.PRESET.with(ResponseJwt.ID_TOKEN, "PS256"))
              .lifetimes(new Lifetimes(Map.of(Lifetime.CODE, Duration.ofSeconds(5))))
              .profile(profile)
              .build("private_key_jwt");
      Client held = new Profiles(Profile.OAUTH_2_1, Lifetimes.PRESET).apply(strict);
      assertThat(held.requirements().pkce()).isTrue();
      assertThat(held.requirements().pushedAuthorizationRequests()).isTrue();
      assertThat(held.requirements().dpopBoundAccessTokens()).isTrue();
      assertThat(held.requestObjects()).isEqualTo(strict.requestObjects());
      assertThat(held.responses().signing(ResponseJwt.ID_TOKEN)).contains("PS256");
      assertThat(held.lifetimes().of(Lifetime.CODE)).isEqualTo(Duration.ofSeconds(5));
      assertThat(held.credentials()).isEqualTo(strict.credentials());
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void and_holding_a_client_twice_changes_nothing(Profile profile) {
      Profiles profiles = new Profiles(profile, Lifetimes.PRESET);
      Client held = profiles.apply(bank().profile(profile).build("private_key_jwt"));
      assertThat(profiles.apply(held)).isEqualTo(held);
      assertThat(profiles.failed(profile, held)).isEmpty();
    }
  }
}
