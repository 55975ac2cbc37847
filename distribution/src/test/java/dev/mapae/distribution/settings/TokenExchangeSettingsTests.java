package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.TokenExchangePolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the file says of whoever exchanges tokens. RFC 8693.
class TokenExchangeSettingsTests {
  private static final String GRANT = "\"urn:ietf:params:oauth:grant-type:token-exchange\"";
  private static final String ORDERS = "https://orders.example.com/";
  private static final String FILE =
      """
      issuer: https://id.example.com
      resources:
        - resource: https://orders.example.com/
          scopes: {orders.read: {description: Read orders}}
      clients:
        - client_id: api
          client_secret: bench-secret-0123456789abcdef0123456789abcdef
          scope: orders.read
          grant_types: [%s]
          %s
      """;

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() {
    file = new ConfigurationFile(folder);
  }

  private TokenExchangePolicy policy(String grantTypes, String line) {
    String text = FILE.formatted(grantTypes, line);
    assertThat(file.warnings(text)).isEmpty();
    return file.settings(text).declarations().clients().getFirst().client().tokenExchange();
  }

  @Test
  void nothing_is_exchanged_when_it_says_nothing() {
    assertThat(policy("client_credentials", "client_name: API"))
        .isEqualTo(TokenExchangePolicy.PRESET);
  }

  @Test
  void a_client_lists_what_it_gets_tokens_for() {
    assertThat(policy(GRANT, "token_exchange: {resources: [%s]}".formatted(ORDERS)))
        .isEqualTo(new TokenExchangePolicy(Set.of(ORDERS), true, Optional.empty()));
    assertThat(
            policy(
                GRANT, "token_exchange: {resources: [%s], impersonation: false}".formatted(ORDERS)))
        .isEqualTo(new TokenExchangePolicy(Set.of(ORDERS), false, Optional.empty()));
  }

  @Test
  void a_client_names_who_may_act_on_its_tokens() {
    assertThat(policy("client_credentials", "token_exchange: {may_act: api}"))
        .isEqualTo(new TokenExchangePolicy(Set.of(), true, Optional.of("api")));
  }

  /// RFC 8693 §4.4: whoever acts, which may be a person with an `actor_token`.
  @Test
  void or_the_sub_of_a_person() {
    String text =
        FILE.formatted("client_credentials", "token_exchange: {may_act: bob-1}")
            + "users:\n  - username: bob\n    sub: bob-1\n    password: a-password-of-bob-42\n";
    assertThat(file.warnings(text)).noneMatch(warning -> warning.contains("bob-1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "client_name: API | 9: a client of the grant type",
        "token_exchange: {impersonation: true} | 9: a client of the grant type",
        "token_exchange: [https://orders.example.com/] | 'token_exchange' takes keys with values",
        "token_exchange: {resources: https://orders.example.com/} | 'resources' takes a list",
        "token_exchange: {resources: [https://orders.example.com/], delegation: true} | unknown key 'delegation'",
        "token_exchange: {resources: [https://orders.example.com/], impersonation: maybe} | 'impersonation' is 'maybe'"
      })
  void a_mistake_is_named(String line, String mistake) {
    assertThat(file.mistakes(FILE.formatted(GRANT, line)))
        .anySatisfy(m -> assertThat(m).contains(mistake));
  }

  @Test
  void resources_are_of_no_use_without_the_grant() {
    String text =
        FILE.formatted("client_credentials", "token_exchange: {resources: [%s]}".formatted(ORDERS));
    assertThat(file.mistakes(text))
        .singleElement()
        .asString()
        .startsWith("10: ")
        .contains("are of no use without the grant type");
  }

  @Test
  void a_public_client_exchanges_nothing() {
    String text =
        FILE.formatted(
                GRANT,
                "token_endpoint_auth_method: none\n    token_exchange: {resources: [%s]}"
                    .formatted(ORDERS))
            .replace("    client_secret: bench-secret-0123456789abcdef0123456789abcdef\n", "");
    assertThat(file.mistakes(text))
        .singleElement()
        .asString()
        .contains("exchanges no tokens, since anybody could in its name (RFC 8693 §5)");
  }

  @Test
  void what_is_not_in_the_file_is_warned_of() {
    List<String> warnings =
        file.warnings(
            FILE.formatted(
                GRANT,
                "token_exchange: {resources: [https://films.example.com/], may_act: nobody}"));
    assertThat(warnings)
        .hasSize(2)
        .anySatisfy(w -> assertThat(w).contains("no resource of this file is 'https://films"))
        .anySatisfy(
            w -> assertThat(w).contains("no client and no user of this file has the sub 'nobody'"));
  }
}
