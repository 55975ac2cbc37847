package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.AssertionPolicy;
import dev.mapae.authorizationserver.store.Client;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the file says of clients that authenticate with a JWT. RFC 7523, OIDC Core §9.
class ClientAssertionSettingsTests {
  private static final String KEYED =
      """
      issuer: https://id.example.com
      clients:
        - client_id: a
          grant_types: [client_credentials]
          token_endpoint_auth_method: private_key_jwt
          jwks_uri: https://app.example.com/jwks
      """;

  private static final String SECRET =
      "client_secret: bench-secret-0123456789abcdef0123456789abcdef";

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() {
    file = new ConfigurationFile(folder);
  }

  private Client client(String text) {
    assertThat(file.warnings(text)).isEmpty();
    return file.settings(text).declarations().clients().getFirst().client();
  }

  private static String with(String line) {
    return KEYED + "    " + line + "\n";
  }

  private static String without(String line, String instead) {
    return with("require_pkce: true").replace(line, instead);
  }

  @Test
  void a_key_is_enough() {
    Client client = client(with("require_pkce: true"));
    assertThat(client.credentials().method()).isEqualTo("private_key_jwt");
    assertThat(client.credentials().assertions()).isEqualTo(AssertionPolicy.PRESET);
  }

  @Test
  void a_secret_serves_client_secret_jwt() {
    Client client =
        client(
            without("private_key_jwt", "client_secret_jwt")
                .replace("jwks_uri: https://app.example.com/jwks", SECRET));
    assertThat(client.credentials().method()).isEqualTo("client_secret_jwt");
  }

  @Test
  void the_algorithm_and_the_insecure_audience_are_kept() {
    String lines = "token_endpoint_auth_signing_alg: PS256\n    insecure_assertion_audience: true";
    assertThat(client(with(lines)).credentials().assertions())
        .isEqualTo(new AssertionPolicy(Optional.of("PS256"), true));
  }

  @Test
  void a_client_without_keys_could_never_authenticate() {
    assertThat(
            file.mistakes(without("jwks_uri: https://app.example.com/jwks", "skip_consent: false")))
        .containsExactly(
            "5: a client with 'token_endpoint_auth_method: private_key_jwt' has no keys; add 'jwks' or 'jwks_uri'");
  }

  @Test
  void keys_that_verify_nothing_are_as_good_as_none() {
    for (String jwks :
        List.of("{keys: []}", "{keys: [{kty: LATER}]}", "{keys: [{kty: RSA, n: AQAB, e: AQAB}]}")) {
      assertThat(file.mistakes(without("jwks_uri: https://app.example.com/jwks", "jwks: " + jwks)))
          .singleElement()
          .asString()
          .startsWith("6: 'jwks' has no key whose signatures are verified here");
    }
  }

  @Test
  void a_secret_beside_the_key_is_a_mistake() {
    assertThat(file.mistakes(with(SECRET)))
        .containsExactly(
            "7: a client with 'token_endpoint_auth_method: private_key_jwt' has no secret; remove one of both");
  }

  @Test
  void an_algorithm_that_the_method_does_not_have_is_a_mistake() {
    for (String algorithm : List.of("HS256", "none", "RS1")) {
      assertThat(file.mistakes(with("token_endpoint_auth_signing_alg: " + algorithm)))
          .singleElement()
          .asString()
          .startsWith("7: 'token_endpoint_auth_signing_alg'");
    }
    assertThat(
            file.mistakes(
                with("token_endpoint_auth_signing_alg: ES256")
                    .replace("private_key_jwt", "client_secret_jwt")
                    .replace("jwks_uri: https://app.example.com/jwks", SECRET)))
        .singleElement()
        .asString()
        .contains("HS256");
  }

  @Test
  void what_is_about_JWTs_is_of_no_use_to_others() {
    for (String line :
        List.of("insecure_assertion_audience: true", "token_endpoint_auth_signing_alg: ES256")) {
      assertThat(
              file.mistakes(
                  with(line)
                      .replace("private_key_jwt", "client_secret_basic")
                      .replace("jwks_uri: https://app.example.com/jwks", SECRET)))
          .singleElement()
          .asString()
          .contains("is of no use");
    }
  }
}
