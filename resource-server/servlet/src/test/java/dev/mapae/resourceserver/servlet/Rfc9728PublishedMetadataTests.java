package dev.mapae.resourceserver.servlet;

import static dev.mapae.resourceserver.Requirement.role;
import static dev.mapae.resourceserver.Requirement.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mapae.protocol.Json;
import dev.mapae.resourceserver.Authenticator;
import dev.mapae.resourceserver.BasicAuthenticator;
import dev.mapae.resourceserver.ProtectedResourceMetadata;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.TrustedIssuer;
import jakarta.servlet.ServletContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
        (Set<Class<?>> classes, ServletContext c) -> MetadataServlet.publish(c, api));
    server.setHandler(context);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return send(server, method, path);
  }

  private HttpResponse<String> send(Server to, String method, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(to.getURI().resolve(path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
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

    @Test
    void is_published_once_by_the_filters_of_an_API() throws Exception {
      ResourceServer api = ResourceServer.of(ISSUER, API);
      Server other =
          serving(c -> {
            AuthenticationFilter.of(api).addTo(c, "/v1/*");
            AuthenticationFilter.of(api.require(scope("write"))).addTo(c, "/v1/playlists/*");
          });
      try {
        assertThat(send(other, "GET", advertised(send(other, "GET", "/v1/playlists/1"))).body())
            .contains(API);
      } finally {
        other.stop();
      }
    }

    @Test
    void that_says_more_is_published_before_the_filters() throws Exception {
      ResourceServer api = ResourceServer.of(ISSUER, API);
      Server other =
          serving(c -> {
            MetadataServlet.publish(c, api.metadata().orElseThrow().resourceName("Music API"));
            AuthenticationFilter.of(api).addTo(c, "/v1/*");
            AuthenticationFilter.of(api.require(scope("write"))).addTo(c, "/v1/playlists/*");
            assertThatThrownBy(() -> MetadataServlet.publish(c, api))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("before AuthenticationFilter.addTo");
          });
      try {
        assertThat(send(other, "GET", PATH).body()).contains("Music API");
      } finally {
        other.stop();
      }
    }

    @Test
    void is_not_the_one_of_another_API_or_another_servlet() throws Exception {
      ResourceServer api = ResourceServer.of(ISSUER, API);
      serving(
              c -> {
                AuthenticationFilter.of(api).addTo(c, "/v1/*");
                ResourceServer same = ResourceServer.of("https://other.example.com", API);
                assertThatThrownBy(() -> AuthenticationFilter.of(same).addTo(c, "/v2/*"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(PATH)
                    .hasMessageContaining("one ResourceServer");
              })
          .stop();
      serving(
              c -> {
                c.addServlet("own", MetadataServlet.of(api.metadata().orElseThrow()))
                    .addMapping(PATH);
                assertThatThrownBy(() -> MetadataServlet.publish(c, api))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Another servlet");
              })
          .stop();
    }

    /// Its challenges would lead clients to an authorization server whose tokens it refuses.
    @Test
    void that_the_application_published_has_to_be_of_the_API_of_the_filter() throws Exception {
      ResourceServer api = ResourceServer.of(ISSUER, API);
      for (ProtectedResourceMetadata other :
          List.of(
              ProtectedResourceMetadata.of(API, "https://other.example.com"),
              ProtectedResourceMetadata.of("https://other.example.com/v1", ISSUER),
              ofTwoIssuers())) {
        serving(
                c -> {
                  MetadataServlet.publish(c, other);
                  assertThatThrownBy(() -> AuthenticationFilter.of(api).addTo(c, "/v1/*"))
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining(PATH)
                      .hasMessageContaining("authorization servers");
                })
            .stop();
      }
    }

    private ProtectedResourceMetadata ofTwoIssuers() {
      return ResourceServer.of(
              ResourceServerSettings.of(
                      TrustedIssuer.of(ISSUER, API),
                      TrustedIssuer.of("https://other.example.com", API))
                  .describedIfLocated())
          .metadata()
          .orElseThrow();
    }

    @Test
    void of_a_path_with_escapes_is_published_as_well() throws Exception {
      ResourceServer api = ResourceServer.of(ISSUER, "https://api.example.com/caf%C3%A9%20music");
      Server other =
          serving(c -> {
            c.addFilter("part", AuthenticationFilter.of(api))
                .addMappingForUrlPatterns(null, false, "/v1/*");
            MetadataServlet.publish(c, api);
          });
      try {
        assertThat(send(other, "GET", advertised(send(other, "GET", "/v1/x"))).body())
            .contains("https://api.example.com/caf%C3%A9%20music");
      } finally {
        other.stop();
      }
    }

    @Test
    void is_published_once() throws Exception {
      ResourceServer api = ResourceServer.of(ISSUER, API);
      serving(
              c -> {
                MetadataServlet.publish(c, api);
                assertThatThrownBy(() -> MetadataServlet.publish(c, api))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(PATH);
              })
          .stop();
    }
  }

  @Nested
  class Section_5_1_a_filter_for_the_whole_server {
    private final ResourceServer api = ResourceServer.of(ISSUER, API);

    @Test
    void answers_what_its_challenge_points_to() throws Exception {
      assertAnswered(serving(c -> guard(c, api)));
      assertAnswered(serving(c -> guard(c, api.require(scope("read")).and(role("x")))));
      assertAnswered(
          serving(c -> {
            guard(c, api);
            MetadataServlet.publish(c, api);
          }));
    }

    private void assertAnswered(Server other) throws Exception {
      try {
        HttpResponse<String> refused = send(other, "GET", "/v1/playlists");
        assertThat(refused.statusCode()).isEqualTo(401);
        HttpResponse<String> answer = send(other, "GET", advertised(refused));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(Json.parseObject(answer.body()).orElseThrow())
            .containsEntry("resource", API)
            .containsEntry("authorization_servers", List.of(ISSUER));
        HttpResponse<String> head = send(other, "HEAD", PATH);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
      } finally {
        other.stop();
      }
    }

    @Test
    void answers_it_below_the_path_of_the_application_as_well() throws Exception {
      String below = "/music" + PATH;
      Server other = serving("/music", c -> guard(c, api));
      try {
        assertThat(send(other, "GET", below).body()).contains(API);
        assertThat(send(other, "HEAD", below).statusCode()).isEqualTo(200);
        for (String path : List.of(below + "/x", below + ";x", "/music/x" + PATH)) {
          assertThat(send(other, "GET", path).statusCode()).as(path).isEqualTo(401);
        }
      } finally {
        other.stop();
      }
    }

    @Test
    void lets_nobody_by_who_does_not_read_just_that() throws Exception {
      Server other = serving(c -> guard(c, api));
      try {
        for (String path : List.of(PATH + "/", PATH + "/x", PATH + ";x", "/v1" + PATH)) {
          assertThat(send(other, "GET", path).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(send(other, "POST", PATH).statusCode()).isEqualTo(401);
      } finally {
        other.stop();
      }
    }

    @Test
    void of_another_authenticator_has_none() throws Exception {
      Server other =
          serving(c -> guard(c, BasicAuthenticator.of("Staff", given -> Optional.<String>empty())));
      try {
        assertThat(send(other, "GET", PATH).statusCode()).isEqualTo(401);
      } finally {
        other.stop();
      }
    }

    private void guard(ServletContext c, Authenticator<? extends Object> authenticator) {
      c.addFilter("all", AuthenticationFilter.of(authenticator))
          .addMappingForUrlPatterns(null, false, "/*");
    }
  }

  /// Where a challenge says that the document is, on the server that it came from.
  private static String advertised(HttpResponse<String> refused) {
    String challenge = refused.headers().firstValue("WWW-Authenticate").orElseThrow();
    return URI.create(challenge.replaceAll(".*resource_metadata=\"([^\"]*)\".*", "$1"))
        .getRawPath();
  }

  private static Server serving(Consumer<ServletContext> initializer) throws Exception {
    return serving("/", initializer);
  }

  private static Server serving(String contextPath, Consumer<ServletContext> initializer)
      throws Exception {
    Server other = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ServletContextHandler all = new ServletContextHandler(contextPath);
    all.addServletContainerInitializer(
        (Set<Class<?>> classes, ServletContext c) -> initializer.accept(c));
    other.setHandler(all);
    other.start();
    return other;
  }
}
