package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientLogout;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// OIDC Core §2 and §3.1.3, the ID token, as a library of somebody else reads it.
class OidcCoreIdTokenTests {
  static final Ask ASK = Ask.web("openid profile email offline_access").with("nonce", "n-0S6_WzA2");

  final TestServer server = new TestServer();
  final TestBrowser browser = new TestBrowser(server);

  @AfterEach
  void close() {
    server.close();
  }

  Map<String, Object> tokens(Ask ask) {
    browser.get(ask.url()).signInAs("alice");
    server.clock.advance(Duration.ofSeconds(3));
    browser.approve("profile", "email", "offline_access");
    server.clock.advance(Duration.ofSeconds(4));
    return json(server.token("web", ask.redemption(browser.answer("code"))));
  }

  /// Verified by a key of the published set.
  static SignedJWT verified(TestServer server, Map<String, Object> tokens)
      throws ParseException, JOSEException {
    SignedJWT jwt = SignedJWT.parse((String) tokens.get("id_token"));
    var jwks = server.get("/jwks");
    JWK key =
        JWKSet.parse(new String(jwks.body(), StandardCharsets.UTF_8))
            .getKeyByKeyId(jwt.getHeader().getKeyID());
    JWSVerifier verifier =
        switch (key.getKeyType().getValue()) {
          case "RSA" -> new RSASSAVerifier(key.toRSAKey());
          default -> new ECDSAVerifier(key.toECKey());
        };
    assertThat(key.getAlgorithm()).isEqualTo(jwt.getHeader().getAlgorithm());
    assertThat(jwt.verify(verifier)).isTrue();
    return jwt;
  }

  static String leftHalf(String token) throws NoSuchAlgorithmException {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
  }

  @Nested
  class Section_2_the_claims {
    @Test
    void it_says_who_for_whom_and_when_and_nothing_more() throws Exception {
      var tokens = tokens(ASK);
      SignedJWT jwt = verified(server, tokens);
      var claims = jwt.getJWTClaimsSet();
      assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
      assertThat(claims.getClaims())
          .containsOnlyKeys(
              "iss", "sub", "aud", "iat", "exp", "auth_time", "acr", "amr", "at_hash", "nonce");
      assertThat(claims.getIssuer()).isEqualTo("https://id.example.com");
      assertThat(claims.getAudience()).containsExactly("web");
      assertThat(claims.getStringClaim("nonce")).isEqualTo("n-0S6_WzA2");
      assertThat(claims.getStringClaim("acr")).isEqualTo("urn:mapae:acr:password");
      assertThat(claims.getStringListClaim("amr")).containsExactly("pwd");
      Instant now = server.clock.instant();
      assertThat(claims.getIssueTime().toInstant()).isEqualTo(now);
      assertThat(claims.getExpirationTime().toInstant()).isEqualTo(now.plusSeconds(600));
      assertThat(claims.getDateClaim("auth_time").toInstant()).isEqualTo(now.minusSeconds(7));
      assertThat(claims.getSubject().length()).isLessThanOrEqualTo(255);
    }

    @Test
    void sub_is_that_of_userinfo_and_access_token_and_no_client_id() throws Exception {
      var tokens = tokens(ASK);
      String subject = verified(server, tokens).getJWTClaimsSet().getSubject();
      String accessToken = (String) tokens.get("access_token");
      assertThat(json(server.get("/userinfo", "Authorization", "Bearer " + accessToken)))
          .containsEntry("sub", subject);
      assertThat(SignedJWT.parse(accessToken).getJWTClaimsSet().getSubject()).isEqualTo(subject);
      assertThat(server.stores.clients().find(subject)).isEmpty();
    }

    @Test
    void no_nonce_is_made_up() throws Exception {
      var claims = verified(server, tokens(Ask.web("openid"))).getJWTClaimsSet();
      assertThat(claims.getClaims()).doesNotContainKey("nonce");
    }

    @Test
    void without_openid_there_is_none() {
      assertThat(tokens(Ask.web("profile"))).doesNotContainKey("id_token");
    }

    @Test
    void a_nonce_that_is_too_long_is_refused() {
      browser.get(ASK.with("nonce", "n".repeat(1025)).url());
      assertThat(browser.answer("error")).isEqualTo("invalid_request");
    }
  }

  @Nested
  class Section_3_1_3_6_at_hash {
    @Test
    void it_is_of_the_access_token_beside_it() throws Exception {
      var tokens = tokens(ASK);
      assertThat(verified(server, tokens).getJWTClaimsSet().getStringClaim("at_hash"))
          .isEqualTo(leftHalf((String) tokens.get("access_token")));
    }
  }

  @Nested
  class Section_10_1_signing {
    @Test
    void a_client_may_choose_es256() throws Exception {
      Client rs256 = Samples.client("web", Samples.CALLBACK).build("client_secret_basic");
      Client es256 =
          new Client(
              rs256.id(),
              rs256.origin(),
              true,
              rs256.credentials(),
              rs256.keySource(),
              rs256.grantTypes(),
              rs256.redirectUris(),
              rs256.scope(),
              false,
              Requirements.PRESET,
              RequestObjectPolicy.PRESET,
              rs256.refreshTokenReuseGrace(),
              rs256.lifetimes(),
              ResponseAlgorithms.PRESET.with(ResponseJwt.ID_TOKEN, "ES256"),
              ClientLogout.PRESET,
              rs256.display());
      Declarations all = Samples.declarations();
      Declarations one =
          new Declarations(
              List.of(new DeclaredClient(es256, List.of(Samples.secret("web")))),
              all.people(),
              all.resources());
      try (TestServer other = new TestServer(TestServer.ISSUER, one)) {
        TestBrowser there = new TestBrowser(other);
        there.get(ASK.url()).signInAs("alice").approve();
        var tokens = json(other.token("web", ASK.redemption(there.answer("code"))));
        assertThat(verified(other, tokens).getHeader().getAlgorithm().getName()).isEqualTo("ES256");
      }
    }
  }

  @Nested
  class Section_12_2_after_a_refresh {
    @Test
    void it_tells_of_the_same_sign_in_and_has_no_nonce() throws Exception {
      var first = tokens(ASK);
      var before = verified(server, first).getJWTClaimsSet();
      server.clock.advance(Duration.ofMinutes(30));
      Parameters refresh =
          Parameters.empty()
              .with("grant_type", "refresh_token")
              .with("refresh_token", (String) first.get("refresh_token"));
      var second = json(server.token("web", refresh));
      var after = verified(server, second).getJWTClaimsSet();
      assertThat(after.getClaims()).doesNotContainKey("nonce");
      assertThat(after.getSubject()).isEqualTo(before.getSubject());
      assertThat(after.getIssuer()).isEqualTo(before.getIssuer());
      assertThat(after.getAudience()).isEqualTo(before.getAudience());
      assertThat(after.getClaim("auth_time")).isEqualTo(before.getClaim("auth_time"));
      assertThat(after.getIssueTime().toInstant()).isEqualTo(server.clock.instant());
      assertThat(after.getStringClaim("at_hash"))
          .isEqualTo(leftHalf((String) second.get("access_token")));
    }
  }
}
