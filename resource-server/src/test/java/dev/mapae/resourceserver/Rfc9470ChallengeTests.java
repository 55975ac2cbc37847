package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.accepted;
import static dev.mapae.resourceserver.Outcomes.challenge;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.Requirement.acr;
import static dev.mapae.resourceserver.Requirement.maxAge;
import static dev.mapae.resourceserver.Requirement.role;
import static dev.mapae.resourceserver.Requirement.scope;
import static dev.mapae.resourceserver.TestIssuer.NOW;
import static dev.mapae.resourceserver.TestIssuer.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9470, at an API: what is not enough is told with what would be.
class Rfc9470ChallengeTests {
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  private TestIssuer issuer;
  private ResourceServer api;

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
    api = issuer.resourceServer();
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  /// A token of somebody who signed in so long ago, by a password.
  private String token(Duration ago) {
    Map<String, Object> claims = issuer.claims("acr", "password");
    claims.put("auth_time", NOW.minus(ago).getEpochSecond());
    return issuer.token(claims);
  }

  private Outcome<VerifiedToken> ask(Requirement requirement, String token) {
    return api.require(requirement).authenticate(bearer(token));
  }

  private Refusal refusal(Requirement requirement, String token) {
    Refusal refusal = refused(ask(requirement, token));
    assertThat(refusal.status()).isEqualTo(401);
    assertThat(refusal.error()).contains("insufficient_user_authentication");
    return refusal;
  }

  @Nested
  class Section_3_the_challenge {
    @Test
    void a_sign_in_that_is_recent_enough_is_accepted() {
      accepted(ask(maxAge(FIVE_MINUTES), token(FIVE_MINUTES)));
    }

    @Test
    void one_that_is_too_long_ago_is_told_the_max_age() {
      String challenge =
          challenge(refusal(maxAge(FIVE_MINUTES), token(FIVE_MINUTES.plusSeconds(1))));
      assertThat(challenge)
          .startsWith("Bearer error=\"insufficient_user_authentication\", error_description=")
          .endsWith(", max_age=\"300\"");
    }

    @Test
    void time_goes_on_for_a_token_that_was_accepted() {
      String token = token(Duration.ZERO);
      SetClock clock = new SetClock(NOW);
      ResourceServer later = issuer.resourceServer(clock);
      accepted(later.require(maxAge(FIVE_MINUTES)).authenticate(bearer(token)));
      clock.advance(FIVE_MINUTES.plusSeconds(1));
      refused(later.require(maxAge(FIVE_MINUTES)).authenticate(bearer(token)));
    }

    @Test
    void one_of_the_acr_values_is_enough() {
      accepted(ask(acr("passkey", "password"), token(Duration.ZERO)));
    }

    @Test
    void another_way_is_told_the_acr_values_the_best_first() {
      assertThat(challenge(refusal(acr("passkey", "otp"), token(Duration.ZERO))))
          .endsWith(", acr_values=\"passkey otp\"");
    }

    @Test
    void both_may_be_needed() {
      Requirement both = acr("passkey").and(maxAge(FIVE_MINUTES));
      assertThat(challenge(refusal(both, token(Duration.ZERO))))
          .endsWith(", acr_values=\"passkey\", max_age=\"300\"");
    }

    @Test
    void a_scope_that_is_lacking_too_is_told_with_it() {
      Requirement all = scope("playlist.read", "playlist.share").and(maxAge(FIVE_MINUTES));
      assertThat(challenge(refusal(all, token(Duration.ofHours(1)))))
          .endsWith(", max_age=\"300\", scope=\"playlist.read playlist.share\"");
      Requirement had = scope("playlist.read").and(maxAge(FIVE_MINUTES));
      assertThat(challenge(refusal(had, token(Duration.ofHours(1))))).doesNotContain("scope=");
    }

    @Test
    void a_scope_alone_that_is_lacking_is_still_a_403() {
      Refusal refusal =
          refused(ask(scope("playlist.share").and(maxAge(FIVE_MINUTES)), token(Duration.ZERO)));
      assertThat(refusal.status()).isEqualTo(403);
    }

    @Test
    void a_token_that_is_no_good_is_told_nothing_of_it() {
      Refusal refusal = refused(ask(acr("passkey"), "x.y.z"));
      assertThat(refusal.error()).contains("invalid_token");
      assertThat(challenge(refusal)).doesNotContain("acr_values");
    }
  }

  @Nested
  class Section_6_1_jwt_access_tokens {
    @Test
    void one_that_says_nothing_of_it_is_not_enough() {
      refusal(maxAge(FIVE_MINUTES), issuer.token());
      refusal(acr("password"), issuer.token());
    }

    @Test
    void one_that_says_something_else_is_not_enough() {
      refusal(maxAge(FIVE_MINUTES), issuer.token(issuer.claims("auth_time", "now")));
      refusal(acr("password"), issuer.token(issuer.claims("acr", List.of("password"))));
    }
  }

  @Nested
  class Section_8_requirements {
    @Test
    void add_up_to_the_stricter() {
      Requirement both =
          acr("a", "b", "c")
              .and(maxAge(FIVE_MINUTES))
              .and(role("r"))
              .and(acr("c", "b").and(maxAge(Duration.ofMinutes(1))));
      assertThat(both.acrValues()).containsExactly("b", "c");
      assertThat(both.maxAge()).isEqualTo(Optional.of(Duration.ofMinutes(1)));
      assertThat(both.roles()).containsExactly("r");
    }

    @Test
    void that_nothing_can_meet_are_a_mistake() {
      assertThatThrownBy(() -> acr("a").and(acr("b"))).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> acr()).isInstanceOf(IllegalArgumentException.class);
      for (Duration age : List.of(Duration.ofSeconds(-1), Duration.ZERO, Duration.ofMillis(999))) {
        assertThatThrownBy(() -> maxAge(age)).isInstanceOf(IllegalArgumentException.class);
      }
      for (String acr : List.of("", " ", "a b", "a\n")) {
        assertThatThrownBy(() -> acr("good", acr)).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }
}
