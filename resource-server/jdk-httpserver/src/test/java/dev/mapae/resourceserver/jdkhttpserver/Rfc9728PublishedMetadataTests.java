package dev.mapae.resourceserver.jdkhttpserver;

import static dev.mapae.resourceserver.Requirement.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.mapae.protocol.Json;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9728, on the JDK's own HTTP server, over a socket.
class Rfc9728PublishedMetadataTests {
  private static final String ISSUER = "https://id.example.com";

  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;
  private String base;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    base = "http://127.0.0.1:" + server.getAddress().getPort();
    ResourceServer api =
        ResourceServer.of(
            ResourceServerSettings.of(ISSUER, base + "/v1/")
                .metadata(m -> m.resourceName("Music")));
    MetadataHandler.publish(server, api);
    server.createContext("/v1/", ProtectedHandler.of(api, (exchange, token) -> exchange.close()));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private HttpResponse<String> send(String method, String url) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Nested
  class Section_5_1_the_challenge {
    @Test
    void points_to_the_document() throws Exception {
      String challenge =
          send("GET", base + "/v1/playlists")
              .headers()
              .firstValue("WWW-Authenticate")
              .orElseThrow();
      String url = challenge.replaceAll(".*resource_metadata=\"([^\"]*)\".*", "$1");
      HttpResponse<String> answer = send("GET", url);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
      assertThat(Json.parseObject(answer.body()).orElseThrow())
          .containsEntry("resource", base + "/v1/")
          .containsEntry("authorization_servers", List.of(ISSUER))
          .containsEntry("resource_name", "Music")
          .containsKey("dpop_signing_alg_values_supported");
    }

    /// As a proxy is asked. RFC 9112 §3.2.2.
    @Test
    void is_answered_by_it_to_a_request_that_names_the_host_too() throws Exception {
      ResourceServer all = ResourceServer.of(ISSUER, "https://api.example.com/all");
      server.createContext("/", ProtectedHandler.of(all, (exchange, token) -> exchange.close()));
      HttpClient through =
          HttpClient.newBuilder().proxy(ProxySelector.of(server.getAddress())).build();
      URI url = URI.create("http://api.example.com/.well-known/oauth-protected-resource/all");

      HttpResponse<String> answer =
          through.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("https://api.example.com/all");
    }

    @Test
    void is_answered_by_a_handler_for_the_whole_server() throws Exception {
      ResourceServer all = ResourceServer.of(ISSUER, base + "/caf%C3%A9");
      server.createContext(
          "/", ProtectedHandler.of(all.require(scope("x")), (exchange, token) -> exchange.close()));
      String url = base + "/.well-known/oauth-protected-resource/caf%C3%A9";

      assertThat(send("GET", base + "/x").headers().firstValue("WWW-Authenticate").orElseThrow())
          .contains("resource_metadata=\"" + url + "\"");
      assertThat(send("GET", url).body()).contains("\"resource\":\"" + base + "/caf%C3%A9\"");
      assertThat(send("HEAD", url).statusCode()).isEqualTo(200);
      assertThat(send("POST", url).statusCode()).isEqualTo(401);
      assertThat(send("GET", url + "/x").statusCode()).isEqualTo(401);
    }
  }

  @Nested
  class Section_3_1_the_place {
    private final String path = "/.well-known/oauth-protected-resource/v1/";

    @Test
    void is_read_and_not_written() throws Exception {
      assertThat(send("HEAD", base + path).body()).isEmpty();
      assertThat(send("POST", base + path).statusCode()).isEqualTo(405);
    }

    @Test
    void may_have_escapes() throws Exception {
      MetadataHandler.publish(server, ResourceServer.of(ISSUER, base + "/caf%C3%A9%20music"));

      assertThat(
              send("GET", base + "/.well-known/oauth-protected-resource/caf%C3%A9%20music").body())
          .contains("\"resource\":\"" + base + "/caf%C3%A9%20music\"");
    }

    @Test
    void is_nowhere_beneath() throws Exception {
      assertThat(send("GET", base + path + "x").statusCode()).isEqualTo(404);
    }

    @Test
    void is_there_only_where_there_is_metadata() {
      ResourceServer silent = ResourceServer.of(ISSUER, "music-api");
      assertThatThrownBy(() -> MetadataHandler.publish(server, silent))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
