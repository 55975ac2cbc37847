package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.SecondFactorScene.type;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6238, TOTP: codes of an app.
@OnEveryEngine
class Rfc6238TotpTests {
  private final SecondFactorScene scene;
  private final TestServer server;

  Rfc6238TotpTests(Engine engine) {
    scene = new SecondFactorScene(engine);
    server = scene.server;
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private TestBrowser at(int seconds) {
    return type(scene.half(), scene.app.code(server.clock.instant().plusSeconds(seconds)));
  }

  @Nested
  class Appendix_B_test_vectors {
    /// Of eight digits, the app shows the last six.
    @ParameterizedTest
    @CsvSource({
      "59, 287082",
      "1111111109, 081804",
      "1111111111, 050471",
      "1234567890, 005924",
      "2000000000, 279037",
      "20000000000, 353130"
    })
    void are_what_the_app_of_these_tests_shows(long seconds, String code) {
      TestAuthenticator app = new TestAuthenticator("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
      assertThat(app.code(Instant.ofEpochSecond(seconds))).isEqualTo(code);
    }
  }

  @Nested
  class Section_5_1_the_secret {
    @Test
    void has_160_bits_and_is_another_each_time() {
      try (TestServer strict = server.beside(Seams.none().requiringSecondFactorOfAll())) {
        List<String> secrets =
            List.of(1, 2).stream()
                .map(_ -> new TestBrowser(strict).get(SecondFactorScene.ASK.url()).signInAs("bob"))
                .map(browser -> TestAuthenticator.on(browser.html()).shown)
                .toList();
        assertThat(secrets).doesNotHaveDuplicates().allMatch(s -> s.length() == 32);
      }
    }
  }

  @Nested
  class Section_5_2_validation {
    @ParameterizedTest
    @ValueSource(ints = {-30, 0, 30})
    void takes_one_step_either_way(int seconds) {
      assertThat(at(seconds).path()).isEqualTo("/consent");
    }

    @ParameterizedTest
    @ValueSource(ints = {-90, -60, 60, 90})
    void takes_no_more(int seconds) {
      assertThat(at(seconds).page.status()).isEqualTo(400);
    }

    @Test
    void takes_a_code_once() {
      String code = scene.code();
      assertThat(type(scene.half(), code).path()).isEqualTo("/consent");
      assertThat(type(scene.half(), code).page.status()).isEqualTo(400);
    }

    @Test
    void takes_no_code_of_a_step_before_one_that_was_used() {
      Instant now = server.clock.instant();
      assertThat(type(scene.half(), scene.app.code(now.plusSeconds(30))).path())
          .isEqualTo("/consent");
      assertThat(type(scene.half(), scene.app.code(now)).page.status()).isEqualTo(400);
    }

    @Test
    void takes_no_code_again_that_set_the_app_up() {
      try (TestServer strict = server.beside(Seams.none().requiringSecondFactorOfAll())) {
        TestBrowser bob = new TestBrowser(strict).get(SecondFactorScene.ASK.url()).signInAs("bob");
        String code = TestAuthenticator.on(bob.html()).code(strict.clock.instant());
        assertThat(SecondFactorScene.enrol(bob, code).path()).isEqualTo("/consent");
        TestBrowser again = new TestBrowser(strict).get(SecondFactorScene.ASK.url());
        again.signIn("bob", Samples.password("bob"));
        assertThat(type(again, code).page.status()).isEqualTo(400);
      }
    }

    /// Of any number who bring it at the same moment, at whichever node, one is signed in.
    @Test
    void takes_a_code_once_at_all_nodes() {
      String code = scene.code();
      List<TestBrowser> racers = new java.util.ArrayList<>();
      for (int i = 0; i < 8; i++) {
        racers.add(scene.half().on(i % 2 == 0 ? server : scene.requiring));
      }
      var next = new java.util.concurrent.atomic.AtomicInteger();
      List<String> paths = Race.of(8, () -> type(racers.get(next.getAndIncrement()), code).path());
      assertThat(paths).containsOnlyOnce("/consent");
    }

    @Test
    void goes_on_after_a_minute() {
      assertThat(scene.signedIn().path()).isEqualTo("/consent");
      server.clock.advance(Duration.ofSeconds(30));
      assertThat(scene.signedIn().path()).isEqualTo("/consent");
    }
  }
}
