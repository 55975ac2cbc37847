package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.ExchangeScene.answered;
import static dev.mapae.authorizationserver.TestClients.form;
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
import dev.mapae.authorizationserver.assertion.TrustedIssuer;
import dev.mapae.authorizationserver.assertion.TrustedIssuer.Subjects;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7523 §2.1 and §3, what another server says of a person as a grant.
@OnEveryEngine
class Rfc7523JwtBearerGrantTests {
  static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  static final String IDP = "https://idp.example.com";
  static final String PUBLISHING = "https://publishing.example.com";
  static final String OTHER = "https://other.example.com/tenant";
  private static final ECKey KEY = ec("k1");
  private static final ECKey OTHERS = ec("k1");

  /// What an issuer publishes, and whether its server answers.
  private ECKey published = KEY;

  private boolean away = false;

  private final TestServer server;
  private final TestClients clients;

  Rfc7523JwtBearerGrantTests(Engine engine) {
    server =
        new TestServer(
            engine,
            declarations(),
            Seams.trusting(
                this::published,
                issuer(IDP, KEY, new Subjects.Usernames(), "partner"),
                issuer(
                    OTHER,
                    OTHERS,
                    new Subjects.Listed(Map.of("auth0|1", "bob", "auth0|2", "nobody")),
                    "partner",
                    "spa"),
                new TrustedIssuer(
                    PUBLISHING,
                    new ClientKeySource.JwksUri(PUBLISHING + "/jwks"),
                    new Subjects.Usernames(),
                    Set.of("partner"),
                    Scope.of("playlist.read"))));
    clients = new TestClients(server);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Fetched published(String url, DocumentType type, Origin namedBy) {
    assertThat(url).isEqualTo(PUBLISHING + "/jwks");
    assertThat(namedBy).isEqualTo(Origin.DECLARED);
    if (away) {
      // Whatever it is: the client can mend nothing of it.
      throw new NotFetched("it was answered with status 404 instead of 200");
    }
    return new Fetched(
        new JWKSet(published).toPublicJWKSet().toString().getBytes(StandardCharsets.UTF_8),
        Optional.empty());
  }

  private static TrustedIssuer issuer(
      String issuer, ECKey key, Subjects subjects, String... clients) {
    return new TrustedIssuer(
        issuer,
        new ClientKeySource.Jwks(new JWKSet(key).toPublicJWKSet().toString()),
        subjects,
        Set.of(clients),
        Scope.parse("openid offline_access playlist.read playlist.write"));
  }

  /// A server that takes the word of [#IDP] of these clients.
  static Seams trusting(String... clients) {
    return Seams.trusting(Fetcher.none(), issuer(IDP, KEY, new Subjects.Usernames(), clients));
  }

  /// A request with what [#IDP] says of Alice.
  static Parameters alice(TestServer server) {
    TestAssertion assertion =
        new TestAssertion(IDP, server.clock.instant()).with("sub", "alice").typ("JWT");
    return grant(signed(assertion, KEY), "resource", Samples.MUSIC);
  }

  private static Declarations declarations() {
    return Declared.withAll(
        Samples.declarations(),
        Samples.confidential(
            Samples.client("partner")
                .grants(GRANT, "refresh_token")
                .scope("openid profile offline_access playlist.read playlist.write orders.read")),
        Samples.confidential(Samples.client("stranger").grants(GRANT).scope("playlist.read")),
        Samples.open(
            Samples.client("spa", TestClients.callback("spa"))
                .grants("authorization_code", GRANT)
                .scope("playlist.read")));
  }

  private static ECKey ec(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /// What the identity provider says of Alice, good until a test says otherwise.
  private TestAssertion assertion() {
    return new TestAssertion(IDP, server.clock.instant())
        .typ("authorization-grant+jwt")
        .with("sub", "alice");
  }

  private static String signed(TestAssertion assertion, ECKey key) {
    try {
      return assertion.signed(JWSAlgorithm.ES256, new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private Response token(TestAssertion assertion, String... more) {
    return token("partner", signed(assertion, KEY), more);
  }

  private Response token(String clientId, String assertion, String... more) {
    return clients.token(clientId, grant(assertion, more));
  }

  private static Parameters grant(String assertion, String... more) {
    return form(form("grant_type", GRANT, "assertion", assertion), more);
  }

  private static void assertRefused(Response response, String error) {
    ExchangeScene.assertRefused(response, error);
  }

  private static void assertRefused(Response response) {
    assertRefused(response, "invalid_grant");
  }

  private Map<String, Object> said(Response response) {
    Map<String, Object> said =
        clients.introspect("partner", answered(response).get("access_token"));
    assertThat(said).containsEntry("active", true);
    return said;
  }

  @Nested
  class Section_2_1_the_request {
    @Test
    void gets_an_access_token_for_the_person_and_no_more() {
      Response response = token(assertion(), "scope", "openid playlist.read");
      assertThat(answered(response))
          .containsOnlyKeys("access_token", "token_type", "expires_in", "scope")
          .containsEntry("scope", "openid playlist.read")
          .containsEntry("expires_in", 600L);
      Object token = json(response).get("access_token");
      Object alice = clients.claims(clients.tokens("web", "openid").get("id_token")).get("sub");
      assertThat(clients.claims(token))
          .containsEntry("sub", alice)
          .containsEntry("client_id", "partner")
          .containsEntry("aud", List.of(Samples.MUSIC, TestServer.ISSUER.value()))
          .containsEntry("roles", List.of("listener"))
          .doesNotContainKeys("auth_time", "acr");
      assertThat(said(response)).containsEntry("username", "alice");
      assertThat(json(clients.userInfo(token))).containsEntry("sub", alice);
      assertThat(server.audit)
          .anySatisfy(event ->
              assertThat(event.facts())
                  .containsEntry("grant_type", GRANT)
                  .containsEntry("iss", IDP));
    }

    @Test
    void has_an_assertion() {
      assertRefused(clients.token("partner", form("grant_type", GRANT)), "invalid_request");
      for (String other : List.of("x", "a.b.c", "é", "x".repeat(20_000))) {
        assertRefused(token("partner", other));
      }
    }

    @Test
    void comes_from_a_client_that_the_entry_lists() {
      assertRefused(token("stranger", signed(assertion(), KEY)));
      assertRefused(token("service", signed(assertion(), KEY)), "unauthorized_client");
      answered(token(assertion()));
    }

    @Test
    void comes_from_a_client_that_can_keep_a_secret() {
      TestAssertion bob = assertion().with("iss", OTHER).with("sub", "auth0|1");
      assertRefused(token("spa", signed(bob, OTHERS)), "unauthorized_client");
    }

    // Known mistake 15. RFC 9396: who asks for one deed gets no scope instead.
    @Test
    void asks_for_no_authorization_details() {
      String assertion = signed(assertion(), KEY);
      for (String details : List.of("nonsense", "[{\"type\":\"payment\"}]")) {
        assertRefused(
            token("partner", assertion, "authorization_details", details),
            "invalid_authorization_details");
      }
      // Nothing was spent.
      answered(token("partner", assertion, "scope", "playlist.read"));
    }

    @Test
    void may_be_bound_to_a_key() {
      DpopClient partner = DpopClient.of(server, "partner");
      Response response =
          partner.token(
              grant(signed(assertion(), KEY), "scope", "playlist.read"), partner.proof("/token"));
      assertThat(answered(response)).containsEntry("token_type", "DPoP");
      assertThat(said(response)).containsEntry("cnf", Map.of("jkt", partner.jkt()));
    }
  }

  @Nested
  class Section_2_1_the_scope {
    @Test
    void is_what_the_issuer_and_the_client_may() {
      assertThat(answered(token(assertion(), "resource", Samples.MUSIC)))
          .containsEntry("scope", "playlist.read");
      assertRefused(token(assertion(), "scope", "orders.read"), "invalid_scope");
      assertRefused(token(assertion(), "scope", "profile"), "invalid_scope");
      assertRefused(token(assertion(), "resource", Samples.ORDERS), "invalid_scope");
      assertRefused(token(assertion(), "scope", "playlist.read offline_access"), "invalid_scope");
      assertRefused(token(assertion(), "scope", "no.such"), "invalid_scope");
    }

    @Test
    void is_what_the_person_has_the_role_for() {
      TestAssertion bob = assertion().with("iss", OTHER).with("sub", "auth0|1");
      assertThat(
              answered(
                  token("partner", signed(bob, OTHERS), "scope", "playlist.read playlist.write")))
          .containsEntry("scope", "playlist.read");
      TestAssertion again = assertion().with("iss", OTHER).with("sub", "auth0|1");
      assertRefused(
          token("partner", signed(again, OTHERS), "scope", "playlist.write"), "access_denied");
    }

    @Test
    void is_no_more_than_the_assertion_says() {
      TestAssertion narrow = assertion().with("scope", "playlist.read films.see");
      assertRefused(token(narrow, "scope", "playlist.write"), "invalid_scope");
      assertThat(answered(token(narrow))).containsEntry("scope", "playlist.read");
    }

    @Test
    void is_for_one_resource() {
      Parameters two =
          Rfc8707ResourceIndicatorTests.withResources(
              grant(signed(assertion(), KEY), "scope", "playlist.read"),
              Samples.MUSIC,
              Samples.ORDERS);
      assertRefused(clients.token("partner", two), "invalid_target");
    }
  }

  @Nested
  class Section_3_the_claims {
    @Test
    void iss_is_trusted_letter_for_letter() {
      for (Object iss :
          List.of("https://evil.example", IDP + "/", "HTTPS://idp.example.com", 1, "")) {
        assertRefused(token(assertion().with("iss", iss)));
      }
      assertRefused(token(assertion().without("iss")));
    }

    @Test
    void sub_is_a_person_here() {
      for (Object sub : List.of("nobody", "Alice", "ALICE", "", 1, "partner", "auth0|1")) {
        assertRefused(token(assertion().with("sub", sub)));
      }
      assertRefused(token(assertion().without("sub")));
    }

    /// Whoever makes an account chooses its name, also one that the issuer will speak of.
    @Test
    void sub_is_nobody_who_came_by_themselves() {
      Person stranger =
          new Person(
              "1", "nobody", Origin.SELF_REGISTERED, true, Optional.empty(), Set.of(), Map.of());
      assertThat(server.stores.people().add(stranger)).isTrue();
      assertRefused(token(assertion().with("sub", "nobody")));
      TestAssertion listed = assertion().with("iss", OTHER).with("sub", "auth0|2");
      assertRefused(token("partner", signed(listed, OTHERS)));
    }

    /// PostgreSQL has no texts with NUL, and nobody has such a name.
    @Test
    void sub_is_what_a_username_may_be() {
      for (String sub :
          List.of("alice\0", "\0", "a\nb", "alice\ud800", " alice", "a".repeat(256))) {
        assertRefused(token(assertion().with("sub", sub)));
      }
    }

    @Test
    void sub_is_listed_where_the_issuer_has_names_of_its_own() {
      TestAssertion bob = assertion().with("iss", OTHER).with("sub", "auth0|1");
      assertThat(said(token("partner", signed(bob, OTHERS), "scope", "playlist.read")))
          .containsEntry("username", "bob");
      for (String sub : List.of("bob", "alice", "auth0|2", "AUTH0|1")) {
        TestAssertion other = assertion().with("iss", OTHER).with("sub", sub);
        assertRefused(token("partner", signed(other, OTHERS)));
      }
    }

    /// draft-ietf-oauth-rfc7523bis: audience injection.
    @Test
    void aud_is_this_server_and_nothing_else() {
      String own = TestServer.ISSUER.value();
      for (Object aud :
          List.of(own + "/token", own + "/", "partner", List.of(own), List.of(own, "x"), 1)) {
        assertRefused(token(assertion().with("aud", aud)));
      }
      assertRefused(token(assertion().without("aud")));
    }

    @Test
    void exp_is_there_in_the_future_and_near() {
      long now = server.clock.instant().getEpochSecond();
      for (Object exp : List.of(now - 31, now + 3631, "soon", -1, 1e300)) {
        assertRefused(token(assertion().with("exp", exp)));
      }
      assertRefused(token(assertion().without("exp")));
      answered(token(assertion().with("exp", now + 3600), "scope", "playlist.read"));
    }

    @Test
    void nbf_and_iat_are_not_in_the_future() {
      long now = server.clock.instant().getEpochSecond();
      for (String claim : List.of("nbf", "iat")) {
        assertRefused(token(assertion().with(claim, now + 31)));
        assertRefused(token(assertion().with(claim, "now")));
        answered(token(assertion().with(claim, now + 30), "scope", "playlist.read"));
        answered(token(assertion().with(claim, null), "scope", "playlist.read"));
      }
    }

    @Test
    void jti_is_good_for_one_request_on_whatever_node() {
      String assertion = signed(assertion(), KEY);
      answered(token("partner", assertion, "scope", "playlist.read"));
      assertRefused(token("partner", assertion, "scope", "playlist.read"));
      assertRefused(token(assertion().without("jti")));
      assertRefused(token(assertion().with("jti", "x".repeat(257))));
    }

    @Test
    void jti_of_another_issuer_is_another() {
      TestAssertion alice = assertion().with("jti", "1");
      TestAssertion bob = assertion().with("jti", "1").with("iss", OTHER).with("sub", "auth0|1");
      answered(token(alice, "scope", "playlist.read"));
      answered(token("partner", signed(bob, OTHERS), "scope", "playlist.read"));
    }

    @Test
    void jti_stays_unspent_when_the_request_is_refused() {
      String assertion = signed(assertion(), KEY);
      assertRefused(token("partner", assertion, "scope", "orders.read"), "invalid_scope");
      assertRefused(
          token("partner", assertion, "resource", "https://x.example/"), "invalid_target");
      answered(token("partner", assertion, "scope", "playlist.read"));
    }

    @Test
    void client_id_is_that_of_the_client_where_it_is_there() {
      assertRefused(token(assertion().with("client_id", "stranger")));
      answered(token(assertion().with("client_id", "partner"), "scope", "playlist.read"));
    }

    @Test
    void that_limit_the_token_are_not_passed_over() {
      assertRefused(token(assertion().with("cnf", Map.of("jkt", "x"))));
      assertRefused(token(assertion().with("act", Map.of("sub", "x"))));
    }
  }

  @Nested
  class Section_3_the_signature {
    @Test
    void is_made_with_a_key_of_that_very_issuer() {
      assertRefused(token("partner", signed(assertion(), OTHERS)));
      TestAssertion bob = assertion().with("iss", OTHER).with("sub", "auth0|1");
      assertRefused(token("partner", signed(bob, KEY)));
    }

    @Test
    void is_made_with_a_key_that_the_issuer_publishes_now() {
      TestAssertion first = assertion().with("iss", PUBLISHING);
      answered(token(first, "scope", "playlist.read"));
      published = OTHERS;
      server.clock.advance(Duration.ofSeconds(11));
      TestAssertion next = assertion().with("iss", PUBLISHING);
      answered(token("partner", signed(next, OTHERS), "scope", "playlist.read"));
      assertRefused(token(assertion().with("iss", PUBLISHING)));
    }

    @Test
    void cannot_be_checked_while_the_keys_cannot_be_had() {
      away = true;
      TestAssertion assertion = assertion().with("iss", PUBLISHING);
      Response response = token(assertion);
      // It is as good as before.
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.header("Retry-After")).contains("10");
      assertThat(json(response))
          .containsEntry("error", "temporarily_unavailable")
          .containsEntry(
              "error_description",
              "The jwks_uri of the iss of the assertion leads to no keys: it was answered with status 404"
                  + " instead of 200.");
      away = false;
      server.clock.advance(Duration.ofSeconds(10));
      answered(token(assertion, "scope", "playlist.read"));
    }

    /// Known mistake 9, CVE-2026-11800: algorithm confusion in the JWT grant.
    @Test
    void is_no_HMAC_with_what_is_public() throws Exception {
      String jwks = new JWKSet(KEY).toPublicJWKSet().toString();
      for (String secret :
          List.of(jwks, KEY.toPublicJWK().toJSONString(), Samples.secret("partner"))) {
        assertRefused(
            token(
                "partner",
                assertion()
                    .signed(
                        JWSAlgorithm.HS256,
                        new MACSigner(secret.getBytes(StandardCharsets.UTF_8)))));
      }
    }

    @Test
    void is_there() {
      String[] parts = signed(assertion(), KEY).split("\\.", -1);
      String none =
          com.nimbusds.jose.util.Base64URL.encode("{\"alg\":\"none\"}") + "." + parts[1] + ".";
      assertRefused(token("partner", none));
      assertRefused(token("partner", parts[0] + "." + parts[1] + "."));
    }

    @Test
    void has_no_header_that_would_have_to_be_understood() {
      assertRefused(token(assertion().critical()));
    }

    @Test
    void is_of_a_JWT_for_this_use() {
      for (String typ :
          List.of("client-authentication+jwt", "at+jwt", "dpop+jwt", "logout+jwt", "x")) {
        assertRefused(token(assertion().typ(typ)));
      }
      answered(token(assertion().typ("JWT"), "scope", "playlist.read"));
    }

    /// What the server signs itself is no assertion of others.
    @Test
    void is_not_one_of_this_server() {
      var tokens = clients.tokens("web", "openid playlist.read");
      for (String name : List.of("id_token", "access_token")) {
        assertRefused(token("partner", (String) tokens.get(name)));
      }
    }
  }

  /// Known mistake 15, CVE-2026-1609 and CVE-2026-1486: disabled people and issuers in the JWT
  /// grant.
  @Nested
  class The_life_of_its_token {
    @Test
    void does_not_begin_for_a_person_who_is_disabled() {
      server.server.reconcile(Declared.without(declarations(), "alice"));
      assertRefused(token(assertion(), "scope", "playlist.read"));
    }

    @Test
    void ends_while_the_person_or_the_client_is_disabled() {
      Object token = json(token(assertion(), "scope", "openid")).get("access_token");
      assertThat(clients.userInfo(token).status()).isEqualTo(200);
      for (String name : List.of("alice", "partner")) {
        server.server.reconcile(Declared.without(declarations(), name));
        assertThat(clients.userInfo(token).status()).isEqualTo(401);
      }
      server.server.reconcile(declarations());
      assertThat(clients.isActive("partner", token)).isTrue();
    }

    @Test
    void ends_when_it_is_revoked() {
      Object token = json(token(assertion(), "scope", "openid")).get("access_token");
      assertThat(clients.revoke("partner", token).status()).isEqualTo(200);
      assertThat(clients.isActive("partner", token)).isFalse();
      assertThat(clients.userInfo(token).status()).isEqualTo(401);
    }

    /// RFC 7521 §4.1: not much later than what it came of.
    @Test
    void ends_within_an_hour() {
      server.server.reconcile(
          Declared.with(
              declarations(),
              Samples.confidential(
                  Samples.client("partner")
                      .grants(GRANT)
                      .scope("playlist.read")
                      .lifetimes(
                          new Lifetimes(Map.of(Lifetime.ACCESS_TOKEN, Duration.ofDays(1)))))));
      assertThat(answered(token(assertion()))).containsEntry("expires_in", 3600L);
    }

    @Test
    void ends_by_itself() {
      Object token = json(token(assertion(), "scope", "playlist.read")).get("access_token");
      server.clock.advance(Duration.ofMinutes(10));
      assertThat(clients.isActive("partner", token)).isFalse();
    }
  }

  @Nested
  class The_metadata {
    @Test
    void have_the_grant_where_an_issuer_is_trusted() {
      assertThat(grantTypes(server)).contains(GRANT);
    }

    @Test
    void do_not_have_it_otherwise() {
      try (TestServer other = new TestServer()) {
        assertThat(grantTypes(other)).doesNotContain(GRANT);
        assertRefused(
            other.token("web", grant(signed(assertion(), KEY))), "unsupported_grant_type");
      }
    }

    private static String grantTypes(TestServer of) {
      return String.valueOf(
          json(of.get("/.well-known/oauth-authorization-server")).get("grant_types_supported"));
    }
  }
}
