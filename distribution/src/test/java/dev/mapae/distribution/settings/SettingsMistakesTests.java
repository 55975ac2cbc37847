package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.distribution.http.TestCertificate;
import dev.mapae.distribution.settings.Settings.Outcome.Unusable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong with a configuration file: every mistake at once, each with its line and how to
/// mend it.
class SettingsMistakesTests {
  private static final String SECRET = "bench-secret-0123456789abcdef0123456789abcdef";

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() {
    file = new ConfigurationFile(folder);
  }

  private List<String> mistakes(String text) {
    return file.mistakes(text);
  }

  /// The mistakes of a file whose first line is a good issuer.
  private List<String> after(String rest) {
    return mistakes("issuer: https://id.example.com\n" + rest);
  }

  /// The mistakes of one client with a line of its own, the fifth.
  private List<String> client(String line) {
    return after(
        """
        clients:
          - client_id: a
            client_secret: %s
            %s
        """
            .formatted(SECRET, line));
  }

  /// The mistakes of one client that has this redirect URI, in line 6.
  private List<String> redirectUri(String uri) {
    return after(
        """
        clients:
          - client_id: a
            client_secret: %s
            redirect_uris:
              - "%s"
        """
            .formatted(SECRET, uri));
  }

  private List<String> user(String line) {
    return after("users:\n  - username: alice\n    " + line + "\n");
  }

  @Nested
  class All_at_once {
    @Test
    void each_has_its_line_and_they_come_in_the_order_of_the_file() {
      assertThat(
              mistakes(
                  """
                  isuer: https://id.example.com
                  listen: nowhere
                  lifetimes: {code: soon, acces_token: 10m}
                  clients:
                    - client_id: a
                      client_secret: short
                      skip_consent: yes
                  """))
          .extracting(m -> m.substring(0, m.indexOf(':')))
          .containsExactly("1", "1", "2", "3", "3", "5", "6", "7");
    }

    @Test
    void none_tells_a_secret() {
      assertThat(
              after(
                  """
                  key_encryption_key: dG9vLXNob3J0LXRvLWJlLWEta2V5
                  database: postgresql://user:hidden-password@host/name?hidden-%%=1
                  database_password: hidden-password
                  clients:
                    - {client_id: a, client_secret: [hidden-secret, {hidden-key: hidden-value}]}
                  users:
                    - {username: alice, password: [hidden-word], password_hash: hidden-hash}
                  """))
          .hasSizeGreaterThan(4)
          .allSatisfy(m -> assertThat(m).doesNotContain("hidden", "dG9v"));
    }
  }

  @Nested
  class Syntax {
    @Test
    void that_is_no_YAML_is_said_with_its_line() {
      assertThat(mistakes("issuer: https://id.example.com\nlisten: [127.0.0.1:9000\n"))
          .singleElement()
          .asString()
          .startsWith("3: this is no YAML");
      assertThat(mistakes("issuer: 'open\n")).singleElement().asString().contains("no YAML");
      assertThat(mistakes("a: b: c\n")).singleElement().asString().startsWith("1: this is no YAML");
      assertThat(mistakes("issuer: \u0007\n")).singleElement().asString().startsWith("1: ");
    }

    @Test
    void that_is_no_mapping_is_said() {
      assertThat(mistakes("")).singleElement().asString().startsWith("1: the file is empty");
      assertThat(mistakes("- a\n")).singleElement().asString().contains("has to be a mapping");
      assertThat(mistakes("issuer: a\n---\nissuer: b\n"))
          .singleElement()
          .asString()
          .startsWith("3: a second document")
          .isNotEmpty();
    }

    @Test
    void keys_given_twice_are_named_with_both_lines() {
      assertThat(after("listen: 127.0.0.1:9000\nissuer: https://other.example.com\n"))
          .containsExactly("3: 'issuer' is given twice, first in line 1; keep one");
    }

    @Test
    void aliases_anchors_and_tags_are_refused() {
      assertThat(after("users: &u\n  - {username: alice}\nclients: *u\n"))
          .anySatisfy(m -> assertThat(m).startsWith("2: '&u' is an anchor"))
          .anySatisfy(m -> assertThat(m).startsWith("4: '*u' is an alias"));
      assertThat(after("listen: !!java.net.URL [x]\n"))
          .anySatisfy(m -> assertThat(m).startsWith("2: "));
    }

    @Test
    void nesting_has_an_end() {
      assertThat(after("users: " + "[".repeat(100_000)))
          .singleElement()
          .asString()
          .contains("nested more than 20 levels");
    }

    @Test
    void bytes_that_are_no_UTF_8_are_refused() throws Exception {
      Path latin =
          Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe9});
      assertThat(((Unusable) Settings.read(latin, Map.of())).mistakes())
          .containsExactly(latin + ":1: the file is not UTF-8; save it as UTF-8");
    }

    @Test
    void a_file_that_is_not_there_is_said() {
      Path missing = folder.resolve("missing.yaml");
      assertThat(((Unusable) Settings.read(missing, Map.of())).mistakes())
          .singleElement()
          .asString()
          .startsWith(missing + ":1: the file cannot be read");
    }
  }

  @Nested
  class Keys {
    @Test
    void that_are_unknown_name_the_nearest_one_that_there_is() {
      assertThat(after("trusted_proxy: []\n"))
          .containsExactly(
              "2: unknown key 'trusted_proxy' in the file; did you mean 'trusted_proxies'?");
      assertThat(client("redirect_uri: [https://app.example.com/]"))
          .contains("5: unknown key 'redirect_uri' in a client; did you mean 'redirect_uris'?");
      assertThat(after("lifetimes: {sesion: 1h}\n"))
          .containsExactly("2: unknown key 'sesion' in 'lifetimes'; did you mean 'session'?");
      assertThat(after("resources:\n  - {resource: 'https://a.example/', scope: {}}\n"))
          .containsExactly("3: unknown key 'scope' in a resource; did you mean 'scopes'?");
      assertThat(after("tls: {cert: a, key: b, certificate: c}\n"))
          .contains("2: unknown key 'cert' in 'tls'; did you mean 'key'?");
    }

    @Test
    void that_are_missing_are_said_with_an_example() {
      assertThat(mistakes("listen: 127.0.0.1:9000\n"))
          .containsExactly("1: the file has no 'issuer'; add 'issuer: https://id.example.com'");
      assertThat(after("clients:\n  - {client_secret: " + SECRET + ", grant_types: []}\n"))
          .containsExactly("3: a client has no 'client_id'; add 'client_id: my-app'");
      assertThat(after("users:\n  - {name: Alice}\n"))
          .containsExactly("3: a user has no 'username'; add 'username: alice'");
      assertThat(after("resources:\n  - {name: API}\n"))
          .containsExactly(
              "3: a resource has no 'resource'; add 'resource: https://api.example.com/'");
    }

    @Test
    void without_a_value_are_said() {
      assertThat(after("listen:\n"))
          .containsExactly("2: 'listen' has no value; give one or remove the line");
    }

    @Test
    void of_the_wrong_kind_are_said() {
      assertThat(after("listen: [a]\nclients: a\nlifetimes: 10m\ntrusted_proxies: 10.0.0.0/8\n"))
          .containsExactly(
              "2: 'listen' takes a single value, not a list",
              "3: 'clients' takes a list, not a single value; begin each with '- '",
              "4: 'lifetimes' takes keys with values, not a single value",
              "5: 'trusted_proxies' takes a list, not a single value; write it in [ ]");
      assertThat(client("skip_consent: maybe\n    grant_types: [client_credentials]"))
          .containsExactly("5: 'skip_consent' is 'maybe', but has to be true or false");
    }

    @Test
    void with_an_environment_variable_that_is_not_set_name_it() {
      assertThat(after("listen: 127.0.0.1:${PORT}\n"))
          .contains("2: the environment variable PORT is not set; set it");
      assertThat(after("listen: 127.0.0.1:${PORT\n"))
          .anySatisfy(m -> assertThat(m).contains("'${'"));
    }

    @Test
    void with_a_secret_in_a_file_that_is_not_there_name_it() {
      assertThat(after("key_encryption_key: file:missing\n"))
          .singleElement()
          .asString()
          .startsWith("2: 'key_encryption_key' is in " + folder.resolve("missing"));
    }
  }

  @Nested
  class The_server {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://id.example.com",
          "https://id.example.com/",
          "https://id.example.com?a=b",
          "https://id.example.com#a",
          "https://user@id.example.com",
          "https://ID.example.com",
          "https://id.example.com/a/../b",
          "https://id.example.com:99999",
          "http://localhost.example.com",
          "http://127.0.0.1.example.com",
          "ftp://id.example.com",
          "id.example.com",
          "https://"
        })
    void has_an_issuer_that_is_https_or_on_loopback_and_exact(String issuer) {
      assertThat(mistakes("issuer: '" + issuer + "'\n"))
          .singleElement()
          .asString()
          .startsWith("1: 'issuer' is '" + issuer + "': ");
    }

    @Test
    void tells_everything_that_is_wrong_with_an_issuer() {
      assertThat(mistakes("issuer: 'http://id.example.com/?a=b'\n"))
          .hasSize(2)
          .anyMatch(m -> m.contains("no query"))
          .anyMatch(m -> m.contains("loopback only"));
      assertThat(mistakes("issuer: 'http://id.example.com/'\n"))
          .hasSize(2)
          .anyMatch(m -> m.contains("leave out the '/'"))
          .anyMatch(m -> m.contains("loopback only"));
    }

    @Test
    void has_listeners_that_differ() {
      assertThat(after("listen: 127.0.0.1:9000\nmanagement: 127.0.0.1:9000\n"))
          .containsExactly(
              "3: 'management' and 'listen' are the same; choose another port for one");
      assertThat(after("listen: 0.0.0.0:9000\nmanagement: 127.0.0.1:9000\n")).hasSize(1);
      assertThat(after("management: 127.0.0.1:9000\n")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:9000", "192.0.2.1:9000", "[::]:9000"})
    void with_an_http_issuer_is_open_to_this_machine_alone(String listen) {
      assertThat(
              mistakes(
                  "issuer: http://localhost:9000\ntrusted_proxies: [127.0.0.1/32]\nlisten: '%s'\n"
                      .formatted(listen)))
          .singleElement()
          .asString()
          .startsWith("3: 'listen' is open to other machines")
          .contains("listen on 127.0.0.1", "'tls'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9000", "localhost", "127.0.0.1:65536", "::1:9000", "id.example.com:1"})
    void has_listeners_that_are_addresses_with_ports(String listener) {
      assertThat(after("listen: '" + listener + "'\n"))
          .singleElement()
          .asString()
          .startsWith("2: 'listen' is '" + listener + "', which is no address with a port");
    }

    @Test
    void has_durations_and_sizes_with_units_and_bounds() {
      assertThat(
              after(
                  """
                  lifetimes: {code: 60, access_token: 0s, session: 12 h}
                  password_hashing: {memory: 19MB, iterations: 0, parallelism: many}
                  """))
          .hasSize(6)
          .contains(
              "2: 'code' is '60', which is no duration; write 60s, 10m, 12h or 30d",
              "2: 'access_token' is 0s, but has to be from 1s to 1d",
              "3: 'iterations' is '0', but has to be a number from 1 to 10");
      assertThat(after("password_hashing: {memory: 512MiB, iterations: 3}\n"))
          .containsExactly("2: 'memory' times 'iterations' is more than 1024MiB; lower one");
      assertThat(after("lifetimes: {code: 11m}\n"))
          .containsExactly("2: 'code' is 11m, but has to be from 1s to 10m");
    }

    @Test
    void of_people_is_of_no_client() {
      for (String key : List.of("session", "session_idle", "deletion_grace")) {
        assertThat(client("lifetimes: {%s: 1d}".formatted(key)))
            .contains(
                "5: '%s' is about people, and the same for all clients; write it into the 'lifetimes' of the server"
                    .formatted(key));
      }
    }

    @Test
    void has_a_time_to_come_back_of_days() {
      assertThat(after("lifetimes: {deletion_grace: 23h}\n"))
          .containsExactly("2: 'deletion_grace' is 23h, but has to be from 1d to 365d");
    }

    @Test
    void has_a_rotation_of_keys_of_days() {
      assertThat(after("key_rotation: 12h\n"))
          .containsExactly("2: 'key_rotation' is 12h, but has to be from 1d to 3650d");
      assertThat(after("key_rotation: seldom\n"))
          .containsExactly(
              "2: 'key_rotation' is 'seldom', which is no duration; write 60s, 10m, 12h or 30d");
      assertThat(after("key_rotation: [90d]\n")).hasSize(1);
    }

    @Test
    void has_trusted_proxies_that_are_ranges() {
      assertThat(after("trusted_proxies: [10.0.0.1/8, proxy.example.com, 10.0.0.0/33]\n"))
          .hasSize(3)
          .allSatisfy(m -> assertThat(m).startsWith("2: ").contains("no range of addresses"));
    }

    @Test
    void may_call_addresses_that_are_ranges() {
      assertThat(after("outbound_allowed: [10.0.0.1/8, localhost]\n"))
          .hasSize(2)
          .allSatisfy(m ->
              assertThat(m).startsWith("2: 'outbound_allowed'").contains("no range of addresses"));
    }

    @Test
    void has_a_key_encryption_key_of_32_bytes() {
      assertThat(after("key_encryption_key: [c2hvcnQ=, '%%%']\n"))
          .allSatisfy(m -> assertThat(m).startsWith("2: 'key_encryption_key' is not 32 bytes"));
    }

    @Test
    void needs_a_certificate_with_its_key() throws Exception {
      TestCertificate one = TestCertificate.make(folder, "EC");
      TestCertificate other = TestCertificate.make(folder, "EC");
      assertThat(after("tls:\n  certificate: missing.pem\n  key: missing.pem\n"))
          .singleElement()
          .asString()
          .startsWith("3: ")
          .contains("missing.pem cannot be read");
      assertThat(
              after(
                  "tls:\n  certificate: %s\n  key: %s\n".formatted(one.certificate(), other.key())))
          .singleElement()
          .asString()
          .startsWith("4: ")
          .contains("the key of another certificate");
      assertThat(after("tls:\n  certificate: %s\n  key: %s\n".formatted(one.key(), one.key())))
          .singleElement()
          .asString()
          .startsWith("3: ")
          .contains("holds no certificates");
    }

    @Test
    void never_starts_with_the_secrets_of_the_demonstration() {
      assertThat(
              after(
                  """
                  clients:
                    - client_id: demo
                      client_secret: demo-secret-demo-secret-demo-secret-01
                      grant_types: [client_credentials]
                  users:
                    - username: admin
                      password: admin-change-me-42
                  """))
          .satisfiesExactly(
              m -> assertThat(m).startsWith("4: 'client_secret' is one of ./mapae dev"),
              m -> assertThat(m).startsWith("8: 'password' is one of ./mapae dev"));
    }
  }

  @Nested
  class A_client {
    @Test
    void has_a_secret_of_32_characters() {
      assertThat(
              after(
                  "clients:\n  - {client_id: a, client_secret: %s, grant_types: []}\n"
                      .formatted("x".repeat(31))))
          .singleElement()
          .asString()
          .startsWith("3: 'client_secret' has to have at least 32");
    }

    @Test
    void has_a_secret_or_is_public_but_not_both() {
      assertThat(after("clients:\n  - {client_id: a, grant_types: []}\n"))
          .singleElement()
          .asString()
          .startsWith("3: a client has no 'client_secret'");
      assertThat(client("token_endpoint_auth_method: none\n    grant_types: []"))
          .singleElement()
          .asString()
          .contains("has no secret");
    }

    @Test
    void is_declared_once() {
      assertThat(
              after(
                  """
                  clients:
                    - {client_id: a, client_secret: %1$s, grant_types: []}
                    - {client_id: a, client_secret: %1$s, grant_types: []}
                  """
                      .formatted(SECRET)))
          .containsExactly("4: client_id 'a' is already declared in line 3; change or remove one");
    }

    @Test
    void is_never_called_like_a_resource_or_the_issuer() {
      assertThat(
              after(
                  """
                  clients:
                    - {client_id: 'https://api.example.com/', client_secret: %1$s, grant_types: []}
                    - {client_id: 'https://id.example.com', client_secret: %1$s, grant_types: []}
                    - {client_id: 'https://app.example.com/', client_secret: %1$s, grant_types: []}
                  resources:
                    - resource: https://api.example.com/
                  """
                      .formatted(SECRET)))
          .containsExactly(
              "3: 'client_id' is also the issuer or a resource, and 'aud' could not tell them apart; change it",
              "4: 'client_id' is also the issuer or a resource, and 'aud' could not tell them apart; change it");
    }

    @Test
    void asks_for_scopes_that_a_resource_declares() {
      assertThat(
              after(
                  """
                  clients:
                    - {client_id: a, client_secret: %s, grant_types: [], scope: openid playlist.raed}
                  resources:
                    - {resource: 'https://api.example.com/', scopes: {playlist.read: {}}}
                  """
                      .formatted(SECRET)))
          .containsExactly(
              "3: no resource declares the scope 'playlist.raed'; declare it, or did you mean"
                  + " 'playlist.read'?");
    }

    @Test
    void that_is_public_cannot_do_without_PKCE() {
      assertThat(
              after(
                  """
                  clients:
                    - client_id: a
                      token_endpoint_auth_method: none
                      redirect_uris: [https://app.example.com/callback]
                      require_pkce: false
                  """))
          .singleElement()
          .asString()
          .startsWith("6: 'require_pkce: false' is not for a client with");
    }

    @Test
    void has_to_push_its_requests_or_not() {
      assertThat(
              after(
                  """
                  clients:
                    - client_id: a
                      client_secret: 0123456789abcdef0123456789abcdef
                      redirect_uris: [https://app.example.com/callback]
                      require_pushed_authorization_requests: maybe
                  require_pushed_authorization_requests: sometimes
                  """))
          .hasSize(2)
          .anySatisfy(mistake ->
              assertThat(mistake).startsWith("6: 'require_pushed_authorization_requests'"))
          .anySatisfy(mistake ->
              assertThat(mistake).startsWith("7: 'require_pushed_authorization_requests'"));
    }

    @Test
    void authenticates_in_a_way_that_there_is() {
      assertThat(client("token_endpoint_auth_method: client_secret_basik\n    grant_types: []"))
          .singleElement()
          .asString()
          .contains("did you mean 'client_secret_basic'?");
    }

    @Test
    void has_grant_and_response_types_that_there_are() {
      assertThat(client("grant_types: [password, implicit]")).hasSize(2);
      assertThat(client("response_types: [token]\n    grant_types: []"))
          .singleElement()
          .asString()
          .contains("there is only code");
    }

    @Test
    void of_the_code_grant_has_redirect_uris() {
      assertThat(client("grant_types: [authorization_code]"))
          .singleElement()
          .asString()
          .contains("has no 'redirect_uris'");
    }

    @Test
    void has_web_pages_that_browsers_may_be_sent_to() {
      assertThat(client("client_uri: javascript:alert(1)\n    grant_types: []"))
          .containsExactly(
              "5: 'client_uri' is no web page; write it like https://app.example.com/");
    }
  }

  /// CVE-2020-15234, CVE-2024-52289, CVE-2024-8883, CVE-2026-7504, CVE-2026-3872, CVE-2026-9086,
  /// CVE-2024-21637, CVE-2020-26938.
  @Nested
  class A_redirect_uri {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://app.example.com/callback#fragment",
          "https://app.example.com/*",
          "https://*.example.com/callback",
          "https://localhost@evil.example/callback",
          "https://app.example.com@evil.example@app.example.com/",
          "https://app.example.com:443@evil.example/",
          "https://app.example.com/..;/callback",
          "https://app.example.com/a/../b",
          "https://app.example.com/a/./b",
          "https://app.example.com/a/%2e%2E/b",
          "https://app.example.com/a;b=c",
          "https://app.example.com//evil.example",
          "https:///callback",
          "https:/callback",
          "https:callback",
          "https://app.example.com:99999/",
          "https://APP.example.com/",
          "HTTPS://app.example.com/",
          "https://app.example.com/a b",
          "https://app.example.com/%zz",
          "https://app.example.com/é",
          "http://app.example.com/callback",
          "http://localhost.evil.example/",
          "http://127.0.0.1.evil.example/",
          "http://127.0.0.2/",
          "https://0x7f.1/cb",
          "https://0177.0.0.1/cb",
          "https://127.000.000.001/cb",
          "https://127.0.0.256/cb",
          "https://app7.0.0.1/cb",
          "https://a..b/cb",
          "https://app.example.com/[::1]/cb",
          "javascript:alert(1)",
          "JavaScript:alert(1)",
          "data:text/html,x",
          "vbscript:x",
          "file:///etc/passwd",
          "blob:https://app.example.com/x",
          "myapp://callback",
          "com.example.app://user@host/",
          "/callback",
          ""
        })
    void that_two_readers_could_understand_differently_or_that_is_dangerous_is_refused(String uri) {
      assertThat(redirectUri(uri))
          .singleElement()
          .asString()
          .startsWith("6: the redirect URI '" + uri + "': ");
    }

    @Test
    void is_held_to_the_same_where_people_go_after_they_signed_out() {
      assertThat(
              client("grant_types: []\n    post_logout_redirect_uris: [\"javascript:alert(1)\"]"))
          .singleElement()
          .asString()
          .contains("the redirect URI 'javascript:alert(1)': ");
    }

    @Test
    void is_shorter_where_people_go_after_they_signed_out() {
      String uri = "https://app.example.com/bye?" + "&".repeat(95);
      assertThat(client("grant_types: []\n    post_logout_redirect_uris: [\"" + uri + "\"]"))
          .singleElement()
          .asString()
          .contains("has more than 500 bytes as it is in HTML", "shorten it");
      that_is_plain_is_taken(uri);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://app.example.com/callback",
          "https://app.example.com",
          "https://app.example.com:8443/a/b?c=d",
          "http://127.0.0.1:8765/callback",
          "http://127.0.0.1/callback",
          "http://localhost:3000/",
          "http://[::1]:3000/",
          "https://[2001:db8::1]/callback",
          "com.example.app:/callback",
          "com.example.app://callback"
        })
    void that_is_plain_is_taken(String uri) {
      file.settings(
          """
          issuer: https://id.example.com
          clients:
            - client_id: a
              client_secret: %s
              redirect_uris:
                - "%s"
          """
              .formatted(SECRET, uri));
    }

    @Test
    void of_more_than_2000_characters_is_refused() {
      assertThat(redirectUri("https://app.example.com/" + "a".repeat(2000))).hasSize(1);
    }
  }

  @Nested
  class A_person {
    @Test
    void has_a_password_or_a_hash_of_one() {
      assertThat(
              user(
                  "password: wonderland-42\n    password_hash: $argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA"))
          .containsExactly("5: 'password_hash' stands beside 'password'; keep one");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "5f4dcc3b5aa765d61d8327deb882cf99",
          "$argon2id$v=19$m=8,t=1",
          "$2b$12$abcdefghijklmnopqrstuu",
          "{pbkdf2-sha256}",
          "$scrypt$"
        })
    void has_a_hash_of_a_form_that_is_known_and_whole(String hash) {
      assertThat(user("password_hash: '" + hash + "'"))
          .singleElement()
          .asString()
          .startsWith("4: 'password_hash' is of no known form");
    }

    @Test
    void has_no_hash_that_keeps_the_server_busy() {
      assertThat(
              user("password_hash: $2b$31$abcdefghijklmnopqrstuuGzOL26VZqjKGS1efXqAXcAu2xrI3fqi"))
          .containsExactly(
              "4: 'password_hash' has a cost that is not accepted: the cost of bcrypt is from 4 to 14");
    }

    @Test
    void is_declared_once_however_it_is_typed() {
      assertThat(after("users:\n  - {username: alice}\n  - {username: ALICE}\n"))
          .containsExactly(
              "4: username 'alice' is already declared in line 3; change or remove one");
      assertThat(after("users:\n  - {username: Ａlice}\n  - {username: alice}\n")).hasSize(1);
      assertThat(after("users:\n  - {username: é}\n  - {username: \"e\\u0301\"}\n")).hasSize(1);
      assertThat(after("users:\n  - {username: a, sub: x}\n  - {username: b, sub: x}\n"))
          .hasSize(1);
    }

    @Test
    void is_never_called_like_a_client() {
      assertThat(
              after(
                  """
                  clients:
                    - {client_id: a, client_secret: %s, grant_types: []}
                  users:
                    - {username: alice, sub: a}
                  """
                      .formatted(SECRET)))
          .singleElement()
          .asString()
          .startsWith("5: 'sub' is also a client_id");
    }

    @Test
    void says_nothing_that_the_server_says_itself() {
      assertThat(user("iss: https://evil.example"))
          .singleElement()
          .asString()
          .startsWith("4: the server itself says 'iss'");
    }

    @Test
    void has_no_password_under_a_name_that_is_none() {
      assertThat(user("pasword: wonderland-42"))
          .containsExactly("4: 'pasword' would be a claim; did you mean 'password'?");
    }

    @Test
    void has_standard_claims_of_their_type() {
      assertThat(user("email_verified: maybe")).hasSize(1);
      assertThat(user("updated_at: yesterday")).hasSize(1);
      assertThat(user("address: Oxford")).hasSize(1);
      assertThat(user("name: [Alice]")).hasSize(1);
    }
  }

  @Nested
  class A_resource {
    @Test
    void is_an_absolute_uri_without_fragment_and_not_the_issuer() {
      assertThat(after("resources:\n  - resource: 'https://api.example.com/#a'\n")).hasSize(1);
      assertThat(after("resources:\n  - resource: api\n")).hasSize(1);
      assertThat(after("resources:\n  - resource: https://id.example.com\n"))
          .singleElement()
          .asString()
          .contains("is the issuer");
    }

    @Test
    void is_declared_once() {
      assertThat(
              after(
                  "resources:\n  - resource: https://a.example/\n  - resource: https://a.example/\n"))
          .containsExactly(
              "4: resource 'https://a.example/' is already declared in line 3; change or remove one");
    }

    /// Nobody fetches the document of one that asks about tokens of others, and a key that it
    /// withdrew would be good without end.
    @Test
    void has_no_introspection_client_that_is_known_by_a_document() {
      String resource =
          "resources:\n  - resource: https://a.example/\n    introspection_clients: [%s]\n";
      assertThat(after(resource.formatted("https://b.example/client.json")))
          .singleElement()
          .asString()
          .startsWith("4: 'https://b.example/client.json' is no client of this file")
          .contains("declare it in 'clients'");
      String declared =
          """
          clients:
            - client_id: https://b.example/client.json
              client_secret: bench-secret-0123456789abcdef0123456789abcdef
              grant_types: [client_credentials]
          """;
      String issuer = "issuer: https://id.example.com\n";
      assertThat(
              file.warnings(
                  issuer + declared + resource.formatted("https://b.example/client.json")))
          .isEmpty();
      assertThat(file.warnings(issuer + resource.formatted("nobody"))).hasSize(1);
    }

    @Test
    void declares_its_default_scope_and_none_of_OpenID_Connect() {
      assertThat(
              after(
                  """
                  resources:
                    - resource: https://a.example/
                      default_scope: read
                      scopes:
                        profile: {}
                        "a b": {}
                  """))
          .satisfiesExactly(
              m -> assertThat(m).startsWith("4: 'default_scope' has 'read'"),
              m -> assertThat(m).startsWith("6: 'profile' is a scope of OpenID Connect"),
              m -> assertThat(m).startsWith("7: 'a b' cannot be a scope"));
    }

    @Test
    void has_a_format_that_there_is() {
      assertThat(
              after("resources:\n  - {resource: 'https://a.example/', access_token_format: xml}\n"))
          .containsExactly("3: 'access_token_format' is 'xml', but has to be jwt or opaque");
    }
  }
}
