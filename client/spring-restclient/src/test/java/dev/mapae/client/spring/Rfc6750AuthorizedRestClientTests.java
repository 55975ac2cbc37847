package dev.mapae.client.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mapae.client.ClientError;
import dev.mapae.client.ClientException;
import dev.mapae.client.TokenSource;
import dev.mapae.client.TokenType;
import dev.mapae.client.Tokens;
import dev.mapae.protocol.Scope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/// RFC 6750, the bearer token at a resource server, with `RestClient` over a socket.
@Tag("socket")
class Rfc6750AuthorizedRestClientTests {
  /// The `Authorization` headers that came, in order; empty text for none.
  private final List<String> shown = new CopyOnWriteArrayList<>();

  /// Their `DPoP` headers, all of them.
  private final List<String> proofs = new CopyOnWriteArrayList<>();

  private HttpServer api;
  private HttpServer elsewhere;
  private String good = "token-1";
  private int number = 1;
  private boolean away;
  private RestClient http;

  /// `token-1`, and after each complaint the next one.
  private final TokenSource tokens =
      new TokenSource() {
        @Override
        public Tokens tokens() {
          if (away) {
            throw new ClientError.Unsupported("There are no tokens.").exception();
          }
          return new Tokens(
              "token-" + number,
              TokenType.BEARER,
              Scope.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              List.of());
        }

        @Override
        public void drop(Tokens refused) {
          number++;
        }
      };

  @BeforeEach
  void start() throws IOException {
    api = server();
    elsewhere = server();
    http = AuthorizedRestClient.add(RestClient.builder(), tokens, uri(api, "/")).build();
  }

  @AfterEach
  void stop() {
    api.stop(0);
    elsewhere.stop(0);
  }

  private HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    return server;
  }

  private static URI uri(HttpServer server, String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /// `/to/URL` is a redirect there, all else says what was sent.
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String token = exchange.getRequestHeaders().getFirst("Authorization");
      shown.add(token == null ? "" : token);
      proofs.addAll(exchange.getRequestHeaders().getOrDefault("DPoP", List.of()));
      String path = exchange.getRequestURI().toString();
      int status = 200;
      if (path.startsWith("/to/")) {
        exchange.getResponseHeaders().set("Location", path.substring("/to/".length()));
        status = 307;
      } else if (!("Bearer " + good).equals(token)) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        status = 401;
      }
      byte[] said = ("said " + body).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, said.length);
      exchange.getResponseBody().write(said);
    }
  }

  private static int status(RestClient http, URI uri) {
    return http.get().uri(uri).exchange((request, response) -> response.getStatusCode().value());
  }

  @Nested
  class Section_2_1_the_header {
    @Test
    void carries_the_token_in_place_of_another_one() {
      int status =
          http.get()
              .uri(uri(api, "/a"))
              .header("Authorization", "Basic x")
              .header("DPoP", "an old proof")
              .exchange((request, response) -> response.getStatusCode().value());
      assertThat(status).isEqualTo(200);
      assertThat(shown).containsExactly("Bearer token-1");
      assertThat(proofs).isEmpty();
    }

    @Test
    void is_not_sent_elsewhere() {
      assertThat(status(http, uri(elsewhere, "/a"))).isEqualTo(401);
      assertThat(shown).containsExactly("");
    }

    /// CVE-2018-1000007 of curl, and others: credentials that follow a redirect to another host.
    @Test
    void is_not_carried_along_a_redirect() {
      assertThat(status(http, uri(api, "/to/" + uri(elsewhere, "/a")))).isEqualTo(307);
      assertThat(shown).containsExactly("Bearer token-1");
    }

    @Test
    void is_not_sent_in_the_clear_over_the_network() {
      URI plain = URI.create("http://api.example.com/");
      assertThatThrownBy(() -> AuthorizedRestClient.interceptor(tokens, plain))
          .isInstanceOf(ClientException.class);
    }
  }

  @Nested
  class Section_3_1_a_refused_token {
    @Test
    void is_replaced_and_the_request_sent_once_more() {
      good = "token-2";
      String body = http.post().uri(uri(api, "/a")).body("twice").retrieve().body(String.class);
      assertThat(body).isEqualTo("said twice");
      assertThat(shown).containsExactly("Bearer token-1", "Bearer token-2");
    }

    @Test
    void is_not_replaced_twice() {
      good = "token-that-nobody-issues";
      assertThat(status(http, uri(api, "/a"))).isEqualTo(401);
      assertThat(shown).containsExactly("Bearer token-1", "Bearer token-2");
    }

    @Test
    void is_replaced_with_a_request_factory_of_the_application_too() {
      good = "token-2";
      RestClient own =
          RestClient.builder()
              .requestFactory(new SimpleClientHttpRequestFactory())
              .requestInterceptor(AuthorizedRestClient.interceptor(tokens, uri(api, "/")))
              .build();
      assertThat(status(own, uri(api, "/a"))).isEqualTo(200);
    }
  }

  @Test
  void no_token_fails_the_request() {
    away = true;
    assertThatThrownBy(() -> status(http, uri(api, "/a"))).isInstanceOf(ClientException.class);
    assertThat(shown).isEmpty();
  }
}
