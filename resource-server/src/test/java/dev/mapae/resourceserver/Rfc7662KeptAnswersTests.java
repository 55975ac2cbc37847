package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.accepted;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.TestIssuer.API;
import static dev.mapae.resourceserver.TestIssuer.NOW;
import static dev.mapae.resourceserver.TestIssuer.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7662 at an API: how often its issuer is asked, which is a fetcher here.
class Rfc7662KeptAnswersTests {
  private static final String ISSUER = "https://id.example.com";
  private static final Map<String, Object> INACTIVE = Map.of("active", false);

  private final SetClock clock = new SetClock(NOW);
  private final AskedIssuer issuer = new AskedIssuer();
  private final Introspection introspection = Introspection.clientSecretBasic("music", "secret");
  private ResourceServer api = api(introspection);

  /// An issuer that says of a token what a test put in.
  private static final class AskedIssuer implements Fetcher {
    final Map<String, Map<String, Object>> said = new ConcurrentHashMap<>();
    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger looked = new AtomicInteger();
    volatile String endpoint = ISSUER + "/introspect";
    volatile boolean published = true;

    /// What the request fails by.
    volatile Optional<Exception> failure = Optional.empty();

    // Those that begin with `slow` wait here.
    final CountDownLatch arrived = new CountDownLatch(100);
    final CountDownLatch go = new CountDownLatch(1);

    @Override
    public byte[] fetch(URI uri) throws IOException {
      looked.incrementAndGet();
      if (!published) {
        throw new IOException("away");
      }
      return TestIssuer.bytesOf(Map.of("issuer", ISSUER, "introspection_endpoint", endpoint));
    }

    @Override
    public byte[] post(URI uri, String form, Map<String, String> headers) throws IOException {
      asked.incrementAndGet();
      fail();
      String token = form.replaceFirst("^token=", "").replaceFirst("&.*", "");
      if (token.startsWith("error")) {
        throw new AssertionError(token);
      }
      if (token.startsWith("slow")) {
        arrived.countDown();
        try {
          go.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      if (token.startsWith("odd") || !uri.toString().equals(endpoint)) {
        throw new IOException("400");
      }
      return TestIssuer.bytesOf(said.getOrDefault(token, INACTIVE));
    }

    private void fail() throws IOException {
      Optional<Exception> now = failure;
      if (now.isPresent() && now.get() instanceof RuntimeException e) {
        throw e;
      }
      if (now.isPresent()) {
        throw new IOException("away", now.get());
      }
    }
  }

  private static Map<String, Object> active() {
    Map<String, Object> active = new HashMap<>();
    active.put("active", true);
    active.put("aud", API);
    active.put("sub", "alice");
    active.put("token_type", "Bearer");
    return active;
  }

  private ResourceServer api(Introspection introspection) {
    return api(introspection, clock);
  }

  private ResourceServer api(Introspection introspection, InstantSource time) {
    return ResourceServer.of(
        ResourceServerSettings.of(TrustedIssuer.of(ISSUER, API).introspection(introspection)),
        issuer,
        time);
  }

  private Outcome<VerifiedToken> present(String token) {
    return api.authenticate(bearer(token));
  }

  private int statusOf(String token) {
    return present(token).fold(t -> 200, Refusal::status);
  }

  @Nested
  class Section_4_a_token_that_was_revoked {
    @Test
    void is_asked_about_once_in_ten_seconds_as_well() {
      issuer.said.put("token", active());
      accepted(present("token"));
      issuer.said.clear();
      clock.advance(Duration.ofSeconds(10));

      refused(present("token"));
      refused(present("token"));
      assertThat(issuer.asked).hasValue(2);
    }

    @Test
    void is_not_good_again_by_a_clock_that_is_set_back() {
      api = api(introspection.cacheFor(Duration.ofMinutes(5)));
      issuer.said.put("token", active());
      accepted(present("token"));
      issuer.said.clear();
      clock.advance(Duration.ofMinutes(5));
      refused(present("token"));
      clock.advance(Duration.ofSeconds(-1));

      refused(present("token"));
    }

    @Test
    void is_good_again_where_its_issuer_says_so() {
      issuer.said.put("token", active());
      accepted(present("token"));
      issuer.said.clear();
      clock.advance(Duration.ofSeconds(10));
      refused(present("token"));
      issuer.said.put("token", active());
      clock.advance(Duration.ofSeconds(10));

      accepted(present("token"));
      accepted(present("token"));
      assertThat(issuer.asked).hasValue(3);
    }
  }

  @Nested
  class Section_4_memory {
    @Test
    void is_bounded_by_what_is_said_and_not_by_the_tokens_alone() {
      Map<String, Object> much = active();
      much.put("note", "x".repeat(16_000));
      for (int i = 0; i < 600; i++) {
        issuer.said.put("t" + i, much);
        accepted(present("t" + i));
      }
      accepted(present("t599"));
      assertThat(issuer.asked).hasValue(600);

      accepted(present("t0"));
      assertThat(issuer.asked).hasValue(601);
    }

    @Test
    void is_not_for_answers_that_are_too_long() {
      Map<String, Object> much = active();
      much.put("note", "x".repeat(17_000));
      issuer.said.put("token", much);

      accepted(present("token"));
      accepted(present("token"));
      assertThat(issuer.asked).hasValue(2);
    }
  }

  @Nested
  class Section_4_many_tokens_at_once {
    /// Whoever makes tokens up takes places that those with good ones do not need.
    @Test
    void that_are_made_up_keep_no_good_one_out() throws Exception {
      api = api(introspection.cacheFor(Duration.ZERO));
      issuer.said.put("good", active());
      accepted(present("good"));
      ExecutorService threads = Executors.newFixedThreadPool(100);
      try {
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          String token = "slow" + i;
          all.add(threads.submit(() -> statusOf(token)));
        }
        assertThat(issuer.arrived.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(statusOf("another")).isEqualTo(503);
        assertThat(statusOf("good")).isEqualTo(200);
        issuer.go.countDown();
        for (Future<Integer> one : all) {
          assertThat(one.get()).isEqualTo(401);
        }
        assertThat(statusOf("another")).isEqualTo(401);
      } finally {
        issuer.go.countDown();
        threads.shutdownNow();
      }
    }

    @Test
    void leave_their_place_whatever_becomes_of_them() {
      for (int i = 0; i < 101; i++) {
        String token = "error" + i;
        assertThatThrownBy(() -> present(token)).isInstanceOf(AssertionError.class);
        assertThat(statusOf("odd" + i)).isEqualTo(503);
      }
      assertThat(statusOf("another")).isEqualTo(401);
    }
  }

  @Nested
  class Section_4_a_token_that_comes_late {
    /// Its thread saw that there is no answer, and comes to ask when there is one.
    @Test
    void is_not_asked_about_again() throws Exception {
      issuer.said.put("token", active());
      CountDownLatch looked = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      AtomicReference<Thread> late = new AtomicReference<>();
      InstantSource slow =
          () -> {
            Instant now = clock.instant();
            if (late.compareAndSet(Thread.currentThread(), new Thread())) {
              looked.countDown();
              await(go);
            }
            return now;
          };
      api = api(introspection, slow);
      accepted(present("token"));
      clock.advance(Duration.ofSeconds(10));
      FutureTask<Integer> one = new FutureTask<>(() -> statusOf("token"));
      Thread thread = new Thread(one);
      late.set(thread);
      thread.start();
      await(looked);
      accepted(present("token"));
      go.countDown();

      assertThat(one.get()).isEqualTo(200);
      assertThat(issuer.asked).hasValue(2);
    }

    private void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Nested
  class Section_4_an_issuer_that_is_away {
    /// Whoever makes tokens up must not hold a thread for each until it times out.
    @Test
    void is_asked_once_in_a_second() {
      for (Exception away :
          List.of(
              new ConnectException(),
              new HttpTimeoutException("no answer"),
              new TimeoutException(),
              new UncheckedIOException(new SocketTimeoutException()))) {
        issuer.failure = Optional.of(away);
        issuer.asked.set(0);
        assertThat(statusOf("one")).isEqualTo(503);
        assertThat(statusOf("two")).isEqualTo(503);
        assertThat(issuer.asked).hasValue(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(statusOf("three")).isEqualTo(503);
        assertThat(statusOf("four")).isEqualTo(503);
        assertThat(issuer.asked).hasValue(2);
        clock.advance(Duration.ofSeconds(1));
      }
    }

    @Test
    void is_asked_again_as_soon_as_it_has_answered() {
      issuer.failure = Optional.of(new ConnectException());
      assertThat(statusOf("one")).isEqualTo(503);
      clock.advance(Duration.ofSeconds(1));
      issuer.failure = Optional.empty();
      for (int i = 0; i < 5; i++) {
        assertThat(statusOf("token" + i)).isEqualTo(401);
      }
    }

    @Test
    void is_not_one_that_refuses_to_tell_of_one_token() {
      assertThat(statusOf("odd")).isEqualTo(503);
      assertThat(statusOf("another")).isEqualTo(401);
    }

    @Test
    void is_told_in_the_log_once_in_a_second() {
      Logger log = Logger.getLogger(IntrospectedTokens.class.getName());
      List<LogRecord> records = new ArrayList<>();
      Handler handler =
          new Handler() {
            @Override
            public void publish(LogRecord entry) {
              records.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
          };
      log.addHandler(handler);
      try {
        for (int i = 0; i < 5; i++) {
          assertThat(statusOf("odd" + i)).isEqualTo(503);
        }
        assertThat(records).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(statusOf("odd")).isEqualTo(503);
        assertThat(records).hasSize(2);
      } finally {
        log.removeHandler(handler);
      }
    }
  }

  @Nested
  class Rfc_8414_section_3_1_the_metadata {
    /// What is wrong with one token is nobody else's matter.
    @Test
    void is_not_looked_for_again_at_each_failure() {
      present("token");
      for (int i = 0; i < 5; i++) {
        assertThat(statusOf("odd" + i)).isEqualTo(503);
      }
      assertThat(issuer.looked).hasValue(1);
    }

    /// One odd token in ten seconds must not put out an API whose issuer answers.
    @Test
    void that_cannot_be_had_is_not_needed_where_the_endpoint_is_known() {
      issuer.said.put("token", active());
      accepted(present("token"));
      issuer.published = false;
      clock.advance(Duration.ofSeconds(10));
      assertThat(statusOf("odd")).isEqualTo(503);

      accepted(present("token"));
      clock.advance(Duration.ofSeconds(10));
      accepted(present("token"));
      // At two places, once.
      assertThat(issuer.looked).hasValue(3);
    }

    @Test
    void is_looked_for_again_where_a_fetcher_of_the_application_fails_in_its_own_way() {
      present("token");
      issuer.failure = Optional.of(new IllegalStateException("404"));
      clock.advance(Duration.ofSeconds(10));
      assertThat(statusOf("token")).isEqualTo(503);
      issuer.failure = Optional.empty();

      assertThat(statusOf("another")).isEqualTo(401);
      assertThat(issuer.looked).hasValue(2);
    }

    @Test
    void is_looked_for_again_where_the_endpoint_has_moved() {
      issuer.said.put("token", active());
      accepted(present("token"));
      issuer.endpoint = ISSUER + "/moved";
      clock.advance(Duration.ofSeconds(10));

      assertThat(statusOf("token")).isEqualTo(503);
      accepted(present("token"));
      assertThat(issuer.looked).hasValue(2);
    }

    @Test
    void that_cannot_be_had_is_looked_for_once_in_a_second() {
      issuer.published = false;
      assertThat(statusOf("one")).isEqualTo(503);
      int once = issuer.looked.get();
      assertThat(statusOf("two")).isEqualTo(503);
      assertThat(issuer.looked).hasValue(once);

      issuer.published = true;
      clock.advance(Duration.ofSeconds(1));
      assertThat(statusOf("three")).isEqualTo(401);
    }
  }
}
