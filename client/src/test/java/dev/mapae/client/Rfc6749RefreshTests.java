package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.client.PlayedServer.Received;
import dev.mapae.client.PlayedServer.Reply;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// RFC 6749, refreshing an access token, with rotation (RFC 9700 §4.14.2).
@Timeout(60)
class Rfc6749RefreshTests {
  private final PlayedIssuer issuer = new PlayedIssuer();
  private final AtomicInteger generation = new AtomicInteger();

  /// A server that rotates: only the newest refresh token is good.
  @BeforeEach
  void rotate() {
    issuer.server.on("/token", this::rotated);
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  private Reply rotated(Received request) {
    if (!request.form().one("refresh_token").equals(Optional.of("refresh-" + generation.get()))) {
      return Reply.json(400, Map.of("error", "invalid_grant"));
    }
    int next = generation.incrementAndGet();
    return PlayedIssuer.tokens(
        Map.of("access_token", "access-" + next, "refresh_token", "refresh-" + next));
  }

  private Tokens signedIn() {
    return new Tokens(
        "access-0",
        TokenType.BEARER,
        Scope.of("playlist.read"),
        Optional.of(issuer.time.instant().plusSeconds(100)),
        Optional.of("refresh-0"),
        Optional.empty(),
        List.of());
  }

  private int requests() {
    return issuer.server.received("/token").size();
  }

  @Nested
  class Section_6_refreshing {
    @Test
    void sends_the_refresh_token_as_this_client() {
      Tokens fresh = issuer.client().refresh(signedIn());
      Received sent = issuer.server.last("/token");
      assertThat(sent.body()).contains("grant_type=refresh_token");
      assertThat(sent.form().names()).containsOnly("grant_type", "refresh_token");
      assertThat(sent.header("Authorization")).isPresent();
      assertThat(fresh.accessToken()).isEqualTo("access-1");
      assertThat(fresh.scope()).isEqualTo(Scope.of("playlist.read"));
    }

    /// RFC 8707 §2.2: some servers give a token for another API otherwise.
    @Test
    void names_the_APIs_that_the_token_is_for() {
      String[] apis = {"https://a.example.com/", "https://b.example.com/"};
      Tokens fresh = issuer.client().refresh(signedIn(), apis);
      assertThat(issuer.server.last("/token").form().all("resource")).containsExactly(apis);
      RefreshingTokens source = issuer.client().refreshing(fresh, apis[0]);
      issuer.time.pass(Duration.ofSeconds(100));
      source.tokens();
      assertThat(issuer.server.last("/token").form().all("resource")).containsExactly(apis[0]);
    }

    /// RFC 8707 §2.2: each API gets a token of its own, and all share one refresh token.
    @Test
    void serves_several_APIs_with_one_chain_of_refresh_tokens() {
      List<String> stored = new ArrayList<>();
      RefreshingTokens first =
          issuer
              .client()
              .refreshing(
                  signedIn(),
                  fresh -> stored.add(fresh.refreshToken().orElseThrow()),
                  "https://a.example.com/");
      RefreshingTokens other = first.forResources("https://b.example.com/");
      RefreshingTokens third = other.forResources("https://c.example.com/");
      assertThat(other.tokens().accessToken()).isEqualTo("access-1");
      assertThat(issuer.server.last("/token").form().all("resource"))
          .containsExactly("https://b.example.com/");
      assertThat(first.tokens().accessToken()).isEqualTo("access-0");
      assertThat(third.tokens().accessToken()).isEqualTo("access-2");
      issuer.time.pass(Duration.ofSeconds(100));
      assertThat(first.tokens().accessToken()).isEqualTo("access-3");
      assertThat(other.tokens().accessToken()).isEqualTo("access-4");
      assertThat(other.tokens().accessToken()).isEqualTo("access-4");
      assertThat(stored).containsExactly("refresh-1", "refresh-2", "refresh-3", "refresh-4");
      assertThat(requests()).isEqualTo(4);
    }

    @Test
    void is_over_for_all_APIs_when_the_grant_is_gone() {
      RefreshingTokens first = issuer.client().refreshing(signedIn());
      RefreshingTokens other = first.forResources("https://b.example.com/");
      generation.set(7);
      assertThatThrownBy(other::tokens).isInstanceOf(ClientException.class);
      assertThat(other.isOver()).isTrue();
      assertThat(first.isOver()).isFalse();
      issuer.time.pass(Duration.ofSeconds(100));
      assertThatThrownBy(first::tokens).isInstanceOf(ClientException.class);
      assertThat(first.isOver()).isTrue();
      assertThat(requests()).isEqualTo(1);
    }

    /// What another API's token cost meanwhile makes none of theirs old.
    @Test
    void is_done_once_for_all_who_wait_though_another_API_gets_a_token_then() throws Exception {
      CountDownLatch gate = new CountDownLatch(1);
      issuer.server.on(
          "/token",
          r -> {
            Crowd.await(gate);
            return rotated(r);
          });
      AtomicReference<RefreshingTokens> other = new AtomicReference<>();
      AtomicBoolean asked = new AtomicBoolean();
      RefreshingTokens first =
          issuer
              .client()
              .refreshing(
                  signedIn(),
                  fresh -> {
                    if (!asked.getAndSet(true)) {
                      other.get().tokens();
                    }
                  });
      other.set(first.forResources("https://b.example.com/"));
      issuer.time.pass(Duration.ofSeconds(100));
      assertThat(Crowd.ask(8, () -> first.tokens().accessToken(), gate)).containsOnly("access-1");
      assertThat(other.get().tokens().accessToken()).isEqualTo("access-2");
      assertThat(requests()).isEqualTo(2);
    }

    /// RFC 9110 §10.2.3: the pause is that of the server, not of one API.
    @Test
    void for_another_API_heeds_the_pause_that_the_server_asked_for() {
      RefreshingTokens first = issuer.client().refreshing(signedIn());
      RefreshingTokens other = first.forResources("https://b.example.com/");
      issuer.time.pass(Duration.ofSeconds(100));
      issuer.server.on("/token", r -> new Reply(503, Map.of("Retry-After", "120"), ""));
      failure(ClientError.Unavailable.class, first::tokens);
      failure(ClientError.Unavailable.class, other::tokens);
      assertThat(requests()).isEqualTo(1);
      rotate();
      issuer.time.pass(Duration.ofSeconds(122));
      assertThat(other.tokens().accessToken()).isEqualTo("access-1");
    }

    @Test
    void for_another_API_names_it() {
      RefreshingTokens first = issuer.client().refreshing(signedIn());
      assertThatThrownBy(first::forResources).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void waits_until_the_access_token_is_about_to_expire() {
      RefreshingTokens source = issuer.client().refreshing(signedIn());
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-0");
      issuer.time.pass(Duration.ofSeconds(81));
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-1");
    }

    @Test
    void replaces_the_refresh_token_for_good() {
      RefreshingTokens source = issuer.client().refreshing(signedIn());
      for (int i = 1; i <= 3; i++) {
        issuer.time.pass(Duration.ofSeconds(100));
        assertThat(source.tokens().refreshToken()).contains("refresh-" + i);
      }
      assertThat(requests()).isEqualTo(3);
    }

    /// Appendix A.17: 1*VSCHAR, and a space is one.
    @Test
    void may_use_a_refresh_token_of_any_visible_character_and_space() {
      String odd = "refresh 1 \\+&=%)`~";
      issuer.server.on(
          "/token",
          r -> PlayedIssuer.tokens(Map.of("access_token", "access-1", "refresh_token", odd)));
      Tokens fresh = issuer.client().refresh(signedIn());
      assertThat(fresh.refreshToken()).contains(odd);
      issuer.client().refresh(fresh);
      assertThat(issuer.server.last("/token").form().one("refresh_token")).contains(odd);
    }

    @Test
    void keeps_the_old_refresh_token_when_no_new_one_comes() {
      issuer.server.on("/token", r -> PlayedIssuer.tokens(Map.of()));
      assertThat(issuer.client().refresh(signedIn()).refreshToken()).contains("refresh-0");
    }

    @Test
    void shows_each_new_set_to_the_store() {
      List<Tokens> stored = new ArrayList<>();
      RefreshingTokens source = issuer.client().refreshing(signedIn(), stored::add);
      source.tokens();
      assertThat(stored).isEmpty();
      issuer.time.pass(Duration.ofSeconds(100));
      assertThat(source.tokens()).isEqualTo(stored.get(0));
    }

    @Test
    void does_not_lose_the_new_refresh_token_when_the_store_fails() {
      RefreshingTokens source =
          issuer
              .client()
              .refreshing(
                  signedIn(),
                  tokens -> {
                    throw new IllegalStateException("disk full");
                  });
      issuer.time.pass(Duration.ofSeconds(100));
      org.assertj.core.api.Assertions.assertThatIllegalStateException().isThrownBy(source::tokens);
      assertThat(source.tokens().refreshToken()).contains("refresh-1");
    }

    @Test
    void happens_once_when_64_threads_ask() throws Exception {
      CountDownLatch gate = new CountDownLatch(1);
      issuer.server.on(
          "/token",
          r -> {
            Crowd.await(gate);
            return rotated(r);
          });
      RefreshingTokens source = issuer.client().refreshing(signedIn());
      issuer.time.pass(Duration.ofSeconds(100));
      assertThat(Crowd.ask(64, source::authorizationHeader, gate)).containsOnly("Bearer access-1");
      assertThat(requests()).isEqualTo(1);
    }

    @Test
    void ends_for_good_when_the_grant_is_gone() {
      generation.set(7);
      RefreshingTokens source = issuer.client().refreshing(signedIn());
      issuer.time.pass(Duration.ofSeconds(100));
      assertThat(refused(source::tokens).code()).isEqualTo("invalid_grant");
      issuer.time.pass(Duration.ofDays(1));
      assertThat(refused(source::tokens).code()).isEqualTo("invalid_grant");
      assertThat(requests()).isEqualTo(1);
    }

    /// The old refresh token is spent by an answer with tokens, whatever else is in it.
    @Test
    void ends_for_good_when_the_answer_is_of_no_use() {
      issuer.server.on("/token", r -> PlayedIssuer.tokens(Map.of("token_type", "other")));
      RefreshingTokens source = issuer.client().refreshing(signedIn());
      issuer.time.pass(Duration.ofSeconds(99));
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-0");
      assertThat(source.isOver()).isFalse();
      issuer.time.pass(Duration.ofDays(1));
      failure(ClientError.InvalidAnswer.class, source::tokens);
      assertThat(source.isOver()).isTrue();
      assertThat(requests()).isEqualTo(1);
    }

    /// What a proxy says while the server is away has spent nothing, whatever its status.
    @Test
    void is_tried_again_after_a_page_that_is_no_answer_of_the_server() {
      for (Reply page :
          List.of(
              new Reply(200, Map.of("Content-Type", "text/html"), "<p>Back soon"),
              Reply.json(200, Map.of("status", "maintenance")))) {
        generation.set(0);
        issuer.server.on("/token", r -> page);
        RefreshingTokens source = issuer.client().refreshing(signedIn());
        issuer.time.pass(Duration.ofSeconds(100));
        failure(ClientError.InvalidAnswer.class, source::tokens);
        assertThat(source.isOver()).isFalse();
        issuer.server.on("/token", Rfc6749RefreshTests.this::rotated);
        issuer.time.pass(Duration.ofSeconds(3));
        assertThat(source.authorizationHeader()).isEqualTo("Bearer access-1");
      }
    }

    @Test
    void is_tried_again_after_a_server_was_away() {
      issuer.server.on("/token", r -> new Reply(503, Map.of(), ""));
      RefreshingTokens source = issuer.client().refreshing(signedIn());
      issuer.time.pass(Duration.ofSeconds(100));
      failure(ClientError.Unavailable.class, source::tokens);
      assertThat(source.isOver()).isFalse();
      issuer.server.on("/token", Rfc6749RefreshTests.this::rotated);
      issuer.time.pass(Duration.ofSeconds(3));
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-1");
    }

    @Test
    void goes_on_from_a_refresh_token_that_a_program_kept() {
      issuer.server.on("/token", Rfc6749RefreshTests.this::rotated);
      TokenSource source = issuer.client().refreshing(Tokens.ofRefreshToken("refresh-0"));
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-1");
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-1");
      assertThat(requests()).isEqualTo(1);
    }

    private Tokens withoutRefreshToken() {
      return new Tokens(
          "access-0",
          TokenType.BEARER,
          Scope.empty(),
          Optional.of(issuer.time.instant().plusSeconds(100)),
          Optional.empty(),
          Optional.empty(),
          List.of());
    }

    @Test
    void needs_a_refresh_token() {
      RefreshingTokens source = issuer.client().refreshing(withoutRefreshToken());
      issuer.time.pass(Duration.ofSeconds(100));
      failure(ClientError.Unsupported.class, source::tokens);
      assertThat(requests()).isZero();
    }

    /// One API that refuses a token must not take it from all the others.
    @Test
    void drops_nothing_for_which_there_is_no_other() {
      RefreshingTokens source = issuer.client().refreshing(withoutRefreshToken());
      source.drop(source.tokens());
      assertThat(source.authorizationHeader()).isEqualTo("Bearer access-0");
    }

    /// RFC 9449 §5: a token that anybody can use is no token of a client that has a key.
    @Test
    void never_presents_a_bearer_token_for_a_client_with_a_key() {
      issuer.server.on(
          "/token",
          r -> PlayedIssuer.tokens(Map.of("access_token", "bound", "token_type", "DPoP")));
      TokenSource source = issuer.client().withDpop().refreshing(signedIn());
      assertThat(source.authorizationHeader()).isEqualTo("DPoP bound");
    }
  }
}
