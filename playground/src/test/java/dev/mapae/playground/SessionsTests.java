package dev.mapae.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What is remembered of browsers, and for how long.
class SessionsTests {
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final Sessions sessions = new Sessions(() -> now, new SecureRandom());

  @Test
  void a_session_is_found_by_its_cookie_alone() {
    Session session = sessions.create();
    assertThat(sessions.find(session.id())).containsSame(session);
    assertThat(sessions.find("other")).isEmpty();
    assertThat(sessions.find(session.formToken())).isEmpty();
  }

  @Test
  void a_session_ends_two_hours_after_it_was_last_used() {
    Session session = sessions.create();
    now = now.plus(Duration.ofMinutes(119));
    assertThat(sessions.find(session.id())).isPresent();
    now = now.plus(Duration.ofMinutes(119));
    assertThat(sessions.find(session.id())).isPresent();
    now = now.plus(Duration.ofHours(2));
    assertThat(sessions.find(session.id())).isEmpty();
  }

  @Test
  void the_one_that_was_used_longest_ago_makes_room() {
    Session first = sessions.create();
    Session second = sessions.create();
    for (int i = 2; i < Sessions.MAX; i++) {
      sessions.create();
    }
    assertThat(sessions.find(first.id())).isPresent();
    sessions.create();
    assertThat(sessions.find(first.id())).isPresent();
    assertThat(sessions.find(second.id())).isEmpty();
  }
}
