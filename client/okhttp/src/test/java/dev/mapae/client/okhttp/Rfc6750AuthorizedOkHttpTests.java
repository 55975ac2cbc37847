package dev.mapae.client.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.client.ClientError;
import dev.mapae.client.ClientException;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import okhttp3.Cache;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// RFC 6750, the bearer token at a resource server, with OkHttp over a socket.
@Tag("socket")
class Rfc6750AuthorizedOkHttpTests {
  private final NumberedTokens tokens = new NumberedTokens();
  private PlayedApi api;
  private PlayedApi elsewhere;
  private OkHttpClient http;

  @BeforeEach
  void start() throws IOException {
    api = new PlayedApi();
    elsewhere = new PlayedApi();
    http = AuthorizedOkHttp.add(new OkHttpClient.Builder(), tokens, api.uri("/")).build();
  }

  @AfterEach
  void stop() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
    api.close();
    elsewhere.close();
  }

  private static Request get(URI uri) {
    return new Request.Builder().url(uri.toString()).build();
  }

  private int status(Request request) throws IOException {
    try (Response response = http.newCall(request).execute()) {
      return response.code();
    }
  }

  @Nested
  class Section_2_1_the_header {
    @Test
    void carries_the_token() throws IOException {
      assertThat(status(get(api.uri("/a")))).isEqualTo(200);
      assertThat(api.shown).containsExactly("Bearer token-1");
    }

    @Test
    void takes_the_place_of_another_one() throws IOException {
      Request request =
          get(api.uri("/a"))
              .newBuilder()
              .header("Authorization", "Basic x")
              .header("DPoP", "an old proof")
              .build();
      assertThat(status(request)).isEqualTo(200);
      assertThat(api.shown).containsExactly("Bearer token-1");
      assertThat(api.proofs).isEmpty();
    }

    @Test
    void is_not_sent_elsewhere() throws IOException {
      assertThat(status(get(elsewhere.uri("/a")))).isEqualTo(401);
      assertThat(elsewhere.shown).containsExactly("");
    }

    /// CVE-2018-1000007 of curl, and others: credentials that follow a redirect to another host.
    @Test
    void is_not_carried_along_a_redirect() throws IOException {
      assertThat(status(get(api.uri("/to/" + elsewhere.uri("/a"))))).isEqualTo(401);
      assertThat(api.shown).containsExactly("Bearer token-1");
      assertThat(elsewhere.shown).containsExactly("");
    }

    @Test
    void goes_along_a_redirect_within_the_API() throws IOException {
      assertThat(status(get(api.uri("/to/" + api.uri("/a"))))).isEqualTo(200);
      assertThat(api.shown).containsExactly("Bearer token-1", "Bearer token-1");
    }

    @Test
    void is_not_sent_in_the_clear_over_the_network() {
      assertThatThrownBy(() ->
              AuthorizedOkHttp.add(
                  new OkHttpClient.Builder(), tokens, URI.create("http://api.example.com/")))
          .isInstanceOf(ClientException.class);
      assertThatThrownBy(() -> AuthorizedOkHttp.add(new OkHttpClient.Builder(), tokens))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class Section_3_1_a_refused_token {
    @Test
    void is_replaced_and_the_request_sent_once_more() throws IOException {
      api.good = "token-2";
      Request request =
          new Request.Builder()
              .url(api.uri("/a").toString())
              .post(RequestBody.create("twice", null))
              .build();
      try (Response response = http.newCall(request).execute()) {
        assertThat(response.code()).isEqualTo(200);
        assertThat(response.body().string()).isEqualTo("POST twice");
      }
      assertThat(api.shown).containsExactly("Bearer token-1", "Bearer token-2");
    }

    @Test
    void is_not_replaced_twice() throws IOException {
      api.good = "token-that-nobody-issues";
      assertThat(status(get(api.uri("/a")))).isEqualTo(401);
      assertThat(api.shown).containsExactly("Bearer token-1", "Bearer token-2");
    }

    @Test
    void behind_a_redirect_is_replaced_too() throws IOException {
      api.good = "token-2";
      assertThat(status(get(api.uri("/to/" + api.uri("/a"))))).isEqualTo(200);
      assertThat(api.shown).containsExactly("Bearer token-1", "Bearer token-1", "Bearer token-2");
    }

    @Test
    void is_no_reason_to_ask_a_stranger_twice() throws IOException {
      api.good = "token-2";
      assertThat(status(get(api.uri("/guarded/to/" + elsewhere.uri("/a"))))).isEqualTo(401);
      assertThat(api.shown).containsExactly("Bearer token-1", "Bearer token-2");
      assertThat(elsewhere.shown).containsExactly("");
    }

    @Test
    void is_not_what_every_refusal_means() throws IOException {
      assertThat(status(get(api.uri("/403")))).isEqualTo(403);
      assertThat(api.shown).containsExactly("Bearer token-1");
    }

    @Test
    void with_a_body_that_can_be_sent_but_once_is_told_to_the_application() throws IOException {
      api.good = "token-2";
      Request request = new Request.Builder().url(api.uri("/a").toString()).post(ONCE).build();
      assertThat(status(request)).isEqualTo(401);
      assertThat(status(request)).isEqualTo(200);
    }

    private static final RequestBody ONCE =
        new RequestBody() {
          @Override
          public okhttp3.MediaType contentType() {
            return okhttp3.MediaType.get("text/plain");
          }

          @Override
          public boolean isOneShot() {
            return true;
          }

          @Override
          public void writeTo(BufferedSink sink) throws IOException {
            sink.writeUtf8("once");
          }
        };
  }

  @Nested
  class No_token {
    @Test
    void fails_the_call() {
      tokens.away = true;
      assertThatThrownBy(() -> status(get(api.uri("/a"))))
          .isInstanceOf(IOException.class)
          .hasCauseInstanceOf(ClientException.class);
      assertThat(api.shown).isEmpty();
    }

    /// As OkHttp says it itself, by which callers tell a cancelled call from trouble.
    @Test
    void because_of_an_interrupt_fails_the_call_as_one() {
      tokens.away = true;
      tokens.why = new ClientError.Interrupted("Interrupted.");
      assertThatThrownBy(() -> status(get(api.uri("/a"))))
          .isInstanceOf(InterruptedIOException.class)
          .hasCauseInstanceOf(ClientException.class);
    }

    @Test
    void fails_the_callback_of_an_asynchronous_call() {
      tokens.away = true;
      CompletableFuture<Integer> status = new CompletableFuture<>();
      http.newCall(get(api.uri("/a")))
          .enqueue(
              new Callback() {
                @Override
                public void onFailure(Call call, IOException e) {
                  status.completeExceptionally(e);
                }

                @Override
                public void onResponse(Call call, Response response) {
                  status.complete(response.code());
                  response.close();
                }
              });
      assertThatThrownBy(() -> status.get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .rootCause()
          .isInstanceOf(ClientException.class);
    }
  }

  /// OkHttp caches by URL, above the token.
  @Test
  void what_one_person_was_told_does_not_answer_another(@TempDir File directory)
      throws IOException {
    try (Cache cache = new Cache(directory, 1 << 20)) {
      OkHttpClient shared = new OkHttpClient.Builder().cache(cache).build();
      http = AuthorizedOkHttp.add(shared.newBuilder(), tokens, api.uri("/")).build();
      assertThat(status(get(api.uri("/cacheable")))).isEqualTo(200);
      tokens.drop(tokens.tokens());
      http = AuthorizedOkHttp.add(shared.newBuilder(), tokens, api.uri("/")).build();
      api.good = "token-2";
      assertThat(status(get(api.uri("/cacheable")))).isEqualTo(200);
      assertThat(api.shown).containsExactly("Bearer token-1", "Bearer token-2");
    }
  }

  @Test
  void several_APIs_have_tokens_of_their_own() throws IOException {
    elsewhere.good = "token-2";
    NumberedTokens others = new NumberedTokens();
    http = AuthorizedOkHttp.add(http.newBuilder(), others, elsewhere.uri("/")).build();
    assertThat(status(get(elsewhere.uri("/a")))).isEqualTo(200);
    assertThat(status(get(api.uri("/a")))).isEqualTo(200);
    assertThat(elsewhere.shown).containsExactly("Bearer token-1", "Bearer token-2");
    assertThat(api.shown).containsExactly("Bearer token-1");
  }
}
