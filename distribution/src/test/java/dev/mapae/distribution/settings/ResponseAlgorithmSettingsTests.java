package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.ResponseEncryption;
import dev.mapae.authorizationserver.store.ResponseJwt;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the file says of the algorithms of responses and access tokens. OpenID Connect Dynamic
/// Client Registration §2, JARM §3, RFC 9701 §6.
class ResponseAlgorithmSettingsTests {
  private static final String CLIENT =
      """
      issuer: https://id.example.com
      clients:
        - client_id: a
          client_secret: bench-secret-0123456789abcdef0123456789abcdef
          grant_types: [client_credentials]
      """;
  private static final String KEYS = "jwks_uri: https://app.example.com/jwks";

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() {
    file = new ConfigurationFile(folder);
  }

  private static String with(String... lines) {
    return CLIENT + "    " + String.join("\n    ", lines) + "\n";
  }

  private void assertMistake(String start, String... lines) {
    assertThat(file.mistakes(with(lines))).singleElement().asString().startsWith(start);
  }

  @Test
  void each_response_has_its_own() {
    var responses =
        file.settings(
                with(
                    "id_token_signed_response_alg: ML-DSA-65",
                    "userinfo_signed_response_alg: EdDSA",
                    "authorization_signed_response_alg: PS256",
                    "introspection_signed_response_alg: ES512",
                    "userinfo_encrypted_response_alg: ECDH-ES",
                    "authorization_encrypted_response_alg: RSA-OAEP-256",
                    "authorization_encrypted_response_enc: A256GCM",
                    KEYS))
            .declarations()
            .clients()
            .getFirst()
            .client()
            .responses();
    assertThat(responses.signing())
        .containsEntry(ResponseJwt.ID_TOKEN, "ML-DSA-65")
        .containsEntry(ResponseJwt.USERINFO, "EdDSA")
        .containsEntry(ResponseJwt.AUTHORIZATION, "PS256")
        .containsEntry(ResponseJwt.INTROSPECTION, "ES512");
    assertThat(responses.encryption())
        .containsOnlyKeys(ResponseJwt.USERINFO, ResponseJwt.AUTHORIZATION)
        .containsEntry(ResponseJwt.USERINFO, new ResponseEncryption("ECDH-ES", "A128CBC-HS256"))
        .containsEntry(
            ResponseJwt.AUTHORIZATION, new ResponseEncryption("RSA-OAEP-256", "A256GCM"));
  }

  @Test
  void hs256_and_none_do_not_exist_here() {
    for (ResponseJwt jwt : ResponseJwt.values()) {
      for (String alg : List.of("HS256", "HS512", "none")) {
        assertMistake(
            "6: '%s' is '%s', which does not exist here".formatted(jwt.signedResponseAlg(), alg),
            jwt.signedResponseAlg() + ": " + alg);
      }
    }
  }

  @Test
  void unknown_algorithms_are_mistakes() {
    assertMistake(
        "6: 'id_token_signed_response_alg' is 'ES257', but has to be one of ES256",
        "id_token_signed_response_alg: ES257");
    assertMistake("6: 'id_token_signed_response_alg'", "id_token_signed_response_alg: [ES256]");
  }

  @Test
  void rsa1_5_and_others_do_not_encrypt() {
    for (String alg : List.of("RSA1_5", "RSA-OAEP", "dir", "A128KW", "PBES2-HS256+A128KW")) {
      assertMistake(
          "6: 'id_token_encrypted_response_alg' is '%s', but has to be RSA-OAEP-256".formatted(alg),
          "id_token_encrypted_response_alg: " + alg,
          KEYS);
    }
    assertMistake(
        "7: 'id_token_encrypted_response_enc' is 'A128GCM', but has to be",
        "id_token_encrypted_response_alg: ECDH-ES",
        "id_token_encrypted_response_enc: A128GCM",
        KEYS);
  }

  @Test
  void encryption_needs_a_key_of_the_client() {
    String start =
        "6: 'id_token_encrypted_response_alg' is 'ECDH-ES', and the client has no key for that";
    assertMistake(start, "id_token_encrypted_response_alg: ECDH-ES");
    assertMistake(
        start,
        "id_token_encrypted_response_alg: ECDH-ES",
        "jwks: {keys: [{kty: EC, crv: P-256, use: sig, x: MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4, y: 4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM}]}");
  }

  @Test
  void enc_needs_alg() {
    assertMistake(
        "6: 'id_token_encrypted_response_enc' stands without 'id_token_encrypted_response_alg'",
        "id_token_encrypted_response_enc: A256GCM",
        KEYS);
  }

  // OIDC Registration §2.
  @Test
  void userinfo_may_be_encrypted_and_not_signed() {
    var responses =
        file.settings(with("userinfo_encrypted_response_alg: ECDH-ES", KEYS))
            .declarations()
            .clients()
            .getFirst()
            .client()
            .responses();
    assertThat(responses.signing()).isEmpty();
    assertThat(responses.encryption()).containsOnlyKeys(ResponseJwt.USERINFO);
  }

  @Test
  void opaque_tokens_are_not_signed() {
    assertThat(
            file.mistakes(
                """
                issuer: https://id.example.com
                resources:
                  - resource: https://api.example.com/
                    access_token_format: opaque
                    access_token_signing_alg: ES384
                """))
        .singleElement()
        .asString()
        .startsWith("5: 'access_token_signing_alg' stands beside 'access_token_format: opaque'");
  }
}
