package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.accepted;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.TestIssuer.API;
import static dev.mapae.resourceserver.TestIssuer.NOW;
import static dev.mapae.resourceserver.TestIssuer.bearer;
import static dev.mapae.resourceserver.TestIssuer.header;
import static dev.mapae.resourceserver.TestIssuer.signer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9068, JWT Profile for OAuth 2.0 Access Tokens.
class Rfc9068AccessTokenTests {
  private TestIssuer issuer;
  private ResourceServer api;

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
    api = issuer.resourceServer();
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private VerifiedToken accept(String token) {
    return accepted(api.authenticate(bearer(token)));
  }

  private void refuse(String token) {
    Refusal refusal = refused(api.authenticate(bearer(token)));
    assertThat(refusal.status()).isEqualTo(401);
    assertThat(refusal.error()).contains("invalid_token");
  }

  @Nested
  class Section_2_2_the_claims {
    @Test
    void cannot_be_changed_at_any_depth() {
      VerifiedToken token =
          accept(issuer.token(issuer.claims("address", Map.of("lines", List.of("1 Main St")))));
      Map<?, ?> address = (Map<?, ?>) token.claims().get("address");

      assertThatThrownBy(() -> token.claims().clear())
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(address::clear).isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(((List<?>) address.get("lines"))::clear)
          .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void need_a_subject() {
      Map<String, Object> claims = issuer.claims();
      claims.remove("sub");

      refuse(issuer.token(claims));
    }

    @Test
    void may_lack_the_client() {
      Map<String, Object> claims = issuer.claims();
      claims.remove("client_id");

      assertThat(accept(issuer.token(claims)).clientId()).isEmpty();
    }
  }

  @Nested
  class Section_2_2_3_authorization_claims {
    @Test
    void roles_of_another_shape_are_no_roles() {
      assertThat(accept(issuer.token(issuer.claims("roles", Map.of("admin", true)))).roles())
          .isEmpty();
    }

    private Set<String> roles(String claim, Map<String, Object> members) {
      api =
          ResourceServer.of(
              ResourceServerSettings.of(TrustedIssuer.of(issuer.url(), API).rolesClaim(claim)),
              Fetcher.http(),
              new SetClock(NOW));
      Map<String, Object> claims = issuer.claims();
      claims.remove("roles");
      claims.putAll(members);
      return accept(issuer.token(claims)).roles();
    }

    @Test
    void the_roles_of_a_realm_of_keycloak_are_in_a_claim_of_a_claim() {
      Map<String, Object> keycloak = Map.of("realm_access", Map.of("roles", List.of("editor")));
      assertThat(roles("realm_access.roles", keycloak)).containsExactly("editor");
      assertThat(roles("roles", keycloak)).isEmpty();
      assertThat(roles("realm_access", keycloak)).isEmpty();
      assertThat(roles("realm_access.roles.editor", keycloak)).isEmpty();
      assertThat(roles("realm_access.roles", Map.of("realm_access", "editor"))).isEmpty();
    }

    @Test
    void the_roles_of_auth0_are_in_a_claim_whose_name_is_a_url() {
      String url = "https://api.example.com/roles";
      assertThat(roles(url, Map.of(url, List.of("editor")))).containsExactly("editor");
    }

    @Test
    void roles_in_another_claim_than_the_one_that_was_named_are_none() {
      assertThat(roles("groups", Map.of("roles", List.of("admin"), "groups", "editor")))
          .containsExactly("editor");
    }

    @Test
    void a_malformed_scope_makes_the_token_invalid() {
      refuse(issuer.token(issuer.claims("scope", "playlist.read \"admin\"")));
      refuse(issuer.token(issuer.claims("scope", List.of("playlist.read", "\"admin\""))));
    }

    private String scopeOf(Map<String, Object> members) {
      Map<String, Object> claims = issuer.claims();
      claims.remove("scope");
      claims.putAll(members);
      return accepted(api.authenticate(bearer(issuer.token(claims)))).scope().toString();
    }

    @Test
    void the_scope_of_spring_authorization_server_is_a_list() {
      assertThat(scopeOf(Map.of("scope", List.of("playlist.read", "playlist.write"))))
          .isEqualTo("playlist.read playlist.write");
    }

    @Test
    void the_scope_of_entra_id_and_okta_is_in_scp() {
      assertThat(scopeOf(Map.of("scp", "Playlist.Read Playlist.Write")))
          .isEqualTo("Playlist.Read Playlist.Write");
      assertThat(scopeOf(Map.of("scp", List.of("playlist.read", "playlist.write"))))
          .isEqualTo("playlist.read playlist.write");
    }

    @Test
    void scope_is_the_one_that_counts_where_it_is_there() {
      assertThat(scopeOf(Map.of("scope", "playlist.read", "scp", "admin")))
          .isEqualTo("playlist.read");
      assertThat(scopeOf(Map.of("scope", "", "scp", "admin"))).isEmpty();
      assertThat(scopeOf(Map.of("scope", List.of(), "scp", "admin"))).isEmpty();
      assertThat(scopeOf(Map.of("scope", 1, "scp", "admin"))).isEmpty();
      assertThat(scopeOf(Map.of("scp", Map.of("a", 1)))).isEmpty();
      assertThat(scopeOf(Map.of())).isEmpty();
    }

    @Test
    void the_client_may_be_in_azp_and_is_in_no_name_that_an_issuer_made_up() {
      Map<String, Object> claims = issuer.claims("azp", "another");
      assertThat(accepted(api.authenticate(bearer(issuer.token(claims)))).clientId())
          .contains("demo");
      claims.remove("client_id");
      claims.put("appid", "chosen");
      assertThat(accepted(api.authenticate(bearer(issuer.token(claims)))).clientId())
          .contains("another");
      claims.remove("azp");
      assertThat(accepted(api.authenticate(bearer(issuer.token(claims)))).clientId()).isEmpty();
    }
  }

  @Nested
  class Section_4_the_type {
    @ParameterizedTest
    @ValueSource(strings = {"at+jwt", "application/at+jwt", "AT+JWT"})
    void of_an_access_token_is_accepted(String typ) {
      accept(typed(typ));
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "jwt", "logout+jwt", "application/jwt", "at", "application/"})
    void of_any_other_token_is_refused(String typ) {
      refuse(typed(typ));
    }

    @Test
    void must_be_there() {
      refuse(untyped());
    }

    @Test
    void may_be_JWT_where_the_settings_say_so() {
      ResourceServerSettings settings =
          ResourceServerSettings.of(TrustedIssuer.of(issuer.url(), API).acceptTyp("JWT"));
      ResourceServer lenient = TestIssuer.resourceServer(settings, new SetClock(NOW));

      accepted(lenient.authenticate(bearer(typed("JWT"))));
      accepted(lenient.authenticate(bearer(typed("at+jwt"))));
      refused(lenient.authenticate(bearer(typed("logout+jwt"))));
      refused(lenient.authenticate(bearer(typed("application/"))));
      accepted(lenient.authenticate(bearer(untyped())));
    }

    /// As Spring Authorization Server makes them.
    @Test
    void of_another_token_is_refused_with_the_setting_that_would_take_it() {
      assertThat(refused(api.authenticate(bearer(typed("JWT")))).description())
          .contains("at+jwt", "acceptTyp", "accepted-typ");
    }

    private String untyped() {
      return TestIssuer.token(
          header(JWSAlgorithm.ES256).type(null).keyID("first"),
          issuer.claims(),
          signer(issuer.key));
    }

    private String typed(String typ) {
      return TestIssuer.token(
          header(JWSAlgorithm.ES256).type(new JOSEObjectType(typ)).keyID("first"),
          issuer.claims(),
          signer(issuer.key));
    }
  }

  @Nested
  class Section_4_the_issuer {
    @Test
    void must_be_the_very_same() {
      for (Object iss :
          List.of(issuer.url() + "/", "https://evil.example.com", 1, List.of(issuer.url()))) {
        refuse(issuer.token(issuer.claims("iss", iss)));
      }
    }

    @Test
    void of_somebody_else_never_makes_us_fetch_keys() {
      refuse(
          TestIssuer.token(
              TestIssuer.ecKey("other"), issuer.claims("iss", "https://evil.example.com")));

      assertThat(issuer.keyFetches).hasValue(0);
    }
  }

  @Nested
  class Section_4_the_audience {
    @Test
    void may_be_one_of_several() {
      accept(issuer.token(issuer.claims("aud", List.of("https://other.example.com/", API))));
    }

    @Test
    void must_be_this_api() {
      for (Object aud :
          List.of(
              "https://other.example.com/", "https://api.example.com", API + "x", List.of(), 7)) {
        refuse(issuer.token(issuer.claims("aud", aud)));
      }
      Map<String, Object> claims = issuer.claims();
      claims.remove("aud");
      refuse(issuer.token(claims));
    }
  }

  @Nested
  class Section_4_the_time {
    @Test
    void a_token_ends_when_it_expires_and_the_leeway_is_over() {
      long now = NOW.getEpochSecond();

      accept(issuer.token(issuer.claims("exp", now - 9)));
      refuse(issuer.token(issuer.claims("exp", now - 10)));
    }

    @Test
    void the_leeway_may_be_nothing() {
      ResourceServer strict =
          TestIssuer.resourceServer(
              ResourceServerSettings.of(issuer.url(), API).leeway(Duration.ZERO),
              new SetClock(NOW));
      long now = NOW.getEpochSecond();

      accepted(strict.authenticate(bearer(issuer.token(issuer.claims("exp", now + 1)))));
      refused(strict.authenticate(bearer(issuer.token(issuer.claims("exp", now)))));
    }

    @Test
    void a_token_without_an_end_is_refused() {
      Map<String, Object> claims = issuer.claims();
      claims.remove("exp");

      refuse(issuer.token(claims));
    }

    @Test
    void an_end_that_is_no_date_is_refused() {
      for (Object exp : List.of("never", 1e300, -1, List.of(1), Long.MAX_VALUE, true)) {
        refuse(issuer.token(issuer.claims("exp", exp)));
      }
    }

    @Test
    void a_token_that_is_not_valid_yet_is_refused() {
      long now = NOW.getEpochSecond();

      accept(issuer.token(issuer.claims("nbf", now + 10)));
      refuse(issuer.token(issuer.claims("nbf", now + 11)));
    }
  }

  @Nested
  class Section_4_the_signature {
    @Test
    void of_every_algorithm_that_the_issuers_key_has_is_verified() throws JOSEException {
      RSAKey rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
      issuer.publish(issuer.key, rsa);
      for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS384)) {
        accept(TestIssuer.token(header(algorithm).keyID("rsa"), issuer.claims(), signer(rsa)));
      }
    }

    @Test
    void of_another_key_under_the_same_kid_is_refused() {
      refuse(TestIssuer.token(TestIssuer.ecKey("first"), issuer.claims()));
    }

    @Test
    void must_cover_the_claims() {
      String[] good = issuer.token().split("\\.", -1);
      String[] other = issuer.token(issuer.claims("sub", "mallory")).split("\\.", -1);

      refuse(good[0] + "." + other[1] + "." + good[2]);
    }

    @Test
    void may_come_without_kid() {
      issuer.publish(TestIssuer.ecKey("another"), issuer.key);

      accept(TestIssuer.token(header(JWSAlgorithm.ES256), issuer.claims(), signer(issuer.key)));
    }

    @Test
    void of_a_key_for_encryption_is_refused() throws JOSEException {
      ECKey enc = new ECKeyGenerator(Curve.P_256).keyID("enc").keyUse(KeyUse.ENCRYPTION).generate();
      issuer.publish(issuer.key, enc);

      refuse(TestIssuer.token(enc, issuer.claims()));
    }

    @Test
    void has_one_spelling() {
      String token = issuer.token();

      refuse(token + "=");
      refuse(token.replaceFirst("\\.", ".~"));
      refuse(token + ".");
    }
  }
}
