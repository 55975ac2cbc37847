package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.mapae.authorizationserver.Samples;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.storage.DatabaseAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `doctor`, typed.
class DoctorTests {
  private static final String SECRET = "bench-secret-0123456789abcdef0123456789abcdef";
  private static final String EC =
      """
      jwks: {keys: [{kty: EC, crv: P-256, x: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU, y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0}]}\
      """;

  private static final String UPSTREAM =
      """
      upstream_providers:
        - id: company
          issuer: https://sso.example.com
          name: Example Company
          client_id: mapae
          client_secret: of the company
      """;

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String file = "";

  private void clients(String... entries) {
    configuration("", entries);
  }

  private void configuration(String top, String... entries) {
    StringBuilder yaml = new StringBuilder("issuer: https://id.example.com\n" + top + "clients:\n");
    for (String entry : entries) {
      yaml.append("  - ").append(entry.strip().replace("\n", "\n    ")).append('\n');
    }
    try {
      file = Files.writeString(folder.resolve("mapae.yaml"), yaml).toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String secret(String id, String... more) {
    return "client_id: %s\nclient_secret: %s\nredirect_uris: [https://%1$s.example.com/cb]\n%3$s"
        .formatted(id, SECRET, String.join("\n", more));
  }

  private static String bank(String... more) {
    return "client_id: bank\ntoken_endpoint_auth_method: private_key_jwt\n"
        + "redirect_uris: [https://bank.example.com/cb]\n%s\n%s"
            .formatted(EC, String.join("\n", more));
  }

  private void store(Client client) {
    try (Stores stores = new DatabaseAddress.Sqlite(database()).open("https://id.example.com")) {
      stores.clients().declare(client, "f");
    }
  }

  private Path database() {
    return folder.resolve("data/mapae.db");
  }

  private int doctor(String... options) {
    out.reset();
    err.reset();
    List<String> arguments = new ArrayList<>(List.of("doctor", "--config", file));
    arguments.addAll(List.of(options));
    return Main.run(
        arguments,
        Map.of(),
        new Console(print(out), print(err)),
        StartTime.ofProcess(),
        new Shutdown());
  }

  private static PrintStream print(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Nested
  class Without_a_profile {
    @Test
    void the_default_is_fine() {
      clients(secret("web"));
      assertThat(doctor()).isZero();
      assertThat(said()).contains("1 client,", "oauth-2.1");
    }

    @Test
    void everything_that_is_weaker_than_the_default_is_named() {
      clients(
          secret("web", "require_pkce: false"),
          bank("insecure_assertion_audience: true"),
          secret("old", EC, "require_request_object_exp: false"),
          secret("fine"));
      assertThat(doctor()).isOne();
      assertThat(said().lines())
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .startsWith("client web: oauth-2.1, OAuth 2.1 §4.1.1: ")
                      .contains("remove 'require_pkce: false'"),
              line ->
                  assertThat(line)
                      .startsWith("client bank: oauth-2.1, OAuth 2.1 §2.4: ")
                      .contains("remove 'insecure_assertion_audience'"),
              line ->
                  assertThat(line)
                      .startsWith("client old: oauth-2.1, OIDC Core §6.1: ")
                      .contains("remove 'require_request_object_exp: false'"));
    }

    @Test
    void a_setting_that_a_profile_mends_is_named_too() {
      clients(bank("profile: fapi-2.0-security", "require_pkce: false"));
      assertThat(doctor()).isOne();
      assertThat(said()).contains("require_pkce");
      assertThat(complained()).isEmpty();
    }

    @Test
    void a_client_is_looked_at_by_its_own_profile() {
      clients(secret("web", "profile: fapi-2.0-security"));
      assertThat(doctor()).isOne();
      assertThat(said())
          .contains("client web: fapi-2.0-security, FAPI 2.0 Security Profile §5.3.2.1-6: ");
    }
  }

  @Nested
  class Of_a_named_profile {
    @Test
    void a_client_that_has_it_fails_nothing() {
      clients(bank("profile: fapi-2.0-security"));
      assertThat(doctor("--profile", "fapi-2.0-security")).isZero();
      assertThat(said()).contains("none fails anything of fapi-2.0-security");
    }

    @Test
    void every_requirement_that_fails_is_named_with_section_and_mend() {
      clients(secret("web"));
      assertThat(doctor("--profile", "fapi-2.0-security")).isOne();
      assertThat(said())
          .contains("§5.3.2.1-6: it does not authenticate with a key; make")
          .contains("§5.3.2.1-5: its access tokens need not be bound to a key; add")
          .contains("§5.3.2.2-3: its authorization requests need not be pushed; add")
          .contains("'profile: fapi-2.0-security'")
          .doesNotContain("§5.3.2.1-3:");
    }

    @Test
    void a_public_client_fails_more() {
      clients(
          "client_id: app\ntoken_endpoint_auth_method: none\nredirect_uris: [com.example.app:/cb]");
      assertThat(doctor("--profile", "fapi-2.0-security")).isOne();
      assertThat(said()).contains("§5.3.2.1-3:", "§5.3.2.1-6:");
      assertThat(doctor("--profile", "mcp")).isOne();
      assertThat(said()).contains("Communication Security: it has a redirect URI");
    }

    @Test
    void what_the_server_asks_of_all_counts() {
      configuration("require_pushed_authorization_requests: true\n", secret("web"));
      doctor("--profile", "fapi-2.0-security");
      assertThat(said()).doesNotContain("need not be pushed");
    }

    @Test
    void message_signing_asks_for_more() {
      clients(bank("profile: fapi-2.0-security"));
      assertThat(doctor("--profile", "fapi-2.0-message-signing")).isOne();
      assertThat(said())
          .contains("FAPI 2.0 Message Signing §5.3.1-1", "FAPI 2.0 Message Signing §5.4.1-1");
      clients(bank("profile: fapi-2.0-message-signing"));
      assertThat(doctor("--profile", "fapi-2.0-message-signing")).isZero();
    }

    @Test
    void an_algorithm_that_is_none_of_FAPI_is_named() {
      clients(bank("profile: fapi-2.0-security", "id_token_signed_response_alg: RS256"));
      assertThat(doctor("--profile", "fapi-2.0-security")).isOne();
      assertThat(said())
          .contains(
              "'id_token_signed_response_alg', RS256 where it says nothing, is none of FAPI 2.0; make it PS256");
    }

    @Test
    void a_resource_that_no_such_client_could_use_is_named() {
      configuration(
          "resources:\n  - {resource: 'https://api.example.com/', access_token_signing_alg: RS256}\n",
          bank("profile: fapi-2.0-security"));
      assertThat(doctor("--profile", "fapi-2.0-security")).isOne();
      assertThat(said()).startsWith("resource https://api.example.com/: ").contains("RS256");
    }

    @Test
    void also_where_one_client_alone_has_such_a_profile() {
      music(bank("profile: fapi-2.0-security", "scope: read"), secret("web", "scope: read"));
      assertThat(doctor()).isOne();
      assertThat(said()).startsWith("resource https://api.example.com/: fapi-2.0-security, ");
    }

    @Test
    void but_not_where_it_has_nothing_to_do_with_it() {
      music(bank("profile: fapi-2.0-security"), secret("web", "scope: read"));
      assertThat(doctor()).isZero();
      assertThat(doctor("--profile", "mcp")).isOne();
      assertThat(said()).doesNotContain("resource https://api.example.com/");
      music(bank("profile: fapi-2.0-security", "scope: read"), secret("web", "scope: read"));
      assertThat(doctor("--client", "web")).isZero();
    }

    private void music(String... entries) {
      configuration(
          "resources:\n  - {resource: 'https://api.example.com/', access_token_signing_alg: RS256, scopes: {read: {}}}\n",
          entries);
    }

    @Test
    void who_cannot_sign_in_without_a_password_is_named() {
      configuration(
          """
          authentication: {methods: [passkey, email_link]}
          mail: {smtp: "smtps://mail.example.com", from: id@example.com}
          users:
            - {username: alice, email: alice@example.com, email_verified: true}
            - {username: boss, email: boss@example.com}
          """,
          secret("web"));
      assertThat(doctor()).isZero();
      assertThat(said()).contains("no mail reaches boss:").doesNotContain("alice");
    }

    /// A mail lets nobody in there.
    @Test
    void who_cannot_sign_in_without_password_and_mail_is_named_with_or_without_address() {
      configuration(
          """
          authentication: {methods: [passkey]}
          users:
            - {username: alice, email: alice@example.com, email_verified: true}
            - {username: boss, email: boss@example.com}
          """,
          secret("web"));
      assertThat(doctor()).isZero();
      assertThat(said()).contains("alice, boss sign in by").doesNotContain("give 'email'");
    }

    /// NIST SP 800-63B §3.1.1.2.
    @Test
    void where_people_choose_passwords_a_list_of_those_that_leaked_is_missed() throws IOException {
      String note = "note: people choose passwords here, and none is refused because it leaked";
      clients(secret("web"));
      doctor();
      assertThat(said()).as("nobody does").doesNotContain(note);
      configuration(UPSTREAM, secret("web"));
      assertThat(doctor()).isZero();
      assertThat(said()).as("nobody is there").doesNotContain(note);
      for (String people :
          List.of(
              "people_may_register: true\n",
              "users: [{username: alice, password: x}]\n",
              UPSTREAM + "    accounts: create\n")) {
        configuration(people, secret("web"));
        assertThat(doctor()).isZero();
        assertThat(said()).contains(note);
        assertThat(doctor("--client", "web")).isZero();
        assertThat(said()).doesNotContain(note);
      }
      Files.writeString(folder.resolve("leaked.txt"), "0".repeat(40) + "\n");
      configuration("people_may_register: true\nbreached_passwords: leaked.txt\n", secret("web"));
      assertThat(doctor()).isZero();
      assertThat(said()).doesNotContain(note);
    }

    @Test
    void a_client_that_asks_for_more_than_has_room_on_a_page_is_named() {
      String api = "resources:\n  - resource: https://api.example.com/\n    scopes:\n";
      StringBuilder scopes = new StringBuilder();
      StringBuilder names = new StringBuilder();
      for (int i = 0; i < 70; i++) {
        scopes.append("      music.read.%d: {description: Read what you listen to}\n".formatted(i));
        names.append(" music.read.").append(i);
      }
      configuration(
          api + scopes, secret("web", "scope:" + names), secret("few", "scope: music.read.1"));
      assertThat(doctor()).isZero();
      assertThat(said()).contains("note: client web: without 'scope' its requests ask for all");
      assertThat(said()).doesNotContain("client few");
      configuration(api + scopes, secret("web", "scope:" + names, "skip_consent: true"));
      assertThat(doctor()).isZero();
      assertThat(said()).doesNotContain("note: client web");
    }

    /// A request for several is refused before it is anything to look at.
    @Test
    void a_client_that_is_registered_for_much_of_several_APIs_is_not_named() {
      StringBuilder apis = new StringBuilder("resources:\n");
      StringBuilder names = new StringBuilder();
      for (int api = 0; api < 4; api++) {
        apis.append("  - resource: https://api%d.example.com/\n    scopes:\n".formatted(api));
        for (int i = 0; i < 20; i++) {
          String name = "music%d.read.%d".formatted(api, i);
          apis.append("      %s: {description: Read what you listen to}\n".formatted(name));
          names.append(' ').append(name);
        }
      }
      configuration(apis.toString(), secret("web", "scope:" + names));
      assertThat(doctor()).isZero();
      assertThat(said()).doesNotContain("note: client web");
    }

    @Test
    void a_client_that_gets_little_without_scope_is_not_named() {
      StringBuilder scopes = new StringBuilder();
      StringBuilder names = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        scopes.append("      music.read.%d: {description: Read what you listen to}\n".formatted(i));
        names.append(" music.read.").append(i);
      }
      configuration(
          "resources:\n  - resource: https://api.example.com/\n    default_scope: music.read.1\n    scopes:\n"
              + scopes,
          secret("web", "scope:" + names));
      assertThat(doctor()).isZero();
      assertThat(said()).doesNotContain("note: client web");
    }

    @Test
    void what_is_switched_off_is_a_note_and_no_failure() {
      configuration("profile: mcp\nclient_id_metadata_documents: false\n", secret("web"));
      assertThat(doctor("--profile", "mcp")).isZero();
      assertThat(said()).contains("note: mcp: Client ID Metadata Documents");
    }

    /// The metadata say nothing then of clients that are known by their document.
    @Test
    void what_no_client_can_begin_with_is_a_note_and_no_failure() {
      String note = "note: mcp: Client ID Metadata Documents (a SHOULD) are of no use";
      configuration("profile: mcp\n", secret("web"));
      assertThat(doctor()).isZero();
      assertThat(said()).doesNotContain(note);
      configuration("profile: mcp\nrequire_pushed_authorization_requests: true\n", secret("web"));
      assertThat(doctor()).isZero();
      assertThat(said()).contains(note);
      configuration("profile: fapi-2.0-security\n", bank("profile: mcp"));
      assertThat(doctor()).isZero();
      assertThat(said()).contains(note);
    }

    @Test
    void clients_that_only_the_database_has_are_looked_at_too() {
      clients(bank("profile: fapi-2.0-security"));
      store(Samples.confidential(Samples.client("kept", "https://kept.example.com/cb")).client());
      assertThat(doctor("--profile", "fapi-2.0-security")).isOne();
      assertThat(said()).contains("client kept: ").doesNotContain("client bank: ");
      assertThat(doctor("--profile", "fapi-2.0-security", "--client", "kept")).isOne();
    }

    @Test
    void those_that_registered_themselves_are_looked_at_as_the_server_finds_them() {
      configuration("insecure_registration_without_pkce: true\n", secret("web"));
      store(stranger());
      assertThat(doctor()).isOne();
      assertThat(said().lines())
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .startsWith("server https://id.example.com: oauth-2.1, OAuth 2.1 §4.1.1: ")
                      .endsWith("remove 'insecure_registration_without_pkce'"),
              line ->
                  assertThat(line)
                      .startsWith("client stranger: oauth-2.1, OAuth 2.1 §4.1.1: ")
                      .endsWith("remove 'insecure_registration_without_pkce'"));
      assertThat(doctor("--client", "web")).isZero();
      clients(secret("web"));
      assertThat(doctor()).isZero();
    }

    @Test
    void the_file_lets_off_assertions_of_those_that_registered_themselves() {
      configuration("insecure_registration_assertion_audience: true\n", secret("web"));
      assertThat(doctor()).isOne();
      assertThat(said().lines())
          .singleElement()
          .asString()
          .startsWith("server https://id.example.com: oauth-2.1, OAuth 2.1 §2.4: ")
          .endsWith("remove 'insecure_registration_assertion_audience'");
    }

    @Test
    void the_file_lets_those_that_registered_themselves_ask_for_more() {
      configuration("insecure_registration_beyond_scope: true\n", secret("web"));
      assertThat(doctor()).isOne();
      assertThat(said().lines())
          .singleElement()
          .asString()
          .startsWith("server https://id.example.com: oauth-2.1, RFC 7591 §2: ")
          .endsWith("remove 'insecure_registration_beyond_scope'");
    }

    @Test
    void mails_in_clear_are_weaker_than_the_default() {
      configuration(
          """
          mail:
            smtp: smtp://10.0.0.1:25
            from: id@example.com
            insecure_smtp_in_clear: true
          """,
          secret("web"));
      assertThat(doctor()).isOne();
      assertThat(said())
          .contains("server https://id.example.com: oauth-2.1, RFC 8314 §3: ")
          .contains("remove 'insecure_smtp_in_clear'");
    }

    /// As a row of a version before may have it: with more than strangers are let have.
    private static Client stranger() {
      Client made =
          Samples.confidential(Samples.client("stranger", "https://stranger.example.com/cb"))
              .client();
      return new Client(
          made.id(),
          Origin.SELF_REGISTERED,
          true,
          made.credentials(),
          made.keySource(),
          made.grantTypes(),
          made.redirectUris(),
          made.scope(),
          made.skipConsent(),
          made.requirements().with(Profile.FAPI_2_0_SECURITY),
          made.requestObjects(),
          made.refreshTokenReuseGrace(),
          made.lifetimes(),
          made.responses(),
          made.logout(),
          made.display());
    }

    @Test
    void one_client_can_be_picked() {
      clients(secret("web"), bank("profile: fapi-2.0-security"));
      assertThat(doctor("--profile=fapi-2.0-security", "--client=bank")).isZero();
      assertThat(doctor("--profile=fapi-2.0-security", "--client=web")).isOne();
      assertThat(said()).doesNotContain("bank");
    }

    @Test
    void programs_get_JSON() throws ParseException {
      clients(secret("web"));
      assertThat(doctor("--profile", "fapi-2.0-security", "--json")).isOne();
      Map<String, Object> answer = JSONObjectUtils.parse(said());
      assertThat(answer).containsEntry("clients", List.of("web"));
      assertThat((List<?>) answer.get("failures"))
          .anySatisfy(failure ->
              assertThat(failure)
                  .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                  .containsEntry("client_id", "web")
                  .containsEntry("profile", "fapi-2.0-security")
                  .containsEntry("section", "FAPI 2.0 Security Profile §5.3.2.2-3")
                  .containsEntry("setting", "require_pushed_authorization_requests")
                  .containsEntry("problem", "its authorization requests need not be pushed")
                  .containsEntry("mend", "add 'require_pushed_authorization_requests: true'"));
    }
  }

  @Nested
  class A_command_line {
    @ParameterizedTest
    @ValueSource(strings = {"--profile=fapi", "--client=nobody", "--odd"})
    void that_names_what_there_is_not_is_wrong(String option) {
      clients(secret("web"));
      assertThat(doctor(option)).isEqualTo(2);
      assertThat(complained()).contains(option.replaceFirst(".*=", ""));
      assertThat(said()).isEmpty();
    }

    @Test
    void with_a_file_that_cannot_be_used_is_wrong_too() {
      clients(secret("web", "odd: 1"));
      assertThat(doctor()).isEqualTo(2);
      assertThat(complained()).contains("unknown key 'odd'");
    }
  }

  @Nested
  class A_database {
    @Test
    void that_is_not_there_yet_is_fine() {
      clients(secret("web"));
      assertThat(doctor()).isZero();
      assertThat(database()).doesNotExist();
    }

    @Test
    void of_somebody_else_is_in_the_way() throws IOException {
      clients(secret("web"));
      Files.createDirectories(database().getParent());
      Files.writeString(database(), "not a database at all, whatever it may be".repeat(100));
      assertInTheWay("is not a Mapae database");
    }

    @Test
    void that_is_away_is_in_the_way() {
      configuration(
          """
          database: postgresql://mapae@127.0.0.1:1/mapae
          key_encryption_key: dGhpcnR5LXR3byBieXRlcyB0byBzZWFsIGtleXMgYnk=
          """,
          secret("web"));
      assertInTheWay("does not answer");
    }

    private void assertInTheWay(String why) {
      assertThat(doctor()).isOne();
      assertThat(said()).isEmpty();
      assertThat(complained().lines()).singleElement().asString().contains(why);
    }
  }

  /// What `serve` says of the same.
  @Nested
  class At_the_start {
    private int check() {
      out.reset();
      err.reset();
      return Main.run(
          List.of("serve", "--config", file, "--check"),
          Map.of(),
          new Console(print(out), print(err)),
          StartTime.ofProcess(),
          new Shutdown());
    }

    @Test
    void a_client_that_cannot_have_its_profile_is_a_mistake_with_its_line() {
      clients(
          secret(
              "web",
              "token_endpoint_auth_method: client_secret_basic",
              "profile: fapi-2.0-security"));
      assertThat(check()).isEqualTo(2);
      assertThat(complained().lines())
          .singleElement()
          .asString()
          .startsWith(file + ":6: the client cannot have the profile fapi-2.0-security: ")
          .contains("private_key_jwt", "FAPI 2.0 Security Profile §5.3.2.1-6");
    }

    @Test
    void nor_one_that_the_profile_of_the_server_excludes() {
      configuration("profile: fapi-2.0-security\n", secret("web"));
      assertThat(check()).isEqualTo(2);
      assertThat(complained()).contains("the profile fapi-2.0-security: it does not authenticate");
    }

    @Test
    void what_the_profile_mends_is_a_warning() {
      clients(bank("profile: fapi-2.0-security", "require_pkce: false"));
      assertThat(check()).isZero();
      assertThat(complained().lines())
          .singleElement()
          .asString()
          .startsWith(file + ":8: 'require_pkce' does less than the profile fapi-2.0-security")
          .endsWith("(warning)");
    }

    @Test
    void so_is_a_lifetime_of_the_server_and_no_client_is_blamed_for_it() {
      configuration(
          "profile: mcp\nlifetimes: {access_token: 2h}\n",
          secret("web", "lifetimes: {code: 30s}"),
          secret("other"));
      assertThat(check()).isZero();
      assertThat(complained().lines())
          .singleElement()
          .asString()
          .startsWith(file + ":3: 'lifetimes' does less than the profile mcp")
          .contains("access tokens live for more than an hour");
    }

    @Test
    void a_lifetime_of_a_client_is_its_own() {
      configuration("profile: mcp\n", secret("web", "lifetimes: {access_token: 2h}"));
      assertThat(check()).isZero();
      assertThat(complained().lines())
          .singleElement()
          .asString()
          .startsWith(file + ":7: 'lifetimes' does less than the profile mcp");
    }

    @Test
    void a_resource_that_nobody_could_use_is_a_mistake() {
      configuration(
          "profile: fapi-2.0-security\nresources:\n  - {resource: 'https://api.example.com/', access_token_signing_alg: RS256}\n",
          bank());
      assertThat(check()).isEqualTo(2);
      assertThat(complained()).contains(":4: 'access_token_signing_alg' is 'RS256'");
    }

    @Test
    void a_profile_that_there_is_not_is_a_mistake() {
      configuration("profile: fapi\n", bank());
      assertThat(check()).isEqualTo(2);
      assertThat(complained()).contains(":2: 'profile' is 'fapi', but has to be oauth-2.1 or");
    }
  }
}
