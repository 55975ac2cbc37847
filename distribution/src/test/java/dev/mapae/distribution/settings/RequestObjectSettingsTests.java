package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the file says of clients that sign their authorization requests. RFC 9101 §10.5, OpenID
/// Connect Dynamic Client Registration §2.
class RequestObjectSettingsTests {
  private static final String CLIENT =
      """
      issuer: https://id.example.com
      clients:
        - client_id: a
          client_secret: bench-secret-0123456789abcdef0123456789abcdef
          redirect_uris: [https://app.example.com/cb]
      """;
  private static final String KEYS = "    jwks_uri: https://app.example.com/jwks\n";

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() {
    file = new ConfigurationFile(folder);
  }

  private RequestObjectPolicy policy(String lines) {
    String text = CLIENT + KEYS + lines;
    assertThat(file.warnings(text)).isEmpty();
    return file.settings(text).declarations().clients().getFirst().client().requestObjects();
  }

  @Test
  void a_client_that_says_nothing_may_sign_or_not() {
    assertThat(policy("")).isEqualTo(RequestObjectPolicy.PRESET);
  }

  @Test
  void all_of_it_is_kept() {
    assertThat(
            policy(
                """
                    require_signed_request_object: true
                    request_uris: [https://app.example.com/r.jwt, https://app.example.com/r.jwt#1, http://127.0.0.1:8080/r]
                    request_object_signing_alg: PS256
                    request_object_encryption_alg: ECDH-ES
                    request_object_encryption_enc: A256GCM
                    require_request_object_exp: false
                """))
        .isEqualTo(
            new RequestObjectPolicy(
                true,
                List.of(
                    "https://app.example.com/r.jwt",
                    "https://app.example.com/r.jwt#1",
                    "http://127.0.0.1:8080/r"),
                Optional.of("PS256"),
                Optional.of("ECDH-ES"),
                Optional.of("A256GCM"),
                false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "require_signed_request_object: true",
        "require_request_object_exp: false",
        "request_uris: [https://app.example.com/r.jwt]",
        "request_object_signing_alg: ES256",
        "request_object_encryption_alg: ECDH-ES"
      })
  void a_client_without_keys_signs_nothing(String line) {
    assertThat(file.mistakes(CLIENT + "    " + line + "\n"))
        .singleElement()
        .asString()
        .startsWith("6: a client with '" + line.split(": \\[", 2)[0])
        .endsWith("' has no keys; add 'jwks' or 'jwks_uri'");
    assertThat(file.mistakes(CLIENT + "    " + line + "\n    jwks: {keys: [{kty: LATER}]}\n"))
        .singleElement()
        .asString()
        .startsWith("7: 'jwks' has no key whose signatures are verified here");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://app.example.com/r.jwt",
        "https://a@app.example.com/r.jwt",
        "file:///r.jwt",
        "r.jwt",
        "urn:x"
      })
  void a_place_that_is_never_asked_is_a_mistake(String uri) {
    assertThat(file.mistakes(CLIENT + KEYS + "    request_uris: ['" + uri + "']\n"))
        .singleElement()
        .asString()
        .startsWith("7: 'request_uris' has '" + uri + "': it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "RS1"})
  void an_algorithm_that_nobody_signs_with_is_a_mistake(String alg) {
    assertThat(file.mistakes(CLIENT + KEYS + "    request_object_signing_alg: " + alg + "\n"))
        .singleElement()
        .asString()
        .startsWith("7: 'request_object_signing_alg'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "request_object_encryption_alg: RSA1_5",
        "request_object_encryption_alg: dir",
        "request_object_encryption_alg: ECDH-ES\n    request_object_encryption_enc: A128GCM",
        "request_object_encryption_enc: A256GCM"
      })
  void an_encryption_that_nobody_opens_is_a_mistake(String lines) {
    assertThat(file.mistakes(CLIENT + KEYS + "    " + lines + "\n"))
        .singleElement()
        .asString()
        .contains("'request_object_encryption_");
  }

  /// Known mistake 15: it would be registered for what every request of it is refused.
  @Test
  void a_device_that_has_to_sign_is_a_mistake() {
    String device =
        "    grant_types: [authorization_code, urn:ietf:params:oauth:grant-type:device_code]\n";
    assertThat(file.warnings(CLIENT + KEYS + device)).isEmpty();
    assertThat(file.mistakes(CLIENT + KEYS + device + "    require_signed_request_object: true\n"))
        .singleElement()
        .asString()
        .startsWith("8: 'require_signed_request_object' is not for a client with the grant type");
    assertThat(file.mistakes("require_signed_request_object: true\n" + CLIENT + KEYS + device))
        .singleElement()
        .asString()
        .startsWith("8: there is no grant type urn:ietf:params:oauth:grant-type:device_code at");
  }

  /// Known mistake 15, likewise.
  @Test
  void a_client_without_keys_is_a_mistake_where_all_sign() {
    String all = "require_signed_request_object: true\n";
    assertThat(file.mistakes(all + CLIENT))
        .singleElement()
        .asString()
        .isEqualTo(
            "4: a client of a server with 'require_signed_request_object: true' has no keys to sign"
                + " its requests with; add 'jwks' or 'jwks_uri'");
    assertThat(file.mistakes(all + CLIENT + "    request_uris: [https://app.example.com/r]\n"))
        .singleElement()
        .asString()
        .contains("a client with 'request_uris");
    assertThat(file.mistakes(all + CLIENT + "    jwks: {keys: [{kty: LATER}]}\n"))
        .singleElement()
        .asString()
        .contains("'jwks' has no key whose signatures are verified here");
    for (String fine : List.of(KEYS, "    grant_types: [client_credentials]\n")) {
      assertThat(file.settings(all + CLIENT + fine).requireSignedRequestObject()).isTrue();
    }
  }
}
