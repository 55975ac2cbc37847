package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.accepted;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.TestIssuer.NOW;
import static dev.mapae.resourceserver.TestIssuer.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7517, JSON Web Key: the key set of an issuer, as an API keeps it.
class Rfc7517KeySetTests {
  private TestIssuer issuer;
  private SetClock clock;
  private ResourceServer api;

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
    clock = new SetClock(NOW);
    api = issuer.resourceServer(clock);
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private void accept(String token) {
    accepted(api.authenticate(bearer(token)));
  }

  private String refuse(String token) {
    return refused(api.authenticate(bearer(token))).error().orElseThrow();
  }

  @Nested
  class Section_4_5_the_kid {
    @Test
    void picks_its_own_key_alone() {
      ECKey second = TestIssuer.ecKey("second");
      issuer.publish(issuer.key, second);

      accept(TestIssuer.token(second, issuer.claims()));
      refuse(
          TestIssuer.token(
              TestIssuer.header(JWSAlgorithm.ES256).keyID("first"),
              issuer.claims(),
              TestIssuer.signer(second)));
    }
  }

  @Nested
  class Section_4_5_an_unknown_kid {
    @Test
    void is_found_when_the_issuer_has_a_new_key() {
      accept(issuer.token());
      clock.advance(Duration.ofSeconds(10));
      ECKey second = TestIssuer.ecKey("second");
      issuer.publish(issuer.key, second);

      accept(TestIssuer.token(second, issuer.claims()));
      accept(issuer.token());
      assertThat(issuer.keyFetches).hasValue(2);
    }

    @Test
    void makes_one_fetch_in_ten_seconds_however_many_come() throws Exception {
      accept(issuer.token());
      clock.advance(Duration.ofSeconds(10));
      String token = TestIssuer.token(TestIssuer.ecKey("unknown"), issuer.claims());
      ExecutorService threads = Executors.newFixedThreadPool(16);
      try {
        List<Future<Outcome<VerifiedToken>>> outcomes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          outcomes.add(threads.submit(() -> api.authenticate(bearer(token))));
        }
        for (Future<Outcome<VerifiedToken>> outcome : outcomes) {
          assertThat(refused(outcome.get()).error()).contains("invalid_token");
        }
      } finally {
        threads.shutdown();
      }
      assertThat(issuer.keyFetches).hasValue(2);

      clock.advance(Duration.ofSeconds(9));
      refuse(token);
      assertThat(issuer.keyFetches).hasValue(2);

      clock.advance(Duration.ofSeconds(1));
      refuse(token);
      assertThat(issuer.keyFetches).hasValue(3);
    }

    @Test
    void is_fetched_once_by_all_who_wait_for_it() throws Exception {
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch answer = new CountDownLatch(1);
      TestIssuer.Answer keys = issuer.answers.get("/keys");
      issuer.answers.put(
          "/keys",
          exchange -> {
            asked.countDown();
            awaitQuietly(answer);
            keys.send(exchange);
          });
      ExecutorService threads = Executors.newFixedThreadPool(16);
      try {
        List<Future<Outcome<VerifiedToken>>> outcomes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          outcomes.add(threads.submit(() -> api.authenticate(bearer(issuer.token()))));
        }
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        clock.advance(Duration.ofMinutes(1));
        for (int i = 0; i < 8; i++) {
          outcomes.add(threads.submit(() -> api.authenticate(bearer(issuer.token()))));
        }
        answer.countDown();
        for (Future<Outcome<VerifiedToken>> outcome : outcomes) {
          accepted(outcome.get());
        }
      } finally {
        threads.shutdown();
      }
      assertThat(issuer.keyFetches).hasValue(1);
    }

    private void awaitQuietly(CountDownLatch latch) {
      try {
        boolean unused = latch.await(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Nested
  class Section_5_the_set_in_the_cache {
    @Test
    void is_fetched_once_for_many_tokens() {
      for (int i = 0; i < 100; i++) {
        accept(issuer.token());
      }
      assertThat(issuer.keyFetches).hasValue(1);
    }

    @Test
    void is_fetched_again_behind_the_requests_when_it_is_five_minutes_old() throws Exception {
      accept(issuer.token());
      assertThat(issuer.awaitKeysSent(1)).isTrue();
      clock.advance(Duration.ofMinutes(5));

      accept(issuer.token());

      assertThat(issuer.awaitKeysSent(1)).isTrue();
      assertThat(issuer.keyFetches).hasValue(2);
    }

    @Test
    void loses_a_key_that_the_issuer_withdrew() {
      accept(issuer.token());
      ECKey second = TestIssuer.ecKey("second");
      issuer.publish(second);
      clock.advance(Duration.ofSeconds(10));

      accept(TestIssuer.token(second, issuer.claims()));

      assertThat(refuse(issuer.token())).isEqualTo("invalid_token");
    }

    @Test
    void is_kept_while_the_issuer_is_away() {
      accept(issuer.token());
      issuer.close();
      clock.advance(Duration.ofMinutes(8));

      accept(issuer.token());
      assertThat(refuse(TestIssuer.token(TestIssuer.ecKey("unknown"), issuer.claims())))
          .isEqualTo("invalid_token");
      accept(issuer.token());
    }

    @Test
    void is_kept_when_the_issuer_answers_nonsense() {
      accept(issuer.token());
      for (String nonsense : List.of("", "[]", "null", "{}", "{\"keys\":{}}", "<html>")) {
        issuer.answers.put("/keys", TestIssuer.bytes(nonsense.getBytes(StandardCharsets.UTF_8)));
        clock.advance(Duration.ofSeconds(10));
        refuse(TestIssuer.token(TestIssuer.ecKey("unknown"), issuer.claims()));

        accept(issuer.token());
      }
      assertThat(issuer.keyFetches).hasValue(7);
    }

    @Test
    void that_is_empty_withdraws_all_keys() {
      accept(issuer.token());
      issuer.publish();
      clock.advance(Duration.ofSeconds(10));
      refuse(TestIssuer.token(TestIssuer.ecKey("unknown"), issuer.claims()));
      assertThat(refuse(issuer.token())).isEqualTo("temporarily_unavailable");

      issuer.publish(issuer.key);
      clock.advance(Duration.ofSeconds(1));
      accept(issuer.token());
    }

    @Test
    void may_hold_keys_that_nobody_here_knows() {
      List<Object> keys = new ArrayList<>();
      keys.add(Map.of("kty", "AKP", "kid", "x", "alg", "ML-DSA-44", "pub", "AAAA"));
      keys.add(Map.of("kty", "EC", "crv", "P-256", "x", "AAAA", "y", "AAAA"));
      keys.add(Map.of("kty", "OKP", "crv", "X25519", "x", "AAAA"));
      keys.add(Map.of("kty", "OKP", "crv", "Ed25519", "x", "AAAA"));
      keys.add(new HashMap<>(Map.of("kid", 7)));
      keys.add("no key at all");
      keys.add(issuer.key.toPublicJWK().toJSONObject());
      issuer.answers.put("/keys", TestIssuer.json(Map.of("keys", keys)));

      accept(issuer.token());
    }

    @Test
    void of_more_than_a_hundred_keys_is_refused() {
      List<Object> keys = new ArrayList<>();
      for (int i = 0; i < 101; i++) {
        keys.add(issuer.key.toPublicJWK().toJSONObject());
      }
      issuer.answers.put("/keys", TestIssuer.json(Map.of("keys", keys)));

      assertThat(refuse(issuer.token())).isEqualTo("temporarily_unavailable");
    }
  }

  @Nested
  class Section_5_a_set_that_was_never_there {
    @Test
    void is_503_and_asked_for_again_a_second_later() {
      TestIssuer.Answer keys = issuer.answers.get("/keys");
      issuer.answers.put("/keys", TestIssuer.status(500));
      Refusal refusal = refused(api.authenticate(bearer(issuer.token())));

      assertThat(refusal.status()).isEqualTo(503);
      assertThat(refusal.error()).contains("temporarily_unavailable");
      assertThat(refusal.headers()).containsOnlyKeys("Retry-After");

      issuer.answers.put("/keys", keys);
      assertThat(refuse(issuer.token())).isEqualTo("temporarily_unavailable");
      clock.advance(Duration.ofSeconds(1));
      accept(issuer.token());
    }

    @Test
    void is_no_reason_to_fetch_for_a_request_without_a_good_looking_token() {
      refuse("nonsense");

      assertThat(issuer.keyFetches).hasValue(0);
    }

    @Test
    void is_fetched_although_the_clock_was_set_back() {
      accept(issuer.token());
      clock.advance(Duration.ofMinutes(-30));
      ECKey second = TestIssuer.ecKey("second");
      issuer.publish(issuer.key, second);

      accept(TestIssuer.token(second, issuer.claims()));
    }
  }
}
