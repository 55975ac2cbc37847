package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mapae.client.PlayedServer.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens are kept, and renewed shortly before they expire, by one request however many ask. RFC
/// 6749 §4.4, §1.5.
@Timeout(60)
class TokenRenewalTests {
  private final PlayedIssuer issuer = new PlayedIssuer();
  private final AtomicInteger issued = new AtomicInteger();

  @BeforeEach
  void number_the_tokens() {
    issuer.server.on("/token", r -> numbered());
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  private Reply numbered() {
    return PlayedIssuer.tokens(Map.of("access_token", "token-" + issued.incrementAndGet()));
  }

  private int requests() {
    return issuer.server.received("/token").size();
  }

  @Nested
  class A_token_is_kept {
    @Test
    void while_it_is_young() {
      TokenSource source = issuer.client().clientCredentials();
      source.tokens();
      issuer.time.pass(Duration.ofSeconds(59));
      assertThat(source.tokens().accessToken()).isEqualTo("token-1");
      assertThat(requests()).isEqualTo(1);
    }

    @Test
    void and_renewed_before_it_expires() {
      TokenSource source = issuer.client().clientCredentials();
      source.tokens();
      issuer.time.pass(Duration.ofSeconds(81));
      assertThat(source.tokens().accessToken()).isEqualTo("token-2");
    }

    @Test
    void by_sources_that_started_together_for_different_times() {
      Client client = issuer.client();
      List<TokenSource> sources =
          java.util.stream.Stream.generate(client::clientCredentials).limit(50).toList();
      sources.forEach(TokenSource::tokens);
      issuer.time.pass(Duration.ofSeconds(70));
      sources.forEach(TokenSource::tokens);
      assertThat(requests()).isGreaterThan(50).isLessThan(100);
    }

    @Test
    void for_five_minutes_when_nobody_said_how_long() {
      issuer.server.on(
          "/token",
          r ->
              Reply.json(
                  200,
                  Map.of(
                      "access_token",
                      "token-" + issued.incrementAndGet(),
                      "token_type",
                      "Bearer")));
      TokenSource source = issuer.client().clientCredentials();
      source.tokens();
      issuer.time.pass(Duration.ofSeconds(299));
      assertThat(source.tokens().accessToken()).isEqualTo("token-1");
      issuer.time.pass(Duration.ofSeconds(1));
      assertThat(source.tokens().accessToken()).isEqualTo("token-2");
    }
  }

  @Nested
  class One_request_serves_everybody {
    @Test
    void when_64_threads_need_the_first_token() throws Exception {
      CountDownLatch gate = new CountDownLatch(1);
      issuer.server.on(
          "/token",
          r -> {
            Crowd.await(gate);
            return numbered();
          });
      TokenSource source = issuer.client().clientCredentials();
      Set<String> got = new HashSet<>(Crowd.ask(64, source::authorizationHeader, gate));
      assertThat(got).containsExactly("Bearer token-1");
      assertThat(requests()).isEqualTo(1);
    }

    @Test
    void even_when_the_token_has_expired_by_the_time_it_comes() throws Exception {
      CountDownLatch gate = new CountDownLatch(1);
      issuer.server.on(
          "/token",
          r -> {
            Crowd.await(gate);
            return PlayedIssuer.tokens(
                Map.of("access_token", "token-" + issued.incrementAndGet(), "expires_in", 0));
          });
      TokenSource source = issuer.client().clientCredentials();
      assertThat(Crowd.ask(64, source::authorizationHeader, gate)).containsOnly("Bearer token-1");
      assertThat(requests()).isEqualTo(1);
    }

    @Test
    void when_it_fails_too() throws Exception {
      CountDownLatch gate = new CountDownLatch(1);
      issuer.server.on(
          "/token",
          r -> {
            Crowd.await(gate);
            return Reply.json(400, Map.of("error", "unauthorized_client"));
          });
      TokenSource source = issuer.client().clientCredentials();
      List<String> codes = Crowd.ask(64, () -> refused(source::authorizationHeader).code(), gate);
      assertThat(codes).hasSize(64).containsOnly("unauthorized_client");
      assertThat(requests()).isEqualTo(1);
    }

    @Test
    void while_the_others_go_on_with_the_old_token() throws Exception {
      TokenSource source = issuer.client().clientCredentials();
      source.tokens();
      issuer.time.pass(Duration.ofSeconds(90));
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch gate = new CountDownLatch(1);
      issuer.server.on(
          "/token",
          r -> {
            asked.countDown();
            Crowd.await(gate);
            return numbered();
          });
      FutureTask<String> renewer = new FutureTask<>(source::authorizationHeader);
      new Thread(renewer).start();
      asked.await();
      assertThat(source.authorizationHeader()).isEqualTo("Bearer token-1");
      gate.countDown();
      assertThat(renewer.get()).isEqualTo("Bearer token-2");
      assertThat(requests()).isEqualTo(2);
    }

    @Test
    void and_an_interrupted_thread_waits_for_its_answer() {
      TokenSource source = issuer.client().clientCredentials();
      Thread.currentThread().interrupt();
      Tokens tokens = source.tokens();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(tokens.accessToken()).isEqualTo("token-1");
      assertThat(requests()).isEqualTo(1);
    }
  }

  @Nested
  class A_thread_that_waits_for_the_request_of_another {
    @Test
    void can_be_interrupted_and_the_other_gets_its_answer() throws Exception {
      assertThatInterruptedWaiter(source -> {
        failure(ClientError.Interrupted.class, source::tokens);
        return Thread.interrupted();
      });
    }

    /// As [java.net.http.HttpClient#send] says it, whose manner is that of our client.
    @Test
    void can_be_interrupted_when_it_sends_a_request_to_an_API() throws Exception {
      URI api = URI.create("https://api.example.com/");
      assertThatInterruptedWaiter(source -> {
        AuthorizedHttpClient http = new AuthorizedHttpClient(source, api);
        assertThatExceptionOfType(InterruptedException.class)
            .isThrownBy(
                () -> http.send(HttpRequest.newBuilder(api).build(), BodyHandlers.discarding()));
        return !Thread.interrupted();
      });
    }

    private void assertThatInterruptedWaiter(Predicate<TokenSource> sees) throws Exception {
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch gate = new CountDownLatch(1);
      issuer.server.on(
          "/token",
          r -> {
            asked.countDown();
            Crowd.await(gate);
            return numbered();
          });
      TokenSource source = issuer.client().clientCredentials();
      FutureTask<Tokens> sender = new FutureTask<>(source::tokens);
      new Thread(sender).start();
      asked.await();
      FutureTask<Boolean> waiter = new FutureTask<>(() -> sees.test(source));
      Crowd.waiting(waiter).interrupt();
      assertThat(waiter.get()).isTrue();
      gate.countDown();
      assertThat(sender.get().accessToken()).isEqualTo("token-1");
      assertThat(requests()).isEqualTo(1);
    }
  }

  @Nested
  class After_a_failure {
    private final Reply away = new Reply(503, Map.of(), "");

    @Test
    void nobody_asks_again_at_once_and_the_pauses_grow() {
      issuer.server.on("/token", r -> away);
      TokenSource source = issuer.client().clientCredentials();
      failure(ClientError.Unavailable.class, source::tokens);
      failure(ClientError.Unavailable.class, source::tokens);
      assertThat(requests()).isEqualTo(1);
      issuer.time.pass(Duration.ofSeconds(2));
      failure(ClientError.Unavailable.class, source::tokens);
      assertThat(requests()).isEqualTo(2);
      issuer.time.pass(Duration.ofMillis(1900));
      failure(ClientError.Unavailable.class, source::tokens);
      assertThat(requests()).isEqualTo(2);
      issuer.time.pass(Duration.ofMillis(1101));
      failure(ClientError.Unavailable.class, source::tokens);
      assertThat(requests()).isEqualTo(3);
    }

    @Test
    void the_old_token_serves_until_it_expires() {
      TokenSource source = issuer.client().clientCredentials();
      source.tokens();
      issuer.server.on("/token", r -> away);
      issuer.time.pass(Duration.ofSeconds(99));
      assertThat(source.tokens().accessToken()).isEqualTo("token-1");
      issuer.time.pass(Duration.ofSeconds(1));
      failure(ClientError.Unavailable.class, source::tokens);
      assertThat(requests()).isEqualTo(2);
    }

    @Test
    void a_pause_that_the_server_asks_for_is_kept() {
      issuer.server.on("/token", r -> away.with("Retry-After", "120"));
      TokenSource source = issuer.client().clientCredentials();
      failure(ClientError.Unavailable.class, source::tokens);
      issuer.server.on("/token", r -> numbered());
      issuer.time.pass(Duration.ofSeconds(119));
      failure(ClientError.Unavailable.class, source::tokens);
      issuer.time.pass(Duration.ofSeconds(2));
      assertThat(source.tokens().accessToken()).isEqualTo("token-1");
    }

    @Test
    void a_pause_may_be_written_as_a_date() {
      String until =
          DateTimeFormatter.RFC_1123_DATE_TIME.format(
              issuer.time.instant().plusSeconds(120).atOffset(ZoneOffset.UTC));
      issuer.server.on(
          "/token", r -> Reply.json(429, Map.of("error", "slow_down")).with("Retry-After", until));
      TokenSource source = issuer.client().clientCredentials();
      assertThat(refused(source::tokens).retryAfter()).contains(Duration.ofMinutes(2));
      issuer.time.pass(Duration.ofSeconds(119));
      refused(source::tokens);
      assertThat(requests()).isEqualTo(1);
    }

    /// RFC 9110 §5.6.7: those of RFC 850 and of asctime as well.
    @ParameterizedTest
    @ValueSource(strings = {"EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM ppd HH:mm:ss uuuu"})
    void a_pause_may_be_written_as_a_date_of_former_times(String form) {
      String until =
          DateTimeFormatter.ofPattern(form, Locale.US)
              .format(issuer.time.instant().plusSeconds(120).atOffset(ZoneOffset.UTC));
      issuer.server.on("/token", r -> away.with("Retry-After", until));
      ClientError error =
          failure(ClientError.Unavailable.class, issuer.client().clientCredentials()::tokens);
      assertThat(error.retryAfter()).contains(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999", "99999999999999999999999"})
    void a_pause_is_never_longer_than_an_hour(String seconds) {
      issuer.server.on("/token", r -> away.with("Retry-After", seconds));
      TokenSource source = issuer.client().clientCredentials();
      failure(ClientError.Unavailable.class, source::tokens);
      issuer.time.pass(Duration.ofSeconds(3601));
      issuer.server.on("/token", r -> numbered());
      assertThat(source.tokens().accessToken()).isEqualTo("token-1");
    }
  }

  @Nested
  class A_token_that_was_refused {
    @Test
    void is_replaced() {
      TokenSource source = issuer.client().clientCredentials();
      source.drop(source.tokens());
      assertThat(source.tokens().accessToken()).isEqualTo("token-2");
    }

    @Test
    void and_was_replaced_already_is_forgotten() {
      TokenSource source = issuer.client().clientCredentials();
      Tokens first = source.tokens();
      issuer.time.pass(Duration.ofSeconds(81));
      source.tokens();
      source.drop(first);
      source.tokens();
      assertThat(requests()).isEqualTo(2);
    }

    @Test
    void does_not_make_a_flood_when_its_successors_are_refused_too() {
      TokenSource source = issuer.client().clientCredentials();
      for (int i = 0; i < 10; i++) {
        source.drop(source.tokens());
      }
      assertThat(requests()).isEqualTo(2);
      issuer.time.pass(Duration.ofSeconds(10));
      source.drop(source.tokens());
      source.tokens();
      assertThat(requests()).isEqualTo(3);
    }
  }
}
