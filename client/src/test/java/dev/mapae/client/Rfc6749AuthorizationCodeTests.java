package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.refused;
import static dev.mapae.client.Failures.untrusted;
import static dev.mapae.client.PlayedIssuer.REDIRECT_URI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mapae.client.PlayedServer.Received;
import dev.mapae.client.PlayedServer.Reply;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 6749, the authorization code grant.
class Rfc6749AuthorizationCodeTests {
  private final PlayedIssuer issuer = new PlayedIssuer();
  private final AuthorizationOptions plain = AuthorizationOptions.scope("playlist.read");

  @AfterEach
  void close() {
    issuer.close();
  }

  private AuthorizationCode flow() {
    return issuer.client().authorizationCode(REDIRECT_URI);
  }

  private static Parameters query(AuthorizationRequest request) {
    return Parameters.parse(request.url().getRawQuery());
  }

  @Nested
  class Section_4_1_1_the_authorization_request {
    @Test
    void says_who_asks_for_what() {
      AuthorizationRequest request = flow().start(AuthorizationOptions.scope("a", "b"));
      Parameters query = query(request);
      assertThat(request.url().toString()).startsWith(issuer.issuer() + "/authorize?");
      assertThat(query.one("response_type")).contains("code");
      assertThat(query.one("client_id")).contains("app");
      assertThat(query.one("redirect_uri")).contains(REDIRECT_URI.toString());
      assertThat(query.one("scope")).contains("a b");
      assertThat(query.one("state")).contains(request.state());
      assertThat(query.has("nonce")).isFalse();
    }

    @Test
    void carries_what_the_application_adds() {
      Parameters query =
          query(
              flow()
                  .start(
                      AuthorizationOptions.scope("openid")
                          .resource("https://one.example/")
                          .resource("https://two.example/")
                          .maxAge(Duration.ofMinutes(5))
                          .with("prompt", "login")
                          .with("login_hint", "앨리스&x")));
      assertThat(query.all("resource"))
          .containsExactly("https://one.example/", "https://two.example/");
      assertThat(query.one("max_age")).contains("300");
      assertThat(query.one("prompt")).contains("login");
      assertThat(query.one("login_hint")).contains("앨리스&x");
    }

    @Test
    void keeps_the_query_that_the_endpoint_has() {
      issuer.metadata.put("authorization_endpoint", issuer.issuer() + "/authorize?tenant=a%20b");
      assertThat(flow().start(plain).url().getRawQuery())
          .startsWith("tenant=a%20b&response_type=code&");
    }

    @Test
    void never_uses_a_state_or_nonce_twice() {
      AuthorizationRequest one = flow().start(AuthorizationOptions.scope("openid"));
      AuthorizationRequest two = flow().start(AuthorizationOptions.scope("openid"));
      assertThat(one.state()).isNotEqualTo(two.state()).hasSize(43);
      assertThat(one.nonce()).isNotEqualTo(two.nonce());
      assertThat(query(one).one("nonce")).isEqualTo(one.nonce()).isPresent();
    }

    @Test
    void does_not_let_the_application_replace_what_protects_it() {
      for (String name :
          List.of("state", "nonce", "code_challenge", "redirect_uri", "iss", "sub", "aud", "exp")) {
        assertThatIllegalArgumentException().isThrownBy(() -> plain.with(name, "x"));
      }
    }

    @Test
    void does_not_tell_in_text_who_is_asked() {
      assertThat(plain.loginHint("alice@example.com").toString()).doesNotContain("alice");
    }

    @Test
    void does_not_tell_its_secrets_in_text() {
      AuthorizationRequest request = flow().start(AuthorizationOptions.scope("openid"));
      assertThat(request.toString())
          .doesNotContain(request.state())
          .doesNotContain(request.codeVerifier())
          .doesNotContain(request.nonce().orElseThrow());
    }
  }

  @Nested
  class Section_4_1_2_the_authorization_response {
    private void noTokenRequest() {
      assertThat(issuer.server.received("/token")).isEmpty();
    }

    @Test
    void with_another_state_is_not_ours() {
      AuthorizationRequest mine = flow().start(plain);
      AuthorizationRequest others = flow().start(plain);
      untrusted(() -> flow().finish(mine, issuer.approve(others)));
      noTokenRequest();
    }

    @Test
    void without_state_is_not_ours() {
      AuthorizationRequest request = flow().start(plain);
      Parameters parameters =
          Parameters.empty().with("code", "a-code").with("iss", issuer.issuer());
      untrusted(() -> flow().finish(request, parameters));
      untrusted(() -> flow().finish(request, parameters.with("state", "")));
      noTokenRequest();
    }

    @Test
    void at_another_redirect_uri_is_not_ours() {
      AuthorizationRequest request = flow().start(plain);
      URI callback = issuer.approve(request);
      untrusted(() ->
          flow().finish(request, URI.create(callback.toString().replace("/callback", "/other"))));
      noTokenRequest();
    }

    @Test
    void that_repeats_a_parameter_is_refused() {
      AuthorizationRequest request = flow().start(plain);
      URI callback = issuer.approve(request);
      for (String twice : new String[] {"&code=other", "&state=other", "&iss=other"}) {
        untrusted(() -> flow().finish(request, URI.create(callback + twice)));
      }
      noTokenRequest();
    }

    @Test
    void that_is_broken_is_refused() {
      AuthorizationRequest request = flow().start(plain);
      untrusted(() -> flow().finish(request, URI.create(issuer.approve(request) + "&x=%ff")));
    }

    @Test
    void has_a_code() {
      AuthorizationRequest request = flow().start(plain);
      Parameters parameters =
          Parameters.empty().with("state", request.state()).with("iss", issuer.issuer());
      failure(ClientError.InvalidAnswer.class, () -> flow().finish(request, parameters));
      noTokenRequest();
    }

    @Test
    void or_an_error() {
      AuthorizationRequest request = flow().start(plain);
      Parameters parameters =
          Parameters.empty()
              .with("state", request.state())
              .with("iss", issuer.issuer())
              .with("error", "access_denied")
              .with("error_description", "The person said no.");
      assertThat(refused(() -> flow().finish(request, PlayedIssuer.callback(parameters))))
          .isEqualTo(
              new ClientError.Refused(
                  "access_denied",
                  "The person said no.",
                  Optional.empty(),
                  OptionalInt.empty(),
                  Optional.empty()));
      noTokenRequest();
    }

    @Test
    void with_another_state_is_not_believed_its_error() {
      AuthorizationRequest request = flow().start(plain);
      untrusted(() ->
          flow()
              .finish(
                  request,
                  Parameters.empty()
                      .with("state", "x")
                      .with("iss", issuer.issuer())
                      .with("error", "access_denied")));
    }
  }

  @Nested
  class Section_4_1_3_the_access_token_request {
    @Test
    void redeems_the_code_at_the_same_redirect_uri() {
      AuthorizationRequest request = flow().start(plain.resource("https://api.example.com/"));
      Tokens tokens = flow().finish(request, issuer.approve(request));
      Received sent = issuer.server.last("/token");
      assertThat(sent.form().one("grant_type")).contains("authorization_code");
      assertThat(sent.form().one("code")).contains("a-code");
      assertThat(sent.form().one("redirect_uri")).contains(REDIRECT_URI.toString());
      assertThat(sent.form().all("resource")).containsExactly("https://api.example.com/");
      assertThat(sent.header("Authorization")).isPresent();
      assertThat(tokens.accessToken()).isEqualTo("an-access-token");
      assertThat(tokens.scope()).isEqualTo(Scope.of("playlist.read"));
    }

    @Test
    void that_is_refused_does_not_put_the_code_into_text() {
      issuer.server.on(
          "/token",
          r ->
              Reply.json(
                  400,
                  Map.of(
                      "error",
                      "invalid_grant",
                      "error_description",
                      r.form().required("code") + " " + r.form().required("code_verifier"))));
      AuthorizationRequest request = flow().start(plain);
      ClientError.Refused error = refused(() -> flow().finish(request, issuer.approve(request)));
      assertThat(error.code()).isEqualTo("invalid_grant");
      assertThat(error.description()).isEqualTo("… …");
    }
  }

  @Test
  void a_redirect_uri_is_absolute_and_has_no_fragment() {
    Client client = issuer.client();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.authorizationCode(URI.create("/callback")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.authorizationCode(URI.create("https://a.example/#x")));
  }
}
