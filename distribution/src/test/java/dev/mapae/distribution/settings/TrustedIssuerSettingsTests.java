package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.assertion.TrustedIssuer;
import dev.mapae.authorizationserver.assertion.TrustedIssuer.Subjects;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.protocol.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the file says of whose assertions are believed. RFC 7523 §2.1.
class TrustedIssuerSettingsTests {
  private static final String FILE =
      """
      issuer: https://id.example.com
      resources:
        - resource: https://api.example.com/
          scopes: {playlist.read: {description: Read playlists}}
      clients:
        - client_id: partner
          client_secret: bench-secret-0123456789abcdef0123456789abcdef
          scope: playlist.read
          grant_types: ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
        - client_id: other
          client_secret: bench-secret-0123456789abcdef0123456789abcdef
          grant_types: [client_credentials]
      trusted_issuers:
      """;
  private static final String GOOD =
      """
      issuer: https://idp.example.com
      jwks_uri: https://idp.example.com/jwks
      subject: username
      clients: [partner]
      scope: playlist.read
      """;

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() {
    file = new ConfigurationFile(folder);
  }

  private static String text(String entry) {
    return FILE + item(entry);
  }

  private static String item(String entry) {
    return "  - " + entry.strip().replace("\n", "\n    ") + "\n";
  }

  @Test
  void nobody_is_trusted_when_it_says_nothing() {
    assertThat(file.settings("issuer: https://id.example.com").trustedIssuers()).isEmpty();
  }

  @Test
  void an_entry_says_who_and_for_what() {
    assertThat(file.warnings(text(GOOD))).isEmpty();
    assertThat(file.settings(text(GOOD)).trustedIssuers())
        .containsExactly(
            new TrustedIssuer(
                "https://idp.example.com",
                new ClientKeySource.JwksUri("https://idp.example.com/jwks"),
                new Subjects.Usernames(),
                Set.of("partner"),
                Scope.of("playlist.read")));
  }

  @Test
  void subjects_may_be_listed() {
    String entry = GOOD.replace("subject: username", "subjects: {\"auth0|1\": alice, \"2\": bob}");
    assertThat(file.settings(text(entry)).trustedIssuers())
        .extracting(TrustedIssuer::subjects)
        .containsExactly(new Subjects.Listed(Map.of("auth0|1", "alice", "2", "bob")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "issuer: https://idp.example.com | issuer: https://id.example.com | 'issuer' is this server itself",
        "jwks_uri: https://idp.example.com/jwks | jwks_uri: http://idp.example.com/jwks | 'jwks_uri': it is http",
        "jwks_uri: https://idp.example.com/jwks | jwks: {keys: [{kty: oct, k: eHg}]} | 'jwks': key 1 is private or symmetric",
        "jwks_uri: https://idp.example.com/jwks | jwks: {keys: []} | 'jwks' has no key whose signatures",
        "subject: username | subject: email | 'subject' is 'email', but has to be username",
        "subject: username | subjects: [alice] | 'subjects' takes keys with values",
        "clients: [partner] | clients: [other] | the client 'other' cannot bring assertions",
        "clients: [partner] | client: partner | unknown key 'client' in a trusted issuer",
        "scope: playlist.read | scope: playlist.raed | did you mean 'playlist.read'?",
        "scope: playlist.read | scope: playlist.read offline_access | remove offline_access"
      })
  void a_mistake_is_named(String good, String bad, String mistake) {
    assertThat(file.mistakes(text(GOOD.replace(good, bad))))
        .anySatisfy(m -> assertThat(m).contains(mistake));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "issuer: https://idp.example.com | a trusted issuer has no 'issuer'",
        "jwks_uri: https://idp.example.com/jwks | a trusted issuer has no keys",
        "subject: username | has either 'subject: username'",
        "clients: [partner] | a trusted issuer has no 'clients'",
        "scope: playlist.read | a trusted issuer has no 'scope'"
      })
  void nothing_may_be_missing(String line, String mistake) {
    String without = GOOD.replace(line, "").replace("\n\n", "\n");
    assertThat(file.mistakes(text(without))).anySatisfy(m -> assertThat(m).contains(mistake));
  }

  @Test
  void an_issuer_has_one_entry() {
    assertThat(file.mistakes(text(GOOD) + item(GOOD)))
        .anySatisfy(m -> assertThat(m).contains("is already trusted above"));
  }

  @Test
  void a_client_that_nobody_lists_is_warned_of() {
    List<String> warnings = file.warnings(text(GOOD.replace("[partner]", "[nobody]")));
    assertThat(warnings)
        .anySatisfy(w -> assertThat(w).contains("no client of this file is called 'nobody'"))
        .anySatisfy(w -> assertThat(w).contains("the client 'partner' has the grant type"));
  }
}
