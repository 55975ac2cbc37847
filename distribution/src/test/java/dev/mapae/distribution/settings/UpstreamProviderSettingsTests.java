package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.upstream.UpstreamProvider;
import dev.mapae.authorizationserver.upstream.UpstreamProvider.ClientOfIt;
import dev.mapae.authorizationserver.upstream.UpstreamProvider.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// By which other providers people sign in: `upstream_providers`.
class UpstreamProviderSettingsTests {
  private static final String ISSUER = "issuer: https://id.example.com\n";
  private static final String ONE =
      """
      upstream_providers:
        - id: company
          issuer: https://sso.example.com/realms/staff
          name: Example Company
          name#ko: 예시 회사
          client_id: mapae
          client_secret: of the company
      """;

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() {
    file = new ConfigurationFile(folder);
  }

  private List<String> mistakes(String from, String to) {
    return file.mistakes(ISSUER + ONE.replace(from, to));
  }

  @Test
  void are_none_unless_they_are_named() {
    assertThat(file.settings(ISSUER).upstreamProviders()).isEmpty();
  }

  @Test
  void link_accounts_and_trust_no_address_unless_told_so() {
    assertThat(file.settings(ISSUER + ONE).upstreamProviders())
        .containsExactly(
            new UpstreamProvider(
                "company",
                "https://sso.example.com/realms/staff",
                Map.of("name", "Example Company", "name#ko", "예시 회사"),
                new ClientOfIt("mapae", Optional.of("of the company"), Method.CLIENT_SECRET_BASIC),
                "openid email profile",
                false,
                false,
                false));
  }

  @Test
  void have_all_that_can_be_said() throws Exception {
    Files.writeString(folder.resolve("secret"), "of a file\n");
    String more =
        """
            scope: openid email
            token_endpoint_auth_method: client_secret_post
            accounts: create
            trust_verified_email: true
            trusted_audiences: [reporting, https://api.example.com/]
        """;
    assertThat(
            file.settings(ISSUER + ONE.replace("of the company", "file:secret") + more)
                .upstreamProviders())
        .containsExactly(
            new UpstreamProvider(
                "company",
                "https://sso.example.com/realms/staff",
                Map.of("name", "Example Company", "name#ko", "예시 회사"),
                new ClientOfIt(
                    "mapae",
                    Optional.of("of a file"),
                    Method.CLIENT_SECRET_POST,
                    Set.of("reporting", "https://api.example.com/")),
                "openid email",
                true,
                true,
                false));
  }

  @Test
  void are_warned_of_where_nobody_says_when_somebody_signed_in() {
    assertThat(file.warnings(ISSUER + ONE + "    insecure_without_auth_time: true\n"))
        .singleElement()
        .asString()
        .startsWith("9: 'insecure_without_auth_time'");
  }

  @Test
  void trust_no_audience_without_a_name_and_need_not_name_this_server() {
    assertThat(mistakes("client_id: mapae", "trusted_audiences: ['']\n    client_id: mapae"))
        .singleElement()
        .asString()
        .contains("'trusted_audiences' has an empty text");
    assertThat(file.warnings(ISSUER + ONE + "    trusted_audiences: [mapae]\n"))
        .singleElement()
        .asString()
        .startsWith("9: 'trusted_audiences' names the 'client_id'");
  }

  @Test
  void are_mistakes_where_something_is_missing_or_wrong() {
    assertThat(mistakes("id: company", "id: A company"))
        .containsExactly("3: 'id' is in URLs; write it with a-z, 0-9 and '-', at most 32 of them");
    assertThat(mistakes("https://sso", "http://sso")).singleElement().asString().contains("https");
    assertThat(mistakes("https://sso.example.com/realms/staff", "https://id.example.com"))
        .containsExactly("4: 'issuer' is this server itself; name another one");
    assertThat(mistakes("    client_secret: of the company\n", ""))
        .singleElement()
        .asString()
        .contains("has no 'client_secret'");
    assertThat(mistakes("client_secret", "token_endpoint_auth_method: none\n    client_secret"))
        .singleElement()
        .asString()
        .contains("remove one of them");
    assertThat(mistakes("client_id", "scope: email\n    client_id"))
        .singleElement()
        .asString()
        .contains("'openid'");
    assertThat(mistakes("client_id", "acounts: create\n    client_id"))
        .containsExactly(
            "7: unknown key 'acounts' in an upstream provider; did you mean 'accounts'?");
  }

  @Test
  void have_another_id_and_issuer_each() {
    String twice =
        ISSUER + ONE + ONE.lines().skip(1).map(line -> line + "\n").reduce("", String::concat);
    assertThat(file.mistakes(twice)).hasSize(2).allMatch(line -> line.contains("above"));
  }
}
