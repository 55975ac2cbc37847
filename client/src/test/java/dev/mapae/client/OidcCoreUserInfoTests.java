package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.refused;
import static dev.mapae.client.Failures.untrusted;
import static dev.mapae.client.PlayedIssuer.REDIRECT_URI;
import static dev.mapae.client.PlayedIssuer.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.mapae.client.PlayedServer.Reply;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// OpenID Connect Core 1.0, what comes after the sign-in: UserInfo and refreshed ID tokens.
class OidcCoreUserInfoTests {
  private final PlayedIssuer issuer = new PlayedIssuer();
  private final Client client = issuer.client();

  @BeforeEach
  void issue() {
    issuer.server.on(
        "/token",
        r ->
            PlayedIssuer.tokens(
                Map.of(
                    "id_token",
                    signed(issuer.claims().claim("auth_time", 1_700_000_000L)),
                    "refresh_token",
                    "a-refresh-token")));
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  private Tokens signIn() {
    AuthorizationCode flow = client.authorizationCode(REDIRECT_URI);
    AuthorizationRequest request = flow.start(AuthorizationOptions.scope("openid"));
    return flow.finish(request, issuer.approve(request));
  }

  @Nested
  class Section_5_3_UserInfo {
    /// OIDC Core §5.3.2: what is meant for somebody else as well may come from them.
    @Test
    void that_is_signed_is_for_this_client_alone() {
      Tokens tokens = signIn();
      issuer.server.on(
          "/userinfo",
          r ->
              new Reply(
                  200,
                  Map.of("Content-Type", "application/jwt"),
                  signed(issuer.claims().audience(List.of("app", "another")))));
      assertThat(untrusted(() -> client.userInfo(tokens)).description()).contains("does not trust");
      assertThat(new UserInfo("alice", Map.of("email", "a@b")).toString()).doesNotContain("a@b");
    }

    @Test
    void says_more_of_the_person() {
      issuer.server.on(
          "/userinfo", r -> Reply.json(200, Map.of("sub", "alice", "name", "Alice Liddell")));
      UserInfo info = client.userInfo(signIn());
      assertThat(info.subject()).isEqualTo("alice");
      assertThat(info.string("name")).contains("Alice Liddell");
      assertThat(issuer.server.last("/userinfo").header("Authorization"))
          .contains("Bearer an-access-token");
    }

    @Test
    void speaks_of_the_person_of_the_ID_token() {
      issuer.server.on("/userinfo", r -> Reply.json(200, Map.of("sub", "mallory")));
      Tokens tokens = signIn();
      untrusted(() -> client.userInfo(tokens));
    }

    @Test
    void says_of_whom_it_speaks() {
      issuer.server.on("/userinfo", r -> Reply.json(200, Map.of("name", "Alice")));
      Tokens tokens = signIn();
      failure(ClientError.InvalidAnswer.class, () -> client.userInfo(tokens));
    }

    @Test
    void refuses_in_its_challenge() {
      issuer.server.on(
          "/userinfo",
          r ->
              new Reply(
                  401,
                  Map.of("WWW-Authenticate", "Bearer realm=\"x\", error=\"invalid_token\""),
                  ""));
      Tokens tokens = signIn();
      assertThat(refused(() -> client.userInfo(tokens)).code()).isEqualTo("invalid_token");
    }
  }

  @Nested
  class Section_5_3_2_a_signed_response {
    private void answers(JWTClaimsSet.Builder claims) {
      issuer.server.on(
          "/userinfo",
          r -> new Reply(200, Map.of("Content-Type", "application/jwt"), signed(claims)));
    }

    private JWTClaimsSet.Builder userInfo() {
      return new JWTClaimsSet.Builder()
          .issuer(issuer.issuer())
          .audience("app")
          .subject("alice")
          .claim("name", "Alice Liddell");
    }

    @Test
    void is_verified() {
      answers(userInfo());
      assertThat(client.userInfo(signIn()).string("name")).contains("Alice Liddell");
    }

    @Test
    void is_of_this_issuer_for_this_client_and_signed() {
      Tokens tokens = signIn();
      answers(userInfo().issuer("https://evil.example"));
      untrusted(() -> client.userInfo(tokens));
      answers(userInfo().audience("other"));
      untrusted(() -> client.userInfo(tokens));
      issuer.server.on(
          "/userinfo",
          r ->
              new Reply(
                  200,
                  Map.of("Content-Type", "application/jwt"),
                  new com.nimbusds.jwt.PlainJWT(userInfo().build()).serialize()));
      untrusted(() -> client.userInfo(tokens));
    }
  }

  @Nested
  class Section_12_2_a_refreshed_ID_token {
    private void refreshesTo(UnaryOperator<JWTClaimsSet.Builder> change) {
      issuer.issues(() -> signed(change.apply(issuer.claims())));
    }

    @Test
    void replaces_the_old_one() {
      Tokens first = signIn();
      refreshesTo(c -> c.claim("nonce", null).claim("name", "Alice"));
      Tokens fresh = client.refresh(first);
      assertThat(fresh.idToken().orElseThrow().string("name")).contains("Alice");
    }

    @Test
    void need_not_come() {
      Tokens first = signIn();
      issuer.server.on("/token", r -> PlayedIssuer.tokens(Map.of()));
      assertThat(client.refresh(first).idToken()).isEqualTo(first.idToken()).isPresent();
    }

    @Test
    void does_not_take_the_new_refresh_token_down_with_it_when_the_keys_are_away() {
      Tokens first = signIn();
      issuer.server.on("/jwks", r -> new Reply(503, Map.of(), ""));
      issuer.server.on(
          "/token",
          r ->
              PlayedIssuer.tokens(
                  Map.of(
                      "id_token",
                      signed(issuer.claims(), PlayedIssuer.rsa("two"), h -> {}),
                      "refresh_token",
                      "another-refresh-token")));
      Client fresh = issuer.client();
      Tokens refreshed = fresh.refresh(first);
      assertThat(refreshed.refreshToken()).contains("another-refresh-token");
      assertThat(refreshed.idToken()).isEqualTo(first.idToken());
    }

    @Test
    void speaks_of_the_same_person_client_and_sign_in() {
      Tokens first = signIn();
      List<UnaryOperator<JWTClaimsSet.Builder>> changes =
          List.of(
              c -> c.subject("mallory"),
              c -> c.issuer("https://evil.example"),
              c -> c.audience("another"),
              c -> c.claim("azp", "app"),
              c -> c.claim("auth_time", 1_700_000_001L),
              c -> c.claim("nonce", "another"));
      for (UnaryOperator<JWTClaimsSet.Builder> change : changes) {
        refreshesTo(change);
        untrusted(() -> client.refresh(first));
      }
    }
  }
}
