package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.accepted;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.TestIssuer.bearer;
import static dev.mapae.resourceserver.TestIssuer.header;
import static dev.mapae.resourceserver.TestIssuer.signer;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.mapae.protocol.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 8725, JSON Web Token Best Current Practices.
class Rfc8725JwtBcpTests {
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

  /// Mistake 9 (CVE-2026-11800): the header chose the algorithm.
  @Nested
  class Section_3_1_the_key_carries_its_algorithm {
    @Test
    void a_public_key_is_never_a_shared_secret() throws JOSEException {
      RSAKey rsa = rsa(2048, null);
      issuer.publish(rsa);
      byte[] der = rsa.toRSAPublicKey().getEncoded();
      byte[] json = rsa.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
      for (byte[] secret : List.of(der, json, rsa.getModulus().decode())) {
        refuse(
            TestIssuer.token(
                header(JWSAlgorithm.HS256).keyID("rsa"), issuer.claims(), new MACSigner(secret)));
      }
      accept(
          TestIssuer.token(header(JWSAlgorithm.RS256).keyID("rsa"), issuer.claims(), signer(rsa)));
    }

    @Test
    void a_shared_secret_in_the_key_set_verifies_nothing() throws JOSEException {
      byte[] secret = new byte[32];
      Map<String, Object> oct =
          new OctetSequenceKey.Builder(secret).keyID("oct").build().toJSONObject();
      issuer.answers.put(
          "/keys",
          TestIssuer.json(Map.of("keys", List.of(oct, issuer.key.toPublicJWK().toJSONObject()))));

      refuse(
          TestIssuer.token(
              header(JWSAlgorithm.HS256).keyID("oct"), issuer.claims(), new MACSigner(secret)));
      accept(issuer.token());
    }

    @Test
    void a_key_with_alg_verifies_that_algorithm_alone() throws JOSEException {
      RSAKey rsa = rsa(2048, JWSAlgorithm.PS256);
      issuer.publish(rsa);

      accept(
          TestIssuer.token(header(JWSAlgorithm.PS256).keyID("rsa"), issuer.claims(), signer(rsa)));
      refuse(
          TestIssuer.token(header(JWSAlgorithm.RS256).keyID("rsa"), issuer.claims(), signer(rsa)));
    }

    @Test
    void a_small_rsa_key_verifies_nothing() throws JOSEException {
      RSAKey rsa = new RSAKeyGenerator(1024, true).keyID("rsa").generate();
      issuer.publish(rsa, issuer.key);

      refuse(
          TestIssuer.token(
              header(JWSAlgorithm.RS256).keyID("rsa"),
              issuer.claims(),
              new RSASSASigner(rsa.toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance()))));
    }

    @Test
    void a_key_with_an_algorithm_of_another_kind_verifies_nothing() throws JOSEException {
      RSAKey rsa = rsa(2048, JWSAlgorithm.HS256);
      issuer.publish(rsa, issuer.key);

      refuse(
          TestIssuer.token(header(JWSAlgorithm.RS256).keyID("rsa"), issuer.claims(), signer(rsa)));
    }
  }

  @Nested
  class Section_3_2_modern_algorithms {
    @Test
    void ed25519_is_verified_under_both_its_names() throws GeneralSecurityException {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] spki = pair.getPublic().getEncoded();
      byte[] x = Arrays.copyOfRange(spki, spki.length - 32, spki.length);
      issuer.publish(
          new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x)).keyID("ed").build());
      for (String alg : List.of("EdDSA", "Ed25519")) {
        Json head = Json.object().with("alg", alg).with("typ", "at+jwt").with("kid", "ed");
        String token = signed(pair, head, Json.object().withAll(issuer.claims()));

        accept(token);
        refuse(
            signed(
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair(),
                head,
                Json.object().withAll(issuer.claims())));
      }
    }

    private String signed(KeyPair pair, Json head, Json claims) throws GeneralSecurityException {
      String input = Base64URL.encode(head.bytes()) + "." + Base64URL.encode(claims.bytes());
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + Base64URL.encode(signature.sign());
    }
  }

  /// Where access tokens have the `typ` of every JWT, and an audience that is also a client.
  @Nested
  class Section_3_12_rules_that_exclude_each_other {
    private ResourceServer lenient;

    @BeforeEach
    void take_every_JWT() {
      lenient =
          TestIssuer.resourceServer(
              ResourceServerSettings.of(
                  TrustedIssuer.of(issuer.url(), TestIssuer.API).acceptTyp("JWT")),
              new SetClock(TestIssuer.NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "refresh"})
    void a_token_whose_use_is_another_one_is_refused(String use) {
      assertThat(refused(plain("token_use", use)).description()).contains("access_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ID", "Refresh", "Offline", "Logout"})
    void a_token_that_calls_itself_by_another_kind_is_refused(String kind) {
      refused(plain("typ", kind));
    }

    @ParameterizedTest
    @ValueSource(strings = {"at_hash", "c_hash"})
    void a_token_with_what_ID_tokens_alone_have_is_refused(String hash) {
      refused(plain(hash, "77QmUPtjPfzWtF2AnpK9RQ"));
    }

    /// It makes them by the code of its ID tokens.
    @Test
    void an_access_token_of_dex_is_refused_and_sent_to_introspection() {
      Map<String, Object> claims = issuer.claims("at_hash", "77QmUPtjPfzWtF2AnpK9RQ");
      claims.putAll(Map.of("email", "alice@example.com", "email_verified", true));
      String untyped =
          TestIssuer.token(
              header(JWSAlgorithm.ES256).type(null).keyID("first"), claims, signer(issuer.key));
      assertThat(refused(lenient.authenticate(bearer(untyped))).description())
          .contains("access_token", "introspection");
    }

    @Test
    void a_logout_token_is_refused() {
      refused(
          plain("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of())));
    }

    @Test
    void an_access_token_of_Cognito_or_Keycloak_is_accepted() {
      accepted(plain("token_use", "access"));
      accepted(plain("typ", "Bearer"));
    }

    /// What its access tokens have besides: a `nonce` means nothing by itself.
    @Test
    void an_access_token_of_Entra_ID_is_accepted() {
      Map<String, Object> claims = issuer.claims("ver", "2.0");
      claims.putAll(
          Map.of(
              "scp",
              "access_as_user",
              "uti",
              "J5rs",
              "aio",
              "Y2Zg",
              "rh",
              "1.A",
              "tid",
              "72f9",
              "azpacr",
              "1",
              "roles",
              List.of("Editor"),
              "nonce",
              "n-0S6_WzA2Mj"));
      accepted(lenient.authenticate(bearer(plain(claims))));
    }

    @Test
    void an_access_token_of_Auth0_is_accepted() {
      Map<String, Object> claims = issuer.claims("gty", "password");
      claims.putAll(Map.of("azp", "my_client", "permissions", List.of("read:playlists")));
      accepted(lenient.authenticate(bearer(plain(claims))));
    }

    /// A name that somebody chose says nothing against a `typ` of RFC 9068.
    @Test
    void a_token_whose_header_says_what_it_is_may_have_such_claims() {
      accepted(lenient.authenticate(bearer(issuer.token(issuer.claims("typ", "ID")))));
    }

    private Outcome<VerifiedToken> plain(String claim, Object value) {
      return lenient.authenticate(bearer(plain(issuer.claims(claim, value))));
    }

    private String plain(Map<String, Object> claims) {
      return TestIssuer.token(
          header(JWSAlgorithm.ES256).type(JOSEObjectType.JWT).keyID("first"),
          claims,
          signer(issuer.key));
    }
  }

  private static RSAKey rsa(int bits, JWSAlgorithm algorithm) throws JOSEException {
    return new RSAKeyGenerator(bits).keyID("rsa").algorithm(algorithm).generate();
  }

  private void accept(String token) {
    accepted(api.authenticate(bearer(token)));
  }

  private void refuse(String token) {
    assertThat(refused(api.authenticate(bearer(token))).error()).contains("invalid_token");
  }
}
