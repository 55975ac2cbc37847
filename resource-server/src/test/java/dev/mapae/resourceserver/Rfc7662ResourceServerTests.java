package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.accepted;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.TestIssuer.API;
import static dev.mapae.resourceserver.TestIssuer.NOW;
import static dev.mapae.resourceserver.TestIssuer.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7662 at an API: its issuer is asked about a token, over HTTP.
class Rfc7662ResourceServerTests {
  private static final String TOKEN = "mapae_at_opaque";

  private final SetClock clock = new SetClock(NOW);
  private final ConcurrentLinkedQueue<Asked> asked = new ConcurrentLinkedQueue<>();
  private volatile Map<String, Object> said = Map.of();
  private TestIssuer issuer;
  private ResourceServer api;

  /// A request for introspection.
  private record Asked(Parameters form, Optional<String> authorization, String accept) {}

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
    Map<String, Object> metadata = new LinkedHashMap<>(issuer.metadata(issuer.url()));
    metadata.put("introspection_endpoint", issuer.url() + "/introspect");
    issuer.answers.put("/.well-known/oauth-authorization-server", TestIssuer.json(metadata));
    issuer.answers.put("/introspect", this::answer);
    said = active();
    api = api(Introspection.clientSecretBasic("music api", "s:cret"));
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private ResourceServer api(Introspection introspection) {
    return TestIssuer.resourceServer(
        ResourceServerSettings.of(TrustedIssuer.of(issuer.url(), API).introspection(introspection)),
        clock);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(
        new Asked(
            Parameters.parse(body),
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
            exchange.getRequestHeaders().getFirst("Accept")));
    TestIssuer.json(said).send(exchange);
  }

  private Map<String, Object> active() {
    Map<String, Object> active = issuer.claims();
    active.put("active", true);
    active.put("token_type", "Bearer");
    return active;
  }

  private Map<String, Object> active(String name, Object value) {
    Map<String, Object> active = active();
    active.put(name, value);
    return active;
  }

  private Map<String, Object> activeWithout(String name) {
    Map<String, Object> active = active();
    active.remove(name);
    return active;
  }

  private Outcome<VerifiedToken> present(String token) {
    return api.authenticate(bearer(token));
  }

  private Refusal refuse(Map<String, Object> answer) {
    said = answer;
    Refusal refusal =
        refused(api(Introspection.clientSecretBasic("a", "s")).authenticate(bearer(TOKEN)));
    assertThat(refusal.status()).isEqualTo(401);
    assertThat(refusal.error()).contains("invalid_token");
    return refusal;
  }

  @Nested
  class Section_2_1_the_question {
    @Test
    void has_the_token_and_the_credentials_of_the_api_and_a_form_of_its_own() {
      accepted(present(TOKEN));

      assertThat(asked).hasSize(1);
      Asked question = asked.remove();
      assertThat(question.form().one("token")).contains(TOKEN);
      assertThat(question.form().one("token_type_hint")).contains("access_token");
      assertThat(question.authorization())
          .contains(new BasicCredentials("music+api", "s%3Acret").header());
      assertThat(question.accept()).isEqualTo("application/json");
    }

    @Test
    void may_have_the_secret_in_the_form() {
      api = api(Introspection.clientSecretPost("music api", "s:cret"));
      accepted(present(TOKEN));

      Asked question = asked.remove();
      assertThat(question.form().one("client_id")).contains("music api");
      assertThat(question.form().one("client_secret")).contains("s:cret");
      assertThat(question.authorization()).isEmpty();
    }

    @Test
    void may_have_an_assertion_for_the_issuer_alone() throws Exception {
      ECKey key = TestIssuer.ecKey("mine");
      api = api(Introspection.privateKeyJwt("music", key.toJSONString()));
      accepted(present(TOKEN));

      Asked question = asked.remove();
      SignedJWT assertion = SignedJWT.parse(question.form().one("client_assertion").orElseThrow());
      assertThat(assertion.verify(new com.nimbusds.jose.crypto.ECDSAVerifier(key.toECPublicKey())))
          .isTrue();
      assertThat(assertion.getHeader().getKeyID()).isEqualTo("mine");
      assertThat(assertion.getJWTClaimsSet().getAudience()).containsExactly(issuer.url());
      assertThat(assertion.getJWTClaimsSet().getIssuer()).isEqualTo("music");
      assertThat(assertion.getJWTClaimsSet().getSubject()).isEqualTo("music");
      assertThat(assertion.getJWTClaimsSet().getExpirationTime())
          .isEqualTo(java.util.Date.from(NOW.plusSeconds(60)));
      assertThat(question.form().one("client_assertion_type"))
          .contains("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    }

    /// RFC 8705 §2, §5.
    @Test
    void may_say_who_asks_and_leave_the_proof_to_the_connection() {
      Map<String, Object> metadata = new LinkedHashMap<>(issuer.metadata(issuer.url()));
      metadata.put("introspection_endpoint", issuer.url() + "/introspect");
      metadata.put(
          "mtls_endpoint_aliases", Map.of("introspection_endpoint", issuer.url() + "/mtls"));
      issuer.answers.put("/mtls", Rfc7662ResourceServerTests.this::answer);

      api = api(Introspection.tlsClientAuth("music api"));
      accepted(present(TOKEN));
      Asked question = asked.remove();
      assertThat(question.form().one("client_id")).contains("music api");
      assertThat(question.form().names()).doesNotContain("client_secret", "client_assertion");
      assertThat(question.authorization()).isEmpty();

      issuer.answers.put("/.well-known/oauth-authorization-server", TestIssuer.json(metadata));
      issuer.answers.remove("/introspect");
      api = api(Introspection.tlsClientAuth("music api"));
      accepted(present(TOKEN));
      api = api(Introspection.clientSecretBasic("music api", "s:cret"));
      assertThat(refused(present(TOKEN)).status()).isEqualTo(503);
    }

    @Test
    void is_never_signed_by_a_key_that_is_public_or_a_secret() throws Exception {
      ECKey shown = TestIssuer.ecKey("mine").toPublicJWK();
      assertThatThrownBy(() -> Introspection.privateKeyJwt("music", shown.toJSONString()))
          .isInstanceOf(IllegalArgumentException.class);
      OctetSequenceKey secret = new OctetSequenceKey.Builder(new byte[32]).build();
      assertThatThrownBy(() -> Introspection.privateKeyJwt("music", secret.toJSONString()))
          .isInstanceOf(IllegalArgumentException.class);
      for (String none : List.of("", "{", "{\"kty\":\"EC\",\"d\":\"c2VjcmV0\"}")) {
        assertThatThrownBy(() -> Introspection.privateKeyJwt("music", none))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageNotContaining("c2VjcmV0")
            .hasNoCause();
      }
    }

    @Test
    void goes_where_the_settings_say() {
      issuer.answers.remove("/.well-known/oauth-authorization-server");
      issuer.answers.put("/elsewhere", Rfc7662ResourceServerTests.this::answer);
      api =
          api(
              Introspection.clientSecretBasic("a", "s")
                  .endpoint(URI.create(issuer.url() + "/elsewhere")));
      accepted(present(TOKEN));
    }

    /// CVE-2026-1180 and its like: what a document names is called.
    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://0.0.0.0:PORT/introspect",
          "http://[::ffff:127.0.0.1]:PORT/introspect",
          "http://user@127.0.0.1:PORT/introspect",
          "file:///etc/passwd",
          "//127.0.0.1:PORT/introspect"
        })
    void goes_nowhere_but_over_https(String endpoint) {
      String port = String.valueOf(URI.create(issuer.url()).getPort());
      Map<String, Object> metadata = new LinkedHashMap<>(issuer.metadata(issuer.url()));
      metadata.put("introspection_endpoint", endpoint.replace("PORT", port));
      issuer.answers.put("/.well-known/oauth-authorization-server", TestIssuer.json(metadata));

      assertThat(refused(present(TOKEN)).status()).isEqualTo(503);
      assertThat(asked).isEmpty();
    }

    @Test
    void follows_no_redirect() {
      issuer.answers.put(
          "/introspect",
          exchange -> {
            exchange.getResponseHeaders().set("Location", issuer.url() + "/elsewhere");
            exchange.sendResponseHeaders(307, -1);
          });
      issuer.answers.put("/elsewhere", Rfc7662ResourceServerTests.this::answer);

      assertThat(refused(present(TOKEN)).status()).isEqualTo(503);
      assertThat(asked).isEmpty();
    }

    @Test
    void is_asked_over_https_alone() {
      Introspection plain = Introspection.clientSecretBasic("music", "s3cret");
      assertThatThrownBy(() -> plain.endpoint(URI.create("http://id.example.com/introspect")))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tells_nobody_the_secret() {
      assertThat(Introspection.clientSecretPost("music", "s3cret").toString())
          .isEqualTo("Introspection[music]");
    }
  }

  @Nested
  class Section_2_2_the_answer {
    @Test
    void makes_the_token() {
      said = active("roles", List.of("listener"));
      VerifiedToken token = accepted(present(TOKEN));

      assertThat(token.issuer()).isEqualTo(issuer.url());
      assertThat(token.subject()).isEqualTo("alice-sub");
      assertThat(token.clientId()).contains("demo");
      assertThat(token.scope().contains("playlist.read")).isTrue();
      assertThat(token.roles()).containsExactly("listener");
      assertThat(token.expiresAt()).isEqualTo(NOW.plusSeconds(600));
    }

    @Test
    void of_a_token_that_is_not_active_refuses_it() {
      refuse(Map.of("active", false));
    }

    @Test
    void says_active_by_true_alone() {
      for (Object value : List.of("true", 1, "yes", Map.of())) {
        refuse(active("active", value));
      }
      refuse(activeWithout("active"));
    }

    @Test
    void is_held_to_the_issuer_and_to_this_api() {
      refuse(active("iss", "https://evil.example"));
      refuse(active("iss", issuer.url() + "/"));
      refuse(active("aud", "https://other.example.com/"));
      refuse(active("aud", List.of()));
      refuse(activeWithout("aud"));
      said = active("aud", List.of("https://other.example.com/", API));
      accepted(present(TOKEN));
    }

    @Test
    void without_audience_is_taken_only_where_the_settings_say_so() {
      said = activeWithout("aud");
      api = api(Introspection.clientSecretBasic("a", "s").insecureWithoutAudience());
      accepted(present(TOKEN));
      said = active("aud", "https://other.example.com/");
      assertThat(refused(present("another")).error()).contains("invalid_token");
    }

    @Test
    void is_held_to_its_times() {
      refuse(active("exp", NOW.minusSeconds(11).getEpochSecond()));
      refuse(active("nbf", NOW.plusSeconds(11).getEpochSecond()));
      refuse(active("exp", "soon"));
    }

    /// ory/hydra#549: an issuer tells about refresh tokens as well, whatever it was asked for.
    @Test
    void about_a_refresh_token_lets_nobody_in() {
      refuse(active("token_use", "refresh_token"));
      refuse(active("token_use", "id_token"));
      refuse(active("token_type", "Refresh"));
      refuse(active("token_type", "refresh_token"));
      for (String use : List.of("access_token", "access")) {
        said = active("token_use", use);
        accepted(present(use));
      }
      refuse(activeWithout("token_type"));
      for (String type : List.of("bearer", "BEARER")) {
        said = active("token_type", type);
        accepted(present(type));
      }
    }

    /// RFC 8725 §3.12: dex says of its ID tokens what it says of access tokens, so what tells them
    /// apart is the audience alone.
    @Test
    void that_calls_an_ID_token_an_access_token_is_held_to_the_audience_alone() {
      Map<String, Object> dex = active("token_use", "access_token");
      dex.remove("scope");
      dex.put("client_id", "web");
      dex.put("ext", Map.of("email", "alice@example.com"));
      said = dex;
      accepted(present(TOKEN));
      assertThat(
              refused(api.require(Requirement.scope("read")).authenticate(bearer(TOKEN))).status())
          .isEqualTo(403);
      dex.put("aud", "web");
      refuse(dex);
    }

    /// ory/fosite tells of refresh tokens too, with their audience and without their kind.
    @Test
    void without_the_kind_of_the_token_is_taken_only_where_the_settings_say_so() {
      api = api(Introspection.clientSecretBasic("a", "s").insecureWithoutTokenType());
      said = activeWithout("token_type");
      accepted(present(TOKEN));
      said = active("token_type", "refresh_token");
      assertThat(refused(present("refresh")).error()).contains("invalid_token");
      said = active("aud", "https://other.example.com/");
      assertThat(refused(present("another")).error()).contains("invalid_token");
    }

    /// An answer that says neither for whom a token is nor what may be that of a refresh token.
    @Test
    void that_need_not_name_the_audience_has_to_say_that_it_is_of_an_access_token() {
      Introspection introspection = Introspection.clientSecretBasic("a", "s");
      api = api(introspection.insecureWithoutAudience());
      Map<String, Object> little = activeWithout("aud");
      little.remove("token_type");
      said = little;
      assertThat(refused(present(TOKEN)).error()).contains("invalid_token");

      Map<String, Object> more = new LinkedHashMap<>(little);
      more.put("token_use", "access_token");
      said = more;
      accepted(present("another"));
      assertThatThrownBy(() -> introspection.insecureWithoutAudience().insecureWithoutTokenType())
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> introspection.insecureWithoutTokenType().insecureWithoutAudience())
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void of_a_client_that_acts_for_itself_needs_no_subject() {
      said = activeWithout("sub");
      assertThat(accepted(present(TOKEN)).subject()).isEqualTo("demo");
      Map<String, Object> nobody = activeWithout("sub");
      nobody.remove("client_id");
      refuse(nobody);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "nonsense", "{\"active\":tru", "eyJ.eyJ.x"})
    void that_is_none_is_the_fault_of_the_issuer(String body) {
      issuer.answers.put("/introspect", TestIssuer.bytes(body.getBytes(StandardCharsets.UTF_8)));

      Refusal refusal = refused(present(TOKEN));
      assertThat(refusal.status()).isEqualTo(503);
      assertThat(refusal.headers())
          .containsKey("Retry-After")
          .doesNotContainKey("WWW-Authenticate");
    }

    @Test
    void of_401_is_a_fault_of_ours_and_not_of_the_client() {
      issuer.answers.put("/introspect", TestIssuer.status(401));
      assertThat(refused(present(TOKEN)).status()).isEqualTo(503);
    }

    @Test
    void that_is_too_long_is_not_read() {
      issuer.answers.put("/introspect", TestIssuer.bytes(new byte[600_000]));
      assertThat(refused(present(TOKEN)).status()).isEqualTo(503);
    }
  }

  @Nested
  class Rfc_9449_section_6_2_bound_tokens {
    private final DpopKey key = new DpopKey();

    private Outcome<VerifiedToken> presentWith(String... proofs) {
      return api.authenticate(DpopKey.request("DPoP " + TOKEN, proofs));
    }

    @Test
    void are_held_to_their_key_each_time() {
      said = active("cnf", key.cnf());

      accepted(presentWith(key.proof(TOKEN)));
      accepted(presentWith(key.proof(TOKEN)));
      refused(presentWith());
      refused(presentWith(new DpopKey().proof(TOKEN)));
      refused(present(TOKEN));
      assertThat(asked).hasSize(1);
    }

    @Test
    void are_refused_where_the_issuer_does_not_say_to_what() {
      refuse(active("token_type", "DPoP"));
    }
  }

  @Nested
  class Section_4_keeping_answers {
    @Test
    void one_is_believed_for_ten_seconds() {
      accepted(present(TOKEN));
      said = Map.of("active", false);
      clock.advance(Duration.ofSeconds(9));
      accepted(present(TOKEN));
      assertThat(asked).hasSize(1);

      clock.advance(Duration.ofSeconds(1));
      assertThat(refused(present(TOKEN)).error()).contains("invalid_token");
    }

    @Test
    void or_for_as_long_as_the_settings_say_and_never_after_the_token_has_expired() {
      api = api(Introspection.clientSecretBasic("a", "s").cacheFor(Duration.ofMinutes(5)));
      said = active("exp", NOW.plusSeconds(60).getEpochSecond());
      accepted(present(TOKEN));
      clock.advance(Duration.ofSeconds(59));
      accepted(present(TOKEN));
      assertThat(asked).hasSize(1);

      said = Map.of("active", false);
      clock.advance(Duration.ofSeconds(1));
      refused(present(TOKEN));
      assertThat(asked).hasSize(2);
      assertThatThrownBy(
              () -> Introspection.clientSecretBasic("a", "s").cacheFor(Duration.ofSeconds(301)))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void or_not_at_all() {
      api = api(Introspection.clientSecretBasic("a", "s").cacheFor(Duration.ZERO));
      accepted(present(TOKEN));
      accepted(present(TOKEN));
      assertThat(asked).hasSize(2);
    }

    @Test
    void a_clock_that_is_set_back_makes_none_good_for_longer() {
      accepted(present(TOKEN));
      clock.advance(Duration.ofHours(-1));
      accepted(present(TOKEN));
      assertThat(asked).hasSize(2);
    }

    @Test
    void one_that_refuses_is_kept_as_well_and_as_briefly() {
      said = Map.of("active", false);
      refused(present(TOKEN));
      refused(present(TOKEN));
      assertThat(asked).hasSize(1);
      said = active();
      clock.advance(Duration.ofSeconds(10));
      accepted(present(TOKEN));
    }

    /// CVE-2020-15223 and its like: an answer that was kept for more than was asked.
    @Test
    void one_is_for_its_token_alone_and_the_scope_is_looked_at_each_time() {
      accepted(present(TOKEN));
      said = Map.of("active", false);
      refused(present(TOKEN + "1"));
      Refusal poor = refused(api.require(Requirement.scope("admin")).authenticate(bearer(TOKEN)));
      assertThat(poor.status()).isEqualTo(403);
    }

    @Test
    void none_is_kept_when_the_issuer_is_away() {
      issuer.answers.put("/introspect", TestIssuer.status(503));
      assertThat(refused(present(TOKEN)).status()).isEqualTo(503);
      issuer.answers.put("/introspect", Rfc7662ResourceServerTests.this::answer);
      accepted(present(TOKEN));
    }
  }

  @Nested
  class Many_requests_with_one_token {
    @Test
    void ask_once() throws Exception {
      int callers = 8;
      CountDownLatch arrived = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      issuer.answers.put(
          "/introspect",
          exchange -> {
            arrived.countDown();
            try {
              go.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            answer(exchange);
          });
      ExecutorService threads = Executors.newFixedThreadPool(callers);
      try {
        List<Future<Boolean>> all = new ArrayList<>();
        all.add(threads.submit(() -> present(TOKEN).fold(t -> true, r -> false)));
        arrived.await();
        for (int i = 1; i < callers; i++) {
          all.add(threads.submit(() -> present(TOKEN).fold(t -> true, r -> false)));
        }
        go.countDown();
        for (Future<Boolean> one : all) {
          assertThat(one.get()).isTrue();
        }
        assertThat(asked).hasSize(1);
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @Nested
  class A_thread_that_is_interrupted {
    @Test
    void is_no_reason_to_refuse_those_who_wait_for_its_answer() throws Exception {
      CountDownLatch arrived = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      issuer.answers.put(
          "/introspect",
          exchange -> {
            if (arrived.getCount() == 0) {
              answer(exchange);
              return;
            }
            arrived.countDown();
            try {
              go.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          });
      FutureTask<Integer> first = new FutureTask<>(this::status);
      FutureTask<Integer> second = new FutureTask<>(this::status);
      Thread asking = new Thread(first);
      asking.start();
      arrived.await();
      Thread waiting = new Thread(second);
      waiting.start();
      while (waiting.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      asking.interrupt();
      try {
        assertThat(first.get()).isEqualTo(503);
        assertThat(second.get()).isEqualTo(200);
        assertThat(asked).hasSize(1);
      } finally {
        go.countDown();
      }
    }

    private int status() {
      return present(TOKEN).fold(token -> 200, Refusal::status);
    }
  }

  @Nested
  class Another_fetcher {
    @Test
    void that_sends_no_forms_is_told_in_the_log_and_lets_nobody_in() {
      ResourceServer plain =
          ResourceServer.of(
              ResourceServerSettings.of(
                  TrustedIssuer.of(issuer.url(), API)
                      .introspection(
                          Introspection.clientSecretBasic("a", "s")
                              .endpoint(URI.create(issuer.url() + "/introspect")))),
              uri -> Json.object().bytes(),
              clock);
      assertThat(refused(plain.authenticate(bearer(TOKEN))).status()).isEqualTo(503);
    }
  }
}
