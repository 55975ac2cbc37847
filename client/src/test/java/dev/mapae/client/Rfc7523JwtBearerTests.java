package dev.mapae.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jwt.SignedJWT;
import dev.mapae.client.PlayedServer.Received;
import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7523, tokens for an assertion about somebody.
class Rfc7523JwtBearerTests {
  private final PlayedIssuer issuer = new PlayedIssuer();

  @AfterEach
  void close() {
    issuer.close();
  }

  @Nested
  class Section_2_1_the_grant {
    @Test
    void presents_the_assertion_of_somebody_else() {
      issuer
          .client()
          .jwtBearer("an-assertion", Scope.of("order.read"), "https://orders.example.com/");
      Received sent = issuer.server.last("/token");
      assertThat(sent.form().encode())
          .isEqualTo(
              "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&scope=order.read"
                  + "&resource=https%3A%2F%2Forders.example.com%2F&assertion=an-assertion");
    }

    @Test
    void gives_nobody_what_another_got() {
      issuer.server.on(
          "/token",
          r ->
              PlayedIssuer.tokens(Map.of("access_token", "for-" + r.form().required("assertion"))));
      Client client = issuer.client();
      assertThat(client.jwtBearer("alice", Scope.empty()).accessToken()).isEqualTo("for-alice");
      assertThat(client.jwtBearer("bob", Scope.empty()).accessToken()).isEqualTo("for-bob");
    }

    /// RFC 7519 §4: of two members with one name, each reader believes another.
    @Test
    void says_nothing_twice() {
      JwtAssertion assertion =
          JwtAssertion.of("reports", "alice", issuer.issuer(), Keys.signing()).with("email", "a@b");
      for (String name : List.of("iss", "sub", "aud", "iat", "exp", "jti")) {
        assertThatIllegalArgumentException().isThrownBy(() -> assertion.with(name, "x"));
      }
      assertThat(assertion.toString()).doesNotContain("alice").doesNotContain("a@b");
    }

    @Test
    void presents_an_assertion_that_the_program_signs_anew_each_time() throws Exception {
      TokenSource source =
          issuer
              .client()
              .jwtBearer(
                  JwtAssertion.of("reports", "alice", issuer.issuer(), Keys.signing())
                      .with("scope", "order.read"),
                  Scope.empty());
      source.drop(source.tokens());
      source.tokens();
      List<String> sent =
          issuer.server.received("/token").stream()
              .map(r -> r.form().required("assertion"))
              .toList();
      assertThat(sent).hasSize(2).doesNotHaveDuplicates();
      SignedJWT jwt = Keys.verified(sent.get(0), Keys.signing().publicJwk());
      Map<String, Object> claims = jwt.getPayload().toJSONObject();
      long now = issuer.time.instant().getEpochSecond();
      assertThat(claims)
          .containsEntry("iss", "reports")
          .containsEntry("sub", "alice")
          .containsEntry("aud", issuer.issuer())
          .containsEntry("iat", now)
          .containsEntry("exp", now + 120)
          .containsEntry("scope", "order.read")
          .containsKey("jti");
    }
  }
}
