package dev.mapae.resourceserver.jdkhttpserver;

import static dev.mapae.resourceserver.Requirement.scope;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.Scope;
import dev.mapae.resourceserver.Authenticator;
import dev.mapae.resourceserver.BasicAuthenticator;
import dev.mapae.resourceserver.Outcome;
import dev.mapae.resourceserver.ProtectedResourceMetadata;
import dev.mapae.resourceserver.ResourceRequest;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.VerifiedToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The JDK's own HTTP server, over a socket.
class JdkHttpServerTests {
  private static final String ISSUER = "https://id.example.com";
  private static final String API = "https://api.example.com/";

  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ResourceServer api =
      ResourceServer.of(ResourceServerSettings.of(ISSUER, API), JdkHttpServerTests::verify);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  /// Opaque tokens: `SUBJECT.SCOPE`.
  private static VerifiedToken verify(String token) {
    int dot = token.indexOf('.');
    if (dot < 0) {
      throw new ProtocolError.InvalidToken("There is no such token.").exception();
    }
    return new VerifiedToken(
        ISSUER,
        token.substring(0, dot),
        Optional.empty(),
        Scope.of(token.substring(dot + 1)),
        Set.of(),
        Instant.MAX,
        Map.of());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static final class Noting implements Authenticator<String> {
    @Override
    public Outcome<String> authenticate(ResourceRequest request) {
      return new Outcome.Accepted<>("alice", Map.of("cache-control", List.of("no-store")));
    }

    @Override
    public Optional<ProtectedResourceMetadata> metadata() {
      return Optional.empty();
    }
  }

  @Nested
  class A_handler_behind_a_resource_server {
    @BeforeEach
    void mount() {
      server.createContext(
          "/v1/playlists",
          ProtectedHandler.of(
              api.require(scope("playlist.read")),
              (exchange, token) -> answer(exchange, token.subject())));
    }

    @Test
    void is_handed_the_token() throws Exception {
      var response =
          send(request("/v1/playlists").header("Authorization", "Bearer alice.playlist.read"));

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("alice");
    }

    /// Such as `no-store` with a nonce (RFC 9449 §8.2).
    @Test
    void may_add_to_a_header_that_is_there_already() throws Exception {
      server.createContext(
          "/v1/noted",
          ProtectedHandler.of(
              new Noting(),
              (exchange, person) -> {
                exchange.getResponseHeaders().add("Cache-Control", "private");
                answer(exchange, person);
              }));
      assertThat(send(request("/v1/noted")).headers().allValues("Cache-Control"))
          .containsExactly("no-store", "private");
    }

    @Test
    void never_sees_a_request_without_token() throws Exception {
      var response = send(request("/v1/playlists"));

      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.headers().allValues("WWW-Authenticate"))
          .satisfiesExactly(
              bearer -> assertThat(bearer).isEqualTo("Bearer"),
              dpop -> assertThat(dpop).startsWith("DPoP algs=\""));
      assertThat(response.headers().firstValue("Content-Type"))
          .contains("application/problem+json");
      assertThat(response.body()).startsWith("{\"status\":401,\"detail\":\"");
    }

    @Test
    void never_sees_a_bad_token_or_one_without_the_scope() throws Exception {
      var bad = send(request("/v1/playlists").header("Authorization", "Bearer nonsense"));
      var poor = send(request("/v1/playlists").header("Authorization", "Bearer alice.openid"));

      assertThat(bad.statusCode()).isEqualTo(401);
      assertThat(bad.headers().firstValue("WWW-Authenticate").orElseThrow())
          .contains("error=\"invalid_token\"");
      assertThat(poor.statusCode()).isEqualTo(403);
      assertThat(poor.headers().firstValue("WWW-Authenticate").orElseThrow())
          .contains("error=\"insufficient_scope\"", "scope=\"playlist.read\"");
    }

    @Test
    void never_sees_a_request_with_two_tokens() throws Exception {
      var response =
          send(
              request("/v1/playlists?access_token=x.y")
                  .header("Authorization", "Bearer alice.playlist.read"));

      assertThat(response.statusCode()).isEqualTo(400);
    }

    @Test
    void may_be_asked_by_HEAD() throws Exception {
      var response =
          send(request("/v1/playlists").method("HEAD", HttpRequest.BodyPublishers.noBody()));

      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.body()).isEmpty();
    }
  }

  @Nested
  class Callers_at_the_same_time {
    @Test
    void are_never_taken_for_one_another() throws Exception {
      int callers = 8;
      CyclicBarrier all = new CyclicBarrier(callers);
      server.createContext(
          "/v1/me",
          ProtectedHandler.of(
              api,
              (exchange, token) -> {
                meet(all);
                answer(exchange, token.subject());
              }));
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        var request = request("/v1/me").header("Authorization", "Bearer person" + i + ".openid");
        answers.add(client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()));
      }
      for (int i = 0; i < callers; i++) {
        assertThat(answers.get(i).get().body()).isEqualTo("person" + i);
      }
    }

    private void meet(CyclicBarrier all) throws IOException {
      try {
        all.await(10, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }

  @Nested
  class An_application_with_errors_of_its_own_shape {
    @Test
    void writes_the_body_and_leaves_the_rest_to_the_refusal() throws Exception {
      server.createContext(
          "/v1/staff",
          ProtectedHandler.of(
              BasicAuthenticator.of(
                  "Staff",
                  given ->
                      Optional.of(given.userId())
                          .filter(u -> given.equals(new BasicCredentials("admin", "secret")))),
              JdkHttpServerTests::answer,
              (exchange, refusal) ->
                  ProtectedHandler.answer(
                      exchange,
                      refusal,
                      "application/json",
                      Json.object()
                          .with("error", Json.object().with("status", refusal.status()))
                          .bytes())));

      var refused = send(request("/v1/staff").header("Authorization", "Basic !!!"));
      var accepted =
          send(
              request("/v1/staff")
                  .header("Authorization", new BasicCredentials("admin", "secret").header()));

      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate"))
          .contains("Basic realm=\"Staff\", charset=\"UTF-8\"");
      assertThat(refused.body()).isEqualTo("{\"error\":{\"status\":401}}");
      assertThat(accepted.body()).isEqualTo("admin");
    }
  }
}
