package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.credentials;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.AssertionPolicy;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7523, JWTs that authenticate clients: `private_key_jwt` and `client_secret_jwt` of OIDC Core
/// §9.
@OnEveryEngine
class Rfc7523ClientAuthenticationTests {
  private static final ECKey KEY = ec("k1");
  private static final RSAKey RSA = rsa("k2");
  private static final ECKey FOREIGN = ec("k1");
  private static final Ed25519Pair ED25519 = Ed25519Pair.generate();
  private static final String SECRET = Samples.secret("hmac");

  private final TestServer server;

  Rfc7523ClientAuthenticationTests(Engine engine) {
    server = new TestServer(engine.fresh(), TestServer.ISSUER, declarations());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static ECKey ec(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static RSAKey rsa(String kid) {
    try {
      return new RSAKeyGenerator(2048).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static Samples.Sample client(String id) {
    return Samples.client(id)
        .grants("client_credentials")
        .scope("playlist.read")
        .keys(
            new ClientKeySource.Jwks(
                new JWKSet(List.of(KEY, RSA, ED25519.publicJwk())).toPublicJWKSet().toString()));
  }

  /// `keyed` and `other` have the same keys, `es` signs with ES256 only, `ed` with EdDSA, `older`
  /// names endpoints, `hmac` has a secret.
  private static Declarations declarations() {
    AssertionPolicy es256 = new AssertionPolicy(Optional.of("ES256"), false);
    AssertionPolicy eddsa = new AssertionPolicy(Optional.of("EdDSA"), false);
    AssertionPolicy older = new AssertionPolicy(Optional.empty(), true);
    return Declared.withAll(
        Samples.declarations(),
        new DeclaredClient(client("keyed").build("private_key_jwt"), List.of()),
        new DeclaredClient(client("other").build("private_key_jwt"), List.of()),
        new DeclaredClient(client("es").assertions(es256).build("private_key_jwt"), List.of()),
        new DeclaredClient(client("ed").assertions(eddsa).build("private_key_jwt"), List.of()),
        new DeclaredClient(client("older").assertions(older).build("private_key_jwt"), List.of()),
        new DeclaredClient(
            Samples.client("web", Samples.CALLBACK)
                .keys(new ClientKeySource.Jwks(new JWKSet(KEY.toPublicJWK()).toString()))
                .build("private_key_jwt"),
            List.of()),
        new DeclaredClient(
            client("device")
                .grants("urn:ietf:params:oauth:grant-type:device_code")
                .build("private_key_jwt"),
            List.of()),
        new DeclaredClient(client("hmac").build("client_secret_jwt"), List.of(SECRET)),
        new DeclaredClient(
            client("changing").build("client_secret_jwt"),
            List.of(Samples.secret("younger"), Samples.secret("older"))));
  }

  private TestAssertion assertion(String clientId) {
    return new TestAssertion(clientId, server.clock.instant());
  }

  private static String sign(TestAssertion assertion, ECKey key) {
    try {
      return assertion.signed(JWSAlgorithm.ES256, new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static String hmac(TestAssertion assertion, JWSAlgorithm algorithm, String secret) {
    try {
      return assertion.signed(algorithm, new MACSigner(secret));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private Response token(String assertion) {
    return server.post("/token", TestAssertion.in(credentials(), assertion));
  }

  private Response token(TestAssertion assertion) {
    return token(sign(assertion, KEY));
  }

  private static void assertGood(Response response) {
    assertThat(json(response)).containsKey("access_token");
  }

  private static void assertRefused(Response response, String why) {
    assertThat(response.status()).isEqualTo(401);
    assertThat(json(response)).containsEntry("error", "invalid_client");
    assertThat((String) json(response).get("error_description")).contains(why);
  }

  @Nested
  class Section_2_2_the_request {
    // RFC 8628 §3.1: as at the token endpoint.
    @Test
    void of_a_device_spends_the_assertion_too() {
      String once = sign(assertion("device"), KEY);
      Parameters asked = TestAssertion.in(Parameters.empty().with("scope", "playlist.read"), once);
      assertThat(server.post("/device_authorization", asked).status()).isEqualTo(200);
      assertRefused(server.post("/device_authorization", asked), "");
      assertRefused(
          server.post(
              "/device_authorization",
              TestAssertion.in(
                  Parameters.empty().with("scope", "playlist.read"),
                  sign(assertion("device"), FOREIGN))),
          "");
    }

    @Test
    void is_signed_with_either_of_two_secrets() {
      for (String secret : List.of("younger", "older")) {
        assertGood(token(hmac(assertion("changing"), JWSAlgorithm.HS256, Samples.secret(secret))));
      }
      assertRefused(token(hmac(assertion("changing"), JWSAlgorithm.HS256, SECRET)), "");
    }

    @Test
    void is_authenticated_by_the_assertion_alone() {
      assertGood(token(assertion("keyed")));
    }

    @Test
    void may_name_the_same_client_besides_and_no_other() {
      Parameters form = credentials("client_id", "keyed");
      assertGood(server.post("/token", TestAssertion.in(form, sign(assertion("keyed"), KEY))));
      Response other = server.post("/token", TestAssertion.in(form, sign(assertion("other"), KEY)));
      assertThat(json(other)).containsEntry("error", "invalid_request");
    }

    @Test
    void has_the_assertion_and_its_type() {
      String assertion = sign(assertion("keyed"), KEY);
      assertRefused(
          server.post("/token", credentials("client_assertion", assertion)),
          "client_assertion_type has to be");
      assertRefused(
          server.post("/token", credentials("client_assertion_type", TestAssertion.TYPE)),
          "no client_assertion");
      assertRefused(
          server.post(
              "/token", credentials("client_assertion_type", "x", "client_assertion", assertion)),
          "client_assertion_type has to be");
    }

    @Test
    void is_authenticated_in_one_way_only() {
      Parameters form =
          TestAssertion.in(
              credentials("client_id", "hmac", "client_secret", SECRET),
              hmac(assertion("hmac"), JWSAlgorithm.HS256, SECRET));
      assertThat(json(server.post("/token", form))).containsEntry("error", "invalid_request");
    }

    @Test
    void serves_at_every_endpoint_that_clients_call() {
      String token = (String) json(token(assertion("keyed"))).get("access_token");
      for (String endpoint : List.of("/introspect", "/revoke")) {
        Response response =
            server.post(
                endpoint, TestAssertion.in(form("token", token), sign(assertion("keyed"), KEY)));
        assertThat(response.status()).isEqualTo(200);
      }
    }
  }

  @Nested
  class Section_3_the_claims {
    @Test
    void iss_and_sub_are_the_client() {
      assertRefused(token(assertion("keyed").with("iss", "other")), "iss and the sub");
      assertRefused(token(assertion("keyed").without("iss")), "no iss");
      assertRefused(token(assertion("keyed").without("sub")), "no sub");
      assertRefused(token(assertion("keyed").with("sub", 1)), "no sub");
      assertRefused(token(assertion("nobody")), "No such client");
      for (String odd : List.of("a\u0000b", "é", "x".repeat(256))) {
        assertRefused(token(assertion("keyed").with("iss", odd).with("sub", odd)), "no client_id");
      }
    }

    /// draft-ietf-oauth-rfc7523bis: an assertion for another server, or one that another server had
    /// made for it, is of no use here.
    @Test
    void aud_is_this_server_and_nothing_else() {
      String issuer = TestServer.ISSUER.value();
      for (Object audience :
          List.of(
              issuer + "/token",
              issuer + "/",
              "https://other.example.com",
              List.of(issuer),
              List.of(issuer, "https://other.example.com"),
              7)) {
        assertRefused(token(assertion("keyed").with("aud", audience)), "aud");
      }
      assertRefused(token(assertion("keyed").without("aud")), "aud");
    }

    @Test
    void aud_may_be_an_endpoint_for_a_client_that_is_marked_as_insecure() {
      String issuer = TestServer.ISSUER.value();
      for (Object audience :
          List.of(issuer, issuer + "/token", List.of("https://other.example.com", issuer))) {
        assertGood(token(assertion("older").with("aud", audience)));
      }
      assertRefused(token(assertion("older").with("aud", issuer + "/userinfo")), "aud");
      assertRefused(token(assertion("older").with("aud", "https://other.example.com")), "aud");
    }

    @Test
    void exp_is_there_in_the_future_and_near() {
      long now = server.clock.instant().getEpochSecond();
      assertGood(token(assertion("keyed").with("exp", now - 29)));
      assertRefused(token(assertion("keyed").with("exp", now - 30)), "expired");
      assertGood(token(assertion("keyed").with("exp", now + 600)));
      assertRefused(token(assertion("keyed").with("exp", now + 700)), "too long");
      assertRefused(token(assertion("keyed").with("exp", Long.MAX_VALUE)), "exp");
      // Instant.MAX: whoever counts on from it would fail.
      assertRefused(token(assertion("keyed").with("exp", 31_556_889_864_403_199L)), "exp");
      assertRefused(token(assertion("keyed").with("exp", -1)), "exp");
      assertRefused(token(assertion("keyed").with("exp", "soon")), "exp");
      assertRefused(token(assertion("keyed").without("exp")), "no exp");
    }

    @Test
    void nbf_and_iat_are_not_in_the_future() {
      long now = server.clock.instant().getEpochSecond();
      for (String claim : List.of("nbf", "iat")) {
        assertGood(token(assertion("keyed").with(claim, now + 29)));
        assertRefused(token(assertion("keyed").with(claim, now + 60)), "from the future");
        assertGood(token(assertion("keyed").without(claim)));
        assertGood(token(assertion("keyed").with(claim, null)));
      }
    }

    @Test
    void jti_is_good_for_one_request_on_whatever_node() {
      TestAssertion assertion = assertion("keyed").with("jti", "once");
      assertGood(token(assertion));
      assertRefused(token(assertion), "jti");
      try (TestServer beside = server.beside()) {
        Response again =
            beside.post("/token", TestAssertion.in(credentials(), sign(assertion, KEY)));
        assertRefused(again, "jti");
      }
      assertGood(token(assertion("other").with("jti", "once")));
      assertRefused(token(assertion("keyed").without("jti")), "no jti");
      assertRefused(token(assertion("keyed").with("jti", "x".repeat(257))), "jti");
    }

    @Test
    void jti_is_spent_by_introspection_and_revocation_too() {
      String assertion = sign(assertion("keyed"), KEY);
      Parameters form = TestAssertion.in(form("token", "x"), assertion);
      assertThat(server.post("/introspect", form).status()).isEqualTo(200);
      assertRefused(server.post("/introspect", form), "jti");
      assertRefused(server.post("/revoke", form), "jti");
      assertRefused(token(assertion), "jti");
    }

    @Test
    void jti_stays_unspent_by_the_revocation_of_what_is_anothers() {
      Object others = new TestClients(server).accessToken("service");
      String assertion = sign(assertion("keyed"), KEY);
      Response refused =
          server.post("/revoke", TestAssertion.in(form("token", (String) others), assertion));
      assertThat(json(refused)).containsEntry("error", "invalid_request");
      assertGood(token(assertion));
    }

    @Test
    void jti_is_remembered_for_longer_than_it_is_good() {
      TestAssertion assertion = assertion("keyed");
      assertGood(token(assertion));
      // By the node whose clock is ahead; the others would still take it.
      server.stores.spentIds().sweep(server.clock.instant().plusSeconds(60 + 30 + 60), 100);
      assertRefused(token(assertion), "jti");
    }

    @Test
    void jti_stays_unspent_where_the_token_is_missing() {
      String assertion = sign(assertion("keyed"), KEY);
      for (String endpoint : List.of("/introspect", "/revoke")) {
        assertThat(json(server.post(endpoint, TestAssertion.in(form(), assertion))))
            .containsEntry("error", "invalid_request");
      }
      assertGood(token(assertion));
    }

    @Test
    void jti_stays_unspent_when_the_request_is_refused() {
      String assertion = sign(assertion("keyed"), KEY);
      Response refused =
          server.post("/token", TestAssertion.in(credentials("scope", "orders.read"), assertion));
      assertThat(json(refused)).containsEntry("error", "invalid_scope");
      assertGood(token(assertion));
    }
  }

  @Nested
  class Section_3_the_signature {
    @Test
    void is_made_with_a_key_of_the_client() throws Exception {
      assertRefused(token(sign(assertion("keyed"), FOREIGN)), "not signed with a key of it");
      for (JWSAlgorithm algorithm :
          List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.PS512)) {
        assertGood(token(assertion("keyed").signed(algorithm, new RSASSASigner(RSA))));
      }
    }

    @Test
    void is_under_the_algorithm_that_the_client_registered() throws Exception {
      assertGood(token(assertion("es")));
      assertRefused(
          token(assertion("es").signed(JWSAlgorithm.RS256, new RSASSASigner(RSA))), "ES256");
    }

    /// RFC 9864 §2.2.
    @Test
    void is_under_EdDSA_also_by_the_name_that_says_its_curve() {
      assertGood(token(assertion("ed").signed(JWSAlgorithm.EdDSA, ED25519)));
      assertGood(token(assertion("ed").signed(JWSAlgorithm.Ed25519, ED25519)));
      assertRefused(token(assertion("ed")), "EdDSA");
    }

    /// Known mistake 9: whoever has the public key must not be able to make an HMAC of it.
    @Test
    void is_no_HMAC_with_what_is_public() {
      String published = KEY.toPublicJWK().toString();
      assertRefused(
          token(hmac(assertion("keyed"), JWSAlgorithm.HS256, published)), "private_key_jwt");
      assertRefused(
          token(hmac(assertion("hmac"), JWSAlgorithm.HS256, published)),
          "not signed with a key of it");
    }

    @Test
    void is_there() {
      String[] parts = sign(assertion("keyed"), KEY).split("\\.", -1);
      assertRefused(token(parts[0] + "." + parts[1] + "."), "no signed JWT");
      assertRefused(token("eyJhbGciOiJub25lIn0." + parts[1] + "."), "no signed JWT");
      assertRefused(token("x".repeat(20_000)), "no signed JWT");
      assertRefused(token("..."), "no signed JWT");
    }

    @Test
    void has_no_header_that_would_have_to_be_understood() {
      assertRefused(token(assertion("keyed").critical()), "not signed with a key of it");
      assertRefused(
          token(hmac(assertion("hmac").critical(), JWSAlgorithm.HS256, SECRET)),
          "not signed with a key of it");
    }

    @Test
    void is_of_a_JWT_for_this_use() {
      assertGood(token(assertion("keyed").typ("JWT")));
      assertGood(token(assertion("keyed").typ("jwt")));
      for (String typ : List.of("at+jwt", "dpop+jwt", "logout+jwt", "oauth-authz-req+jwt")) {
        assertRefused(token(assertion("keyed").typ(typ)), "typ");
      }
    }
  }

  @Nested
  class Client_secret_jwt {
    @Test
    void is_an_HMAC_with_the_secret() {
      assertGood(token(hmac(assertion("hmac"), JWSAlgorithm.HS256, SECRET)));
      assertRefused(
          token(hmac(assertion("hmac"), JWSAlgorithm.HS256, Samples.secret("web"))),
          "not signed with a key of it");
    }

    @Test
    void is_under_HS256_alone() {
      for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.HS384, JWSAlgorithm.HS512)) {
        assertRefused(token(hmac(assertion("hmac"), algorithm, SECRET + SECRET)), "alg");
      }
    }

    @Test
    void is_the_only_way_for_a_client_that_registered_it() {
      assertRefused(
          server.post("/token", credentials("client_id", "hmac", "client_secret", SECRET)),
          "client_secret_jwt");
      assertRefused(
          token(hmac(assertion("service"), JWSAlgorithm.HS256, Samples.secret("service"))),
          "client_secret_basic");
      assertRefused(token(assertion("hmac")), "client_secret_jwt");
    }
  }

  @Nested
  class A_code {
    private final TestClients clients = new TestClients(server);

    private Response redeem(String code, TestAssertion assertion) {
      return server.post(
          "/token", TestAssertion.in(TestClients.redemption("web", code), sign(assertion, KEY)));
    }

    @Test
    void is_redeemed_with_an_assertion_which_is_spent_with_it() {
      TestAssertion assertion = assertion("web");
      assertGood(redeem(clients.code("web", "playlist.read"), assertion));
      assertRefused(redeem(clients.code("web", "playlist.read"), assertion), "jti");
    }

    /// The contract, "Refused requests spend nothing": a request that is sent twice is no replay.
    @Test
    void lives_on_when_the_very_same_request_comes_again() {
      String code = clients.code("web", "playlist.read offline_access");
      TestAssertion assertion = assertion("web");
      Map<String, Object> tokens = json(redeem(code, assertion));
      assertRefused(redeem(code, assertion), "jti");
      Response refreshed =
          server.post(
              "/token",
              TestAssertion.in(
                  TestClients.refresh(tokens.get("refresh_token")), sign(assertion("web"), KEY)));
      assertGood(refreshed);
    }

    @Test
    void is_replayed_by_a_new_request_which_ends_its_grant() {
      String code = clients.code("web", "playlist.read offline_access");
      Map<String, Object> tokens = json(redeem(code, assertion("web")));
      assertThat(json(redeem(code, assertion("web")))).containsEntry("error", "invalid_grant");
      Response refreshed =
          server.post(
              "/token",
              TestAssertion.in(
                  TestClients.refresh(tokens.get("refresh_token")), sign(assertion("web"), KEY)));
      assertThat(json(refreshed)).containsEntry("error", "invalid_grant");
    }
  }
}
