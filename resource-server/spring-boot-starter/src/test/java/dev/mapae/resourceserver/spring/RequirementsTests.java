package dev.mapae.resourceserver.spring;

import static dev.mapae.resourceserver.Requirement.maxAge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Scope;
import dev.mapae.resourceserver.VerifiedToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;

/// Requirements as rules of Spring Security, without an application around them.
class RequirementsTests {
  private static final Instant SIGNED_IN = Instant.parse("2026-01-01T00:00:00Z");

  private static boolean isLetIn(Duration later) {
    AuthorizationManager<String> rule = Requirements.of(maxAge(Duration.ofMinutes(5)));
    VerifiedToken token =
        new VerifiedToken(
            "https://id.example.com",
            "alice",
            Optional.empty(),
            Scope.empty(),
            Set.of(),
            Instant.MAX,
            Map.of("auth_time", SIGNED_IN.getEpochSecond()));
    AuthorizationResult result =
        rule.authorize(
            () -> TokenAuthentication.of(token, () -> SIGNED_IN.plus(later)), "anything");
    return result != null && result.isGranted();
  }

  /// RFC 9470 §3.
  @Test
  void go_by_the_clock_of_the_resource_server() {
    assertThat(isLetIn(Duration.ofMinutes(4))).isTrue();
    assertThat(isLetIn(Duration.ofMinutes(6))).isFalse();
  }
}
