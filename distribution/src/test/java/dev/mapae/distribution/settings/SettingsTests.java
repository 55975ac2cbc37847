package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.authentication.SecondFactorPolicy;
import dev.mapae.authorizationserver.authentication.SecondFactorPolicy.Way;
import dev.mapae.authorizationserver.authentication.SignInPolicy;
import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.registration.DocumentPolicy;
import dev.mapae.authorizationserver.registration.Exemptions;
import dev.mapae.authorizationserver.registration.RegistrationPolicy;
import dev.mapae.authorizationserver.store.AuthenticationDefaults;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.ClientLogout;
import dev.mapae.authorizationserver.store.Credentials;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.distribution.http.AddressRange;
import dev.mapae.distribution.http.Binding.CertificateFiles;
import dev.mapae.distribution.http.Listener;
import dev.mapae.distribution.http.TestCertificate;
import dev.mapae.distribution.outbound.OutboundAllowed;
import dev.mapae.protocol.Scope;
import dev.mapae.resourceowner.Looks;
import dev.mapae.storage.DatabaseAddress;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the configuration file means: the default of every key, and where each value goes.
class SettingsTests {
  private static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
  private static final String SECRET = "bench-secret-0123456789abcdef0123456789abcdef";

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() {
    file = new ConfigurationFile(folder);
  }

  @Nested
  class An_issuer_alone {
    @Test
    void is_enough() {
      assertThat(file.settings("issuer: https://id.example.com"))
          .isEqualTo(
              new Settings(
                  new Issuer("https://id.example.com"),
                  Profile.OAUTH_2_1,
                  new Listener("127.0.0.1", 9000),
                  Optional.empty(),
                  new Listener("127.0.0.1", 9010),
                  new DatabaseAddress.Sqlite(folder.resolve("data/mapae.db")),
                  List.of(),
                  Optional.of(Duration.ofDays(90)),
                  List.of(),
                  OutboundAllowed.NONE,
                  Passwords.Cost.PRESET,
                  Optional.empty(),
                  List.of(),
                  false,
                  false,
                  false,
                  Optional.empty(),
                  Optional.empty(),
                  new RegistrationPolicy(
                      RegistrationPolicy.Mode.CLOSED,
                      Exemptions.NONE,
                      DocumentPolicy.ANY,
                      RegisteredClientReader.withoutTls()),
                  false,
                  SecondFactorPolicy.OPTIONAL,
                  List.of(),
                  SignInPolicy.PRESET,
                  Optional.empty(),
                  Optional.empty(),
                  Lifetimes.PRESET,
                  List.of(),
                  new Declarations(List.of(), List.of(), List.of()),
                  Looks.PRESET));
    }

    @Test
    void lets_clients_that_registered_themselves_off_nothing_but_what_it_names() {
      String issuer = "issuer: https://id.example.com\ninsecure_registration_";
      assertThat(file.settings(issuer + "without_pkce: true").registration().exemptions())
          .isEqualTo(new Exemptions(true, false, false));
      assertThat(file.settings(issuer + "assertion_audience: true").registration().exemptions())
          .isEqualTo(new Exemptions(false, true, false));
      assertThat(file.settings(issuer + "beyond_scope: true").registration().exemptions())
          .isEqualTo(new Exemptions(false, false, true));
    }

    @Test
    void knows_clients_by_their_documents_of_any_host_or_of_some() {
      String issuer = "issuer: https://id.example.com\nclient_id_metadata_documents: ";
      assertThat(file.settings(issuer + "true").registration().documents())
          .isEqualTo(DocumentPolicy.ANY);
      assertThat(file.settings(issuer + "false").registration().documents().enabled()).isFalse();
      assertThat(file.settings(issuer + "[claude.ai, vscode.dev]").registration().documents())
          .isEqualTo(new DocumentPolicy(true, Set.of("claude.ai", "vscode.dev"), false));
      for (String wrong :
          List.of(
              "[]", "[https://claude.ai]", "['*.claude.ai']", "[claude.ai:443]", "[Claude.ai]")) {
        assertThat(file.mistakes(issuer + wrong)).singleElement().asString().startsWith("2:");
      }
    }

    @Test
    void on_loopback_says_where_to_listen() {
      assertThat(file.settings("issuer: http://localhost:9123").listen())
          .isEqualTo(new Listener("localhost", 9123));
      assertThat(file.settings("issuer: http://127.0.0.1:9123/tenant").listen())
          .isEqualTo(new Listener("127.0.0.1", 9123));
      assertThat(file.settings("issuer: http://[::1]:9123").listen())
          .isEqualTo(new Listener("::1", 9123));
    }

    @Test
    void at_the_port_of_the_management_listener_moves_that_one() {
      assertThat(file.settings("issuer: http://localhost:9010").management())
          .isEqualTo(new Listener("127.0.0.1", 9011));
    }

    @Test
    void lets_requests_in_that_were_not_pushed_unless_the_file_says_so() {
      String key = "issuer: https://id.example.com\nrequire_pushed_authorization_requests: ";
      assertThat(file.settings(key + "true").requirePushedAuthorizationRequests()).isTrue();
      assertThat(file.settings(key + "false").requirePushedAuthorizationRequests()).isFalse();
      assertThat(file.warnings(key + "true")).isEmpty();
    }

    @Test
    void lets_requests_in_that_were_not_signed_unless_the_file_says_so() {
      String key = "issuer: https://id.example.com\nrequire_signed_request_object: ";
      assertThat(file.settings(key + "true").requireSignedRequestObject()).isTrue();
      assertThat(file.settings(key + "false").requireSignedRequestObject()).isFalse();
      assertThat(file.settings("issuer: https://id.example.com").requireSignedRequestObject())
          .isFalse();
    }

    @Test
    void gives_no_warnings() {
      assertThat(file.warnings("issuer: https://id.example.com")).isEmpty();
    }
  }

  @Nested
  class Open_to_other_machines {
    private static final String OPEN = "issuer: https://id.example.com\nlisten: 0.0.0.0:9000\n";

    @Test
    void in_clear_is_warned_of_with_both_ways_out() {
      assertThat(file.warnings(OPEN))
          .singleElement()
          .asString()
          .startsWith("2: 'listen' is open to other machines, in clear")
          .contains("'tls'", "'trusted_proxies'");
      file.usable(OPEN);
    }

    @Test
    void behind_a_proxy_that_is_named_is_fine() {
      assertThat(file.warnings(OPEN + "trusted_proxies: [10.0.0.0/8]\n")).isEmpty();
    }

    @Test
    void with_TLS_is_fine() throws Exception {
      TestCertificate c = TestCertificate.make(folder, "EC");
      assertThat(
              file.warnings(
                  OPEN + "tls: {certificate: %s, key: %s}".formatted(c.certificate(), c.key())))
          .isEmpty();
    }

    @Test
    void is_nothing_that_loopback_is() {
      for (String listen : List.of("localhost:9000", "127.0.0.2:9000", "[::1]:9000")) {
        assertThat(file.warnings("issuer: https://id.example.com\nlisten: '" + listen + "'\n"))
            .isEmpty();
      }
    }
  }

  @Nested
  class Every_key {
    @Test
    void of_the_server_goes_where_it_belongs() throws Exception {
      TestCertificate certificate = TestCertificate.make(folder, "EC");
      Settings settings =
          file.settings(
              """
              issuer: https://id.example.com/tenant
              listen: "[::1]:9443"
              tls: {certificate: %s, key: %s}
              management: 0.0.0.0:9444
              database: sqlite:elsewhere/mapae.db
              key_encryption_key: %s
              key_rotation: 30d
              trusted_proxies: [10.0.0.0/8, "::1/128", 192.0.2.1]
              outbound_allowed: [10.1.0.0/16, "::1/128"]
              require_dpop_nonce: true
              password_hashing: {memory: 64MiB, iterations: 3, parallelism: 2}
              lifetimes: {code: 30s, access_token: 5m, id_token: 6m, refresh_token: 7d, refresh_token_idle: 1d, session: 8h, session_idle: 1h}
              """
                  .formatted(
                      folder.relativize(certificate.certificate()),
                      folder.relativize(certificate.key()),
                      KEY));
      assertThat(settings.issuer()).isEqualTo(new Issuer("https://id.example.com/tenant"));
      assertThat(settings.listen()).isEqualTo(new Listener("::1", 9443));
      assertThat(settings.tls())
          .contains(new CertificateFiles(certificate.certificate(), certificate.key()));
      assertThat(settings.management()).isEqualTo(new Listener("0.0.0.0", 9444));
      assertThat(settings.database())
          .isEqualTo(new DatabaseAddress.Sqlite(folder.resolve("elsewhere/mapae.db")));
      assertThat(settings.keyEncryptionKeys())
          .singleElement()
          .isEqualTo(Base64.getDecoder().decode(KEY));
      assertThat(settings.keyRotation()).contains(Duration.ofDays(30));
      assertThat(settings.trustedProxies())
          .isEqualTo(
              List.of(
                  AddressRange.parse("10.0.0.0/8").orElseThrow(),
                  AddressRange.parse("::1/128").orElseThrow(),
                  AddressRange.parse("192.0.2.1/32").orElseThrow()));
      assertThat(settings.outboundAllowed())
          .isEqualTo(
              new OutboundAllowed(
                  List.of(
                      AddressRange.parse("10.1.0.0/16").orElseThrow(),
                      AddressRange.parse("::1/128").orElseThrow()),
                  false));
      assertThat(settings.requireDpopNonce()).isTrue();
      assertThat(settings.passwordHashing()).isEqualTo(new Passwords.Cost(64 * 1024, 3, 2));
      assertThat(settings.lifetimes().chosen())
          .containsOnly(
              entry(Lifetime.CODE, Duration.ofSeconds(30)),
              entry(Lifetime.ACCESS_TOKEN, Duration.ofMinutes(5)),
              entry(Lifetime.ID_TOKEN, Duration.ofMinutes(6)),
              entry(Lifetime.REFRESH_TOKEN, Duration.ofDays(7)),
              entry(Lifetime.REFRESH_TOKEN_IDLE, Duration.ofDays(1)),
              entry(Lifetime.SESSION, Duration.ofHours(8)),
              entry(Lifetime.SESSION_IDLE, Duration.ofHours(1)));
    }

    @Test
    void of_a_client_goes_where_it_belongs() {
      Settings settings =
          file.settings(
              """
              issuer: https://id.example.com
              clients:
                - client_id: bench
                  client_secret: [%1$s, %1$s-new]
                  client_name: Bench
                  client_name#ko: 벤치
                  client_uri: https://app.example.com/
                  logo_uri: https://app.example.com/logo.png
                  policy_uri: https://app.example.com/policy
                  tos_uri: https://app.example.com/terms
                  grant_types: [client_credentials, authorization_code, refresh_token]
                  response_types: [code]
                  redirect_uris: [http://127.0.0.1:8765/callback, com.example.app:/callback]
                  post_logout_redirect_uris: [https://app.example.com/bye]
                  scope: openid profile
                  token_endpoint_auth_method: client_secret_post
                  id_token_signed_response_alg: ES256
                  skip_consent: true
                  require_pkce: false
                  jwks_uri: https://app.example.com/jwks.json
                  require_pushed_authorization_requests: true
                  require_signed_request_object: true
                  request_uris: [https://app.example.com/request.jwt#1]
                  request_object_signing_alg: ES256
                  request_object_encryption_alg: ECDH-ES
                  request_object_encryption_enc: A256GCM
                  dpop_bound_access_tokens: true
                  refresh_token_reuse_grace: 10s
                  profile: oauth-2.1
                  lifetimes: {access_token: 1m}
                  default_max_age: 3600
                  default_acr_values: [urn:mapae:acr:password]
                  require_auth_time: true
                  application_type: native
                  initiate_login_uri: https://app.example.com/login
                  contacts: [somebody@example.com]
                  software_id: 4NRB1-0XZABZI9E6-5SM3R
                  software_version: 2.1.0
              """
                  .formatted(SECRET));
      assertThat(settings.declarations().clients())
          .containsExactly(
              new DeclaredClient(
                  new Client(
                          "bench",
                          Origin.DECLARED,
                          true,
                          Credentials.of("client_secret_post"),
                          Optional.of(
                              new ClientKeySource.JwksUri("https://app.example.com/jwks.json")),
                          Set.of("client_credentials", "authorization_code", "refresh_token"),
                          List.of("http://127.0.0.1:8765/callback", "com.example.app:/callback"),
                          Scope.of("openid", "profile"),
                          true,
                          new Requirements(false, true, true, false).with(Profile.OAUTH_2_1),
                          new RequestObjectPolicy(
                              true,
                              List.of("https://app.example.com/request.jwt#1"),
                              Optional.of("ES256"),
                              Optional.of("ECDH-ES"),
                              Optional.of("A256GCM"),
                              true),
                          Duration.ofSeconds(10),
                          new Lifetimes(Map.of(Lifetime.ACCESS_TOKEN, Duration.ofMinutes(1))),
                          ResponseAlgorithms.PRESET.with(ResponseJwt.ID_TOKEN, "ES256"),
                          new ClientLogout(
                              List.of("https://app.example.com/bye"),
                              Optional.empty(),
                              Optional.empty()),
                          Map.of(
                              "client_name", "Bench",
                              "client_name#ko", "벤치",
                              "client_uri", "https://app.example.com/",
                              "logo_uri", "https://app.example.com/logo.png",
                              "policy_uri", "https://app.example.com/policy",
                              "tos_uri", "https://app.example.com/terms",
                              "contacts", "somebody@example.com"))
                      .with(
                          new AuthenticationDefaults(
                              Optional.of(Duration.ofHours(1)), List.of("urn:mapae:acr:password"))),
                  List.of(SECRET, SECRET + "-new")));
    }

    @Test
    void of_a_client_has_its_default() {
      Settings settings =
          file.settings(
              """
              issuer: https://id.example.com
              clients:
                - client_id: bench
                  client_secret: %s
                  redirect_uris: [https://app.example.com/callback]
              """
                  .formatted(SECRET));
      assertThat(settings.declarations().clients())
          .containsExactly(
              new DeclaredClient(
                  new Client(
                      "bench",
                      Origin.DECLARED,
                      true,
                      Credentials.of("client_secret_basic"),
                      Optional.empty(),
                      Set.of("authorization_code"),
                      List.of("https://app.example.com/callback"),
                      Scope.empty(),
                      false,
                      Requirements.PRESET,
                      RequestObjectPolicy.PRESET,
                      Duration.ZERO,
                      Lifetimes.PRESET,
                      ResponseAlgorithms.PRESET,
                      ClientLogout.PRESET,
                      Map.of()),
                  List.of(SECRET)));
    }

    @Test
    void of_a_person_goes_where_it_belongs() {
      Settings settings =
          file.settings(
              """
              issuer: https://id.example.com
              users:
                - username: alice
                  password: wonderland-42
                  sub: person-1
                  roles: [listener, reader]
                  name: Alice Liddell
                  email: alice@example.com
                  email_verified: true
                  birthdate: 1852
                  updated_at: 1700000000
                  address: {locality: Oxford, lines: [1, 2.5, "3", true]}
                  favourite: "true"
                - username: bob
                  password_hash: $argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA
              """);
      assertThat(settings.declarations().people())
          .containsExactly(
              new DeclaredPerson(
                  new Person(
                      "person-1",
                      "alice",
                      Origin.DECLARED,
                      true,
                      Optional.empty(),
                      Set.of("listener", "reader"),
                      Map.of(
                          "name", "Alice Liddell",
                          "email", "alice@example.com",
                          "email_verified", true,
                          "birthdate", "1852",
                          "updated_at", 1_700_000_000L,
                          "address",
                              Map.of(
                                  "locality",
                                  "Oxford",
                                  "lines",
                                  List.of(1L, new BigDecimal("2.5"), "3", true)),
                          "favourite", "true")),
                  Optional.of("wonderland-42")),
              new DeclaredPerson(
                  new Person(
                      "",
                      "bob",
                      Origin.DECLARED,
                      true,
                      Optional.of(
                          "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA"),
                      Set.of(),
                      Map.of()),
                  Optional.empty()));
    }

    @Test
    void of_a_resource_goes_where_it_belongs() {
      Settings settings =
          file.settings(
              """
              issuer: https://id.example.com
              clients:
                - {client_id: music-api, client_secret: %s, grant_types: [client_credentials]}
              resources:
                - resource: https://api.example.com/
                  name: Music API
                  access_token_format: opaque
                  access_token_typ: JWT
                  introspection_clients: [music-api]
                  default_scope: playlist.read
                  scopes:
                    playlist.read: {description: Read your playlists, description#ko: 재생 목록 읽기}
                    playlist.write: {description: Change your playlists, roles: [listener]}
                - resource: https://other.example.com/
              """
                  .formatted(SECRET));
      assertThat(settings.declarations().resources())
          .containsExactly(
              new Resource(
                  "https://api.example.com/",
                  "Music API",
                  Origin.DECLARED,
                  true,
                  AccessTokenFormat.OPAQUE,
                  "JWT",
                  Resource.PRESET_ALG,
                  Set.of("music-api"),
                  Optional.of(Scope.of("playlist.read")),
                  List.of(
                      new DeclaredScope(
                          "playlist.read",
                          Map.of("", "Read your playlists", "ko", "재생 목록 읽기"),
                          Set.of()),
                      new DeclaredScope(
                          "playlist.write",
                          Map.of("", "Change your playlists"),
                          Set.of("listener")))),
              new Resource(
                  "https://other.example.com/",
                  "https://other.example.com/",
                  Origin.DECLARED,
                  true,
                  AccessTokenFormat.JWT,
                  "at+jwt",
                  Resource.PRESET_ALG,
                  Set.of(),
                  Optional.empty(),
                  List.of()));
    }
  }

  @Nested
  class Values_from_elsewhere {
    @Test
    void environment_variables_are_put_in_wherever_they_are_named() {
      ConfigurationFile withEnvironment =
          new ConfigurationFile(folder, Map.of("HOST", "id.example.com", "SECRET", SECRET));
      Settings settings =
          withEnvironment.settings(
              """
              issuer: https://${HOST}
              clients:
                - {client_id: a, client_secret: "${SECRET}", grant_types: [client_credentials]}
              """);
      assertThat(settings.issuer().value()).isEqualTo("https://id.example.com");
      assertThat(settings.declarations().clients().getFirst().secrets()).containsExactly(SECRET);
    }

    @Test
    void a_variable_is_a_value_and_never_more_of_the_file() {
      ConfigurationFile withEnvironment =
          new ConfigurationFile(folder, Map.of("NAME", "x}\nroles: [admin] ${OTHER}"));
      Settings settings =
          withEnvironment.settings(
              """
              issuer: https://id.example.com
              users:
                - {username: alice, name: "${NAME}"}
              """);
      Person alice = settings.declarations().people().getFirst().person();
      assertThat(alice.roles()).isEmpty();
      assertThat(alice.claims()).containsEntry("name", "x}\nroles: [admin] ${OTHER}");
    }

    @Test
    void keys_may_rotate_by_command_alone() {
      assertThat(
              file.settings("issuer: https://id.example.com\nkey_rotation: never\n").keyRotation())
          .isEmpty();
    }

    @Test
    void a_secret_can_stand_in_a_file_beside() throws Exception {
      Files.createDirectory(folder.resolve("secrets"));
      Files.writeString(folder.resolve("secrets/kek"), KEY + "\n");
      Files.writeString(folder.resolve("secrets/client"), SECRET + "\n");
      Settings settings =
          file.settings(
              """
              issuer: https://id.example.com
              key_encryption_key: [file:secrets/kek, %s]
              clients:
                - {client_id: a, client_secret: file:secrets/client, grant_types: [client_credentials]}
              """
                  .formatted(KEY));
      assertThat(settings.keyEncryptionKeys()).hasSize(2);
      assertThat(settings.declarations().clients().getFirst().secrets()).containsExactly(SECRET);
    }
  }

  @Nested
  class People_who_come_by_themselves {
    @Test
    void may_register_only_where_the_file_says_so() {
      String issuer = "issuer: https://id.example.com\n";
      assertThat(file.settings(issuer).peopleMayRegister()).isFalse();
      assertThat(file.settings(issuer + "people_may_register: true").peopleMayRegister()).isTrue();
    }
  }

  @Nested
  class Who_must_have_a_second_factor {
    private static final String ISSUER = "issuer: https://id.example.com\n";

    private SecondFactorPolicy policy(String authentication) {
      return file.settings(ISSUER + "authentication: {" + authentication + "}").secondFactor();
    }

    @Test
    void is_nobody_unless_the_file_says_so() {
      assertThat(file.settings(ISSUER).secondFactor()).isEqualTo(SecondFactorPolicy.OPTIONAL);
      assertThat(policy("second_factor: optional")).isEqualTo(SecondFactorPolicy.OPTIONAL);
    }

    @Test
    void is_everybody_or_whoever_has_a_role() {
      assertThat(policy("second_factor: required"))
          .isEqualTo(new SecondFactorPolicy(true, Set.of()));
      assertThat(policy("second_factor_roles: [admin, staff]"))
          .isEqualTo(new SecondFactorPolicy(false, Set.of("admin", "staff")));
    }

    @Test
    void shows_whatever_they_have_unless_the_file_says_what_is_good() {
      assertThat(policy("second_factor: required").only()).isEmpty();
      assertThat(policy("second_factor: required, second_factors: [passkey, app]"))
          .isEqualTo(
              new SecondFactorPolicy(true, Set.of(), Optional.of(Set.of(Way.APP, Way.PASSKEY))));
      assertThat(policy("second_factors: [passkey]").only()).contains(Set.of(Way.PASSKEY));
    }

    private void mistake(String authentication, String words) {
      assertThat(file.mistakes(ISSUER + "authentication: {" + authentication + "}"))
          .singleElement()
          .asString()
          .contains(words);
    }

    @Test
    void has_something_to_show_and_to_set_up() {
      mistake("second_factors: []", "could not sign in; name app, passkey or both");
      mistake("second_factor: required, second_factors: []", "name app, passkey or both");
      mistake("second_factor: required, second_factors: [passkey]", "add app");
      mistake("second_factor_roles: [admin], second_factors: [passkey]", "add app");
      mistake("second_factors: [app, pass_key]", "did you mean 'passkey'?");
      mistake("second_factors: [totp]", "there are app, passkey; did you mean 'app'?");
      mistake("second_factor_s: [app]", "second_factors");
    }

    @Test
    void is_told_by_words_that_there_are() {
      assertThat(file.mistakes(ISSUER + "authentication: {second_factor: always}"))
          .singleElement()
          .asString()
          .contains("second_factor");
      assertThat(file.mistakes(ISSUER + "authentication: {second_facto: required}"))
          .singleElement()
          .asString()
          .contains("second_factor");
    }
  }

  @Nested
  class By_what_people_sign_in {
    private static final String ISSUER = "issuer: https://id.example.com\n";
    private static final String MAIL =
        "mail: {smtp: 'smtp://127.0.0.1:2525', from: id@example.com}\n";

    private Set<Method> methods(String list) {
      return file.settings(ISSUER + MAIL + "authentication: {methods: " + list + "}")
          .signIn()
          .methods();
    }

    @Test
    void is_a_password_or_a_passkey_unless_the_file_says_so() {
      assertThat(file.settings(ISSUER + MAIL).signIn().methods())
          .containsExactlyInAnyOrder(Method.PASSWORD, Method.PASSKEY);
      assertThat(methods("[email_link]")).containsExactly(Method.EMAIL_LINK);
      assertThat(methods("[password, email_link]"))
          .containsExactlyInAnyOrder(Method.PASSWORD, Method.EMAIL_LINK);
    }

    private int leastPassword(String authentication) {
      return file.settings(ISSUER + "authentication: {" + authentication + "}")
          .signIn()
          .leastPassword();
    }

    /// NIST SP 800-63B §3.1.1.2.
    @Test
    void is_a_password_of_15_or_with_a_second_factor_8_unless_the_file_says_so() {
      assertThat(file.settings(ISSUER).signIn().leastPassword()).isEqualTo(15);
      assertThat(leastPassword("methods: [password]")).isEqualTo(15);
      assertThat(leastPassword("second_factor_roles: [admin]")).isEqualTo(15);
      assertThat(leastPassword("second_factor: required")).isEqualTo(8);
      assertThat(leastPassword("second_factor: required, least_password: 12")).isEqualTo(12);
      assertThat(leastPassword("least_password: 8")).isEqualTo(8);
      mistake("authentication: {least_password: 7}", "least_password");
      mistake("authentication: {least_password: 65}", "least_password");
    }

    private void mistake(String lines, String said) {
      assertThat(file.mistakes(ISSUER + lines)).singleElement().asString().contains(said);
    }

    @Test
    void leaves_somebody_a_way_and_is_told_by_words_that_there_are() {
      mistake("authentication: {methods: []}", "leaves nobody a way");
      mistake("authentication: {methods: [password, sms]}", "password, passkey, email_link");
      mistake("authentication: {methods: [email_link]}", "no mail goes out");
      mistake(
          MAIL + "people_may_register: true\nauthentication: {methods: [email_link]}",
          "choose a password");
    }
  }

  @Nested
  class What_a_client_says_of_its_application {
    private List<String> mistakes(String line) {
      return file.mistakes(
          """
          issuer: https://id.example.com
          clients:
            - client_id: a
              client_secret: %s
              redirect_uris: [http://127.0.0.1/cb]
              %s
          """
              .formatted(SECRET, line));
    }

    @Test
    void is_judged_with_the_line_of_each_mistake() {
      assertThat(mistakes("application_type: web"))
          .singleElement()
          .asString()
          .startsWith("5: the redirect URI 'http://127.0.0.1/cb'")
          .contains("application_type: native");
      assertThat(mistakes("application_type: service"))
          .singleElement()
          .asString()
          .startsWith("6: 'application_type' is 'service'");
      assertThat(mistakes("initiate_login_uri: http://localhost/login"))
          .singleElement()
          .asString()
          .startsWith("6: 'initiate_login_uri': it is not https");
      assertThat(mistakes("default_max_age: 1h"))
          .singleElement()
          .asString()
          .startsWith("6: 'default_max_age' is '1h'");
      assertThat(mistakes("default_acr_values: ['urn:a urn:b']"))
          .singleElement()
          .asString()
          .startsWith("6: 'default_acr_values' has an empty text");
    }

    @Test
    void is_warned_of_where_no_acr_can_be_reached() {
      assertThat(
              file.warnings(
                  """
                  issuer: https://id.example.com
                  clients:
                    - client_id: a
                      client_secret: %s
                      redirect_uris: [https://a.example.com/cb]
                      default_acr_values: [urn:x]
                  """
                      .formatted(SECRET)))
          .singleElement()
          .asString()
          .startsWith("6: 'default_acr_values' has none that can be reached here");
    }
  }

  @Nested
  class Keys_whose_feature_is_not_built_yet {
    @Test
    void are_accepted_with_a_warning_that_has_a_line() {
      assertThat(
              file.warnings(
                  """
                  issuer: https://id.example.com
                  clients:
                    - client_id: a
                      client_secret: %s
                      grant_types: [client_credentials, "urn:openid:params:grant-type:ciba"]
                  """
                      .formatted(SECRET)))
          .singleElement()
          .asString()
          .startsWith("5: ")
          .contains("not built yet");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "$2b$12$WApznUPhDubN0oeveSXHp.Rk0rMHnsuoqvdr3LvYJPyi.iCTgiPP6",
          "{pbkdf2-sha256}600000$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA==",
          "$pbkdf2-sha256$29000$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA",
          "$scrypt$ln=16,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA"
        })
    void like_other_hashes_are_kept_as_they_are(String hash) {
      String text =
          "issuer: https://id.example.com\nusers:\n  - username: alice\n    password_hash: '%s'\n"
              .formatted(hash);
      assertThat(file.warnings(text)).isEmpty();
      assertThat(file.settings(text).declarations().people().getFirst().person().passwordHash())
          .contains(hash);
    }

    @Test
    void say_nothing_when_they_ask_for_what_there_is() {
      assertThat(
              file.warnings(
                  """
                  issuer: https://id.example.com
                  registration: closed
                  insecure_registration_without_pkce: false
                  client_id_metadata_documents: false
                  profile: oauth-2.1
                  """))
          .isEmpty();
    }
  }

  @Test
  void nothing_that_is_printed_holds_a_secret() {
    Settings settings =
        file.settings(
            """
            issuer: https://id.example.com
            key_encryption_key: %s
            clients:
              - {client_id: a, client_secret: %s, grant_types: [client_credentials]}
            users:
              - {username: alice, password: wonderland-42}
            """
                .formatted(KEY, SECRET));
    assertThat(settings + " " + settings.declarations()).doesNotContain(SECRET, KEY, "wonderland");
  }
}
