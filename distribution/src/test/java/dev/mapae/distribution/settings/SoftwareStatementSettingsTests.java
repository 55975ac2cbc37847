package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.registration.SoftwareStatementIssuer;
import dev.mapae.authorizationserver.store.ClientKeySource;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the file says of whose software statements are taken. RFC 7591 §2.3.
class SoftwareStatementSettingsTests {
  private static final String GOOD =
      """
      issuer: https://id.example.com
      registration: token
      software_statement_issuers:
        - issuer: https://directory.example.com
          jwks_uri: https://directory.example.com/jwks
          instead_of_initial_access_token: true
      """;

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() {
    file = new ConfigurationFile(folder);
  }

  @Test
  void nobodys_are_when_it_says_nothing() {
    assertThat(file.settings("issuer: https://id.example.com").registration().statementIssuers())
        .isEmpty();
  }

  @Test
  void an_entry_says_whose_and_by_which_keys() {
    assertThat(file.warnings(GOOD)).isEmpty();
    assertThat(file.settings(GOOD).registration().statementIssuers())
        .containsExactly(
            new SoftwareStatementIssuer(
                "https://directory.example.com",
                new ClientKeySource.JwksUri("https://directory.example.com/jwks"),
                true));
  }

  @Test
  void a_statement_is_no_token_when_it_does_not_say_so() {
    String text = GOOD.replace("    instead_of_initial_access_token: true\n", "");
    assertThat(file.settings(text).registration().statementIssuers())
        .noneMatch(SoftwareStatementIssuer::insteadOfInitialAccessToken);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "- issuer: https://directory.example.com | - iss: x | has no 'issuer'",
        "    jwks_uri: https://directory.example.com/jwks | | has no keys",
        "jwks_uri: https://directory.example.com/jwks | jwks: {keys: []} | 'jwks' has no key whose signatures",
        "jwks_uri: https://directory.example.com/jwks | jwks_uri: http://x.example/ | 'jwks_uri': it is http",
        "instead_of_initial_access_token: true | instead_of_initial_access_token: maybe | has to be true or false",
        "instead_of_initial_access_token | instead_of_token | unknown key 'instead_of_token'"
      })
  void a_mistake_is_named(String good, String bad, String mistake) {
    assertThat(file.mistakes(GOOD.replace(good, bad == null ? "" : bad)))
        .anySatisfy(m -> assertThat(m).contains(mistake));
  }

  @Test
  void the_same_issuer_twice_is_a_mistake() {
    String again =
        """
          - issuer: https://directory.example.com
            jwks_uri: https://directory.example.com/other
        """;
    assertThat(file.mistakes(GOOD + again))
        .singleElement()
        .asString()
        .startsWith("7: this 'issuer' is already listed above");
  }

  @Test
  void what_changes_nothing_is_warned_of() {
    assertThat(file.warnings(GOOD.replace("token\n", "closed\n")))
        .anySatisfy(m -> assertThat(m).contains("is of no use where nobody may register"));
    assertThat(file.warnings(GOOD.replace("token\n", "open\n")))
        .singleElement()
        .asString()
        .contains("changes nothing without 'registration: token'");
  }
}
