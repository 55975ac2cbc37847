package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.OpenIdScope;
import dev.mapae.authorizationserver.store.SubjectPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the file says of claims, and of the names by which clients know people. OIDC Core §5.4, §8.
class ClaimSettingsTests {
  private static final String FILE =
      """
      issuer: https://id.example.com
      resources:
        - resource: https://api.example.com/
          scopes: {read: {description: Read, claims: [tenant]}}
      clients:
        - client_id: api
          client_secret: bench-secret-0123456789abcdef0123456789abcdef
          scope: openid read
          redirect_uris: [https://api.example.com/cb]
      """;

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() {
    file = new ConfigurationFile(folder);
  }

  private Client client(String line) {
    String text = FILE + "    " + line + "\n";
    assertThat(file.warnings(text)).isEmpty();
    return file.settings(text).declarations().clients().getFirst().client();
  }

  @Test
  void scopes_of_the_server_itself_release_claims() {
    assertThat(
            file.settings(
                    FILE
                        + """
                        scopes:
                          profile: {claims: [department]}
                          work: {description: Work, description#ko: 직장, roles: [a], claims: [desk], id_token: true}
                        """)
                .openIdScopes())
        .containsExactly(
            new OpenIdScope(
                new DeclaredScope("profile", Map.of(), Set.of(), List.of("department")), false),
            new OpenIdScope(
                new DeclaredScope(
                    "work", Map.of("", "Work", "ko", "직장"), Set.of("a"), List.of("desk")),
                true));
  }

  @Test
  void scopes_can_be_required() {
    String required = "scopes: {profile: {optional: false}, work: {claims: [desk]}}\n";
    assertThat(file.settings(FILE + required).openIdScopes())
        .extracting(scope -> scope.declared().optional())
        .containsExactly(false, true);
    assertThat(
            file.settings(FILE.replace("claims: [tenant]", "optional: false"))
                .declarations()
                .resources()
                .getFirst()
                .scopes()
                .getFirst()
                .optional())
        .isFalse();
    assertThat(file.mistakes(FILE + "scopes: {profile: {optional: maybe}}\n"))
        .singleElement()
        .asString()
        .contains("optional");
  }

  @Test
  void clients_may_have_them() {
    String text = FILE.replace("openid read", "openid work") + "scopes: {work: {claims: [desk]}}\n";
    assertThat(file.settings(text).declarations().clients()).hasSize(1);
  }

  @Test
  void scopes_of_an_api_release_claims_into_its_tokens() {
    assertThat(file.settings(FILE).declarations().resources().getFirst().scopes())
        .containsExactly(
            new DeclaredScope("read", Map.of("", "Read"), Set.of(), List.of("tenant")));
  }

  @Test
  void clients_have_claims_of_their_own() {
    assertThat(client("claims: {tenant: acme, limits: {songs: 7}}").claims())
        .isEqualTo(Map.of("tenant", "acme", "limits", Map.of("songs", 7L)));
    assertThat(client("client_name: API").claims()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "nbf",
        "jti",
        "act",
        "may_act",
        "cnf",
        "scope",
        "client_id",
        "sid",
        "nonce",
        "at_hash",
        "c_hash",
        "acr",
        "amr",
        "auth_time",
        "azp",
        "roles",
        "authorization_details",
        "username",
        "active",
        "token_type",
        "'sub#ko'",
        "'authorization_details#x'"
      })
  void nobody_else_says_what_the_server_says_itself(String name) {
    String mistake = "the server itself says '" + name.replace("'", "") + "'; remove it";
    assertThat(file.mistakes(FILE + "    claims: {" + name + ": x}\n")).contains("10: " + mistake);
    assertThat(file.mistakes(FILE + "scopes: {work: {claims: [" + name + "]}}\n"))
        .contains("10: " + mistake);
    assertThat(file.mistakes(FILE.replace("[tenant]", "[" + name + "]"))).contains("4: " + mistake);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "scopes: {openid: {claims: [desk]}} | 'openid' releases no claims",
        "scopes: {offline_access: {claims: [desk]}} | 'offline_access' releases no claims",
        "scopes: {profile: {description: x}} | 'profile' is a scope of OpenID Connect",
        "scopes: {read: {claims: [desk]}} | 'read' is declared in the 'scopes' of the file already",
        "scopes: {work: {claims: [desk, desk]}} | 'claims' has 'desk' twice",
        "scopes: {work: {claim: [desk]}} | unknown key 'claim' in 'work'; did you mean 'claims'?",
        "scopes: {'a b': {claims: [desk]}} | cannot be a scope",
        "scopes: {work: {claims: ['a b']}} | printable ASCII characters as name",
        "scopes: [work] | 'scopes' takes keys with values"
      })
  void a_scope_that_makes_no_sense_is_a_mistake(String line, String mistake) {
    assertThat(file.mistakes(FILE + line + "\n")).anySatisfy(m -> assertThat(m).contains(mistake));
  }

  @Test
  void claims_are_short_enough_for_a_token() {
    // As UTF-8, which is what a token has.
    assertThat(file.mistakes(FILE + "    claims: {tenant: " + "가".repeat(1500) + "}\n"))
        .anySatisfy(m -> assertThat(m).contains("tokens travel in headers"));
    String long5000 = "x".repeat(5000);
    assertThat(file.mistakes(FILE + "    claims: {tenant: " + long5000 + "}\n"))
        .anySatisfy(m -> assertThat(m).contains("tokens travel in headers"));
    assertThat(
            file.mistakes(
                FILE
                    + "users:\n  - username: alice\n    password: wonderland-43\n    motto: "
                    + long5000
                    + "\n"))
        .anySatisfy(m -> assertThat(m).contains("tokens travel in headers"));
  }

  @Test
  void a_client_knows_people_by_names_of_its_own() {
    assertThat(client("subject_type: pairwise").subjects())
        .isEqualTo(new SubjectPolicy(true, Optional.empty()));
    assertThat(client("subject_type: public").subjects()).isEqualTo(SubjectPolicy.PUBLIC);
    String sector = "https://api.example.com/sector.json";
    assertThat(client("sector_identifier_uri: " + sector).subjects())
        .isEqualTo(new SubjectPolicy(false, Optional.of(sector)));
  }

  @Test
  void redirect_uris_on_several_hosts_need_a_sector() {
    String several =
        FILE.replace("/cb]", "/cb, https://b.example.com/cb, \"com.example.app:/cb\"]")
            + "    subject_type: pairwise\n";
    assertThat(file.mistakes(several))
        .containsExactly(
            "10: 'subject_type: pairwise' needs 'sector_identifier_uri', since the redirect URIs are on several hosts (api.example.com, b.example.com); name there the https URL of a JSON array of all of them (OIDC Core §8.1)");
    String mended = several + "    sector_identifier_uri: https://api.example.com/s.json\n";
    assertThat(file.settings(mended).declarations().clients()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://127.0.0.1/s", "ftp://a.example/", "s.json", "https://a@b.example/"})
  void a_sector_is_an_https_url(String uri) {
    assertThat(file.mistakes(FILE + "    sector_identifier_uri: " + uri + "\n"))
        .singleElement()
        .asString()
        .startsWith("10: 'sector_identifier_uri': ");
  }
}
