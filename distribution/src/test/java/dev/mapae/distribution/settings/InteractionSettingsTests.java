package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.People;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.Way;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where people sign in: `interaction`.
class InteractionSettingsTests {
  private static final String URL = "https://login.example.com/interaction";
  private static final String CLIENTS =
      """
      issuer: https://id.example.com
      clients:
        - client_id: login
          client_secret: login-secret-0123456789abcdef0123456789abcdef
          grant_types: [client_credentials]
        - {client_id: app, token_endpoint_auth_method: none, redirect_uris: ["https://a.example/cb"]}
      """;

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() {
    file = new ConfigurationFile(folder);
  }

  private static String text(String lines) {
    return CLIENTS + "interaction:\n" + lines.replace("; ", "\n").indent(2);
  }

  @Test
  void has_no_use_for_methods_of_signing_in_here() {
    String lines = text("url: " + URL + "; client_id: login");
    assertThat(file.warnings(lines)).isEmpty();
    assertThat(file.warnings(lines + "authentication: {methods: [password]}\n"))
        .singleElement()
        .asString()
        .contains("'authentication: {methods: ...}' says nothing");
  }

  @Test
  void is_here_unless_it_is_set() {
    assertThat(file.settings(CLIENTS).interaction()).isEmpty();
  }

  @Test
  void brings_people_who_get_nothing_but_a_sign_in_unless_more_is_said() {
    assertThat(file.settings(text("url: " + URL + "; client_id: login")).interaction())
        .contains(
            new SignInElsewhere(
                new Way.Site("login", URL, false), People.BROUGHT, Set.of(), false));
  }

  @Test
  void says_all_that_can_be_said() {
    String lines = "url: " + URL + "; client_id: login; steps: [sign_in, consent]; ";
    assertThat(file.settings(text(lines + "roles: [a, b]; second_factor: theirs")).interaction())
        .contains(
            new SignInElsewhere(
                new Way.Site("login", URL, true), People.BROUGHT, Set.of("a", "b"), true));
    assertThat(file.settings(text(lines + "people: known")).interaction().orElseThrow().people())
        .isEqualTo(People.KNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          url: https://l.example/#x; client_id: login | fragment
          url: http://l.example/; client_id: login | off loopback
          url: https://me@l.example/; client_id: login | user information
          url: com.example.app:/x; client_id: login | no https URL
          client_id: login | has no 'url'
          url: https://l.example/ | has no 'client_id'
          url: https://l.example/; client_id: nobody | no client of this file
          url: https://l.example/; client_id: app | anybody could sign people in
          url: https://l.example/; client_id: login; steps: [consent] | 'steps' has to be
          url: https://l.example/; client_id: login; steps: [sign_in, sign_out] | 'steps' has to be
          url: https://l.example/; client_id: login; people: known; roles: [a] | remove it
          url: https://l.example/; client_id: login; people: ours | has to be brought or known
          url: https://l.example/; client_id: login; role: [a] | did you mean 'roles'
          """)
  void is_a_mistake(String lines, String mistake) {
    assertThat(file.mistakes(text(lines))).singleElement().asString().contains(mistake);
  }

  @Test
  void goes_with_no_page_where_people_make_accounts() {
    assertThat(
            file.mistakes(
                text("url: " + URL + "; client_id: login") + "people_may_register: true\n"))
        .singleElement()
        .asString()
        .contains("'people_may_register' is true");
  }
}
