package dev.mapae.client;

import static dev.mapae.client.Failures.untrusted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.mapae.client.PlayedServer.Received;
import dev.mapae.client.PlayedServer.Reply;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 6750, the bearer token at a resource server.
class Rfc6750AuthorizedHttpClientTests {
  private final PlayedIssuer issuer = new PlayedIssuer();
  private final PlayedServer api = new PlayedServer();
  private final AtomicInteger issued = new AtomicInteger();
  private final HttpClient plain = HttpClient.newHttpClient();
  private final AuthorizedHttpClient http =
      new AuthorizedHttpClient(plain, issuer.client().clientCredentials(), api.uri("/v1"));

  @BeforeEach
  void number_the_tokens() {
    issuer.server.on(
        "/token",
        r -> PlayedIssuer.tokens(Map.of("access_token", "token-" + issued.incrementAndGet())));
  }

  @AfterEach
  void close() {
    issuer.close();
    api.close();
  }

  private HttpResponse<String> post(String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(api.uri("/v1/playlists"))
            .header("X-Mine", "kept")
            .header("Authorization", "Basic not-this")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static Reply challenge(int status, String header) {
    return new Reply(status, Map.of("WWW-Authenticate", header), "the body of the refusal");
  }

  private void accepts(String token) {
    api.on(
        "/v1/playlists",
        (Received r) ->
            r.header("Authorization").filter(("Bearer " + token)::equals).isPresent()
                ? new Reply(201, Map.of(), "made " + r.body())
                : challenge(401, "Bearer error=\"invalid_token\""));
  }

  @Nested
  class Section_2_1_the_header {
    @Test
    void carries_the_token_and_nothing_else_is_changed() throws Exception {
      accepts("token-1");
      assertThat(post("x").body()).isEqualTo("made x");
      Received request = api.last("/v1/playlists");
      assertThat(request.headers().get("Authorization")).containsExactly("Bearer token-1");
      assertThat(request.header("X-Mine")).contains("kept");
    }

    @ParameterizedTest
    @CsvSource({
      "https://api.example.com/, https://api.example.com:443/x, true",
      "https://api.example.com/, https://API.example.com/x, true",
      "https://api.example.com/, http://api.example.com/x, false",
      "https://api.example.com/, https://api.example.com:8443/x, false",
      "https://api.example.com/, https://evil.example.com/x, false",
      "https://api.example.com/, https://api.example.com.evil.example/x, false"
    })
    void goes_to_the_API_alone(String base, String to, boolean same) {
      assertThat(Endpoints.sameOrigin(URI.create(base), URI.create(to))).isEqualTo(same);
    }

    @Test
    void is_not_sent_elsewhere() {
      try (PlayedServer elsewhere = new PlayedServer()) {
        assertThatIllegalArgumentException()
            .isThrownBy(() ->
                http.send(
                    HttpRequest.newBuilder(elsewhere.uri("/")).build(), BodyHandlers.discarding()));
        assertThat(elsewhere.received("/")).isEmpty();
      }
    }

    /// RFC 9449 §4.2: they would be in the proof.
    @Test
    void is_not_sent_where_a_name_and_a_password_are_in_the_URL() {
      ApiTokens tokens = ApiTokens.of(issuer.client().clientCredentials(), api.uri("/v1"));
      URI uri = URI.create(api.uri("/v1").toString().replace("://", "://alice:secret@"));
      assertThat(tokens.isFor(uri)).isFalse();
      assertThat(tokens.isFor(URI.create("/v1"))).isFalse();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tokens.first("GET", uri))
          .withMessageNotContaining("secret");
    }

    @Test
    void is_not_sent_in_the_clear_over_the_network() {
      TokenSource source = issuer.client().clientCredentials();
      untrusted(
          () -> new AuthorizedHttpClient(plain, source, URI.create("http://api.example.com/")));
    }

    @Test
    void is_not_carried_along_a_redirect() {
      TokenSource source = issuer.client().clientCredentials();
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              new AuthorizedHttpClient(
                  HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build(),
                  source,
                  api.uri("/")));
    }
  }

  @Nested
  class Section_3_1_a_refused_token {
    @Test
    void is_replaced_and_the_request_sent_once_more() throws Exception {
      accepts("token-2");
      HttpResponse<String> response = post("x");
      assertThat(response.statusCode()).isEqualTo(201);
      assertThat(response.body()).isEqualTo("made x");
      assertThat(api.received("/v1/playlists")).hasSize(2);
    }

    /// What is thrown away need not be waited for.
    @Test
    @Timeout(30)
    void is_replaced_though_the_refusal_never_ends() throws Exception {
      HttpServer stalling =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      stalling.createContext(
          "/",
          exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean good =
                "Bearer token-2".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
            exchange.sendResponseHeaders(good ? 200 : 401, good ? -1 : 100);
            if (!good) {
              exchange.getResponseBody().write('x');
              exchange.getResponseBody().flush();
            }
          });
      stalling.start();
      URI uri = URI.create("http://127.0.0.1:" + stalling.getAddress().getPort() + "/");
      AuthorizedHttpClient stalled =
          new AuthorizedHttpClient(plain, issuer.client().clientCredentials(), uri);
      try {
        assertThat(
                stalled
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .statusCode())
            .isEqualTo(200);
      } finally {
        stalling.stop(0);
      }
    }

    @Test
    @Timeout(30)
    void is_replaced_though_nobody_waits_and_once_for_all_who_sent_it() throws Exception {
      accepts("token-2");
      HttpRequest request =
          HttpRequest.newBuilder(api.uri("/v1/playlists"))
              .POST(HttpRequest.BodyPublishers.ofString("x"))
              .build();
      List<CompletableFuture<HttpResponse<String>>> answers =
          Stream.generate(() -> http.sendAsync(request, BodyHandlers.ofString())).limit(8).toList();
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        assertThat(answer.get().body()).isEqualTo("made x");
      }
      assertThat(issued.get()).isEqualTo(2);
    }

    @Test
    @Timeout(30)
    void is_told_by_the_exceptions_of_send_though_nobody_waits() {
      issuer.server.on("/token", r -> Reply.json(401, Map.of("error", "invalid_client")));
      HttpRequest request = HttpRequest.newBuilder(api.uri("/v1/playlists")).build();
      CompletableFuture<HttpResponse<String>> answer =
          http.sendAsync(request, BodyHandlers.ofString());
      assertThatThrownBy(answer::get)
          .cause()
          .isInstanceOfSatisfying(
              ClientException.class, e -> assertThat(e.code()).contains("invalid_client"));
      HttpRequest elsewhere = HttpRequest.newBuilder(issuer.server.uri("/v1")).build();
      assertThatThrownBy(() -> http.sendAsync(elsewhere, BodyHandlers.ofString()))
          .isInstanceOf(IllegalArgumentException.class);
    }

    /// Nobody reads what is cancelled: the API sees that it went.
    @Test
    @Timeout(30)
    void is_not_waited_for_any_more_when_it_is_cancelled() throws Exception {
      CountDownLatch asked = new CountDownLatch(1);
      CompletableFuture<Reply> over = new CompletableFuture<>();
      api.on(
          "/v1/slow",
          r -> {
            asked.countDown();
            return over.join();
          });
      CompletableFuture<HttpResponse<String>> answer =
          http.sendAsync(
              HttpRequest.newBuilder(api.uri("/v1/slow")).build(), BodyHandlers.ofString());
      asked.await();
      assertThat(answer.cancel(true)).isTrue();
      over.complete(challenge(401, "Bearer error=\"invalid_token\""));
      accepts("token-1");
      assertThat(post("x").statusCode()).isEqualTo(201);
      assertThat(api.received("/v1/slow")).hasSize(1);
    }

    @Test
    void is_not_replaced_twice() throws Exception {
      accepts("token-that-nobody-issues");
      HttpResponse<String> response = post("x");
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.body()).isEqualTo("the body of the refusal");
      assertThat(api.received("/v1/playlists")).hasSize(2);
      post("x");
      post("x");
      assertThat(issued.get()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "403 | Bearer error=\"insufficient_scope\", scope=\"playlist.write\"",
          "403 | Bearer error=\"invalid_token\"",
          "401 | Bearer",
          "401 | Basic realm=\"error=invalid_token\"",
        })
    void is_not_what_every_refusal_means(int status, String header) throws Exception {
      api.on("/v1/playlists", r -> challenge(status, header));
      HttpResponse<String> response = post("x");
      assertThat(response.statusCode()).isEqualTo(status);
      assertThat(response.body()).isEqualTo("the body of the refusal");
      assertThat(api.received("/v1/playlists")).hasSize(1);
    }
  }

  @Nested
  class Section_3_the_challenge {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '\u0000',
        value = {
          "Bearer error=\"invalid_token\" | invalid_token",
          "bearer realm=\"a, b\\\" error=x\" , error = invalid_token | invalid_token",
          "Basic realm=\"x\", Bearer scope=\"a\", error=\"invalid_token\" | invalid_token",
          "Negotiate abc==, Bearer error=\"invalid_token\" | invalid_token",
          "Negotiate YII/ab//c+d==, Bearer error=\"invalid_token\" | invalid_token",
          "Bearer error=\"in\\valid_token\" | invalid_token",
          "Basic error=\"invalid_token\" | ",
          "Bearer, Basic error=\"invalid_token\" | ",
          "Bearer error=\"invalid_token | ",
          "Bearer error= | ",
          "Bearer \u0001 error=x | ",
          "error=\"invalid_token\" | "
        })
    void is_read_as_it_is_meant(String header, String error) {
      assertThat(WwwAuthenticate.error("Bearer", header).orElse(null)).isEqualTo(error);
    }

    @Test
    void is_not_read_without_end() {
      String long_ = "Bearer x=\"" + "\\a".repeat(1_000_000) + "\", error=\"invalid_token\"";
      assertThat(WwwAuthenticate.error("Bearer", long_)).isEmpty();
      String just = "Bearer x=\"" + "\\a".repeat(2_000) + "\", error=\"invalid_token\"";
      assertThat(WwwAuthenticate.error("Bearer", just)).contains("invalid_token");
    }
  }
}
