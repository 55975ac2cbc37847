package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.authentication.FirstFactor;
import dev.mapae.authorizationserver.authentication.FirstFactor.Shown;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is kept of somebody who has yet to show a second factor. No specification governs it.
class FirstFactorTests {
  @Test
  void all_that_the_audit_says_of_it_is_kept() {
    Instant now = Instant.EPOCH;
    Shown shown = new Shown(now, List.of("pwd"), Optional.empty(), Map.of());
    FirstFactor first =
        new FirstFactor("id", "sub", now, shown, "", Optional.empty())
            .by("site", "login")
            .by("provider", "there");
    assertThat(first.shown().by()).isEqualTo(Map.of("site", "login", "provider", "there"));
  }
}
