package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.accepted;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.TestIssuer.API;
import static dev.mapae.resourceserver.TestIssuer.NOW;
import static dev.mapae.resourceserver.TestIssuer.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9068 §4 for a token that was accepted before: it is recognized, and held to all that may
/// have changed since.
class TokensThatComeAgainTests {
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

  private VerifiedToken accept(String token) {
    return accepted(api.authenticate(bearer(token)));
  }

  private Refusal refuse(String token) {
    Refusal refusal = refused(api.authenticate(bearer(token)));
    assertThat(refusal.error()).contains("invalid_token");
    return refusal;
  }

  /// The outcome must not tell whether a token was here before.
  private void refuseLikeANewcomer(String token) {
    assertThat(refuse(token))
        .isEqualTo(refused(issuer.resourceServer(clock).authenticate(bearer(token))));
  }

  @Nested
  class Recognized {
    @Test
    void it_is_not_verified_again() {
      String token = issuer.token();

      assertThat(accept(token)).isSameAs(accept(token));
    }

    @Test
    void it_goes_on_when_the_same_keys_were_fetched_anew() throws Exception {
      String token = issuer.token();
      VerifiedToken first = accept(token);
      fetchKeysAgain(token);

      assertThat(accept(token)).isSameAs(first);
    }

    @Test
    void by_one_api_it_is_unknown_to_another() {
      ResourceServer other =
          TestIssuer.resourceServer(
              ResourceServerSettings.of(issuer.url(), "https://other.example.com/"), clock);
      String token = issuer.token();
      String forBoth =
          issuer.token(issuer.claims("aud", List.of(API, "https://other.example.com/")));
      accept(token);
      VerifiedToken here = accept(forBoth);

      assertThat(refused(other.authenticate(bearer(token))).error()).contains("invalid_token");
      assertThat(accepted(other.authenticate(bearer(forBoth)))).isEqualTo(here).isNotSameAs(here);
    }

    @Test
    void it_is_by_many_threads_at_once() throws Exception {
      List<String> tokens = new ArrayList<>();
      List<String> forged = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Map<String, Object> claims = issuer.claims("sub", "subject-" + i);
        tokens.add(issuer.token(claims));
        forged.add(TestIssuer.token(TestIssuer.ecKey("first"), claims));
      }
      ExecutorService threads = Executors.newFixedThreadPool(8);
      try {
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
          all.add(threads.submit(() -> present(tokens, forged)));
        }
        for (Future<?> each : all) {
          each.get();
        }
      } finally {
        threads.shutdown();
      }
    }

    private void present(List<String> tokens, List<String> forged) {
      for (int i = 0; i < 200; i++) {
        int number = i % tokens.size();
        assertThat(accept(tokens.get(number)).subject()).isEqualTo("subject-" + number);
        if (i < 2 * forged.size()) {
          refuse(forged.get(number));
        }
      }
    }
  }

  /// RFC 7519 §4.1.4 and §4.1.5.
  @Nested
  class At_another_time {
    @Test
    void it_is_refused_once_it_has_expired() {
      String token = issuer.token();
      accept(token);
      clock.advance(Duration.ofSeconds(609));
      accept(token);
      clock.advance(Duration.ofSeconds(1));

      refuseLikeANewcomer(token);
      assertThat(refuse(token).description()).contains("expired");
    }

    @Test
    void it_is_refused_before_it_is_valid() {
      String token = issuer.token(issuer.claims("nbf", NOW.getEpochSecond()));
      accept(token);
      clock.advance(Duration.ofSeconds(-10));
      accept(token);
      clock.advance(Duration.ofSeconds(-1));

      refuseLikeANewcomer(token);
      assertThat(refuse(token).description()).contains("not valid yet");
    }

    @Test
    void one_that_was_refused_as_too_early_is_accepted_in_time() {
      String token = issuer.token(issuer.claims("nbf", NOW.plusSeconds(60).getEpochSecond()));
      refuse(token);
      clock.advance(Duration.ofSeconds(60));

      accept(token);
    }
  }

  /// RFC 7517 §5.
  @Nested
  class With_other_keys {
    @Test
    void it_is_refused_when_its_key_was_withdrawn() {
      String token = issuer.token();
      accept(token);
      ECKey second = TestIssuer.ecKey("second");
      issuer.publish(second);
      clock.advance(Duration.ofSeconds(10));
      accept(TestIssuer.token(second, issuer.claims()));

      refuseLikeANewcomer(token);
    }

    @Test
    void it_is_refused_when_another_key_took_the_name_of_its_own() throws Exception {
      String token = issuer.token();
      accept(token);
      issuer.publish(TestIssuer.ecKey("first"));
      fetchKeysAgain(token);

      refuseLikeANewcomer(token);
    }

    @Test
    void it_is_accepted_when_a_key_came_beside_its_own() throws Exception {
      String token = issuer.token();
      accept(token);
      issuer.publish(TestIssuer.ecKey("second"), issuer.key);
      fetchKeysAgain(token);

      accept(token);
    }

    @Test
    void it_is_refused_when_its_key_may_no_longer_sign_like_that() throws Exception {
      String token = issuer.token();
      accept(token);
      Map<String, Object> forEncryption = issuer.key.toPublicJWK().toJSONObject();
      forEncryption.put("use", "enc");
      issuer.answers.put(
          "/keys",
          TestIssuer.json(
              Map.of(
                  "keys",
                  List.of(
                      forEncryption, TestIssuer.ecKey("second").toPublicJWK().toJSONObject()))));
      fetchKeysAgain(token);

      refuseLikeANewcomer(token);
    }
  }

  /// Lets the keys grow old, and lets a token that is known, and no other, have them fetched.
  private void fetchKeysAgain(String known) throws InterruptedException {
    assertThat(issuer.awaitKeysSent(1)).isTrue();
    clock.advance(Duration.ofMinutes(5));
    accept(known);
    assertThat(issuer.awaitKeysSent(1)).isTrue();
    // Sent is not read; a token with an unknown key waits until it is.
    refuse(TestIssuer.token(TestIssuer.ecKey("unknown"), issuer.claims()));
    assertThat(issuer.keyFetches).hasValue(2);
  }

  /// RFC 8725 §3.1; mistake 9.
  @Nested
  class In_another_shape {
    @Test
    void it_is_refused_under_another_algorithm() {
      String token = issuer.token();
      accept(token);
      String[] parts = token.split("\\.", -1);
      for (String alg : List.of("none", "HS256", "RS256", "ES384")) {
        String head = "{\"alg\":\"" + alg + "\",\"typ\":\"at+jwt\",\"kid\":\"first\"}";

        refuse(base64(head) + "." + parts[1] + "." + parts[2]);
        refuse(base64(head) + "." + parts[1] + ".");
      }
      accept(token);
    }

    @Test
    void it_is_refused_with_any_one_character_changed() {
      String token = issuer.token();
      accept(token);
      for (int i = 0; i < token.length(); i++) {
        if (token.charAt(i) != 'A') {
          refuse(token.substring(0, i) + 'A' + token.substring(i + 1));
        }
      }
    }

    @Test
    void another_token_of_the_same_hash_code_is_refused() {
      String token = issuer.token();
      accept(token);
      String other = sameHashCode(token);
      assertThat(other).hasSameSizeAs(token).isNotEqualTo(token).hasSameHashCodeAs(token);

      refuse(other);
    }

    /// The next character, and 31 less in the one behind it, where both are letters of base64url.
    private String sameHashCode(String token) {
      for (int i = token.lastIndexOf('.') + 1; i < token.length() - 2; i++) {
        char one = (char) (token.charAt(i) + 1);
        char two = (char) (token.charAt(i + 1) - 31);
        if (Character.isLetter(one) && Character.isLetter(two)) {
          return token.substring(0, i) + one + two + token.substring(i + 2);
        }
      }
      throw new AssertionError("no such place in " + token);
    }

    private String base64(String text) {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Together longer than all tokens that are kept.
  @Nested
  class After_many_others {
    private static final int MANY = 400;

    private Map<String, Object> padded(int number) {
      return issuer.claims("padding", number + "x".repeat(10_000));
    }

    @Test
    void it_is_recognized_if_they_were_refused() {
      String token = issuer.token();
      VerifiedToken first = accept(token);
      ECKey forger = TestIssuer.ecKey("first");
      for (int i = 0; i < MANY; i++) {
        refuse("x".repeat(12_000) + "." + i + ".x");
        Map<String, Object> expired = padded(i);
        expired.put("exp", NOW.minusSeconds(60).getEpochSecond());
        refuse(issuer.token(expired));
        refuse(TestIssuer.token(forger, padded(i)));
      }

      assertThat(accept(token)).isSameAs(first);
    }

    @Test
    void it_is_verified_again_if_they_were_accepted() {
      String token = issuer.token();
      VerifiedToken first = accept(token);
      for (int i = 0; i < MANY; i++) {
        accept(issuer.token(padded(i)));
      }

      assertThat(accept(token)).isEqualTo(first).isNotSameAs(first);
    }
  }
}
