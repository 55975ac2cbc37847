package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.accepted;
import static dev.mapae.resourceserver.Outcomes.challenge;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.TestIssuer.API;
import static dev.mapae.resourceserver.TestIssuer.NOW;
import static dev.mapae.resourceserver.TestIssuer.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9449 at an API: a token that is bound to a key is good with a proof of that key alone.
class Rfc9449ResourceServerTests {
  private final DpopKey key = new DpopKey();
  private final SetClock clock = new SetClock(NOW);
  private TestIssuer issuer;
  private ResourceServer api;
  private String token;

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
    api = issuer.resourceServer(clock);
    token = issuer.token(issuer.claims("cnf", key.cnf()));
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private ResourceServerSettings settings() {
    return ResourceServerSettings.of(issuer.url(), API);
  }

  private Outcome<VerifiedToken> present(String... proofs) {
    return api.authenticate(DpopKey.request("DPoP " + token, proofs));
  }

  private Refusal refuse(String error, String... proofs) {
    Refusal refusal = refused(present(proofs));
    assertThat(refusal.status()).isEqualTo(401);
    assertThat(refusal.error()).contains(error);
    return refusal;
  }

  private void refuseProof(String name, Object value) {
    refuse("invalid_dpop_proof", key.proof(DpopKey.claims(token, name, value)));
  }

  @Nested
  class Section_4_3_checking_proofs {
    @Test
    void a_good_one_lets_its_token_in() {
      assertThat(accepted(present(key.proof(token))).subject()).isEqualTo("alice-sub");
    }

    @Test
    void there_has_to_be_exactly_one() {
      refuse("invalid_dpop_proof");
      refuse("invalid_dpop_proof", key.proof(token), key.proof(token));
      refuse("invalid_dpop_proof", "nonsense");
    }

    @Test
    void it_is_of_this_request() {
      refuseProof("htm", "POST");
      refuseProof("htu", "https://api.example.com/v1/me");
      refuseProof("iat", NOW.minusSeconds(121).getEpochSecond());
      refuseProof("iat", NOW.plusSeconds(31).getEpochSecond());
    }

    @Test
    void it_is_of_this_token() {
      String another = issuer.token(issuer.claims("sub", "bob-sub"));
      refuse("invalid_dpop_proof", key.proof(DpopKey.claims(another)));
      Map<String, Object> without = DpopKey.claims(token);
      without.remove("ath");
      refuse("invalid_dpop_proof", key.proof(without));
    }

    /// Whoever was sent a proof for a host of his own names that host to this API.
    @ParameterizedTest
    @ValueSource(
        strings = {"https://evil.example/v1/playlists", "https://evil.example:443/v1/playlists?x"})
    void the_host_is_the_one_of_the_settings_and_not_of_the_request(String uri) {
      String proof = key.proof(DpopKey.claims(token, "htu", "https://evil.example/v1/playlists"));
      Refusal refusal = refused(api.authenticate(DpopKey.requestOf(uri, "DPoP " + token, proof)));

      assertThat(refusal.error()).contains("invalid_dpop_proof");
      accepted(api.authenticate(DpopKey.requestOf(uri, "DPoP " + token, key.proof(token))));
    }

    /// Put behind the host of the API, it would make the host of somebody else.
    @ParameterizedTest
    @ValueSource(strings = {".evil.example/v1", "@evil.example/v1", ".evil.example/://", ":81/v1"})
    void a_target_begins_with_a_slash(String target) {
      String proof = key.proof(DpopKey.claims(token, "htu", "https://api.example.com" + target));
      Refusal refusal =
          refused(api.authenticate(DpopKey.requestOf(target, "DPoP " + token, proof)));

      assertThat(refusal.error()).contains("invalid_request");
    }

    @Test
    void the_path_that_a_proxy_takes_away_is_part_of_the_uri() {
      api =
          TestIssuer.resourceServer(
              settings().publishedAt(URI.create("https://example.com/music/")), clock);

      accepted(
          present(
              key.proof(DpopKey.claims(token, "htu", "https://example.com/music/v1/playlists"))));
      refuse("invalid_dpop_proof", key.proof(token));
    }

    @Test
    void algorithms_are_those_of_the_settings() {
      api = TestIssuer.resourceServer(settings().dpopAlgorithms("PS256"), clock);

      assertThat(challenge(refuse("invalid_dpop_proof", key.proof(token))))
          .startsWith("DPoP algs=\"PS256\", ");
      assertThatThrownBy(() -> settings().dpopAlgorithms("HS256"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> settings().dpopAlgorithms())
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class Section_7_1_the_scheme {
    @Test
    void the_key_is_the_one_of_the_token() {
      refuse("invalid_token", new DpopKey().proof(token));
    }

    @Test
    void the_key_is_compared_anew_for_a_token_that_was_accepted() {
      accepted(present(key.proof(token)));
      refuse("invalid_token", new DpopKey().proof(token));
      refuse("invalid_dpop_proof");
    }

    @Test
    void a_token_that_is_bound_to_nothing_is_refused() {
      token = issuer.token();
      refuse("invalid_token", key.proof(token));
    }

    @Test
    void challenges_name_the_algorithms() {
      Refusal refusal = refuse("invalid_dpop_proof", "nonsense");

      assertThat(challenge(refusal))
          .startsWith("DPoP algs=\"ES256 ES384 ")
          .contains("error=\"invalid_dpop_proof\"");
    }

    @Test
    void its_case_does_not_count() {
      accepted(api.authenticate(DpopKey.request("dpop " + token, key.proof(token))));
    }

    @Test
    void without_knowing_where_it_is_published_an_api_refuses_bound_tokens() {
      api = TestIssuer.resourceServer(ResourceServerSettings.of(issuer.url(), "music"), clock);
      Map<String, Object> claims = issuer.claims("cnf", key.cnf());
      claims.put("aud", "music");
      token = issuer.token(claims);

      refuse("invalid_token", key.proof(token));
      Refusal unauthenticated = refused(api.authenticate(TestIssuer.request()));
      assertThat(unauthenticated.headers().get("WWW-Authenticate")).containsExactly("Bearer");
    }

    @Test
    void a_requirement_goes_on_top_and_is_told_by_the_same_scheme() {
      Refusal refusal =
          refused(
              api.require(Requirement.scope("admin"))
                  .authenticate(DpopKey.request("DPoP " + token, key.proof(token))));

      assertThat(refusal.status()).isEqualTo(403);
      assertThat(challenge(refusal)).startsWith("DPoP ").contains("scope=\"admin\"");
    }
  }

  @Nested
  class Section_7_2_beside_bearer {
    /// A bearer who stole a bound token must not get in by hiding the binding.
    @Test
    void a_bound_token_is_no_bearer_token() {
      for (ResourceRequest request :
          List.of(bearer(token), DpopKey.request("Bearer " + token, key.proof(token)))) {
        Refusal refusal = refused(api.authenticate(request));
        assertThat(refusal.error()).contains("invalid_token");
        assertThat(refusal.headers().get("WWW-Authenticate"))
            .satisfiesExactly(
                bearer -> assertThat(bearer).startsWith("Bearer error=\"invalid_token\""),
                dpop -> assertThat(dpop).startsWith("DPoP algs=\"").doesNotContain("error"));
      }
    }

    @Test
    void a_request_without_token_is_told_both_schemes_and_no_error() {
      assertThat(refused(api.authenticate(TestIssuer.request())).headers().get("WWW-Authenticate"))
          .satisfiesExactly(
              bearer -> assertThat(bearer).isEqualTo("Bearer"),
              dpop -> assertThat(dpop).startsWith("DPoP algs=\"ES256 "));
    }

    @Test
    void an_unbound_token_is_still_one_unless_the_settings_forbid_it() {
      String unbound = issuer.token();
      accepted(api.authenticate(bearer(unbound)));
      api = TestIssuer.resourceServer(settings().requireBoundTokens(), clock);

      assertThat(refused(api.authenticate(bearer(unbound))).error()).contains("invalid_token");
      accepted(present(key.proof(token)));
    }
  }

  @Nested
  class Rfc_7800_section_3_1_confirmations {
    @Test
    void a_key_that_is_not_known_is_never_passed_over() {
      Map<String, Object> more = new HashMap<>(key.cnf());
      more.put("jwk", Map.of("kty", "EC"));
      Map<String, Object> named = new HashMap<>(key.cnf());
      named.put("kid", "1");
      Map<String, Object> unknown = Map.of("kc-jkt-type", "DPoP");
      for (Object cnf :
          List.of(more, named, Map.of("kid", "1"), unknown, Map.of(), "jkt", List.of())) {
        token = issuer.token(issuer.claims("cnf", cnf));
        refuse("invalid_token", key.proof(token));
        assertThat(refused(api.authenticate(bearer(token))).error()).contains("invalid_token");
      }
    }

    /// As in tokens of Keycloak.
    @Test
    void what_stands_beside_the_key_is_ignored() {
      Map<String, Object> more = new HashMap<>(key.cnf());
      more.put("kc-jkt-type", "DPoP");
      token = issuer.token(issuer.claims("cnf", more));
      accepted(present(key.proof(token)));
      assertThat(refused(api.authenticate(bearer(token))).error()).contains("invalid_token");
      refuse("invalid_token", new DpopKey().proof(token));
    }

    @Test
    void a_thumbprint_that_is_no_string_fits_nothing() {
      token = issuer.token(issuer.claims("cnf", Map.of("jkt", 1)));
      refuse("invalid_token", key.proof(token));
    }

    /// As of an issuer that writes out what it does not have.
    @ParameterizedTest
    @ValueSource(strings = {"jkt", "x5t#S256"})
    void a_thumbprint_that_is_null_does_not_unbind(String name) {
      Map<String, Object> cnf = new HashMap<>();
      cnf.put(name, null);
      token = issuer.token(issuer.claims("cnf", cnf));
      assertThat(payload(token)).contains(":null");
      assertThat(refused(api.authenticate(bearer(token))).error()).contains("invalid_token");
      refuse("invalid_token", key.proof(token));
    }

    private static String payload(String jwt) {
      return new String(
          Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    }
  }

  @Nested
  class Section_9_nonces {
    private final DpopNonces nonces = DpopNonces.shared(new byte[32]);

    @BeforeEach
    void require() {
      api = TestIssuer.resourceServer(settings().requireDpopNonce(nonces), clock);
    }

    private String nonce() {
      Refusal refusal = refuse("use_dpop_nonce", key.proof(token));
      assertThat(challenge(refusal)).contains("error=\"use_dpop_nonce\"");
      assertThat(refusal.headers()).containsEntry("Cache-Control", List.of("no-store"));
      return refusal.headers().get("DPoP-Nonce").get(0);
    }

    private String proof(String nonce) {
      Map<String, Object> claims = DpopKey.claims(token, "iat", clock.instant().getEpochSecond());
      claims.put("nonce", nonce);
      return key.proof(claims);
    }

    @Test
    void the_one_of_the_refusal_is_good_for_the_next_requests() {
      String nonce = nonce();

      accepted(present(proof(nonce)));
      clock.advance(Duration.ofMinutes(5));
      accepted(present(proof(nonce)));
    }

    private Map<String, List<String>> headers(String proof) {
      return present(proof) instanceof Outcome.Accepted<VerifiedToken> known
          ? known.headers()
          : Map.of("refused", List.of());
    }

    /// §8.2: a client that goes on sending requests is never refused for its nonce.
    @Test
    void the_next_one_comes_with_the_answer_while_the_last_one_is_good() {
      String first = nonce();
      assertThat(headers(proof(first))).isEmpty();
      clock.advance(Duration.ofMinutes(5));
      Map<String, List<String>> told = headers(proof(first));
      assertThat(told).containsEntry("Cache-Control", List.of("no-store"));
      String second = told.get("DPoP-Nonce").get(0);
      assertThat(second).isNotEqualTo(first);
      assertThat(headers(proof(second))).isEmpty();
    }

    @Test
    void an_old_one_and_a_made_up_one_are_refused_with_a_new_one() {
      String old = nonce();
      clock.advance(Duration.ofMinutes(10));
      Map<String, Object> claims = issuer.claims("cnf", key.cnf());
      claims.put("exp", clock.instant().plusSeconds(60).getEpochSecond());
      token = issuer.token(claims);

      for (String nonce : List.of(old, "made-up", "")) {
        assertThat(refuse("use_dpop_nonce", proof(nonce)).dpopNonce()).isPresent();
      }
    }

    @Test
    void nodes_that_share_a_key_know_those_of_each_other() {
      String nonce = nonce();
      api =
          TestIssuer.resourceServer(
              settings().requireDpopNonce(DpopNonces.shared(new byte[32])), clock);
      accepted(present(proof(nonce)));
      api = TestIssuer.resourceServer(settings().requireDpopNonce(DpopNonces.own()), clock);
      refuse("use_dpop_nonce", proof(nonce));
    }

    @Test
    void a_key_that_could_be_guessed_is_refused() {
      assertThatThrownBy(() -> DpopNonces.shared(new byte[31]))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_bearer_is_told_none() {
      assertThat(refused(api.authenticate(bearer(token))).dpopNonce()).isEmpty();
    }
  }

  @Nested
  class Section_11_1_replay {
    @Test
    void a_proof_is_good_once() {
      String proof = key.proof(token);

      accepted(present(proof));
      refuse("invalid_dpop_proof", proof);
    }

    @Test
    void of_many_at_once_one_is_accepted() throws Exception {
      String proof = key.proof(token);
      accepted(present(key.proof(token)));
      CountDownLatch go = new CountDownLatch(1);
      ExecutorService threads = Executors.newFixedThreadPool(8);
      try {
        List<Future<Boolean>> all =
            IntStream.range(0, 8)
                .mapToObj(i ->
                    threads.submit(() -> {
                      go.await();
                      return present(proof).fold(t -> true, r -> false);
                    }))
                .toList();
        go.countDown();
        int in = 0;
        for (Future<Boolean> one : all) {
          in += one.get() ? 1 : 0;
        }
        assertThat(in).isEqualTo(1);
      } finally {
        threads.shutdownNow();
      }
    }

    @Test
    void the_same_jti_of_another_key_is_another_proof() {
      accepted(present(key.proof(DpopKey.claims(token, "jti", "1"))));
      DpopKey other = new DpopKey();
      token = issuer.token(issuer.claims("cnf", other.cnf()));

      accepted(present(other.proof(DpopKey.claims(token, "jti", "1"))));
    }

    @Test
    void a_refused_request_spends_nothing() {
      String proof = key.proof(token);
      ResourceRequest request = DpopKey.request("DPoP " + token, proof);
      refused(api.require(Requirement.scope("admin")).authenticate(request));

      accepted(api.authenticate(request));
    }

    @Test
    void nodes_may_share_what_they_remember() {
      SpentProofs shared = SpentProofs.inMemory(clock);
      ResourceServerSettings settings = settings().spentProofs(shared);
      String proof = key.proof(token);
      api = TestIssuer.resourceServer(settings, clock);
      accepted(present(proof));
      api = TestIssuer.resourceServer(settings, clock);

      refuse("invalid_dpop_proof", proof);
    }

    @Test
    void memory_is_bounded_and_what_is_still_good_is_never_forgotten_for_it() {
      api =
          TestIssuer.resourceServer(
              settings().spentProofs(new SpentProofsInMemory(clock, 2)), clock);
      String first = key.proof(token);
      accepted(present(first));
      accepted(present(key.proof(token)));

      Refusal full = refused(present(key.proof(token)));
      assertThat(full.status()).isEqualTo(503);
      assertThat(full.headers()).containsKey("Retry-After").doesNotContainKey("WWW-Authenticate");
      refuse("invalid_dpop_proof", first);
      clock.advance(Duration.ofSeconds(211));
      accepted(present(key.proof(DpopKey.claims(token, "iat", clock.instant().getEpochSecond()))));
    }

    @Test
    void what_is_remembered_is_bounded_by_the_application() {
      assertThatThrownBy(() -> SpentProofs.inMemory(clock, 0))
          .isInstanceOf(IllegalArgumentException.class);
      SpentProofs two = SpentProofs.inMemory(clock, 2);
      assertThat(two.spend("1", NOW.plusSeconds(1))).isTrue();
      assertThat(two.spend("2", NOW.plusSeconds(100))).isTrue();
      assertThat(two.spend("1", NOW.plusSeconds(200))).isFalse();
      assertThatThrownBy(() -> two.spend("3", NOW.plusSeconds(1)))
          .isInstanceOf(ProtocolException.class);

      // Those that ended first make room, as soon as they have.
      clock.advance(Duration.ofSeconds(30));
      assertThat(two.spend("2", NOW.plusSeconds(100))).isFalse();
      assertThat(two.spend("3", NOW.plusSeconds(100))).isTrue();
    }

    /// The clock of a store that several nodes share may be ahead of that of the node.
    @Test
    void a_proof_is_remembered_for_longer_than_it_is_good() {
      SetClock ahead = new SetClock(NOW.plusSeconds(59));
      SpentProofs shared = SpentProofs.inMemory(ahead);
      api = TestIssuer.resourceServer(settings().spentProofs(shared), clock);
      String proof = key.proof(token);
      accepted(present(proof));
      clock.advance(Duration.ofMinutes(2));
      ahead.advance(Duration.ofMinutes(2));

      refuse("invalid_dpop_proof", proof);
      assertThat(refused(present(proof)).description()).contains("used before");
    }

    @Test
    void a_store_that_is_away_is_no_reason_to_let_in() {
      SpentProofs away =
          (id, until) -> {
            assertThat(id).hasSize(43);
            throw new ProtocolError.TemporarilyUnavailable("The store is away.").exception();
          };
      api = TestIssuer.resourceServer(settings().spentProofs(away), clock);

      assertThat(refused(present(key.proof(token))).status()).isEqualTo(503);
    }

    @Test
    void a_store_that_fails_in_its_own_way_is_none_either() {
      SpentProofs broken =
          (id, until) -> {
            throw new IllegalStateException("connection reset");
          };
      api = TestIssuer.resourceServer(settings().spentProofs(broken), clock);

      assertThat(refused(present(key.proof(token))).status()).isEqualTo(503);
    }
  }

  @Nested
  class Section_11_1_one_request_that_is_asked_about_twice {
    private final Requirement enough = Requirement.scope("playlist.write");
    private final Requirement tooMuch = Requirement.scope("admin");

    private ResourceRequest request(String proof) {
      return DpopKey.request("DPoP " + token, proof);
    }

    /// A filter for all of an API, and one for a part of it.
    @Test
    void is_accepted_with_the_same_proof_again() {
      ResourceRequest request = request(key.proof(token));

      accepted(api.authenticate(request));
      accepted(api.require(enough).authenticate(request));
      assertThat(refused(api.require(tooMuch).authenticate(request)).status()).isEqualTo(403);
      accepted(api.authenticate(request));
    }

    @Test
    void is_the_same_where_an_adapter_knows_that_it_is() {
      ResourceRequest request = request(key.proof(token));
      accepted(api.authenticate(request));
      ResourceRequest forwarded =
          new ResourceRequest("GET", "/v2/other", request.headers(), request.connection());

      accepted(api.require(enough).authenticate(forwarded.sameAs(request)));
      refused(api.require(enough).authenticate(forwarded));
    }

    @Test
    void is_no_other_request_with_that_proof() {
      String proof = key.proof(token);
      accepted(api.authenticate(request(proof)));

      assertThat(refused(api.authenticate(request(proof))).error()).contains("invalid_dpop_proof");
    }

    @Test
    void is_held_to_its_proof_for_another_token_or_another_proof_or_at_another_api() {
      String proof = key.proof(token);
      ResourceRequest request = request(proof);
      accepted(api.authenticate(request));

      String others = issuer.token(issuer.claims("cnf", new DpopKey().cnf()));
      ResourceRequest another = DpopKey.request("DPoP " + others, proof).sameAs(request);
      assertThat(refused(api.authenticate(another)).error()).contains("invalid_dpop_proof");
      ResourceRequest without = DpopKey.request("DPoP " + token).sameAs(request);
      assertThat(refused(api.authenticate(without)).error()).contains("invalid_dpop_proof");
      ResourceServer elsewhere =
          TestIssuer.resourceServer(
              settings().publishedAt(URI.create("https://other.example.com")), clock);
      assertThat(refused(elsewhere.authenticate(request)).error()).contains("invalid_dpop_proof");
    }

    @Test
    void is_held_to_the_time_of_its_token_still() {
      ResourceRequest request = request(key.proof(token));
      accepted(api.authenticate(request));
      clock.advance(Duration.ofSeconds(611));

      assertThat(refused(api.authenticate(request)).error()).contains("invalid_token");
    }

    @Test
    void that_was_refused_is_not_accepted_for_it() {
      String proof = key.proof(token);
      accepted(api.authenticate(request(proof)));
      ResourceRequest replay = request(proof);

      refused(api.authenticate(replay));
      refused(api.authenticate(replay));
    }
  }
}
