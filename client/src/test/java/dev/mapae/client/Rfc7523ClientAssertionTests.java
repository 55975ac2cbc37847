package dev.mapae.client;

import static dev.mapae.client.Failures.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mapae.client.PlayedServer.Received;
import dev.mapae.client.PlayedServer.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7523, JWTs by which this client authenticates, with the audience of
/// draft-ietf-oauth-rfc7523bis.
class Rfc7523ClientAssertionTests {
  private static final String SECRET = "a-secret-of-the-app-a-secret-of-the-app";

  private final PlayedIssuer issuer = new PlayedIssuer();

  @AfterEach
  void close() {
    issuer.close();
  }

  private Received requestOf(ClientAuthentication authentication) {
    issuer.client(authentication).clientCredentials().tokens();
    return issuer.server.last("/token");
  }

  private static SignedJWT assertion(Received request) {
    return Keys.verified(request.form().required("client_assertion"), Keys.signing().publicJwk());
  }

  @Nested
  class Section_2_2_the_client_authenticates {
    @Test
    void with_its_key_and_says_its_name() {
      Received request = requestOf(new PrivateKeyJwt("app", Keys.signing()));
      assertThat(request.header("Authorization")).isEmpty();
      assertThat(request.form().names())
          .containsExactlyInAnyOrder(
              "grant_type", "client_id", "client_assertion_type", "client_assertion");
      assertThat(request.form().required("client_id")).isEqualTo("app");
      assertThat(request.form().required("client_assertion_type"))
          .isEqualTo("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    }

    @Test
    void at_every_endpoint_of_the_server_alike() {
      issuer.metadata.put("pushed_authorization_request_endpoint", issuer.issuer() + "/par");
      issuer.server.on(
          "/par", r -> Reply.json(201, Map.of("request_uri", "urn:x", "expires_in", 60)));
      issuer
          .client(new PrivateKeyJwt("app", Keys.signing()))
          .authorizationCode(PlayedIssuer.REDIRECT_URI)
          .pushed()
          .start(AuthorizationOptions.scope("openid"));
      assertThat(assertion(issuer.server.last("/par")).getPayload().toJSONObject())
          .containsEntry("aud", issuer.issuer());
    }

    @Test
    void with_its_secret_without_sending_it() throws Exception {
      Received request = requestOf(new ClientSecretJwt("app", SECRET));
      assertThat(request.body()).doesNotContain(SECRET);
      SignedJWT jwt = SignedJWT.parse(request.form().required("client_assertion"));
      assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("HS256");
      assertThat(jwt.verify(new MACVerifier(SECRET.getBytes(StandardCharsets.UTF_8)))).isTrue();
      assertThat(jwt.getJWTClaimsSet().getAudience()).containsExactly(issuer.issuer());
    }

    @Test
    void not_with_a_secret_that_is_too_short_for_HS256() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ClientSecretJwt("app", "s".repeat(31)))
          .withMessageNotContaining("sss");
    }
  }

  @Nested
  class Section_3_the_assertion {
    @Test
    void is_for_the_issuer_alone_and_for_two_minutes() throws Exception {
      SignedJWT jwt = assertion(requestOf(new PrivateKeyJwt("app", Keys.signing())));
      assertThat(jwt.getHeader().getType().getType()).isEqualTo("client-authentication+jwt");
      assertThat(jwt.getHeader().getKeyID()).isEqualTo("mine");
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      assertThat(claims.getIssuer()).isEqualTo("app");
      assertThat(claims.getSubject()).isEqualTo("app");
      // A list would name somebody else besides.
      assertThat(jwt.getPayload().toJSONObject()).containsEntry("aud", issuer.issuer());
      Date now = Date.from(issuer.time.instant());
      assertThat(claims.getIssueTime()).isEqualTo(now);
      assertThat(claims.getExpirationTime()).isEqualTo(Date.from(now.toInstant().plusSeconds(120)));
      assertThat(claims.getJWTID()).hasSize(43);
    }

    @Test
    void is_another_for_each_request() {
      TokenSource source =
          issuer.client(new PrivateKeyJwt("app", Keys.signing())).clientCredentials();
      source.drop(source.tokens());
      source.tokens();
      List<String> sent =
          issuer.server.received("/token").stream()
              .map(r -> r.form().required("client_assertion"))
              .toList();
      assertThat(sent).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void is_for_the_token_endpoint_when_that_is_asked_for_by_its_name() throws Exception {
      SignedJWT jwt =
          assertion(
              requestOf(
                  new PrivateKeyJwt("app", Keys.signing()).insecureTokenEndpointAsAudience()));
      assertThat(jwt.getJWTClaimsSet().getAudience()).containsExactly(issuer.issuer() + "/token");
      assertThat(jwt.getHeader().getType().getType()).isEqualTo("JWT");
      SignedJWT mac =
          SignedJWT.parse(
              requestOf(new ClientSecretJwt("app", SECRET).insecureTokenEndpointAsAudience())
                  .form()
                  .required("client_assertion"));
      assertThat(mac.getJWTClaimsSet().getAudience()).containsExactly(issuer.issuer() + "/token");
    }
  }

  @Test
  void what_a_server_echoes_of_it_is_in_no_message() {
    issuer.server.on(
        "/token",
        r ->
            Reply.json(
                401,
                Map.of(
                    "error",
                    "invalid_client",
                    "error_description",
                    "bad: " + r.form().required("client_assertion"))));
    TokenSource source =
        issuer.client(new PrivateKeyJwt("app", Keys.signing())).clientCredentials();
    assertThat(refused(source::tokens).description()).isEqualTo("bad: …");
  }

  @Test
  void secrets_do_not_appear_in_text() {
    assertThat(new ClientSecretJwt("app", SECRET)).hasToString("ClientSecretJwt[app]");
    assertThat(new PrivateKeyJwt("app", Keys.signing())).hasToString("PrivateKeyJwt[app]");
  }
}
