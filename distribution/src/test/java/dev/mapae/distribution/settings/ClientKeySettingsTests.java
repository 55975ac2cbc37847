package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.ClientKeySource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where the file says that the public keys of a client are. RFC 7591 §2.
class ClientKeySettingsTests {
  private static final String CLIENT =
      """
      issuer: https://id.example.com
      clients:
        - client_id: a
          client_secret: bench-secret-0123456789abcdef0123456789abcdef
          grant_types: [client_credentials]
          %s
      """;

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() {
    file = new ConfigurationFile(folder);
  }

  private Optional<ClientKeySource> source(String line) {
    String text = CLIENT.formatted(line);
    assertThat(file.warnings(text)).isEmpty();
    return file.settings(text).declarations().clients().getFirst().client().keySource();
  }

  private List<String> mistakes(String line) {
    return file.mistakes(CLIENT.formatted(line));
  }

  @Test
  void nowhere_when_it_says_nothing() {
    assertThat(source("require_pkce: true")).isEmpty();
  }

  @Test
  void jwks_is_kept_as_JSON() {
    assertThat(
            source(
                "jwks: {keys: [{kty: EC, crv: P-256, x: AQ, y: \"12\", key_ops: [verify], ext: true, exp: 12}]}"))
        .contains(
            new ClientKeySource.Jwks(
                "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"12\",\"key_ops\":[\"verify\"],\"ext\":true,\"exp\":12}]}"));
  }

  @Test
  void jwks_may_have_keys_of_a_type_that_is_to_come() {
    assertThat(source("jwks: {keys: [{kty: LATER, pub: AQ}]}")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://app.example.com/jwks?a=b", "http://127.0.0.1:8080/jwks"})
  void jwks_uri_is_kept_as_it_is(String uri) {
    assertThat(source("jwks_uri: " + uri)).contains(new ClientKeySource.JwksUri(uri));
  }

  @Test
  void both_together_are_a_mistake() {
    assertThat(
            mistakes(
                "jwks: {keys: [{kty: EC, crv: P-256, x: AQ, y: AQ}]}\n    jwks_uri: https://a.example/"))
        .containsExactly("7: 'jwks_uri' stands beside 'jwks'; keep one (RFC 7591 §2)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {keys: [{kty: EC, crv: P-256, x: AQ, y: AQ, d: hidden}]}  | key 1 is private or symmetric, it has 'd'
          {keys: [{kty: RSA, n: AQ, e: AQAB}, {kty: RSA, q: hidden}]}  | key 2 is private or symmetric, it has 'q'
          {keys: [{kty: oct, k: hidden}]}  | key 1 is private or symmetric, it has 'k'
          {keys: [{kty: AKP, pub: AQ, priv: hidden}]}  | key 1 is private or symmetric, it has 'priv'
          {keys: [{kty: RSA, n: AQ, e: AQAB, kid: 1}]}  | the 'kid' of key 1 is no text; put it in quotes
          {keys: [{n: AQ}]}  | key 1 is no JWK
          {keys: [a]}  | key 1 is no JWK
          {keys: {kty: RSA}}  | it is no JWK Set
          {kty: RSA, n: AQ, e: AQAB}  | it is no JWK Set
          """)
  void jwks_that_no_client_may_have_is_a_mistake(String jwks, String why) {
    assertThat(mistakes("jwks: " + jwks))
        .singleElement()
        .asString()
        .startsWith("6: 'jwks': " + why)
        .doesNotContain("hidden");
  }

  @Test
  void jwks_has_an_end() {
    String key = "{kty: LATER}";
    assertThat(source("jwks: {keys: [" + (key + ", ").repeat(19) + key + "]}")).isPresent();
    assertThat(mistakes("jwks: {keys: [" + (key + ", ").repeat(20) + key + "]}"))
        .containsExactly("6: 'jwks': it has more than 20 keys; remove those out of use");
    assertThat(mistakes("jwks: {keys: [{kty: LATER, pub: " + "A".repeat(32 * 1024) + "}]}"))
        .containsExactly("6: 'jwks' has more than 32 KiB; give a 'jwks_uri' instead");
  }

  @Test
  void jwks_is_written_in_line_and_not_as_text() {
    assertThat(mistakes("jwks: '{\"keys\": []}'"))
        .containsExactly("6: 'jwks' takes keys with values, not a single value");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://app.example.com/jwks  | it is http, which anybody on the way can change; use https
          http://127.0.0.1.example.com/  | it is http, which anybody on the way can change; use https
          https://user@app.example.com/  | it has user information; leave out what is before '@'
          https://app.example.com/#keys  | it has a fragment; leave out '#' and what follows
          ftp://app.example.com/jwks  | its scheme is not https; use https
          file:///etc/passwd  | it is no URL; write it like https://app.example.com/jwks.json
          app.example.com/jwks  | it is no URL; write it like https://app.example.com/jwks.json
          https:///jwks  | it is no URL; write it like https://app.example.com/jwks.json
          https://a b/  | it is no URL; write it like https://app.example.com/jwks.json
          https://a:99999/  | it is no URL; write it like https://app.example.com/jwks.json
          """)
  void jwks_uri_that_nothing_is_fetched_from_is_a_mistake(String uri, String why) {
    assertThat(mistakes("jwks_uri: \"" + uri + "\"")).containsExactly("6: 'jwks_uri': " + why);
  }
}
