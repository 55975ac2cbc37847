package dev.mapae.client.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mapae.client.Client;
import dev.mapae.client.None;
import dev.mapae.client.TokenSource;
import dev.mapae.protocol.DpopChecks;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.UnverifiedDpopProof;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// RFC 9449, tokens that are bound to a key, at an API that asks for a nonce, with OkHttp over a
/// socket.
@Tag("socket")
class Rfc9449AuthorizedOkHttpTests {
  private static final String TOKEN = "a-bound-token";
  private static final String NONCE = "a-nonce-of-the-api";

  /// What came to the API: the scheme and the token, and what was wrong with the proof.
  private final List<String> shown = new CopyOnWriteArrayList<>();

  private HttpServer server;
  private TokenSource tokens;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Json metadata =
        Json.object()
            .with("issuer", origin())
            .with("authorization_endpoint", origin() + "/authorize")
            .with("token_endpoint", origin() + "/token");
    Json issued =
        Json.object()
            .with("access_token", TOKEN)
            .with("token_type", "DPoP")
            .with("expires_in", 300);
    server.createContext(
        "/.well-known/oauth-authorization-server", exchange -> json(exchange, metadata));
    server.createContext("/token", exchange -> json(exchange, issued));
    server.createContext("/playlists", this::api);
    server.start();
    tokens = Client.discover(origin(), new None("app")).withDpop().clientCredentials();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static void json(HttpExchange exchange, Json json) throws IOException {
    try (exchange) {
      byte[] body = json.toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void api(HttpExchange exchange) throws IOException {
    try (exchange) {
      String fault = fault(exchange);
      shown.add(exchange.getRequestHeaders().getFirst("Authorization") + ": " + fault);
      if (!fault.isEmpty()) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "DPoP error=\"" + fault + "\"");
        exchange.getResponseHeaders().set("DPoP-Nonce", NONCE);
      }
      exchange.sendResponseHeaders(fault.isEmpty() ? 200 : 401, -1);
    }
  }

  /// All that RFC 9449 §4.3 has a server check, `ath` and the nonce among it.
  private String fault(HttpExchange exchange) {
    try {
      UnverifiedDpopProof.parse(exchange.getRequestHeaders().getOrDefault("DPoP", List.of()))
          .orElseThrow()
          .verify(
              new DpopChecks(
                  List.of("ES256"),
                  Duration.ofMinutes(1),
                  Duration.ZERO,
                  Optional.of(NONCE)::equals),
              new DpopChecks.Target(
                  exchange.getRequestMethod(),
                  origin() + exchange.getRequestURI().getPath(),
                  Optional.of(TOKEN)),
              Instant.now());
      return "";
    } catch (ProtocolException e) {
      return e.error().code();
    }
  }

  @Test
  void section_9_a_request_is_sent_again_with_the_nonce_of_the_api() throws IOException {
    URI api = URI.create(origin() + "/playlists");
    OkHttpClient http = AuthorizedOkHttp.add(new OkHttpClient.Builder(), tokens, api).build();
    try (Response response =
        http.newCall(new Request.Builder().url(api.toString()).build()).execute()) {
      assertThat(response.code()).isEqualTo(200);
    } finally {
      http.dispatcher().executorService().shutdown();
      http.connectionPool().evictAll();
    }
    assertThat(shown).containsExactly("DPoP " + TOKEN + ": use_dpop_nonce", "DPoP " + TOKEN + ": ");
  }
}
