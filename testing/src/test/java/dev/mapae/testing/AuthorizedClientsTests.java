package dev.mapae.testing;

import static dev.mapae.resourceserver.Requirement.scope;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.mapae.client.AuthorizedHttpClient;
import dev.mapae.client.Client;
import dev.mapae.client.ClientSecretBasic;
import dev.mapae.client.Environment;
import dev.mapae.client.TokenSource;
import dev.mapae.client.okhttp.AuthorizedOkHttp;
import dev.mapae.client.spring.AuthorizedRestClient;
import dev.mapae.protocol.Scope;
import dev.mapae.resourceserver.DpopNonces;
import dev.mapae.resourceserver.Fetcher;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.jdkhttpserver.ProtectedHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.client.RestClient;

/// Each HTTP library that the client library knows, between the real server and a real API.
@Tag("socket")
class AuthorizedClientsTests {
  @RegisterExtension
  static final MapaeExtension SERVER =
      MapaeExtension.with(
          Setup.empty().resource(PlaylistApi.RESOURCE, "playlist.read").client("reporter"));

  interface Caller {
    /// Posts something.
    ///
    /// @return the status of the answer
    int post(String body) throws Exception;
  }

  enum Library {
    JAVA_NET_HTTP {
      @Override
      Caller caller(TokenSource tokens, URI uri) {
        var http = new AuthorizedHttpClient(tokens, uri);
        return body ->
            http.send(
                    HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                    BodyHandlers.discarding())
                .statusCode();
      }
    },
    OKHTTP {
      @Override
      Caller caller(TokenSource tokens, URI uri) {
        OkHttpClient http = AuthorizedOkHttp.add(new OkHttpClient.Builder(), tokens, uri).build();
        return body -> {
          Request request =
              new Request.Builder()
                  .url(uri.toString())
                  .post(RequestBody.create(body, null))
                  .build();
          try (Response response = http.newCall(request).execute()) {
            return response.code();
          }
        };
      }
    },
    SPRING {
      @Override
      Caller caller(TokenSource tokens, URI uri) {
        RestClient http = AuthorizedRestClient.add(RestClient.builder(), tokens, uri).build();
        return body ->
            http.post()
                .uri(uri)
                .body(body)
                .exchange((request, response) -> response.getStatusCode().value());
      }
    };

    abstract Caller caller(TokenSource tokens, URI uri);
  }

  private final Mapae mapae;
  private final HttpServer server;

  /// The bodies of requests that were accepted.
  private final List<String> accepted = new CopyOnWriteArrayList<>();

  AuthorizedClientsTests(Mapae mapae) throws IOException {
    this.mapae = mapae;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI api(ResourceServerSettings settings) {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/playlists");
    ResourceServer api =
        ResourceServer.of(settings.publishedAt(uri.resolve("/")), Fetcher.http(), mapae.clock());
    server.createContext(
        "/playlists",
        ProtectedHandler.of(
            api.require(scope("playlist.read")),
            (exchange, token) -> {
              try (exchange) {
                accepted.add(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(204, -1);
              }
            }));
    return uri;
  }

  private ResourceServerSettings settings() {
    return ResourceServerSettings.of(mapae.issuer(), PlaylistApi.RESOURCE);
  }

  /// By the system's clock it takes its tokens to be good for longer than the API does.
  private Client client(InstantSource clock) {
    return Client.discover(
        mapae.issuer(),
        new ClientSecretBasic("reporter", mapae.clientSecret("reporter")),
        Environment.standard().withClock(clock));
  }

  private static TokenSource tokens(Client client) {
    return client.clientCredentials(Scope.of("playlist.read"), PlaylistApi.RESOURCE);
  }

  @ParameterizedTest
  @EnumSource
  void presents_a_token_and_another_one_when_the_API_refuses_it(Library library) throws Exception {
    Caller caller = library.caller(tokens(client(InstantSource.system())), api(settings()));
    assertThat(caller.post("one")).isEqualTo(204);
    mapae.advance(Duration.ofHours(1));
    assertThat(caller.post("two")).isEqualTo(204);
    assertThat(accepted).containsExactly("one", "two");
  }

  /// RFC 9449 §7.1, §9.
  @ParameterizedTest
  @EnumSource
  void proves_that_the_token_is_its_own_with_the_nonce_of_the_API(Library library)
      throws Exception {
    ResourceServerSettings bound =
        settings().requireBoundTokens().requireDpopNonce(DpopNonces.own());
    Caller caller = library.caller(tokens(client(mapae.clock()).withDpop()), api(bound));
    assertThat(caller.post("one")).isEqualTo(204);
    assertThat(caller.post("two")).isEqualTo(204);
    assertThat(accepted).containsExactly("one", "two");
  }

  @Test
  void a_bearer_token_is_not_enough_there() throws Exception {
    Caller caller =
        Library.OKHTTP.caller(tokens(client(mapae.clock())), api(settings().requireBoundTokens()));
    assertThat(caller.post("one")).isEqualTo(401);
    assertThat(accepted).isEmpty();
  }
}
