package dev.mapae.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import dev.mapae.protocol.Json;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys of the client, and what they sign.
class SigningKeyTests {
  private static final Json CLAIMS = Json.object().with("a", "b");

  private static KeyPair pair(String algorithm, int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (bits > 0) {
      generator.initialize(bits);
    }
    return generator.generateKeyPair();
  }

  /// Every signature is checked with the key that a server is given.
  private static SignedJWT signed(SigningKey key) {
    return Keys.verified(key.sign("x", CLAIMS), key.publicJwk());
  }

  @Nested
  class A_key_pair {
    @ParameterizedTest
    @CsvSource({
      "EC, 256, ES256",
      "EC, 384, ES384",
      "EC, 521, ES512",
      "RSA, 2048, PS256",
      "Ed25519, 0, EdDSA"
    })
    void signs_by_the_algorithm_of_its_type(String type, int bits, String alg) throws Exception {
      SigningKey key = SigningKey.of(pair(type, bits));
      assertThat(key.algorithm()).isEqualTo(alg);
      SignedJWT jwt = signed(key);
      assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo(alg);
      assertThat(jwt.getHeader().getKeyID()).isNull();
      assertThat(jwt.getPayload().toJSONObject()).isEqualTo(Map.of("a", "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PS384", "PS512", "RS256", "RS384", "RS512"})
    void of_RSA_signs_by_others_when_it_is_told_to(String alg) throws Exception {
      SigningKey key = SigningKey.ofJwk(PlayedIssuer.KEY.toJSONString()).withAlgorithm(alg);
      assertThat(signed(key).getHeader().getAlgorithm().getName()).isEqualTo(alg);
      assertThatIllegalArgumentException().isThrownBy(() -> key.withAlgorithm("ES256"));
      assertThatIllegalArgumentException().isThrownBy(() -> key.withAlgorithm("HS256"));
      assertThatIllegalArgumentException().isThrownBy(() -> key.withAlgorithm("none"));
    }

    @Test
    void of_another_type_or_too_short_is_refused() throws Exception {
      KeyPair weak = pair("RSA", 1024);
      assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.of(weak));
      KeyPair agreement = pair("X25519", 0);
      assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.of(agreement));
    }
  }

  @Nested
  class A_JWK {
    @Test
    void of_Ed25519_signs() throws Exception {
      KeyPair pair = pair("Ed25519", 0);
      byte[] pkcs8 = pair.getPrivate().getEncoded();
      byte[] spki = pair.getPublic().getEncoded();
      OctetKeyPair jwk =
          new OctetKeyPair.Builder(
                  Curve.Ed25519,
                  Base64URL.encode(Arrays.copyOfRange(spki, spki.length - 32, spki.length)))
              .d(Base64URL.encode(Arrays.copyOfRange(pkcs8, pkcs8.length - 32, pkcs8.length)))
              .keyID("ed")
              .build();
      assertThat(signed(SigningKey.ofJwk(jwk.toJSONString())).getHeader().getKeyID())
          .isEqualTo("ed");
    }

    @Test
    void for_encryption_is_refused() throws Exception {
      String json =
          new ECKey.Builder(Keys.EC)
              .keyUse(com.nimbusds.jose.jwk.KeyUse.ENCRYPTION)
              .build()
              .toJSONString();
      assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.ofJwk(json));
    }
  }

  @Nested
  class What_is_published {
    @Test
    void is_the_public_half_alone_with_its_names() {
      Map<String, Object> jwk = Keys.signing().withKid("2026").publicJwk();
      assertThat(jwk)
          .containsOnlyKeys("kty", "crv", "x", "y", "use", "alg", "kid")
          .containsEntry("alg", "ES256")
          .containsEntry("kid", "2026");
      assertThat(SigningKey.ofJwk(PlayedIssuer.KEY.toJSONString()).publicJwk())
          .containsOnlyKeys("kty", "n", "e", "use", "alg", "kid");
    }

    @Test
    void tells_nothing_of_the_key_in_text() {
      assertThat(Keys.signing()).hasToString("SigningKey[ES256]");
    }

    @Test
    void has_the_thumbprint_that_others_compute() throws Exception {
      assertThat(Keys.signing().thumbprint()).isEqualTo(Keys.EC.computeThumbprint().toString());
    }
  }
}
