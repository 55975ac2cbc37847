package dev.mapae.playground;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens as the page reads them.
class ReadTokenTests {
  private static SigningIssuer issuer;
  private static String jwks;

  @BeforeAll
  static void start() throws Exception {
    issuer = new SigningIssuer();
    jwks =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(issuer.issuer() + "/keys")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
  }

  @AfterAll
  static void stop() throws IOException {
    issuer.close();
  }

  @Test
  void the_key_of_the_issuer_made_the_signature() {
    assertThat(signature(issuer.clientToken("a"), jwks)).isEqualTo(ReadToken.Signature.GOOD);
  }

  @Test
  void changed_claims_were_not_signed() {
    String forged = Api.tampered(issuer.clientToken("playlist.read"));
    assertThat(signature(forged, jwks)).isEqualTo(ReadToken.Signature.BAD);
  }

  @Test
  void a_forged_token_without_the_scope_is_changed_all_the_same() {
    String token = issuer.clientToken("other");
    assertThat(signature(Api.tampered(token), jwks)).isEqualTo(ReadToken.Signature.BAD);
    assertThat(Api.tampered("opaque")).isNotEqualTo("opaque");
  }

  @Test
  void another_key_of_the_same_name_did_not_make_it() throws Exception {
    String other = new JWKSet(new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate()).toString();
    assertThat(signature(issuer.clientToken("a"), other)).isEqualTo(ReadToken.Signature.BAD);
  }

  @Test
  void a_secret_key_verifies_nothing() throws Exception {
    String secret =
        new JWKSet(new OctetSequenceKeyGenerator(256).keyID("ec-1").generate()).toString(false);
    assertThat(signature(issuer.clientToken("a"), secret)).isEqualTo(ReadToken.Signature.NO_KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"keys\":[]}", "nonsense", "[]", "null"})
  void without_its_key_nothing_is_said_of_the_signature(String keys) {
    assertThat(signature(issuer.clientToken("a"), keys)).isEqualTo(ReadToken.Signature.NO_KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mapae_at_abc", "a.b.c", "..", "bnVsbA.bnVsbA.x", "e30.e30.e30", ""})
  void what_is_no_jwt_is_opaque(String token) {
    assertThat(ReadToken.of("access_token", token, jwks).contents()).isEmpty();
  }

  private static ReadToken.Signature signature(String token, String keys) {
    return ReadToken.of("access_token", token, keys).contents().orElseThrow().signature();
  }
}
