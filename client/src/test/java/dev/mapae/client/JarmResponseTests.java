package dev.mapae.client;

import static dev.mapae.client.Failures.refused;
import static dev.mapae.client.Failures.untrusted;
import static dev.mapae.client.PlayedIssuer.REDIRECT_URI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.mapae.protocol.Parameters;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// JWT Secured Authorization Response Mode for OAuth 2.0 (JARM), from the side of the client.
class JarmResponseTests {
  private final PlayedIssuer issuer = new PlayedIssuer();
  private final AuthorizationCode flow =
      issuer.client().authorizationCode(REDIRECT_URI).signedResponses("RS256");
  private final AuthorizationRequest request =
      flow.start(AuthorizationOptions.scope("playlist.read"));

  @AfterEach
  void close() {
    issuer.close();
  }

  private JWTClaimsSet.Builder response() {
    return new JWTClaimsSet.Builder()
        .issuer(issuer.issuer())
        .audience("app")
        .expirationTime(Date.from(issuer.time.instant().plusSeconds(600)))
        .claim("code", "a-code")
        .claim("state", request.state());
  }

  private static Parameters answer(String response) {
    return Parameters.empty().with("response", response);
  }

  private void refuses(JWTClaimsSet.Builder claims) {
    String signed = PlayedIssuer.signed(claims);
    untrusted(() -> flow.finish(request, answer(signed)));
    assertThat(issuer.server.received("/token")).isEmpty();
  }

  @Nested
  class Section_2_1_the_response {
    @Test
    void brings_the_code() {
      Parameters answer = answer(PlayedIssuer.signed(response()));
      assertThat(flow.finish(request, PlayedIssuer.callback(answer)).accessToken())
          .isEqualTo("an-access-token");
      assertThat(issuer.server.last("/token").form().required("code")).isEqualTo("a-code");
    }

    @Test
    void brings_an_error() {
      JWTClaimsSet.Builder claims =
          response()
              .claim("code", null)
              .claim("error", "access_denied")
              .claim("error_description", "no");
      Parameters answer = answer(PlayedIssuer.signed(claims));
      assertThat(refused(() -> flow.finish(request, answer)).code()).isEqualTo("access_denied");
    }

    @Test
    void is_of_this_issuer() {
      refuses(response().issuer("https://evil.example"));
      refuses(response().issuer(null));
    }

    @Test
    void is_for_this_client_alone() {
      refuses(response().audience("other"));
      refuses(response().audience(List.of("app", "other")));
      refuses(response().audience((String) null));
    }

    @Test
    void has_an_end_that_has_not_come() {
      refuses(response().expirationTime(null));
      refuses(response().expirationTime(Date.from(issuer.time.instant().minusSeconds(31))));
    }

    @Test
    void has_the_state_of_this_request() {
      refuses(response().claim("state", "another"));
      refuses(response().claim("state", null));
    }
  }

  @Nested
  class Section_2_2_the_signature {
    @Test
    void is_of_a_key_of_the_issuer() {
      RSAKey other = PlayedIssuer.rsa("one");
      Parameters answer = answer(PlayedIssuer.signed(response(), other, header -> {}));
      untrusted(() -> flow.finish(request, answer));
    }

    @Test
    void is_by_the_algorithm_that_the_client_registered() {
      AuthorizationCode strict =
          issuer.client().authorizationCode(REDIRECT_URI).signedResponses("PS256");
      AuthorizationRequest asked = strict.start(AuthorizationOptions.scope("playlist.read"));
      String signed = PlayedIssuer.signed(response().claim("state", asked.state()));
      untrusted(() -> strict.finish(asked, answer(signed)));
    }

    @Test
    void is_there() {
      String unsigned = new PlainJWT(response().build()).serialize();
      untrusted(() -> flow.finish(request, answer(unsigned)));
      untrusted(() -> flow.finish(request, answer("")));
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> issuer.client().authorizationCode(REDIRECT_URI).signedResponses("none"));
    }

    @Test
    void is_not_of_another_kind_of_token() {
      String typed =
          PlayedIssuer.signed(
              response(),
              PlayedIssuer.KEY,
              header -> header.type(new com.nimbusds.jose.JOSEObjectType("logout+jwt")));
      untrusted(() -> flow.finish(request, answer(typed)));
    }

    @Test
    void cannot_be_left_out_by_whoever_stands_between() {
      Parameters plain =
          Parameters.empty()
              .with("code", "a-code")
              .with("state", request.state())
              .with("iss", issuer.issuer());
      untrusted(() -> flow.finish(request, plain));
      // What stands beside the signed response counts for nothing.
      Parameters both =
          answer(PlayedIssuer.signed(response())).with("code", "another").with("state", "x");
      flow.finish(request, both);
      assertThat(issuer.server.last("/token").form().required("code")).isEqualTo("a-code");
    }
  }

  @Nested
  class Section_2_3_the_response_mode {
    @Test
    void is_asked_for() {
      assertThat(Parameters.parse(request.url().getRawQuery()).one("response_mode"))
          .contains("jwt");
      AuthorizationRequest posted =
          flow.start(AuthorizationOptions.scope("a").responseMode("form_post.jwt"));
      assertThat(Parameters.parse(posted.url().getRawQuery()).one("response_mode"))
          .contains("form_post.jwt");
    }

    @Test
    void goes_with_signed_responses_alone() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> flow.start(AuthorizationOptions.scope("a").responseMode("form_post")));
      AuthorizationCode plain = issuer.client().authorizationCode(REDIRECT_URI);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> plain.start(AuthorizationOptions.scope("a").responseMode("query.jwt")));
    }

    @Test
    void is_known_to_whoever_waits_on_loopback() {
      assertThat(request.isAnsweredBy(answer(PlayedIssuer.signed(response())))).isTrue();
      assertThat(request.isAnsweredBy(answer(PlayedIssuer.signed(response().claim("state", "x")))))
          .isFalse();
      assertThat(request.isAnsweredBy(answer("x"))).isFalse();
    }
  }
}
