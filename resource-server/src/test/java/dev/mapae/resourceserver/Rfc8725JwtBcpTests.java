package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.accepted;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.TestIssuer.bearer;
import static dev.mapae.resourceserver.TestIssuer.header;
import static dev.mapae.resourceserver.TestIssuer.signer;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
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
