package dev.mapae.client.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mapae.client.AuthorizationCode;
import dev.mapae.client.Client;
import dev.mapae.client.ClientIdMetadataDocument;
import dev.mapae.client.ClientSecretBasic;
import jakarta.servlet.ServletContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// draft-ietf-oauth-client-id-metadata-document-02, in a real servlet container over a socket.
class PublishedDocumentTests {
  private static final URI CALLBACK = URI.create("https://app.example.com/callback");
  private static final ClientIdMetadataDocument DOCUMENT =
      ClientIdMetadataDocument.onDevices(
          URI.create("https://app.example.com/caf%C3%A9/client.json"), "My app", CALLBACK);
  private static final String PATH = "/caf%C3%A9/client.json";

  private final HttpClient http = HttpClient.newHttpClient();

  private interface Asked {
    HttpResponse<String> send(String method, String path) throws Exception;
  }

  private interface Asking {
    void ask(Asked server) throws Exception;
  }

  private void serving(Consumer<ServletContext> initializer, Asking asking) throws Exception {
    serving("/", initializer, asking);
  }

  private void serving(String contextPath, Consumer<ServletContext> initializer, Asking asking)
      throws Exception {
    Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ServletContextHandler context =
        new ServletContextHandler(contextPath, ServletContextHandler.SESSIONS);
    context.addServletContainerInitializer(
        (Set<Class<?>> classes, ServletContext c) -> initializer.accept(c));
    server.setHandler(context);
    server.start();
    try {
      asking.ask((method, path) ->
          http.send(
              HttpRequest.newBuilder(server.getURI().resolve(path))
                  .method(method, HttpRequest.BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofString()));
    } finally {
      server.stop();
    }
  }

  private static void assertAnswered(Asked server) throws Exception {
    HttpResponse<String> answer = server.send("GET", PATH);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .isEqualTo("application/json");
    assertThat(answer.body().getBytes(StandardCharsets.UTF_8)).isEqualTo(DOCUMENT.json());
    HttpResponse<String> head = server.send("HEAD", PATH);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Nested
  class A_servlet {
    @Test
    void answers_at_the_path_of_the_client_id() throws Exception {
      serving(
          context -> ClientDocumentServlet.publish(context, DOCUMENT),
          server -> {
            assertAnswered(server);
            assertThat(server.send("POST", PATH).statusCode()).isEqualTo(405);
            assertThat(server.send("GET", PATH + "/x").statusCode()).isEqualTo(404);
          });
    }

    @Test
    void answers_there_in_an_application_with_a_path_of_its_own() throws Exception {
      ClientIdMetadataDocument below =
          ClientIdMetadataDocument.onDevices(
              URI.create("https://app.example.com/shop" + PATH), "My app", CALLBACK);
      serving(
          "/shop",
          context -> ClientDocumentServlet.publish(context, below),
          server -> {
            HttpResponse<String> answer = server.send("GET", "/shop" + PATH);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body().getBytes(StandardCharsets.UTF_8)).isEqualTo(below.json());
          });
    }

    @Test
    void is_not_published_where_no_request_for_it_comes() throws Exception {
      serving(
          "/shop",
          context ->
              assertThatIllegalStateException()
                  .isThrownBy(() -> ClientDocumentServlet.publish(context, DOCUMENT))
                  .withMessageContaining("at /shop")
                  .withMessageContaining(DOCUMENT.clientId().toString()),
          server -> assertThat(server.send("GET", "/shop" + PATH).statusCode()).isEqualTo(404));
    }

    @Test
    void is_published_once() throws Exception {
      serving(
          context -> {
            ClientDocumentServlet.publish(context, DOCUMENT);
            assertThatIllegalStateException()
                .isThrownBy(() -> ClientDocumentServlet.publish(context, DOCUMENT))
                .withMessageContaining(DOCUMENT.clientId().toString());
          },
          PublishedDocumentTests::assertAnswered);
    }
  }

  @Nested
  class A_login {
    @Test
    void answers_whoever_is_not_signed_in() throws Exception {
      try (SigningIssuer issuer = new SigningIssuer()) {
        AuthorizationCode flow =
            Client.discover(issuer.issuer(), DOCUMENT.authentication()).authorizationCode(CALLBACK);
        serving(
            context -> WebLogin.of(flow).publishing(DOCUMENT).addTo(context),
            server -> {
              assertAnswered(server);
              for (String path : List.of("/", PATH + "/x", "/client.json")) {
                HttpResponse<String> away = server.send("GET", path);
                assertThat(away.statusCode()).as(path).isEqualTo(303);
                assertThat(away.headers().firstValue("Location").orElseThrow())
                    .contains("client_id=https")
                    .contains("scope=openid");
              }
              assertThat(server.send("POST", PATH).statusCode()).isEqualTo(401);
            });
      }
    }

    @Test
    void is_not_added_where_no_request_for_the_document_comes() throws Exception {
      try (SigningIssuer issuer = new SigningIssuer()) {
        WebLogin login =
            WebLogin.of(
                    Client.discover(issuer.issuer(), DOCUMENT.authentication())
                        .authorizationCode(CALLBACK))
                .publishing(DOCUMENT);
        serving(
            "/shop",
            context -> {
              assertThatIllegalStateException()
                  .isThrownBy(() -> login.addTo(context))
                  .withMessageContaining("at /shop");
              assertThatIllegalStateException()
                  .isThrownBy(() -> BackendForFrontend.of(login).addTo(context));
            },
            server -> assertThat(server.send("GET", "/shop/").statusCode()).isEqualTo(404));
      }
    }

    @Test
    void leaves_its_path_to_no_API() throws Exception {
      ClientIdMetadataDocument document =
          ClientIdMetadataDocument.onDevices(
              URI.create("https://app.example.com/shop/api/client.json"), "My app", CALLBACK);
      try (SigningIssuer issuer = new SigningIssuer()) {
        WebLogin login =
            WebLogin.of(
                Client.discover(issuer.issuer(), document.authentication())
                    .authorizationCode(CALLBACK));
        URI api = URI.create("https://api.example.com/");
        BackendForFrontend.of(login).api("/api/", api);
        BackendForFrontend publishing = BackendForFrontend.of(login.publishing(document));
        assertThatIllegalArgumentException()
            .isThrownBy(() -> publishing.api("/api/", api))
            .withMessageContaining("/api/");
      }
    }

    @Test
    void publishes_no_document_of_another_client() throws Exception {
      try (SigningIssuer issuer = new SigningIssuer()) {
        WebLogin login =
            WebLogin.of(
                Client.discover(issuer.issuer(), new ClientSecretBasic("app", "secret"))
                    .authorizationCode(CALLBACK));
        assertThatIllegalArgumentException()
            .isThrownBy(() -> login.publishing(DOCUMENT))
            .withMessageContaining("people sign in to app");
      }
    }
  }
}
