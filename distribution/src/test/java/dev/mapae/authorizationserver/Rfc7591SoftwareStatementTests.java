package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Registering.metadata;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.authorizationserver.registration.SoftwareStatementIssuer;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.protocol.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7591, software statements.
@OnEveryEngine
class Rfc7591SoftwareStatementTests {
  private static final String DIRECTORY = "https://directory.example.com";
  private static final String VOUCHING = "https://vouching.example.com";
  private static final String AWAY = "https://away.example.com";
  private static final ECKey KEY = ec();
  private static final ECKey OTHERS = ec();

  private final Engine engine;
  private TestServer server;
  private Registering registering;

  Rfc7591SoftwareStatementTests(Engine engine) {
    this.engine = engine;
    this.server = server(Mode.OPEN);
    this.registering = new Registering(server);
  }

  private TestServer server(Mode mode) {
    return new TestServer(engine, Samples.declarations(), seams(mode));
  }

  private static Seams seams(Mode mode) {
    return Seams.registering(mode, false, Fetcher.none())
        .takingStatements(
            issuer(DIRECTORY, KEY, false),
            issuer(VOUCHING, OTHERS, true),
            new SoftwareStatementIssuer(AWAY, new ClientKeySource.JwksUri(AWAY + "/jwks"), false));
  }

  private void restart(Mode mode) {
    server.close();
    server = server(mode);
    registering = new Registering(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  static ECKey ec() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("k").generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static SoftwareStatementIssuer issuer(String issuer, ECKey key, boolean instead) {
    return new SoftwareStatementIssuer(
        issuer, new ClientKeySource.Jwks(new JWKSet(key).toPublicJWKSet().toString()), instead);
  }

  /// A statement that is good until a test changes it.
  private TestAssertion statement(Object... more) {
    TestAssertion statement =
        new TestAssertion(DIRECTORY, server.clock.instant())
            .without("sub")
            .without("aud")
            .with("exp", server.clock.instant().plus(Duration.ofDays(30)).getEpochSecond())
            .with("software_id", "4NRB1-0XZABZI9E6-5SM3R")
            .with("client_name", "Vouched for")
            .typ("JWT");
    for (int i = 0; i < more.length; i += 2) {
      statement.with((String) more[i], more[i + 1]);
    }
    return statement;
  }

  static String signed(TestAssertion statement, ECKey key) {
    try {
      return statement.signed(JWSAlgorithm.ES256, new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private String good(Object... more) {
    return signed(statement(more), KEY);
  }

  private Map<String, Object> registered(String statement, Object... more) {
    return registering.register(with(statement, more));
  }

  private static Map<String, Object> with(String statement, Object... more) {
    Map<String, Object> metadata = metadata(more);
    metadata.put("software_statement", statement);
    return metadata;
  }

  private void refused(String error, String statement) {
    assertThat(json(registering.post(with(statement)))).containsEntry("error", error);
    assertThat(server.stores.clients().all()).noneMatch(c -> c.isSelfRegistered());
  }

  @Nested
  class Section_2_3_a_statement {
    /// Mistake 16 of the field: what is signed says what it is for.
    @Test
    void is_no_other_jwt_of_the_same_issuer() {
      refused("invalid_software_statement", signed(statement().typ("at+jwt"), KEY));
      refused("invalid_software_statement", signed(statement().without("software_id"), KEY));
      refused(
          "unapproved_software_statement",
          signed(statement("aud", "https://other.example.com"), KEY));
    }

    @Test
    void may_name_this_server_among_others() {
      List<String> audience = List.of("https://other.example.com", TestServer.ISSUER.value());
      assertThat(registered(good("aud", audience))).containsKey("client_id");
    }
  }

  @Nested
  class Section_3_1_1_a_statement {
    @Test
    void takes_the_place_of_what_stands_beside_it() {
      Map<String, Object> told =
          registered(
              good("redirect_uris", List.of("https://vouched.example.com/cb")),
              "client_name",
              "Bank",
              "scope",
              "openid");
      assertThat(told)
          .containsEntry("client_name", "Vouched for")
          .containsEntry("redirect_uris", List.of("https://vouched.example.com/cb"))
          .containsEntry("scope", "openid");
      assertThat(server.stores.clients().find((String) told.get("client_id")).orElseThrow())
          .satisfies(client -> {
            assertThat(client.redirectUris()).containsExactly("https://vouched.example.com/cb");
            assertThat(client.display()).isEqualTo(Map.of("client_name", "Vouched for"));
          });
    }

    /// Whoever reads Korean would see another name than the one that is vouched for.
    @Test
    void takes_the_place_of_the_same_in_other_languages() {
      Map<String, Object> told = registered(good(), "client_name#ko", "은행");
      assertThat(told).doesNotContainKey("client_name#ko");
    }

    @Test
    void that_names_keys_leaves_no_other_way_to_name_them() throws Exception {
      Object jwks = new JWKSet(ec()).toPublicJWKSet().toJSONObject();
      Map<String, Object> told =
          registered(
              good("jwks", jwks),
              "jwks_uri",
              "https://stranger.example.com/jwks",
              "token_endpoint_auth_method",
              "private_key_jwt");
      assertThat(told).containsKey("jwks").doesNotContainKey("jwks_uri");
    }

    @Test
    void makes_nobody_a_client_of_the_operator() {
      Map<String, Object> told =
          registered(
              good(
                  "client_id",
                  "web",
                  "client_secret",
                  "s".repeat(40),
                  "skip_consent",
                  true,
                  "require_pkce",
                  false,
                  "profile",
                  "oauth-2.1"));
      assertThat(told.get("client_id")).isNotEqualTo("web");
      assertThat(told.get("client_secret")).isNotEqualTo("s".repeat(40));
      assertThat(told).doesNotContainKeys("skip_consent", "require_pkce", "profile", "iss", "jti");
      assertThat(
              new TestBrowser(server)
                  .get(Registering.ask(told, "playlist.read").url())
                  .signInAs("alice")
                  .path())
          .isEqualTo("/consent");
    }

    @Test
    void is_held_to_the_rules_of_the_metadata() {
      assertThat(
              json(registering.post(with(good("redirect_uris", List.of("http://a.example/cb"))))))
          .containsEntry("error", "invalid_redirect_uri");
      assertThat(json(registering.post(with(good("client_name", 7)))))
          .containsEntry("error", "invalid_client_metadata");
      assertThat(json(registering.post(with(good("grant_types", List.of("client_credentials"))))))
          .containsEntry("error", "invalid_client_metadata");
    }

    /// It is for every server, as a metadata document is; what stands beside it is not.
    @Test
    void may_have_scopes_and_types_of_details_of_other_servers() {
      Map<String, Object> told =
          registered(
              good(
                  "scope",
                  "playlist.read of.another.server",
                  "authorization_details_types",
                  List.of("of_another_server")));
      assertThat(told)
          .containsEntry("scope", "playlist.read")
          .containsEntry("authorization_details_types", List.of());
      assertThat(json(registering.post(with(good(), "scope", "of.another.server"))))
          .containsEntry("error", "invalid_client_metadata");
      assertThat(
              json(
                  registering.post(
                      with(good(), "authorization_details_types", List.of("of_another_server")))))
          .containsEntry("error", "invalid_client_metadata");
    }

    /// One whose scopes nobody here has may not thereby ask for all.
    @Test
    void whose_scopes_are_all_of_other_servers_lets_its_client_ask_for_none() {
      Map<String, Object> told = registered(good("scope", "of.another.server"));
      assertThat(told).doesNotContainKey("scope");
      assertThat(
              new TestBrowser(server)
                  .get(Registering.ask(told, "playlist.read").url())
                  .shownError())
          .isEqualTo("invalid_scope");
    }

    /// It may mean that there is to be none, and would else leave it to what stands beside it.
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void says_no_blank_scope(String blank) {
      assertThat(json(registering.post(with(good("scope", blank), "scope", "playlist.read"))))
          .containsEntry("error", "invalid_client_metadata");
    }

    @Test
    void may_have_types_of_details_that_come_later() {
      Map<String, Object> told = registered(good("authorization_details_types", List.of("shelf")));
      assertThat(told).containsEntry("authorization_details_types", List.of());
      server.server.reconcile(DetailsScene.declarations());
      assertThat(json(registering.manage("GET", told, "")))
          .containsEntry("authorization_details_types", List.of("shelf"));
    }

    @Test
    void is_named_with_its_members_when_they_are_refused() {
      Object beside =
          json(registering.post(with(good("redirect_uris", List.of("http://a.example/cb")))))
              .get("error_description");
      assertThat(beside)
          .asString()
          .contains("redirect_uri")
          .contains("The software_statement says ");
      assertThat(json(registering.post(with(good("client_name", 7)))).get("error_description"))
          .asString()
          .contains("client_name")
          .endsWith("It stands in the software_statement.");
    }

    @Test
    void is_ignored_where_nobody_is_trusted() {
      server.close();
      server =
          new TestServer(
              engine, Samples.declarations(), Seams.registering(Mode.OPEN, false, Fetcher.none()));
      registering = new Registering(server);
      assertThat(registered("nonsense", "client_name", "Own"))
          .containsEntry("client_name", "Own")
          .doesNotContainKey("software_statement");
    }
  }

  @Nested
  class Section_5_what_is_kept {
    /// A stolen database has nothing to present.
    @Test
    void is_sealed() {
      String statement = good();
      registered(statement);
      assertThat(String.join("\n", server.database.rows()))
          .doesNotContain(statement, statement.split("\\.", -1)[2]);
    }

    @Test
    void is_told_the_audit() {
      registered(good());
      assertThat(server.audit)
          .anySatisfy(event ->
              assertThat(event.facts())
                  .containsEntry("iss", DIRECTORY)
                  .containsEntry("software_id", "4NRB1-0XZABZI9E6-5SM3R"));
    }
  }

  @Nested
  class Section_3_2_1_the_answer {
    @Test
    void has_the_statement_unmodified_and_what_it_says() {
      String statement = good("software_version", "2.1");
      Map<String, Object> told = registered(statement);
      assertThat(told)
          .containsEntry("software_statement", statement)
          .containsEntry("software_id", "4NRB1-0XZABZI9E6-5SM3R")
          .containsEntry("software_version", "2.1");
      assertThat(json(registering.manage("GET", told, "")))
          .containsEntry("software_statement", statement);
    }
  }

  @Nested
  class Section_3_2_2_refused {
    @Test
    void is_what_is_no_signed_jwt() {
      refused("invalid_software_statement", "nonsense");
      refused("invalid_software_statement", "");
      refused("invalid_software_statement", "a.b.c");
      assertThat(json(registering.post(metadata("software_statement", 7))))
          .containsEntry("error", "invalid_software_statement");
    }

    @Test
    void is_one_of_somebody_unknown() {
      refused(
          "unapproved_software_statement",
          signed(statement("iss", "https://stranger.example.com"), KEY));
      refused("unapproved_software_statement", signed(statement("iss", DIRECTORY + "/"), KEY));
      refused("invalid_software_statement", signed(statement().without("iss"), KEY));
    }

    /// It is as good as before, and so is the metadata.
    @Test
    void is_none_whose_keys_cannot_be_had() {
      Response response = registering.post(with(signed(statement("iss", AWAY), KEY)));
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.header("Retry-After")).contains("1");
      assertThat(json(response))
          .containsEntry("error", "temporarily_unavailable")
          .extractingByKey("error_description")
          .asString()
          .startsWith("The jwks_uri of the iss of the software_statement leads to no keys:");
    }

    /// Mistake 16 of the field, CVE-2026-1529: an invitation that nobody had signed was believed.
    @Test
    void is_one_that_another_key_signed() {
      refused("invalid_software_statement", signed(statement(), OTHERS));
      String[] parts = good().split("\\.", -1);
      String[] others = good("client_name", "Bank").split("\\.", -1);
      refused("invalid_software_statement", parts[0] + "." + others[1] + "." + parts[2]);
    }

    /// Mistake 9 of the field: the header does not choose the algorithm.
    @Test
    void is_one_with_another_algorithm() throws Exception {
      byte[] publicKey =
          KEY.toPublicJWK().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
      refused(
          "invalid_software_statement",
          statement().signed(JWSAlgorithm.HS256, new MACSigner(publicKey)));
      String[] parts = good().split("\\.", -1);
      refused("invalid_software_statement", "eyJhbGciOiJub25lIn0." + parts[1] + ".");
      refused("invalid_software_statement", signed(statement().critical(), KEY));
    }

    @Test
    void is_one_that_has_expired_or_lives_too_long() {
      refused("invalid_software_statement", signed(statement().without("exp"), KEY));
      long now = server.clock.instant().getEpochSecond();
      refused("invalid_software_statement", signed(statement("exp", now - 60), KEY));
      refused("invalid_software_statement", signed(statement("exp", now + 401L * 24 * 3600), KEY));
      refused("invalid_software_statement", signed(statement("iat", now + 3600), KEY));
      refused("invalid_software_statement", signed(statement("exp", "soon"), KEY));
    }
  }

  @Nested
  class Section_3_where_a_token_is_needed {
    @Test
    void a_statement_is_none() {
      restart(Mode.TOKEN);
      Response response = registering.post(with(good()));
      assertThat(response.status()).isEqualTo(401);
      assertThat(server.stores.clients().all()).noneMatch(c -> c.isSelfRegistered());
    }

    @Test
    void a_statement_comes_with_one() {
      restart(Mode.TOKEN);
      String token = registering.initialAccessToken(1, Duration.ofDays(1));
      assertThat(registering.post(with(good()), "Authorization", "Bearer " + token).status())
          .isEqualTo(201);
    }

    @Test
    void a_statement_stands_in_for_one_where_the_operator_says_so() {
      restart(Mode.TOKEN);
      TestAssertion vouched = statement("iss", VOUCHING);
      assertThat(registering.post(with(signed(vouched, OTHERS))).status()).isEqualTo(201);
      assertThat(registering.post(with(signed(vouched, KEY))).status()).isEqualTo(400);
      assertThat(registering.post(metadata()).status()).isEqualTo(401);
    }

    @Test
    void a_token_that_is_none_is_not_mended_by_a_statement() {
      restart(Mode.TOKEN);
      String statement = signed(statement("iss", VOUCHING), OTHERS);
      assertThat(registering.post(with(statement), "Authorization", "Bearer x").status())
          .isEqualTo(401);
    }

    /// To judge one costs something, also where it is refused.
    @Test
    void those_that_are_refused_count_as_well() {
      Map<String, Object> metadata = with(signed(statement("iss", VOUCHING), KEY));
      Response last = registering.post(metadata);
      for (int i = 0; i < 200; i++) {
        last = registering.post(metadata);
      }
      assertThat(last.status()).isEqualTo(429);
    }

    /// What is refused uses nothing of the token.
    @Test
    void those_that_are_refused_count_also_beside_a_token() {
      restart(Mode.TOKEN);
      String token = "Bearer " + registering.initialAccessToken(1, Duration.ofDays(7));
      Map<String, Object> metadata = with(signed(statement("iss", VOUCHING), KEY));
      Response last = registering.post(metadata, "Authorization", token);
      assertThat(last.status()).isEqualTo(400);
      for (int i = 0; i < 200; i++) {
        last = registering.post(metadata, "Authorization", token);
      }
      assertThat(last.status()).isEqualTo(429);
      assertThat(last.header("Retry-After")).isPresent();
      assertThat(registering.post(metadata(), "Authorization", token).status()).isEqualTo(201);
    }

    /// Each is a row, and one statement is in every copy of the software.
    @Test
    void those_without_a_token_are_throttled() {
      restart(Mode.TOKEN);
      Map<String, Object> metadata = with(signed(statement("iss", VOUCHING), OTHERS));
      Response last = registering.post(metadata);
      for (int i = 0; i < 200; i++) {
        last = registering.post(metadata);
      }
      assertThat(last.status()).isEqualTo(429);
    }
  }

  /// RFC 7592 §2.2.
  @Nested
  class An_update {
    private Response put(Map<String, Object> told, Map<String, Object> changed) {
      return registering.manage("PUT", told, updated(told, changed));
    }

    private String updated(Map<String, Object> told, Map<String, Object> changed) {
      Map<String, Object> update = new LinkedHashMap<>(told);
      List.of(
              "registration_access_token",
              "registration_client_uri",
              "client_secret_expires_at",
              "client_id_issued_at")
          .forEach(update::remove);
      update.putAll(changed);
      update.values().removeIf(""::equals);
      return Json.write(update);
    }

    @Test
    void keeps_what_was_vouched_for() {
      Map<String, Object> told = registered(good());
      Response response = put(told, Map.of("client_name", "Bank", "scope", "openid"));
      assertThat(response.status()).isEqualTo(200);
      assertThat(json(response))
          .containsEntry("client_name", "Vouched for")
          .containsEntry("scope", "openid")
          .containsEntry("software_statement", told.get("software_statement"));
    }

    /// Nobody but its issuer could write another one.
    @Test
    void takes_its_statement_where_what_it_says_was_taken_away_meanwhile() {
      Map<String, Object> told = registered(good("scope", "playlist.read orders.read"));
      server.server.reconcile(Declared.without(Samples.declarations(), Samples.ORDERS));
      Map<String, Object> now = json(registering.manage("GET", told, ""));
      assertThat(now).containsEntry("scope", "playlist.read");
      assertThat(json(put(now, Map.of("client_uri", "https://stranger.example.com/"))))
          .containsEntry("client_uri", "https://stranger.example.com/")
          .containsEntry("scope", "playlist.read");
      server.server.reconcile(Samples.declarations());
      assertThat(json(registering.manage("GET", told, "")))
          .containsEntry("scope", "playlist.read orders.read");
    }

    /// What the operator asks of all does not become its word, which devices could not keep.
    @Test
    void takes_what_was_told_where_the_statement_has_the_devices() {
      String signed = "require_signed_request_object";
      Map<String, Object> told =
          registered(
              good("grant_types", List.of("urn:ietf:params:oauth:grant-type:device_code")),
              signed,
              false);
      Seams seams = seams(Mode.OPEN);
      seams.requireSignedRequestObject = true;
      try (TestServer strict = server.beside(seams)) {
        Registering there = new Registering(strict);
        Map<String, Object> now = json(there.manage("GET", told, ""));
        assertThat(now).containsEntry(signed, true);
        assertThat(json(there.manage("PUT", told, updated(now, Map.of("client_uri", "")))))
            .containsEntry("client_name", "Vouched for");
        Map<String, Object> less = new LinkedHashMap<>(now);
        less.remove("grant_types");
        assertThat(json(there.manage("PUT", told, updated(less, Map.of()))))
            .containsEntry("client_name", "Vouched for");
      }
      assertThat(json(registering.manage("GET", told, ""))).containsEntry(signed, false);
    }

    @Test
    void takes_a_newer_statement() {
      Map<String, Object> told = registered(good());
      String newer = good("client_name", "Newer", "jti", UUID.randomUUID().toString());
      assertThat(json(put(told, Map.of("software_statement", newer))))
          .containsEntry("client_name", "Newer")
          .containsEntry("software_statement", newer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense"})
    void cannot_do_without(String statement) {
      Map<String, Object> told = registered(good());
      assertThat(put(told, Map.of("software_statement", statement, "client_name", "Bank")).status())
          .isEqualTo(400);
      assertThat(json(registering.manage("GET", told, "")))
          .containsEntry("client_name", "Vouched for");
    }

    /// A software_id is unique among those of its issuer alone.
    @Test
    void cannot_be_vouched_for_by_somebody_else() {
      Map<String, Object> told = registered(good());
      String others = signed(statement("iss", VOUCHING, "client_name", "Bank"), OTHERS);
      Response response = put(told, Map.of("software_statement", others));
      assertThat(json(response)).containsEntry("error", "unapproved_software_statement");
    }

    @Test
    void takes_no_older_statement() {
      long now = server.clock.instant().getEpochSecond();
      String older = good("iat", now - 60, "client_name", "Older");
      Map<String, Object> told = registered(good("iat", now));
      Response response = put(told, Map.of("software_statement", older));
      assertThat(json(response)).containsEntry("error", "unapproved_software_statement");
    }

    @Test
    void that_changes_nothing_writes_nothing() {
      Map<String, Object> told = registered(good());
      // It is told more than it said.
      assertThat(put(told, Map.of()).status()).isEqualTo(200);
      var before = server.stores.clients().find((String) told.get("client_id"));
      assertThat(put(told, Map.of()).status()).isEqualTo(200);
      assertThat(server.stores.clients().find((String) told.get("client_id"))).isEqualTo(before);
    }

    @Test
    void cannot_become_other_software() {
      Map<String, Object> told = registered(good());
      assertThat(json(put(told, Map.of("software_statement", good("software_id", "other")))))
          .containsEntry("error", "unapproved_software_statement");
    }

    @Test
    void of_one_without_may_bring_one() {
      Map<String, Object> told = registering.register(metadata());
      assertThat(json(put(told, Map.of("software_statement", good()))))
          .containsEntry("client_name", "Vouched for");
    }

    /// To judge one costs something, also where it is refused, or says what it said before.
    @Test
    void is_counted_before_its_statement_is_judged() {
      for (String statement : List.of(signed(statement(), OTHERS), good())) {
        Map<String, Object> told = registered(good());
        Map<String, Object> changed = Map.of("software_statement", statement);
        Response last = put(told, changed);
        for (int i = 0; i < 100; i++) {
          last = put(told, changed);
        }
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.header("Retry-After")).isPresent();
        // The address has its places again.
        server.clock.advance(Duration.ofHours(1));
      }
    }

    @Test
    void is_counted_once() {
      Map<String, Object> told = registered(good());
      int many = 0;
      while (put(told, Map.of("client_uri", "https://stranger.example.com/" + many)).status()
          == 200) {
        many++;
      }
      Map<String, Object> plain = registering.register(metadata());
      int more = 0;
      while (put(plain, Map.of("client_uri", "https://stranger.example.com/" + more)).status()
          == 200) {
        more++;
      }
      assertThat(many).isEqualTo(more).isPositive();
    }

    @Test
    void needs_a_statement_that_has_not_expired() {
      Map<String, Object> told = registered(good());
      server.clock.advance(Duration.ofDays(31));
      assertThat(json(put(told, Map.of()))).containsEntry("error", "invalid_software_statement");
    }
  }
}
