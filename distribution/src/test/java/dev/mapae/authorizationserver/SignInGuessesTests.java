package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Passwords are guessed slowly. NIST SP 800-63B §5.2.2.
@OnEveryEngine
class SignInGuessesTests {
  private static final Ask ASK = Ask.web("openid playlist.read");

  private final TestServer server;

  SignInGuessesTests(Engine engine) {
    server = new TestServer(engine, Samples.declarations(), Seams.none());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private TestBrowser signIn(String username, String password) {
    return new TestBrowser(server).get(ASK.url()).signIn(username, password);
  }

  private void guess(String username) {
    for (int i = 0; i < 20; i++) {
      assertThat(signIn(username, "wrong " + i).page.status()).isEqualTo(400);
    }
  }

  @Test
  void many_wrong_ones_of_a_username_are_answered_later_whether_or_not_there_is_such_a_person() {
    for (String username : new String[] {"alice", "no such person"}) {
      guess(username);
      TestBrowser late = signIn(username.toUpperCase(java.util.Locale.ROOT), "wrong");
      assertThat(late.page.status()).isEqualTo(429);
      assertThat(late.page.header("Retry-After")).contains("30");
    }
    // Also the right one, or the answer would tell that it is.
    assertThat(signIn("alice", Samples.password("alice")).page.status()).isEqualTo(429);
  }

  @Test
  void nobody_is_locked_out_for_good_and_others_are_not_slowed() {
    guess("alice");
    assertThat(signIn("bob", Samples.password("bob")).path()).isEqualTo("/consent");
    server.clock.advance(Duration.ofSeconds(30));
    assertThat(signIn("alice", Samples.password("alice")).path()).isEqualTo("/consent");
  }

  @Test
  void who_knows_theirs_may_sign_in_as_often_as_they_like() {
    for (int i = 0; i < 40; i++) {
      assertThat(signIn("alice", Samples.password("alice")).path()).isEqualTo("/consent");
    }
  }
}
