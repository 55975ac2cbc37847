package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.untrusted;
import static dev.mapae.client.PlayedIssuer.REDIRECT_URI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Parameters;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// OpenID Connect RP-Initiated Logout 1.0, from the side of the client.
class OidcRpInitiatedLogoutTests {
  private static final URI BYE = URI.create("https://app.example.com/bye");

  private final PlayedIssuer issuer = new PlayedIssuer();

  @BeforeEach
  void endpoint() {
    issuer.metadata.put("end_session_endpoint", issuer.issuer() + "/end-session");
    issuer.issues(() -> PlayedIssuer.signed(issuer.claims()));
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  private Tokens signedIn(Client client) {
    AuthorizationCode flow = client.authorizationCode(REDIRECT_URI);
    AuthorizationRequest request = flow.start(AuthorizationOptions.scope("openid"));
    return flow.finish(request, issuer.approve(request));
  }

  @Nested
  class Section_2_the_request {
    @Test
    void says_who_is_signed_out_of_where_and_goes_where_then() {
      Client client = issuer.client();
      Tokens tokens = signedIn(client);
      SignOutRequest request = client.signOut(tokens, BYE);
      assertThat(request.url().toString()).startsWith(issuer.issuer() + "/end-session?");
      Parameters sent = Parameters.parse(request.url().getRawQuery());
      assertThat(sent.required("client_id")).isEqualTo("app");
      assertThat(sent.required("id_token_hint"))
          .isEqualTo(tokens.idToken().orElseThrow().serialized());
      assertThat(sent.required("post_logout_redirect_uri")).isEqualTo(BYE.toString());
      assertThat(sent.required("state")).isEqualTo(request.state()).hasSize(43);
      assertThat(request.toString())
          .isEqualTo("SignOutRequest[" + issuer.issuer() + "/end-session]");
    }

    @Test
    void says_less_where_there_is_less_to_say() {
      issuer.metadata.put("end_session_endpoint", issuer.issuer() + "/end-session?tenant=a");
      Client client = issuer.client();
      SignOutRequest request = client.signOut(Tokens.ofRefreshToken("a"));
      assertThat(request.url().getRawQuery()).isEqualTo("tenant=a&client_id=app");
    }

    @Test
    void goes_to_an_https_url_or_nowhere() {
      issuer.metadata.put("end_session_endpoint", "javascript:alert(1)");
      untrusted(issuer::client);
      issuer.metadata.remove("end_session_endpoint");
      Client client = issuer.client();
      failure(ClientError.Unsupported.class, () -> client.signOut(Tokens.ofRefreshToken("a")));
    }
  }

  @Nested
  class Section_3_the_way_back {
    @Test
    void has_the_state_once() {
      SignOutRequest request = issuer.client().signOut(Tokens.ofRefreshToken("a"), BYE);
      Parameters back = Parameters.empty().with("state", request.state());
      assertThat(request.isAnsweredBy(back)).isTrue();
      assertThat(request.isAnsweredBy(back.with("state", "another"))).isFalse();
      assertThat(request.isAnsweredBy(Parameters.empty())).isFalse();
      assertThat(request.isAnsweredBy(Parameters.parse(back.encode() + "&state=x"))).isFalse();
    }
  }
}
