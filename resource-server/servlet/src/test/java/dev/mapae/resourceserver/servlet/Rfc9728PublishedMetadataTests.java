package dev.mapae.resourceserver.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.protocol.Json;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9728, in a real servlet container over a socket.
class Rfc9728PublishedMetadataTests {
  private static final String ISSUER = "https://id.example.com";
  private static final String API = "https://api.example.com/v1";
  private static final String PATH = "/.well-known/oauth-protected-resource/v1";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Server server =
      new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  private ServletContextHandler context;

  @BeforeEach
  void start() throws Exception {
    ResourceServer api =
        ResourceServer.of(
            ResourceServerSettings.of(ISSUER, API).metadata(m -> m.scopesSupported("read")));
    context = new ServletContextHandler("/");
    context.addServletContainerInitializer(
        (Set<Class<?>> classes, jakarta.servlet.ServletContext c) ->
            MetadataServlet.publish(c, api));
    server.setHandler(context);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    URI uri = server.getURI().resolve(path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Nested
  class Section_3_the_document {
    @Test
    void is_published() throws Exception {
      HttpResponse<String> answer = send("GET", PATH);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/json");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
      assertThat(Json.parseObject(answer.body()).orElseThrow())
          .containsEntry("resource", API)
          .containsEntry("authorization_servers", List.of(ISSUER))
          .containsEntry("scopes_supported", List.of("read"));
    }

    @Test
    void is_read_and_not_written() throws Exception {
      assertThat(send("HEAD", PATH).body()).isEmpty();
      assertThat(send("POST", PATH).statusCode()).isEqualTo(405);
      assertThat(send("GET", PATH + "/x").statusCode()).isEqualTo(404);
    }

    @Test
    void is_there_only_where_there_is_metadata() {
      ResourceServer silent = ResourceServer.of(ISSUER, "music-api");
      assertThatThrownBy(() -> MetadataServlet.publish(context.getServletContext(), silent))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
