package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.refused;
import static dev.mapae.client.PlayedIssuer.REDIRECT_URI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.client.PlayedServer.Received;
import dev.mapae.client.PlayedServer.Reply;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Scope;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9449, tokens that are bound to a key of the client, and the proofs that it has it.
class Rfc9449DpopTests {
  private final PlayedIssuer issuer = new PlayedIssuer();
  private final PlayedServer api = new PlayedServer();
  private final ProofCheck atIssuer = new ProofCheck(issuer.issuer(), issuer.time);
  private final ProofCheck atApi = new ProofCheck(api.origin(), issuer.time);

  @BeforeEach
  void bind() {
    issuer.server.on("/token", r -> bound(Map.of()));
  }

  @AfterEach
  void close() {
    issuer.close();
    api.close();
  }

  private static Reply bound(Map<String, ?> others) {
    Map<String, Object> members = new java.util.LinkedHashMap<>(Map.of("token_type", "DPoP"));
    members.putAll(others);
    return PlayedIssuer.tokens(members);
  }

  /// Wants this nonce, and gives it to whoever has not got it.
  private static Optional<Reply> without(String nonce, Received request, Reply refusal) {
    String proof = request.header("DPoP").orElse("");
    return claim(proof, "nonce").filter(nonce::equals).isPresent()
        ? Optional.empty()
        : Optional.of(refusal.with("DPoP-Nonce", nonce));
  }

  private static Optional<String> claim(String proof, String name) {
    return dev.mapae.protocol.UnverifiedJwt.parse(proof, 10_000)
        .map(jwt -> (String) jwt.claims().get(name));
  }

  private Client client() {
    return issuer.client().withDpop(Keys.signing());
  }

  @Nested
  class Section_4_2_the_proof {
    @Test
    void is_made_for_this_request_and_goes_with_it() {
      client().clientCredentials().tokens();
      Received sent = issuer.server.last("/token");
      assertThat(atIssuer.of(sent, Optional.empty()).thumbprint())
          .isEqualTo(Keys.signing().thumbprint());
    }

    @Test
    void has_no_query_in_its_htu() {
      Dpop dpop = client().dpop().orElseThrow();
      assertThat(claim(dpop.proof("GET", api.uri("/v1?q=1"), Optional.empty()), "htu"))
          .contains(api.origin() + "/v1");
      assertThat(claim(dpop.proof("GET", api.uri(""), Optional.empty()), "htu"))
          .contains(api.origin() + "/");
    }

    @Test
    void is_another_each_time() {
      Dpop dpop = client().dpop().orElseThrow();
      assertThat(claim(dpop.proof("GET", api.uri("/"), Optional.empty()), "jti"))
          .isNotEqualTo(claim(dpop.proof("GET", api.uri("/"), Optional.empty()), "jti"));
    }

    @Test
    void never_has_the_private_key_and_tells_nothing_in_text() {
      Dpop dpop = client().dpop().orElseThrow();
      String proof = dpop.proof("GET", api.uri("/"), Optional.empty());
      assertThat(dev.mapae.protocol.UnverifiedJwt.parse(proof, 10_000).orElseThrow().header())
          .extractingByKey("jwk")
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
          .containsOnlyKeys("kty", "crv", "x", "y");
      assertThat(dpop).hasToString("Dpop[ES256]");
    }
  }

  @Nested
  class Section_5_the_token_request {
    @Test
    void gets_a_token_that_is_never_presented_as_bearer() {
      assertThat(client().clientCredentials().authorizationHeader())
          .isEqualTo("DPoP an-access-token");
    }

    @Test
    void that_gets_a_bearer_token_all_the_same_has_failed() {
      issuer.server.on("/token", r -> PlayedIssuer.tokens(Map.of()));
      TokenSource source = client().clientCredentials();
      failure(ClientError.Unsupported.class, source::tokens);
    }

    @Test
    void without_a_key_takes_no_bound_token() {
      TokenSource source = issuer.client().clientCredentials();
      failure(ClientError.InvalidAnswer.class, source::tokens);
    }

    @Test
    void of_a_refresh_has_a_proof_too() {
      client().refresh(Tokens.ofRefreshToken("a-refresh"));
      Received sent = issuer.server.last("/token");
      assertThat(atIssuer.of(sent, Optional.empty()).thumbprint())
          .isEqualTo(Keys.signing().thumbprint());
    }

    @Test
    void is_not_made_with_a_key_that_the_server_cannot_use() {
      issuer.metadata.put("dpop_signing_alg_values_supported", List.of("PS256"));
      Client plain = issuer.client();
      failure(ClientError.Unsupported.class, plain::withDpop);
      issuer.metadata.put("dpop_signing_alg_values_supported", List.of("PS256", "ES256"));
      assertThat(issuer.client().withDpop().dpop().orElseThrow().algorithm()).isEqualTo("ES256");
    }
  }

  @Nested
  class Section_7_1_the_DPoP_scheme {
    private HttpResponse<String> get(TokenSource source) throws Exception {
      return new AuthorizedHttpClient(HttpClient.newHttpClient(), source, api.uri("/"))
          .send(
              HttpRequest.newBuilder(api.uri("/v1?q=1")).header("DPoP", "not-this").build(),
              BodyHandlers.ofString());
    }

    @Test
    void goes_with_a_proof_for_this_token() throws Exception {
      api.on("/v1", r -> new Reply(200, Map.of(), "fine"));
      assertThat(get(client().clientCredentials()).body()).isEqualTo("fine");
      Received sent = api.last("/v1");
      assertThat(sent.header("Authorization")).contains("DPoP an-access-token");
      assertThat(atApi.of(sent, Optional.of("an-access-token")).thumbprint())
          .isEqualTo(Keys.signing().thumbprint());
    }

    @Test
    void is_used_for_UserInfo() {
      issuer.server.on(
          "/userinfo",
          r ->
              without(
                      "n-1",
                      r,
                      new Reply(
                          401, Map.of("WWW-Authenticate", "DPoP error=\"use_dpop_nonce\""), ""))
                  .orElseGet(() -> Reply.json(200, Map.of("sub", "alice"))));
      Client client = client();
      assertThat(client.userInfo(client.refresh(Tokens.ofRefreshToken("a"))).subject())
          .isEqualTo("alice");
      Received sent = issuer.server.last("/userinfo");
      assertThat(sent.header("Authorization")).contains("DPoP an-access-token");
      assertThat(atIssuer.of(sent, Optional.of("an-access-token")).jti()).isNotEmpty();
    }

    /// §9.
    @Test
    void is_sent_once_more_with_the_nonce_also_where_nobody_waits() throws Exception {
      api.on(
          "/v1",
          r ->
              without(
                      "n-1",
                      r,
                      new Reply(
                          401, Map.of("WWW-Authenticate", "DPoP error=\"use_dpop_nonce\""), ""))
                  .orElseGet(() -> new Reply(200, Map.of(), "fine")));
      HttpResponse<String> answer =
          new AuthorizedHttpClient(
                  HttpClient.newHttpClient(), client().clientCredentials(), api.uri("/"))
              .sendAsync(HttpRequest.newBuilder(api.uri("/v1")).build(), BodyHandlers.ofString())
              .get();
      assertThat(answer.body()).isEqualTo("fine");
      assertThat(api.received("/v1")).hasSize(2);
    }

    @Test
    void needs_the_key() {
      Tokens tokens =
          new Tokens(
              "an-access-token",
              TokenType.DPOP,
              Scope.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              List.of());
      Client keyless = issuer.client();
      failure(ClientError.Unsupported.class, () -> get(keyless.refreshing(tokens)));
      failure(ClientError.Unsupported.class, () -> keyless.userInfo(tokens));
      assertThat(api.received("/v1")).isEmpty();
    }

    @Test
    void of_a_refused_token_is_tried_with_another() throws Exception {
      api.on(
          "/v1",
          r -> new Reply(401, Map.of("WWW-Authenticate", "DPoP error=\"invalid_token\""), ""));
      get(client().clientCredentials());
      assertThat(api.received("/v1")).hasSize(2);
      assertThat(issuer.server.received("/token")).hasSize(2);
    }
  }

  @Nested
  class Section_8_a_nonce_of_the_authorization_server {
    private final Reply refusal = Reply.json(400, Map.of("error", "use_dpop_nonce"));

    @Test
    void is_put_into_the_next_attempt_and_those_after_it() {
      issuer.server.on("/token", r -> without("n-1", r, refusal).orElseGet(() -> bound(Map.of())));
      Client client = client();
      client.clientCredentials().tokens();
      assertThat(issuer.server.received("/token")).hasSize(2);
      client.clientCredentials().tokens();
      assertThat(issuer.server.received("/token")).hasSize(3);
    }

    @Test
    void is_taken_from_good_answers_as_well() {
      issuer.server.on("/token", r -> bound(Map.of()).with("DPoP-Nonce", "n-2"));
      Client client = client();
      client.clientCredentials().tokens();
      client.clientCredentials().tokens();
      assertThat(claim(issuer.server.last("/token").header("DPoP").orElseThrow(), "nonce"))
          .contains("n-2");
    }

    @Test
    void comes_with_a_new_proof_and_a_new_assertion() {
      issuer.server.on("/token", r -> without("n-1", r, refusal).orElseGet(() -> bound(Map.of())));
      issuer
          .client(new PrivateKeyJwt("app", Keys.signing()))
          .withDpop()
          .clientCredentials()
          .tokens();
      List<Received> sent = issuer.server.received("/token");
      assertThat(sent).hasSize(2);
      assertThat(sent)
          .extracting(r -> claim(r.form().required("client_assertion"), "jti").orElseThrow())
          .doesNotHaveDuplicates();
      assertThat(sent)
          .extracting(r -> claim(r.header("DPoP").orElseThrow(), "jti").orElseThrow())
          .doesNotHaveDuplicates();
    }

    @Test
    void that_changes_each_time_is_not_run_after() {
      issuer.server.on("/token", r -> refusal.with("DPoP-Nonce", "n-" + Math.random()));
      TokenSource source = client().clientCredentials();
      assertThat(refused(source::tokens).code()).isEqualTo("use_dpop_nonce");
      assertThat(issuer.server.received("/token")).hasSize(2);
    }

    @Test
    void that_is_missing_or_unusable_ends_it() {
      for (String nonce : List.of("", "a\"b", "x".repeat(1025))) {
        issuer.server.on(
            "/token", r -> nonce.isEmpty() ? refusal : refusal.with("DPoP-Nonce", nonce));
        TokenSource source = client().clientCredentials();
        int before = issuer.server.received("/token").size();
        assertThat(refused(source::tokens).code()).isEqualTo("use_dpop_nonce");
        assertThat(issuer.server.received("/token")).hasSize(before + 1);
      }
    }
  }

  @Nested
  class Section_9_a_nonce_of_a_resource_server {
    private HttpResponse<String> post(TokenSource source) throws Exception {
      return new AuthorizedHttpClient(HttpClient.newHttpClient(), source, api.uri("/"))
          .send(
              HttpRequest.newBuilder(api.uri("/v1"))
                  .POST(HttpRequest.BodyPublishers.ofString("x"))
                  .build(),
              BodyHandlers.ofString());
    }

    private final Reply refusal =
        new Reply(401, Map.of("WWW-Authenticate", "DPoP error=\"use_dpop_nonce\""), "no");

    @Test
    void is_put_into_the_next_attempt_with_the_same_token() throws Exception {
      api.on(
          "/v1",
          r ->
              without("n-1", r, refusal)
                  .orElseGet(() -> new Reply(200, Map.of(), "made " + r.body())));
      TokenSource source = client().clientCredentials();
      assertThat(post(source).body()).isEqualTo("made x");
      assertThat(api.received("/v1")).hasSize(2);
      assertThat(issuer.server.received("/token")).hasSize(1);
      assertThat(post(source).body()).isEqualTo("made x");
      assertThat(api.received("/v1")).hasSize(3);
    }

    @Test
    void is_not_shown_to_the_authorization_server() throws Exception {
      api.on("/v1", r -> new Reply(200, Map.of("DPoP-Nonce", "of-the-api"), ""));
      Client client = client();
      post(client.clientCredentials());
      client.clientCredentials().tokens();
      assertThat(claim(issuer.server.last("/token").header("DPoP").orElseThrow(), "nonce"))
          .isEmpty();
    }

    @Test
    void that_is_never_good_enough_is_tried_once() throws Exception {
      api.on("/v1", r -> refusal.with("DPoP-Nonce", "n-" + Math.random()));
      HttpResponse<String> response = post(client().clientCredentials());
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.body()).isEqualTo("no");
      assertThat(api.received("/v1")).hasSize(2);
    }

    @Test
    void means_nothing_to_a_bearer_token() throws Exception {
      issuer.server.on("/token", r -> PlayedIssuer.tokens(Map.of()));
      api.on("/v1", r -> refusal.with("DPoP-Nonce", "n-1"));
      assertThat(post(issuer.client().clientCredentials()).body()).isEqualTo("no");
      assertThat(api.received("/v1")).hasSize(1);
    }
  }

  @Nested
  class Section_10_the_authorization_request {
    private final AuthorizationOptions options = AuthorizationOptions.scope("playlist.read");

    @Test
    void binds_the_code_to_the_key() {
      AuthorizationRequest request = client().authorizationCode(REDIRECT_URI).start(options);
      assertThat(Parameters.parse(request.url().getRawQuery()).one("dpop_jkt"))
          .contains(Keys.signing().thumbprint());
    }

    @Test
    void that_is_pushed_has_a_proof_as_well() {
      issuer.metadata.put("pushed_authorization_request_endpoint", issuer.issuer() + "/par");
      issuer.server.on(
          "/par",
          r ->
              without("n-1", r, Reply.json(400, Map.of("error", "use_dpop_nonce")))
                  .orElseGet(
                      () -> Reply.json(201, Map.of("request_uri", "urn:x", "expires_in", 60))));
      client().authorizationCode(REDIRECT_URI).pushed().start(options);
      Received sent = issuer.server.last("/par");
      assertThat(sent.form().one("dpop_jkt"))
          .contains(atIssuer.of(sent, Optional.empty()).thumbprint());
    }
  }
}
