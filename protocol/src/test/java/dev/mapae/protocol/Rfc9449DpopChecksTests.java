package dev.mapae.protocol;

import static dev.mapae.protocol.Proofs.EXAMPLE;
import static dev.mapae.protocol.Proofs.EXAMPLE_JKT;
import static dev.mapae.protocol.Proofs.EXAMPLE_TOKEN;
import static dev.mapae.protocol.Proofs.EXAMPLE_WITH_TOKEN;
import static dev.mapae.protocol.Proofs.KEY;
import static dev.mapae.protocol.Proofs.TARGET;
import static dev.mapae.protocol.Proofs.URI;
import static dev.mapae.protocol.Proofs.assertRefused;
import static dev.mapae.protocol.Proofs.claims;
import static dev.mapae.protocol.Proofs.ec;
import static dev.mapae.protocol.Proofs.header;
import static dev.mapae.protocol.Proofs.publicKey;
import static dev.mapae.protocol.Proofs.signed;
import static dev.mapae.protocol.Proofs.verify;
import static dev.mapae.protocol.Proofs.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9449, OAuth 2.0 Demonstrating Proof of Possession: what is checked of a proof.
class Rfc9449DpopChecksTests {
  @Nested
  class Section_4_3_the_checks {
    @ParameterizedTest
    @ValueSource(strings = {"JWT", "at+jwt", "DPOP+JWT", "application/dpop+jwt", "dpop"})
    void typ_says_that_it_is_a_proof(String typ) {
      assertRefused(with(header(), "typ", typ), claims());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256", "ES384", "PS256", "RS256", "es256", "", "EdDSA"})
    void alg_is_accepted_and_that_of_the_key(String alg) {
      assertRefused(with(header(), "alg", alg), claims());
    }

    @Test
    void a_good_key_of_an_algorithm_that_is_not_accepted_is_refused() {
      ECKey key = ec(Curve.P_384);
      Map<String, Object> header = with(header(), "alg", "ES384");
      header.put("jwk", key.toPublicJWK().toJSONObject());
      assertRefused(Signed.jwt(Json.write(header), Json.write(claims()), key));
    }

    @Test
    void RSA_signs_as_well() throws Exception {
      RSAKey key = new RSAKeyGenerator(2048).generate();
      Map<String, Object> header = with(header(), "alg", "PS256");
      header.put("jwk", key.toPublicJWK().toJSONObject());
      String proof = Signed.jwt(Json.write(header), Json.write(claims()), new RSASSASigner(key));
      assertThat(verify(proof, TARGET).thumbprint()).isEqualTo(key.computeThumbprint().toString());
    }

    @Test
    void the_signature_is_of_the_key_in_the_header() throws Exception {
      String other =
          Signed.jwt(Json.write(header()), Json.write(claims()), new ECDSASigner(ec(Curve.P_256)));
      assertRefused(other);
      String good = signed(header(), claims());
      assertRefused(good.substring(0, good.lastIndexOf('.')) + ".AA");
      String[] parts = good.split("\\.", -1);
      String foreign = signed(header(), with(claims(), "jti", "2")).split("\\.", -1)[1];
      assertRefused(parts[0] + "." + foreign + "." + parts[2]);
    }

    @Test
    void a_signature_of_zeros_is_none() {
      // CVE-2022-21449
      String good = signed(header(), claims());
      assertRefused(good.substring(0, good.lastIndexOf('.')) + "." + "A".repeat(86));
    }

    @Test
    void the_key_is_public() {
      assertRefused(with(header(), "jwk", KEY.toJSONObject()), claims());
      assertRefused(with(header(), "jwk", with(publicKey(), "d", "")), claims());
      assertRefused(with(header(), "jwk", Map.of("kty", "oct", "k", "AAAA")), claims());
    }

    @Test
    void the_key_is_for_signatures_of_this_kind() {
      assertThat(verify(with(header(), "jwk", with(publicKey(), "use", "sig")), claims()))
          .isNotNull();
      assertRefused(with(header(), "jwk", with(publicKey(), "use", "enc")), claims());
      assertRefused(with(header(), "jwk", with(publicKey(), "alg", "ES384")), claims());
      assertRefused(with(header(), "jwk", "KEY"), claims());
    }

    @Test
    void the_point_is_on_the_curve() {
      assertRefused(with(header(), "jwk", with(publicKey(), "y", publicKey().get("x"))), claims());
    }

    @Test
    void whatever_the_key_calls_itself_its_thumbprint_is_the_same() {
      assertThat(
              verify(with(header(), "jwk", with(publicKey(), "kid", "a")), claims()).thumbprint())
          .isEqualTo(verify(header(), claims()).thumbprint());
    }

    @Test
    void what_is_critical_is_refused() {
      assertRefused(with(header(), "crit", List.of("exp")), claims());
      assertRefused(with(header(), "crit", List.of()), claims());
      assertRefused(with(header(), "b64", false), claims());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "post", "Post", "POST "})
    void htm_is_the_method_letter_by_letter(String method) {
      assertRefused(header(), with(claims(), "htm", method));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://server.example.com/token?a=b",
          "https://server.example.com/token#f",
          "HTTPS://SERVER.example.com:443/a/../%74oken",
        })
    void htu_is_the_URI_however_it_is_spelt(String uri) {
      assertThat(verify(header(), with(claims(), "htu", uri))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://server.example.com/token",
          "https://server.example.com/Token",
          "https://server.example.com/token/",
          "https://server.example.com:8443/token",
          "https://server.example.com.evil.example/token",
          "https://evil@server.example.com/token",
          "https://evil.example/token#https://server.example.com/token",
          "/token",
          "token",
        })
    void htu_is_no_other_URI(String uri) {
      assertRefused(header(), with(claims(), "htu", uri));
    }

    @Test
    void query_and_fragment_of_the_request_do_not_count() {
      DpopChecks.Target target = new DpopChecks.Target("POST", URI + "?q#f", Optional.empty());
      assertThat(verify(EXAMPLE, target)).isNotNull();
    }

    @Test
    void ath_is_the_hash_of_the_token_that_is_presented() {
      DpopChecks.Target target =
          new DpopChecks.Target(
              "GET", "https://resource.example.org/protectedresource", Optional.of(EXAMPLE_TOKEN));
      assertThat(verify(EXAMPLE_WITH_TOKEN, target).thumbprint()).isEqualTo(EXAMPLE_JKT);
      DpopChecks.Target another =
          new DpopChecks.Target("GET", target.uri(), Optional.of(EXAMPLE_TOKEN + "x"));
      assertThatThrownBy(() -> verify(EXAMPLE_WITH_TOKEN, another))
          .hasMessageContaining("invalid_dpop_proof");
      DpopChecks.Target atToken = new DpopChecks.Target("POST", URI, Optional.of(EXAMPLE_TOKEN));
      assertThatThrownBy(() -> verify(EXAMPLE, atToken)).hasMessageContaining("ath");
    }
  }
}
